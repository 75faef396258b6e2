// Where the three dimension lines of a box lie, seen from `eye`: the two level edges nearest to it, and the upright one
// at the outline. The server draws the same lines over the still (crate `web`, lens.rs).
const ASIDE = 0.06; // of the longest side: how far a line stands off the object

/** Corners of the box and the eye in the same axes, y up; `sizes` in millimetres along x, y, z. */
export function dimensions(min, max, eye, sizes) {
  const gap = ASIDE * Math.max(...max.map((value, axis) => value - min[axis]));
  const near = [0, 2].map((axis) => eye[axis] > (min[axis] + max[axis]) / 2);
  const side = (axis, high) => (high ? max[axis] : min[axis]);
  const off = (high) => (high ? gap : -gap);
  const [x, z] = [side(0, near[0]) + off(near[0]), side(2, near[1]) + off(near[1])];
  // The outline's upright stands at the far end of the level edge that runs to the left.
  const left = turns_left(min, max, eye, near);
  const upright = left === 2 ? [side(0, near[0]) + off(near[0]) / 2, side(2, !near[1]) + off(!near[1]) / 2] : [side(0, !near[0]) + off(!near[0]) / 2, side(2, near[1]) + off(near[1]) / 2];
  return [
    { from: [min[0], min[1], z], to: [max[0], min[1], z], label: words(sizes[0]) },
    { from: [x, min[1], min[2]], to: [x, min[1], max[2]], label: words(sizes[2]) },
    { from: [upright[0], min[1], upright[1]], to: [upright[0], max[1], upright[1]], label: words(sizes[1]) },
  ];
}

/** Which level axis runs to the left from the corner that is nearest to the eye: 0 or 2. */
function turns_left(min, max, eye, near) {
  const middle = [0, 2].map((axis) => (min[axis] + max[axis]) / 2);
  const sight = [middle[0] - eye[0], middle[1] - eye[2]];
  const along_x = near[0] ? -1 : 1; // away from the near corner
  // Right of the line of sight, seen from above with y up: (-sight.z, sight.x).
  return along_x * -sight[1] < 0 ? 0 : 2;
}

/** As many digits as a length deserves, with the page's own mark before the fraction. */
export const words = (mm) => {
  const decimal = document.documentElement.dataset.decimal ?? ".";
  return `${(mm < 9.95 ? mm.toFixed(1) : mm.toFixed(0)).replace(".", decimal)} mm`;
};
