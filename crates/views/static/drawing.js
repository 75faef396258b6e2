// The large frame of a drawing: zoom, pan and true size. Without this file the whole drawing stands still.
const PIXELS_A_MM = 96 / 25.4; // CSS's inch; a screen may differ by a few percent.
const ZOOM_MIN = 1;

class MaquetteDrawing extends HTMLElement {
  connectedCallback() {
    this.image = this.querySelector(".still");
    this.words = this.querySelector(".status");
    this.querySelector(".tools").hidden = false;
    this.image.tabIndex = 0;
    this.set(1, 0, 0);
    this.querySelector(".tools").addEventListener("click", (event) => this.tool(event.target.closest("[data-tool]")?.dataset.tool));
    this.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return; // The page keeps its own scrolling.
      event.preventDefault();
      this.set(this.zoom * (event.deltaY < 0 ? 1.2 : 1 / 1.2), this.x, this.y);
    }, { passive: false });
    this.image.addEventListener("pointerdown", (event) => this.grab(event));
    this.image.addEventListener("keydown", (event) => this.key(event));
  }

  tool(name) {
    if (name === "in") this.set(this.zoom * 1.5, this.x, this.y);
    if (name === "out") this.set(this.zoom / 1.5, this.x, this.y);
    if (name === "fit") this.set(1, 0, 0);
    if (name === "true") this.set(this.trueZoom(), this.x, this.y);
  }

  /** The zoom at which a millimetre of the drawing is a millimetre of the screen. */
  trueZoom() {
    const frame = this.image.getBoundingClientRect().width / this.zoom;
    const [wide, high] = [Number(this.dataset.widthMm), Number(this.dataset.heightMm)];
    return (Math.max(wide, high) * PIXELS_A_MM) / frame;
  }

  key(event) {
    const step = 40;
    const move = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
    if (move) this.set(this.zoom, this.x + move[0], this.y + move[1]);
    else if (event.key === "+" || event.key === "=") this.tool("in");
    else if (event.key === "-") this.tool("out");
    else return;
    event.preventDefault();
  }

  grab(event) {
    if (this.zoom <= ZOOM_MIN) return;
    event.preventDefault();
    this.image.setPointerCapture(event.pointerId);
    const from = [event.clientX - this.x, event.clientY - this.y];
    const move = (now) => this.set(this.zoom, now.clientX - from[0], now.clientY - from[1]);
    const stop = () => this.image.removeEventListener("pointermove", move);
    this.image.addEventListener("pointermove", move);
    this.image.addEventListener("pointerup", stop, { once: true });
    this.image.addEventListener("pointercancel", stop, { once: true });
  }

  set(zoom, x, y) {
    this.zoom = Math.min(Math.max(zoom, ZOOM_MIN), 40);
    const room = (this.clientWidth * (this.zoom - 1)) / 2;
    this.x = Math.min(Math.max(x, -room), room);
    this.y = Math.min(Math.max(y, -room), room);
    if (this.zoom > 1 && this.dataset.src) this.image.src = this.dataset.src; // Sharp when near.
    this.image.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.zoom})`;
    this.image.style.touchAction = this.zoom > 1 ? "none" : "";
    const part = (mm) => Number(mm).toFixed(mm < 100 ? 1 : 0);
    this.words.textContent = `${part(this.dataset.widthMm)} × ${part(this.dataset.heightMm)} mm, shown at ${Math.round((this.zoom / this.trueZoom()) * 100)} %`;
  }
}
customElements.define("maquette-drawing", MaquetteDrawing);
