// The large frame of a mesh: the still first, the turning object when somebody asks for it.
// The engine is fetched on the first sign of interest, so that reading costs nothing.
class MaquetteViewer extends HTMLElement {
  connectedCallback() {
    this.tools = this.querySelector(".tools");
    this.words = this.querySelector(".status");
    this.cut = this.querySelector(".cut");
    this.tools.hidden = false;
    this.tools.addEventListener("click", (event) => {
      const tool = event.target.closest("[data-tool]");
      if (tool) this.press(tool);
    });
    this.views = this.querySelector(".views");
    this.views?.addEventListener("change", () => this.view());
    this.cut?.addEventListener("input", (event) => this.stage?.cut(event.target.value / 100));
    // Without the engine only what the still can show is offered.
    for (const tool of this.tools.querySelectorAll("[data-tool]"))
      tool.hidden = !this.dataset.three && !this.layer(tool.dataset.tool);
    if (this.views) this.views.hidden = !this.dataset.three;
    fill(this, this.tool("full"));
    this.querySelector(".stand").addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "touch" && event.button === 0) this.start(); // A finger scrolls; it has the switch.
    });
    this.addEventListener("picture", (event) => this.picture(event.detail.first));
  }

  disconnectedCallback() {
    this.close();
  }

  tool(name) {
    return this.tools.querySelector(`[data-tool=${name}]`);
  }

  /** The still's own drawing of dimensions or findings. */
  layer(name) {
    return this.querySelector(`.overlay.${name}`);
  }

  wants(name) {
    return this.tool(name)?.getAttribute("aria-pressed") === "true";
  }

  async press(tool) {
    const name = tool.dataset.tool;
    if (name === "full") return;
    const on = !this.wants(name);
    if (name === "turn" && !on) return this.close();
    tool.setAttribute("aria-pressed", on);
    if (name === "section") this.cut.hidden = !on;
    if (!this.stage && this.layer(name)) return this.layers();
    const stage = await this.start();
    if (!stage) return;
    if (name === "turn") stage.focus();
    else stage.show(name, on);
  }

  /** The still's drawings as the switches stand. */
  layers() {
    for (const name of ["dimensions", "findings"]) this.layer(name)?.toggleAttribute("hidden", !this.wants(name));
  }

  start() {
    this.starting ??= this.open();
    return this.starting;
  }

  async open() {
    if (!this.dataset.three) return this.say("The 3D view is not installed on this server. The pictures show the object.");
    this.say("Fetching the model.");
    try {
      const { Stage } = await import(this.dataset.stage);
      const stage = await Stage.open(this);
      this.stage = stage;
      this.say("");
      this.tool("turn").setAttribute("aria-pressed", "true");
      for (const name of ["dimensions", "wireframe", "section", "findings"]) if (this.wants(name)) stage.show(name, true);
      return stage;
    } catch (error) {
      console.info("3D view:", error.message);
      this.close();
      return this.say("The 3D view could not start in this browser. The pictures below show the object from other sides.");
    }
  }

  /** The view that was chosen; turning by hand leaves it, and it can be chosen again. */
  async view() {
    const select = this.views.querySelector("select");
    const name = select.value;
    if (!name) return;
    (await this.start())?.view(name);
    select.value = "";
  }

  close() {
    this.stage?.dispose();
    this.stage = this.starting = null;
    for (const name of ["turn", "wireframe", "section"]) this.tool(name)?.setAttribute("aria-pressed", "false");
    if (this.cut) this.cut.hidden = true;
    this.layers();
  }

  /** Another picture stands in the frame: what is drawn over the first does not fit it. */
  picture(first) {
    this.close();
    if (!first) for (const name of ["dimensions", "findings"]) this.layer(name)?.toggleAttribute("hidden", true);
  }

  say(words) {
    this.words.textContent = words;
    return null;
  }
}
customElements.define("maquette-viewer", MaquetteViewer);

/** Lets a button show its viewer on the whole screen, where the browser can. */
export function fill(viewer, button) {
  if (!button) return;
  button.hidden = !document.fullscreenEnabled;
  button.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : viewer.requestFullscreen()));
  viewer.addEventListener("fullscreenchange", () => button.setAttribute("aria-pressed", document.fullscreenElement === viewer));
}

// The strip: a click shows the picture in the frame instead of leaving the page.
document.querySelector(".strip")?.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  const still = document.querySelector(".stand .still");
  if (!link || !still || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  still.removeAttribute("srcset");
  still.src = link.href;
  still.alt = link.querySelector("img").alt;
  const first = !link.parentElement.previousElementSibling;
  still.closest(".viewer")?.dispatchEvent(new CustomEvent("picture", { detail: { first } }));
  for (const other of document.querySelectorAll(".strip a")) other.toggleAttribute("aria-current", false);
  link.setAttribute("aria-current", "true");
});
