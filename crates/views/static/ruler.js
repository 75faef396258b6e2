// How large a millimetre is on this screen. No browser knows; a bank card held against the screen does.
const CARD_MM = [85.6, 53.98]; // ISO/IEC 7810, ID-1.
const CARD_CORNER_MM = 3.18;
const ASSUMED = 96 / 25.4; // CSS pixels to a millimetre, as browsers take it.
const KEPT_AS = "maquette.device-pixels-a-mm"; // The screen's own pixels: CSS pixels change with the page's zoom.
const UPRIGHT_BELOW = 560; // CSS pixels: a card laid across is wider than a phone.

class MaquetteRuler extends HTMLElement {
  connectedCallback() {
    this.words = this.querySelector("[data-says]");
    this.form = this.querySelector("[data-form]");
    this.card = this.querySelector(".bank-card");
    this.range = this.querySelector("input");
    this.opener = this.querySelector("[data-open]");
    this.opener.addEventListener("click", () => this.open(this.form.hidden));
    this.querySelector("[data-done]").addEventListener("click", () => this.open(false));
    this.querySelector("[data-forget]").addEventListener("click", () => {
      this.keep(null);
      this.measure();
    });
    this.range.addEventListener("input", () => {
      this.keep(Number(this.range.value) * window.devicePixelRatio);
      this.draw();
    });
    this.say();
  }

  /** CSS pixels to a millimetre: as measured, else as browsers take it. */
  get pixelsPerMm() {
    const measured = this.measured;
    return measured ? measured / window.devicePixelRatio : ASSUMED;
  }

  /** Device pixels to a millimetre; none before anybody measured, or where it is nonsense. */
  get measured() {
    try {
      const kept = Number(localStorage.getItem(KEPT_AS));
      return kept > 0.5 && kept < 60 ? kept : null;
    } catch {
      return this.unkept ?? null; // A browser that keeps nothing: it holds as long as the page.
    }
  }

  keep(devicePixels) {
    this.unkept = devicePixels;
    try {
      devicePixels ? localStorage.setItem(KEPT_AS, devicePixels) : localStorage.removeItem(KEPT_AS);
    } catch {
      // See above.
    }
    this.say();
    this.dispatchEvent(new CustomEvent("measured", { bubbles: true }));
  }

  open(isOpen) {
    this.form.hidden = !isOpen;
    this.opener.setAttribute("aria-expanded", isOpen);
    if (!isOpen) return this.opener.focus();
    this.measure();
    this.range.focus();
  }

  /** Lays the slider and the outline out by what holds now. */
  measure() {
    this.range.value = this.pixelsPerMm;
    this.draw();
  }

  draw() {
    const upright = this.clientWidth < UPRIGHT_BELOW;
    const [wide, high] = upright ? [CARD_MM[1], CARD_MM[0]] : CARD_MM;
    const px = (mm) => `${mm * this.range.value}px`;
    Object.assign(this.card.style, { inlineSize: px(wide), blockSize: px(high), borderRadius: px(CARD_CORNER_MM) });
    this.range.setAttribute("aria-valuetext", `${Number(this.range.value).toFixed(2).replace(".", document.documentElement.dataset.decimal ?? ".")} pixels to a millimetre`);
  }

  say() {
    this.words.textContent = this.measured
      ? "True size is set for this screen."
      : "True size counts on 96 pixels to the inch, as browsers do. Few screens have exactly that.";
    this.opener.textContent = this.measured ? "Set it again" : "Set it with a bank card";
  }
}
customElements.define("maquette-ruler", MaquetteRuler);
