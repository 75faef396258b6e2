// The large frame of a drawing: zoom, pan and true size. Without this file the whole drawing stands still.
const PIXELS_A_MM = 96 / 25.4; // CSS's inch, which holds until somebody has measured the screen (ruler.js).
const ZOOM_MAX = 6; // Of one picture alone: what is larger is a blur.
const ZOOM_MAX_SOON = 3; // Until it is known which tiles there are.
const DEEPEST = 1.25; // CSS pixels to a pixel of the largest tiles: their hairlines stay lines.
const AGAIN_MS = 5000; // Tiles that did not come are asked for again after that.

class MaquetteDrawing extends HTMLElement {
  connectedCallback() {
    this.stand = this.querySelector(".stand");
    this.image = this.querySelector(".still");
    this.words = this.querySelector(".status");
    this.tools = this.querySelector(".tools");
    this.ruler = this.querySelector("maquette-ruler");
    this.tools.hidden = false;
    this.first = true;
    this.askedAt = -Infinity;
    this.stand.tabIndex = 0;
    this.stand.setAttribute("role", "img");
    this.stand.setAttribute("aria-label", `${this.image.alt}. Plus and minus change the size, arrow keys move the sheet.`);
    this.set(1, 0, 0);
    this.tools.addEventListener("click", (event) => this.tool(event.target.closest("[data-tool]")));
    this.stand.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.fullscreenElement !== this) return; // The page keeps its own scrolling.
      event.preventDefault();
      this.zoomAt(event.deltaY < 0 ? 1.2 : 1 / 1.2, this.fromMiddle([event.clientX, event.clientY]));
    }, { passive: false });
    this.fingers = new Map();
    this.stand.addEventListener("pointerdown", (event) => this.grab(event));
    this.stand.addEventListener("pointermove", (event) => this.drag(event));
    for (const name of ["pointerup", "pointercancel"]) this.stand.addEventListener(name, (event) => this.fingers.delete(event.pointerId));
    const full = this.tools.querySelector("[data-tool=full]");
    full.hidden = !document.fullscreenEnabled;
    this.addEventListener("fullscreenchange", () => full.setAttribute("aria-pressed", document.fullscreenElement === this));
    this.stand.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("picture", (event) => {
      this.first = event.detail.first;
      this.set(1, 0, 0);
    });
    this.addEventListener("measured", () => this.set(this.trueZoom(), this.x, this.y));
    this.image.addEventListener("load", () => this.tiles?.repaint());
    new ResizeObserver(() => this.set(this.zoom, this.x, this.y)).observe(this.stand);
  }

  tool(button) {
    const name = button?.dataset.tool;
    if (name === "full") document.fullscreenElement ? document.exitFullscreen() : this.requestFullscreen();
    if (name === "in") this.zoomAt(1.5);
    if (name === "out") this.zoomAt(1 / 1.5);
    if (name === "fit") this.set(1, 0, 0);
    if (name === "true") {
      this.ruler.hidden = false; // It says what true size counts on.
      this.set(this.trueZoom(), 0, 0);
    }
    if (name === "dimensions" || name === "findings") {
      button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
      this.set(this.zoom, this.x, this.y);
    }
  }

  /** A point of the window, in pixels from the frame's middle. */
  fromMiddle([x, y]) {
    const { left, top, width, height } = this.stand.getBoundingClientRect();
    return [x - left - width / 2, y - top - height / 2];
  }

  /** Changes the size so that the point stays where it is. */
  zoomAt(factor, [x, y] = [0, 0]) {
    const zoom = this.within(this.zoom * factor);
    const grown = zoom / this.zoom;
    this.set(zoom, x - (x - this.x) * grown, y - (y - this.y) * grown);
  }

  /** The side of the whole picture at zoom 1, CSS pixels. */
  get side() {
    return Math.min(this.stand.clientWidth, this.stand.clientHeight);
  }

  /** The zoom at which a millimetre of the drawing is a millimetre of the screen. */
  trueZoom() {
    return (this.ruler?.pixelsPerMm ?? PIXELS_A_MM) / (Number(this.dataset.perMm) * this.side);
  }

  /** The nearest zoom that is allowed. */
  within(zoom) {
    const soon = this.dataset.tiles ? ZOOM_MAX_SOON : ZOOM_MAX;
    const most = this.tiles ? (this.tiles.side * DEEPEST) / this.side : soon;
    const trueSize = this.trueZoom();
    return Math.min(Math.max(zoom, Math.min(1, trueSize)), Math.max(most, trueSize, 1));
  }

  key(event) {
    const step = 40;
    const move = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
    if (move && this.zoom > 1) this.set(this.zoom, this.x + move[0], this.y + move[1]);
    else if (event.key === "+" || event.key === "=") this.zoomAt(1.5);
    else if (event.key === "-") this.zoomAt(1 / 1.5);
    else return;
    event.preventDefault();
  }

  grab(event) {
    if (event.button !== 0 || (this.zoom <= 1 && event.pointerType !== "touch")) return;
    this.fingers.set(event.pointerId, [event.clientX, event.clientY]);
    if (this.zoom <= 1 && this.fingers.size < 2) return; // One finger scrolls the page.
    event.preventDefault();
    this.stand.focus({ preventScroll: true });
    for (const finger of this.fingers.keys()) this.stand.setPointerCapture(finger);
  }

  /** One finger, or the mouse, moves the sheet; two change its size about the middle between them. */
  drag(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before || (this.zoom <= 1 && this.fingers.size < 2)) return;
    const now = [event.clientX, event.clientY];
    const other = [...this.fingers].find(([finger]) => finger !== event.pointerId)?.[1];
    this.fingers.set(event.pointerId, now);
    if (!other) return this.set(this.zoom, this.x + now[0] - before[0], this.y + now[1] - before[1]);
    const apart = (one) => Math.max(Math.hypot(one[0] - other[0], one[1] - other[1]), 1);
    const middle = (one) => this.fromMiddle([(one[0] + other[0]) / 2, (one[1] + other[1]) / 2]);
    this.zoomAt(apart(now) / apart(before), middle(before));
    const [from, to] = [middle(before), middle(now)];
    this.set(this.zoom, this.x + to[0] - from[0], this.y + to[1] - from[1]);
  }

  set(zoom, x, y) {
    this.zoom = this.within(zoom);
    const room = (side) => Math.max((side * (this.zoom - 1)) / 2, 0);
    const [wide, high] = [room(this.stand.clientWidth), room(this.stand.clientHeight)];
    this.x = Math.min(Math.max(x, -wide), wide);
    this.y = Math.min(Math.max(y, -high), high);
    if (this.first && this.zoom > 1 && this.image.getAttribute("src") !== this.dataset.src) {
      this.image.removeAttribute("srcset");
      this.image.src = this.dataset.src; // Sharp when near.
    }
    this.image.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.zoom})`;
    this.closely();
    this.stand.style.touchAction = this.zoom > 1 ? "none" : "";
    this.stand.classList.toggle("near", this.zoom > 1);
    for (const name of ["dimensions", "findings"]) {
      const wanted = this.tools.querySelector(`[data-tool=${name}]`)?.getAttribute("aria-pressed") === "true";
      this.querySelector(`.overlay.${name}`)?.toggleAttribute("hidden", !wanted || !this.first || this.zoom !== 1);
    }
    const decimal = document.documentElement.dataset.decimal ?? ".";
    const part = (mm) => Number(mm).toFixed(mm < 100 ? 1 : 0).replace(".", decimal);
    this.words.textContent = this.first
      ? `${part(this.dataset.widthMm)} × ${part(this.dataset.heightMm)} mm, shown at ${Math.round((this.zoom / this.trueZoom()) * 100)} %`
      : "";
  }

  /** Shows the tiles in view where the drawing is larger than the frame, and asks once which there are. */
  closely() {
    const isNear = this.first && this.zoom > 1;
    if (isNear && !this.tiles) this.ask();
    const side = this.side * this.zoom;
    const [left, top] = [(this.stand.clientWidth - side) / 2 + this.x, (this.stand.clientHeight - side) / 2 + this.y];
    this.tiles?.show(isNear ? { left, top, side } : null);
  }

  async ask() {
    if (!this.dataset.tiles || performance.now() - this.askedAt < AGAIN_MS) return;
    this.askedAt = performance.now();
    try {
      const { Tiles } = await import(this.dataset.closely);
      this.tiles ??= await Tiles.of(this.dataset.tiles, this.stand, this.image);
      this.set(this.zoom, this.x, this.y);
    } catch {
      // The picture stays, less sharp.
    }
  }
}
customElements.define("maquette-drawing", MaquetteDrawing);
