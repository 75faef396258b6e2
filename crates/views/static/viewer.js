// The large frame of a mesh: the still first, the turning object when somebody asks for it.
// The engine is fetched on the first sign of interest, so that reading costs nothing.
class MaquetteViewer extends HTMLElement {
  connectedCallback() {
    this.tools = this.querySelector(".tools");
    this.words = this.querySelector(".status");
    this.overlay = this.querySelector(".overlay.dimensions");
    this.tools.hidden = false;
    this.tools.addEventListener("click", (event) => {
      const tool = event.target.closest("[data-tool]");
      if (tool) this.press(tool);
    });
    // Without the engine only what the still can show is offered.
    for (const tool of this.tools.querySelectorAll("[data-tool]"))
      tool.hidden = tool.dataset.tool === "dimensions" ? !this.overlay : !this.dataset.three;
    const warm = (event) => event.pointerType !== "touch" && !event.target.closest(".tools") && this.start();
    this.addEventListener("pointerdown", warm, { once: true });
  }

  disconnectedCallback() {
    this.stage?.dispose();
    this.stage = null;
    this.starting = null;
  }

  async press(tool) {
    const name = tool.dataset.tool;
    const on = tool.getAttribute("aria-pressed") !== "true";
    if (name === "dimensions" && !this.stage) {
      tool.setAttribute("aria-pressed", on);
      if (this.overlay) this.overlay.style.display = on ? "" : "none";
      return;
    }
    const stage = await this.start();
    if (!stage) return;
    if (name === "turn") return stage.focus();
    tool.setAttribute("aria-pressed", on);
    stage.show(name, on);
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
      this.stage = await Stage.open(this);
      this.say("");
      const turn = this.querySelector("[data-tool=turn]");
      turn.setAttribute("aria-pressed", "true");
      return this.stage;
    } catch (error) {
      console.info("3D view:", error.message);
      return this.say("The 3D view could not start in this browser. The pictures below show the object from other sides.");
    }
  }

  say(words) {
    this.words.textContent = words;
    return null;
  }
}
customElements.define("maquette-viewer", MaquetteViewer);

// The strip: a click shows the picture in the frame instead of leaving the page.
document.querySelector(".strip")?.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  const still = document.querySelector(".stand .still");
  if (!link || !still || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  const first = !link.parentElement.previousElementSibling;
  const stand = still.closest(".stand");
  still.src = link.href;
  still.alt = link.querySelector("img").alt;
  still.style.visibility = "";
  stand.querySelector("canvas")?.remove();
  stand.stage?.dispose();
  stand.stage = stand.starting = null;
  stand.querySelector("[data-tool=turn]")?.setAttribute("aria-pressed", "false");
  const overlay = stand.querySelector(".overlay.dimensions");
  const wanted = stand.querySelector("[data-tool=dimensions]")?.getAttribute("aria-pressed") !== "false";
  if (overlay) overlay.style.display = first && wanted ? "" : "none";
  for (const other of document.querySelectorAll(".strip a")) other.toggleAttribute("aria-current", false);
  link.setAttribute("aria-current", "true");
});
