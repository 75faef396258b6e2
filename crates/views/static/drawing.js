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
      if (!event.ctrlKey) return; // The page keeps its own scrolling.
      event.preventDefault();
      this.set(this.zoom * (event.deltaY < 0 ? 1.2 : 1 / 1.2), this.x, this.y);
    }, { passive: false });
    this.stand.addEventListener("pointerdown", (event) => this.grab(event));
    this.stand.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("picture", (event) => {
      this.first = event.detail.first;
      this.set(1, 0, 0);
    });
    new ResizeObserver(() => this.set(this.zoom, this.x, this.y)).observe(this.stand);
  }

  tool(button) {
    const name = button?.dataset.tool;
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
    return PIXELS_A_MM / (Number(this.dataset.perMm) * this.stand.clientWidth);
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
    if (this.zoom <= 1 || event.button !== 0) return;
    event.preventDefault();
    this.stand.focus({ preventScroll: true });
    this.stand.setPointerCapture(event.pointerId);
    const from = [event.clientX - this.x, event.clientY - this.y];
    const move = (now) => this.set(this.zoom, now.clientX - from[0], now.clientY - from[1]);
    const stop = () => this.stand.removeEventListener("pointermove", move);
    this.stand.addEventListener("pointermove", move);
    this.stand.addEventListener("pointerup", stop, { once: true });
    this.stand.addEventListener("pointercancel", stop, { once: true });
  }

  set(zoom, x, y) {
    this.zoom = Math.min(Math.max(zoom, Math.min(1, this.trueZoom())), ZOOM_MAX);
    const room = Math.max((this.stand.clientWidth * (this.zoom - 1)) / 2, 0);
    this.x = Math.min(Math.max(x, -room), room);
    this.y = Math.min(Math.max(y, -room), room);
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
