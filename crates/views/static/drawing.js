// The large frame of a drawing: zoom, pan and true size. Without this file the whole drawing stands still.
const PIXELS_A_MM = 96 / 25.4; // CSS's inch; a screen may differ by a few percent.
const ZOOM_MAX = 16;

class MaquetteDrawing extends HTMLElement {
  connectedCallback() {
    this.stand = this.querySelector(".stand");
    this.image = this.querySelector(".still");
    this.words = this.querySelector(".status");
    this.tools = this.querySelector(".tools");
    this.tools.hidden = false;
    this.first = true;
    this.stand.tabIndex = 0;
    this.stand.setAttribute("role", "img");
    this.stand.setAttribute("aria-label", `${this.image.alt}. Plus and minus change the size, arrow keys move the sheet.`);
    this.set(1, 0, 0);
    this.tools.addEventListener("click", (event) => this.tool(event.target.closest("[data-tool]")));
    this.stand.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.fullscreenElement !== this) return; // The page keeps its own scrolling.
      event.preventDefault();
      this.set(this.zoom * (event.deltaY < 0 ? 1.2 : 1 / 1.2), this.x, this.y);
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
    new ResizeObserver(() => this.set(this.zoom, this.x, this.y)).observe(this.stand);
  }

  tool(button) {
    const name = button?.dataset.tool;
    if (name === "full") document.fullscreenElement ? document.exitFullscreen() : this.requestFullscreen();
    if (name === "in") this.step(1.5);
    if (name === "out") this.step(1 / 1.5);
    if (name === "fit") this.set(1, 0, 0);
    if (name === "true") this.set(this.trueZoom(), 0, 0);
    if (name === "dimensions" || name === "findings") {
      button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
      this.set(this.zoom, this.x, this.y);
    }
  }

  step(factor) {
    this.set(this.zoom * factor, this.x * factor, this.y * factor);
  }

  /** The zoom at which a millimetre of the drawing is a millimetre of the screen. */
  trueZoom() {
    return PIXELS_A_MM / (Number(this.dataset.perMm) * Math.min(this.stand.clientWidth, this.stand.clientHeight));
  }

  key(event) {
    const step = 40;
    const move = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
    if (move && this.zoom > 1) this.set(this.zoom, this.x + move[0], this.y + move[1]);
    else if (event.key === "+" || event.key === "=") this.step(1.5);
    else if (event.key === "-") this.step(1 / 1.5);
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

  /** One finger, or the mouse, moves the sheet; two change its size, too. */
  drag(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before || (this.zoom <= 1 && this.fingers.size < 2)) return;
    const now = [event.clientX, event.clientY];
    const other = [...this.fingers].find(([finger]) => finger !== event.pointerId)?.[1];
    this.fingers.set(event.pointerId, now);
    const apart = (one) => Math.max(Math.hypot(one[0] - other[0], one[1] - other[1]), 1);
    const factor = other ? apart(now) / apart(before) : 1;
    // Of two fingers each moves the middle between them by half of its way.
    const share = other ? 0.5 : 1;
    this.set(this.zoom * factor, this.x * factor + (now[0] - before[0]) * share, this.y * factor + (now[1] - before[1]) * share);
  }

  set(zoom, x, y) {
    this.zoom = Math.min(Math.max(zoom, Math.min(1, this.trueZoom())), ZOOM_MAX);
    const room = (side) => Math.max((side * (this.zoom - 1)) / 2, 0);
    const [wide, high] = [room(this.stand.clientWidth), room(this.stand.clientHeight)];
    this.x = Math.min(Math.max(x, -wide), wide);
    this.y = Math.min(Math.max(y, -high), high);
    if (this.first && this.zoom > 1 && this.image.getAttribute("src") !== this.dataset.src) {
      this.image.removeAttribute("srcset");
      this.image.src = this.dataset.src; // Sharp when near.
    }
    this.image.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.zoom})`;
    this.stand.style.touchAction = this.zoom > 1 ? "none" : "";
    this.stand.classList.toggle("near", this.zoom > 1);
    for (const name of ["dimensions", "findings"]) {
      const wanted = this.tools.querySelector(`[data-tool=${name}]`)?.getAttribute("aria-pressed") === "true";
      this.querySelector(`.overlay.${name}`)?.toggleAttribute("hidden", !wanted || !this.first || this.zoom !== 1);
    }
    const part = (mm) => Number(mm).toFixed(mm < 100 ? 1 : 0);
    this.words.textContent = this.first
      ? `${part(this.dataset.widthMm)} × ${part(this.dataset.heightMm)} mm, shown at ${Math.round((this.zoom / this.trueZoom()) * 100)} %`
      : "";
  }
}
customElements.define("maquette-drawing", MaquetteDrawing);
