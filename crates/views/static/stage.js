// The turning object: three.js with the still's camera, the studio's light, and switches on the picture.

const DEGREE = Math.PI / 180;
const CREASE = 35 * DEGREE; // as the renderer of the stills
/** A frame that takes longer than this while the object turns is drawn with fewer pixels until it rests. */
const SLOW_MS = 45;
const SVG = "http://www.w3.org/2000/svg";
/** Where the camera stands for the views that a technical drawing has, in the preview's axes: y is up, the front is +z. */
const VIEWS = { front: [0, 0, 1], back: [0, 0, -1], left: [-1, 0, 0], right: [1, 0, 0], top: [0, 1, 1e-3], bottom: [0, -1, 1e-3] };

export class Stage {
  /** Loads engine and model; the still stays until the first frame is drawn. */
  static async open(host) {
    const { three, orbit, gltf, buffers, studio, dimensions } = host.dataset; // Addresses with their content's hash.
    const [engine, { OrbitControls }, { GLTFLoader }, { toCreasedNormals }, { Studio }, lines] = await Promise.all(
      [three, orbit, gltf, buffers, studio, dimensions].map((address) => import(address)),
    );
    const loader = new GLTFLoader();
    const model = await (host.model ? loader.parseAsync(host.model.slice(0), "") : loader.loadAsync(host.dataset.src));
    return new Stage(host, engine, OrbitControls, Studio, lines.dimensions, parts_of(engine, model, toCreasedNormals));
  }

  constructor(host, three, OrbitControls, Studio, dimensions, parts) {
    Object.assign(this, { host, three, dimensions });
    this.stand = host.querySelector(".stand");
    this.still = host.querySelector(".still");
    this.renderer = new three.WebGLRenderer({ antialias: true, alpha: true });
    this.sharp = Math.min(devicePixelRatio, 2);
    this.renderer.setPixelRatio(this.sharp);
    this.canvas = this.renderer.domElement;
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", "The object in three dimensions. Arrow keys turn it, plus and minus change the distance.");
    this.bounds = new three.Box3();
    for (const { geometry } of parts) this.bounds.union((geometry.computeBoundingBox(), geometry.boundingBox));
    this.studio = new Studio(three, this.renderer, parts, this.bounds, JSON.parse(host.dataset.lights));
    this.look(JSON.parse(host.dataset.camera), OrbitControls);
    this.lines = document.createElementNS(SVG, "svg");
    this.lines.setAttribute("class", "overlay");
    this.lines.setAttribute("aria-hidden", "true");
    this.shown = {};
    this.still.after(this.canvas, this.lines);
    this.watch();
    this.draw();
    this.stand.classList.add("turning"); // Same view and light as the still, so nothing jumps.
  }

  look({ position, target, up, view_degrees }, OrbitControls) {
    const { PerspectiveCamera, Vector3 } = this.three;
    const reach = new Vector3(...position).distanceTo(new Vector3(...target));
    this.camera = new PerspectiveCamera(view_degrees, 1, reach / 50, reach * 10);
    // The still's own up leans with its line of sight; the object turns about the plumb line.
    this.camera.up.set(0, Math.sign(up[1]) || 1, 0);
    this.camera.position.set(...position);
    this.controls = new OrbitControls(this.camera, this.canvas);
    this.controls.target.set(...target);
    this.controls.enableDamping = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.controls.enablePan = false;
    this.controls.minDistance = reach / 4;
    this.controls.maxDistance = reach * 2;
    this.controls.update();
  }

  watch() {
    this.controls.addEventListener("change", () => this.ask());
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    // The page keeps its own scrolling: the wheel alone never reaches the controls.
    this.stand.addEventListener("wheel", this.pass = (event) => event.ctrlKey || event.stopPropagation(), { capture: true });
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(this.stand);
    this.theme = matchMedia("(prefers-color-scheme: dark)");
    this.recolour = () => this.draw();
    this.theme.addEventListener("change", this.recolour);
  }

