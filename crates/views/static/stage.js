// The turning object: three.js with the still's camera and lights, plaster, and three switches.
const DEGREE = Math.PI / 180;

export class Stage {
  /** Loads engine and model; the still stays until the first frame is drawn. */
  static async open(host) {
    const [three, { OrbitControls }, { GLTFLoader }] = await Promise.all([
      import(host.dataset.three), import(host.dataset.orbit), import(host.dataset.gltf),
    ]);
    const model = await new GLTFLoader().loadAsync(host.dataset.src);
    return new Stage(host, three, OrbitControls, model.scene);
  }

  constructor(host, three, OrbitControls, model) {
    Object.assign(this, { host, three, model });
    this.renderer = new three.WebGLRenderer({ antialias: true, alpha: true });
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    this.canvas = this.renderer.domElement;
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", "The object in three dimensions. Arrow keys turn it, plus and minus change the distance.");
    this.scene = new three.Scene();
    this.scene.add(model);
    this.light(JSON.parse(host.dataset.lights || "[]"));
    this.plaster();
    this.look(JSON.parse(host.dataset.camera), OrbitControls);
    this.bounds = new three.Box3().setFromObject(model);
    this.watch();
    this.draw();
    host.querySelector(".still").after(this.canvas);
    host.querySelector(".still").style.visibility = "hidden"; // Same view, so nothing jumps.
    this.show("dimensions", host.querySelector("[data-tool=dimensions]").getAttribute("aria-pressed") === "true");
  }

  light(lights) {
    const { HemisphereLight, DirectionalLight, Color } = this.three;
    if (!lights.length) lights = [
      { kind: "sky", colour: [1, 1, 1], strength: 1.1 },
      { kind: "sun", from: [-2, 3, 2.5], colour: [1, 0.97, 0.92], strength: 2.2 },
      { kind: "sun", from: [3, 1, 1], colour: [0.9, 0.95, 1], strength: 0.5 },
    ];
    for (const { kind, from, colour, strength } of lights) {
      const tint = new Color(...colour);
      const light = kind === "sky" ? new HemisphereLight(tint, new Color(0.5, 0.48, 0.45), strength) : new DirectionalLight(tint, strength);
      if (kind !== "sky") light.position.set(...from);
      this.scene.add(light);
    }
  }

  /** A mesh without colours of its own is matte plaster. */
  plaster() {
    const { MeshStandardMaterial, Color, DoubleSide } = this.three;
    const plaster = new MeshStandardMaterial({ color: new Color(0.82, 0.78, 0.72), roughness: 0.6, side: DoubleSide });
    this.materials = new Set([plaster]);
    this.model.traverse((part) => {
      if (!part.isMesh) return;
      if (!part.geometry.attributes.normal) part.geometry.computeVertexNormals();
      if (!part.material.map && !part.geometry.attributes.color) part.material = plaster;
      this.materials.add(part.material);
    });
  }

  look({ position, target, up, view_degrees }, OrbitControls) {
    const { PerspectiveCamera, Vector3 } = this.three;
    const start = new Vector3(...position);
    const reach = start.distanceTo(new Vector3(...target));
    this.camera = new PerspectiveCamera(view_degrees, 1, reach / 50, reach * 10);
    this.camera.up.set(...up);
    this.camera.position.copy(start);
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
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(this.host);
  }

  key(event) {
    const turn = { ArrowLeft: [-10, 0], ArrowRight: [10, 0], ArrowUp: [0, -8], ArrowDown: [0, 8] }[event.key];
    const zoom = { "+": 0.88, "=": 0.88, "-": 1.14 }[event.key];
    if (!turn && !zoom) return;
    event.preventDefault();
    const offset = this.camera.position.clone().sub(this.controls.target);
    if (zoom) offset.multiplyScalar(zoom);
    if (turn) {
      const up = this.camera.up.clone().normalize();
      const side = up.clone().cross(offset).normalize();
      offset.applyAxisAngle(up, turn[0] * DEGREE);
      const tilted = offset.clone().applyAxisAngle(side, turn[1] * DEGREE);
      if (tilted.angleTo(up) > 0.1 && tilted.angleTo(up) < Math.PI - 0.1) offset.copy(tilted);
    }
    this.camera.position.copy(this.controls.target).add(offset);
    this.controls.update();
    this.ask();
  }