  key(event) {
    const turn = { ArrowLeft: [-10, 0], ArrowRight: [10, 0], ArrowUp: [0, -8], ArrowDown: [0, 8] }[event.key];
    const zoom = { "+": 0.88, "=": 0.88, "-": 1.14 }[event.key];
    if (!turn && !zoom) return;
    event.preventDefault();
    if (zoom) return this.zoom(zoom);
    const offset = this.camera.position.clone().sub(this.controls.target);
    const up = this.camera.up.clone().normalize();
    const side = up.clone().cross(offset).normalize();
    offset.applyAxisAngle(up, turn[0] * DEGREE);
    const tilted = offset.clone().applyAxisAngle(side, turn[1] * DEGREE);
    if (tilted.angleTo(up) > 0.1 && tilted.angleTo(up) < Math.PI - 0.1) offset.copy(tilted);
    this.move(offset);
  }

  zoom(factor) {
    const offset = this.camera.position.clone().sub(this.controls.target);
    offset.setLength(Math.min(Math.max(offset.length() * factor, this.controls.minDistance), this.controls.maxDistance));
    this.move(offset);
  }

  move(offset) {
    this.camera.position.copy(this.controls.target).add(offset);
    this.controls.update();
    this.ask();
  }

  /** One of the standard views, with the whole object in the middle. */
  view(name) {
    const { Vector3 } = this.three;
    const radius = this.bounds.getSize(new Vector3()).length() / 2;
    const distance = (radius / Math.sin((this.camera.fov / 2) * DEGREE)) * 1.05;
    this.bounds.getCenter(this.controls.target);
    this.move(new Vector3(...VIEWS[name]).setLength(Math.min(Math.max(distance, this.controls.minDistance), this.controls.maxDistance)));
  }

  /** One frame soon; damping asks for the next by its own change. A slow machine draws coarsely until all rests. */
  ask() {
    this.asked ??= performance.now();
    this.next ??= requestAnimationFrame(() => {
      // A card that is still busy with the frame before lets this one wait.
      if (performance.now() - this.asked > SLOW_MS) this.slow = true;
      this.next = this.asked = null;
      this.coarse = this.slow && this.moving;
      const ratio = this.coarse ? Math.min(this.sharp, 1) * 0.6 : this.sharp;
      if (ratio !== this.renderer.getPixelRatio()) this.renderer.setPixelRatio(ratio);
      this.controls?.update();
      this.draw();
    });
    this.moving = true;
    clearTimeout(this.rest);
    this.rest = setTimeout(() => {
      if (this.coarse) this.ask();
      this.moving = false;
    }, 250);
  }

  draw() {
    const { clientWidth: width, clientHeight: height } = this.stand;
    if (!width) return;
    if (this.width !== width || this.height !== height) this.renderer.setSize(width, height, false);
    Object.assign(this, { width, height });
    this.camera.aspect = width / height;
    this.lines.setAttribute("viewBox", `${50 - 50 * this.camera.aspect} 0 ${100 * this.camera.aspect} 100`);
    this.camera.updateProjectionMatrix();
    this.studio.ink(getComputedStyle(this.lines).color, getComputedStyle(this.stand).backgroundColor);
    this.studio.render(this.camera, this.coarse);
    this.lines.innerHTML = this.overlay();
  }

  show(name, on) {
    this.shown[name] = on;
    if (name === "wireframe") this.studio.wireframe(on);
    if (name === "section") this.cut(this.share ?? 0.5);
    this.draw();
  }

  /** Takes away what lies before a plane across the line of sight, `share` of the way from the back to the front. */
  cut(share) {
    this.share = share;
    if (!this.shown.section) return this.studio.section(null);
    const sight = this.camera.position.clone().sub(this.controls.target);
    this.across ??= Math.abs(sight.x) > Math.abs(sight.z) ? ["x", Math.sign(sight.x)] : ["z", Math.sign(sight.z)];
    const [axis, sign] = this.across;
    const place = this.bounds.min[axis] + (sign > 0 ? share : 1 - share) * (this.bounds.max[axis] - this.bounds.min[axis]);
    this.studio.section({ direction: axis === "x" ? [sign, 0, 0] : [0, 0, sign], at: sign * place });
    this.draw();
  }

  /** Dimension lines and findings, projected onto the frame in percent of its height. */
  overlay() {
    const put = (place) => {
      const point = new this.three.Vector3(...place).project(this.camera);
      return [50 + point.x * 50 * this.camera.aspect, ((1 - point.y) / 2) * 100];
    };
    const { min, max } = this.bounds;
    let svg = "";
    if (this.shown.dimensions) {
      const lines = this.dimensions(min.toArray(), max.toArray(), this.camera.position.toArray(), JSON.parse(this.host.dataset.size));
      for (const { from, to, label } of lines) svg += line(put(from), put(to), label, 50 * this.camera.aspect);
    }
    if (this.shown.findings)
      for (const [number, place] of JSON.parse(this.host.dataset.places)) {
        const [x, y] = put(place);
        svg += `<circle class="mark-under" cx="${x}" cy="${y}" r="2.4"/><circle class="mark-line" cx="${x}" cy="${y}" r="2.4"/><text x="${x}" y="${y - 4}">${Number(number)}</text>`;
      }
    return svg;
  }

  focus() {
    this.canvas.focus();
  }

  dispose() {
    cancelAnimationFrame(this.next);
    clearTimeout(this.rest);
    this.sizes.disconnect();
    this.theme.removeEventListener("change", this.recolour);
    this.stand.removeEventListener("wheel", this.pass, { capture: true });
    this.controls.dispose();
    this.studio.dispose();
    this.renderer.dispose();
    this.lines.remove();
    this.canvas.remove();
    this.stand.classList.remove("turning");
  }
}

/** One dimension line with its ticks and its words, in percent of the frame's height; the frame reaches `half_wide` to both sides of 50. */
function line(a, b, words, half_wide) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = Math.hypot(dx, dy);
  if (length < 4) return ""; // Seen from its end.
  [a, b] = inside(a, b, half_wide);
  const [tx, ty] = [(-dy / length) * 1.5, (dx / length) * 1.5];
  const tick = ([x, y]) => `M${x - tx} ${y - ty}L${x + tx} ${y + ty}`;
  const half = 1 + 1.1 * words.length; // In the larger type of a phone.
  const path = `M${a}L${b}${tick(a)}${tick(b)}`;
  return `<path class="dimension-under" d="${path}"/><path class="dimension" d="${path}"/><text x="${Math.min(Math.max((a[0] + b[0]) / 2, 50 - half_wide + half), 50 + half_wide - half)}" y="${(a[1] + b[1]) / 2 + 0.95}">${words}</text>`;
}

/** A line moved so far that neither end leaves the frame. */
function inside(a, b, half_wide) {
  const edge = 2.5;
  const ends = [[50 - half_wide, 50 + half_wide], [0, 100]];
  const move = [0, 1].map((axis) => {
    const [low, high] = [Math.min(a[axis], b[axis]), Math.max(a[axis], b[axis])];
    return Math.max(ends[axis][0] + edge - low, 0) + Math.min(ends[axis][1] - edge - high, 0);
  });
  return [a, b].map((end) => end.map((value, axis) => value + move[axis]));
}

/** The model's meshes, stood where their nodes put them, smooth up to the crease angle. */
function parts_of(three, { scene, parser }, toCreasedNormals) {
  scene.updateMatrixWorld(true);
  const parts = [];
  scene.traverse((node) => {
    if (!node.isMesh) return;
    const caster = node.geometry.clone().applyMatrix4(node.matrixWorld);
    // Corners within a hundredth of a unit are one to the engine: a millimetre is a better unit for that than a metre.
    const geometry = toCreasedNormals(caster.clone().scale(1000, 1000, 1000), CREASE).scale(0.001, 0.001, 0.001);
    const source = parser.json.materials?.[parser.associations.get(node.material)?.materials];
    parts.push({ geometry, caster, material: node.material, painted: Boolean(source?.pbrMetallicRoughness?.baseColorFactor) });
  });
  return parts;
}