  /** One frame soon; damping asks for the next by its own change. */
  ask() {
    this.next ??= requestAnimationFrame(() => {
      this.next = null;
      this.controls?.update();
      this.draw();
    });
  }

  draw() {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!width) return;
    if (this.width !== width) this.renderer.setSize(width, height, false);
    this.width = width;
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.renderer.render(this.scene, this.camera);
    if (this.lines) this.lines.innerHTML = this.overlay();
  }

  show(name, on) {
    if (name === "wireframe") for (const material of this.materials) material.wireframe = on;
    if (name === "dimensions") this.dimensions = on;
    if (name === "findings") this.findings = on;
    const still = this.host.querySelector(".overlay.dimensions");
    if (still) still.style.display = "none";
    if (!this.lines) {
      this.lines = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      this.lines.setAttribute("class", "overlay");
      this.lines.setAttribute("viewBox", "0 0 100 100");
      this.canvas.after(this.lines);
    }
    this.draw();
  }

  /** Dimension lines and findings, projected onto the frame in percent of its side. */
  overlay() {
    const put = (x, y, z) => {
      const point = new this.three.Vector3(x, y, z).project(this.camera);
      return [((point.x + 1) / 2) * 100, ((1 - point.y) / 2) * 100];
    };
    const { min, max } = this.bounds;
    const size = JSON.parse(this.host.dataset.size);
    let svg = "";
    const line = (a, b, mm) => {
      const words = `${Number(mm.toFixed(mm < 10 ? 1 : 0))} mm`;
      const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
      const width = words.length * 1.7 + 2;
      svg += `<path class="dimension" d="M${a}L${b}"/><rect class="halo" x="${x - width / 2}" y="${y - 2}" width="${width}" height="4"/><text x="${x}" y="${y + 0.95}">${words}</text>`;
    };
    if (this.dimensions) {
      // The preview stands in the axes of its camera: z or y is up.
      const high = this.camera.up.z > 0.5;
      const near = this.camera.position;
      const x = near.x > 0 ? max.x : min.x;
      const depth = high ? (near.y > 0 ? max.y : min.y) : near.z > 0 ? max.z : min.z;
      if (high) {
        line(put(min.x, depth, min.z), put(max.x, depth, min.z), size[0]);
        line(put(x, min.y, min.z), put(x, max.y, min.z), size[1]);
        line(put(x, depth === max.y ? min.y : max.y, min.z), put(x, depth === max.y ? min.y : max.y, max.z), size[2]);
      } else {
        line(put(min.x, min.y, depth), put(max.x, min.y, depth), size[0]);
        line(put(x, min.y, min.z), put(x, min.y, max.z), size[1]);
        line(put(x, min.y, depth === max.z ? min.z : max.z), put(x, max.y, depth === max.z ? min.z : max.z), size[2]);
      }
    }
    if (this.findings)
      for (const [number, place] of JSON.parse(this.host.dataset.places)) {
        const [x, y] = put(...place);
        svg += `<circle class="mark-line" cx="${x}" cy="${y}" r="2.4"/><text x="${x}" y="${y - 4}">${Number(number)}</text>`;
      }
    return svg;
  }

  focus() {
    this.canvas.focus();
  }

  dispose() {
    cancelAnimationFrame(this.next);
    this.sizes.disconnect();
    this.controls.dispose();
    this.model.traverse((part) => part.geometry?.dispose());
    for (const material of this.materials) material.dispose();
    this.renderer.dispose();
    this.lines?.remove();
    this.canvas.remove();
  }
}
