// Looks at files in a worker of this browser, and gives each row the frame that shows what was found. No byte is sent.
const GLB = 1;
const SVG = 2;

export class Inspector {
  /** `host` carries the addresses of the worker, the verifier, the 3D engine, and the lights of every still. */
  constructor(host) {
    this.host = host;
    this.waiting = new Map();
    this.next = 0;
    this.start();
  }

  start() {
    this.worker = new Worker(this.host.dataset.worker, { type: "module" });
    this.worker.onmessage = ({ data }) => {
      this.waiting.get(data.id)(data);
      this.waiting.delete(data.id);
    };
    this.worker.onerror = () => {
      for (const done of this.waiting.values()) done({ error: "the checker did not start" });
      this.waiting.clear();
    };
  }

  /** Ends what is being looked at: a worker in the middle of a file hears nothing, so that another one takes its place. */
  stop() {
    this.worker.terminate();
    for (const done of this.waiting.values()) done({ error: "it was stopped" });
    this.waiting.clear();
    this.start();
  }

  /** `{ report, row, kind, model, milliseconds }`, or `{ error }`. `process` counts the ways of making it; 0 asks nothing. */
  look(file, process = 0) {
    return this.ask(file, { task: "look", process });
  }

  /** `{ panel, name, model, milliseconds }` with an empty name where nothing was mended, or `{ error }`. */
  mend(file) {
    return this.ask(file, { task: "mend" });
  }

  async ask(file, task) {
    try {
      const bytes = await file.arrayBuffer();
      return await new Promise((done) => {
        const id = this.next++;
        this.waiting.set(id, done);
        const { verifier, locale } = this.host.dataset;
        this.worker.postMessage({ id, verifier, locale: Number(locale), name: file.name, file: bytes, ...task }, [bytes]);
      });
    } catch (error) {
      return { error: error.message }; // A file that vanished, or one that is larger than a page may hold.
    }
  }

  /** Puts the row of `file`, of which `found` is told, in the place of `row`. */
  show(row, found, file) {
    const made = document.createRange().createContextualFragment(found.row).firstElementChild;
    row.replaceWith(made);
    made.report = found.report;
    made.dataset.milliseconds = Math.round(found.milliseconds);
    this.dress(made, found);
    made.querySelector("[data-mend]")?.addEventListener("click", () => this.mendHere(made, file));
    return made;
  }

  /** Shows in `row` what mending `file` comes to. The mended file is told of by the event `mended`, and saved by a link. */
  async mendHere(row, file) {
    const place = row.querySelector(".mend-here");
    const offer = [...place.childNodes];
    place.innerHTML = '<p class="small">Being mended in your browser. Large files take a while. <button type="button" class="link-button">Stop</button></p>';
    place.querySelector("button").addEventListener("click", () => this.stop());
    const { panel, name, model, error } = await this.mend(file);
    if (error) {
      console.info("mend:", error);
      place.replaceChildren(...offer);
      return offer[0].querySelector?.("button")?.focus();
    }
    place.innerHTML = panel;
    if (!name) return;
    const mended = new File([model], name);
    place.querySelector("[data-mended]").href = URL.createObjectURL(mended);
    row.mended = mended;
    row.dispatchEvent(new CustomEvent("mended", { detail: mended }));
  }

  /** Gives the row's frame what it shows; a mesh turns only while its row is open. */
  dress(row, { kind, model }) {
    const details = row.querySelector("details");
    const image = row.querySelector(".place img");
    if (kind === SVG && image) {
      image.onload = () => URL.revokeObjectURL(image.src);
      image.src = URL.createObjectURL(new Blob([model], { type: "image/svg+xml" }));
    }
    const viewer = row.querySelector(".viewer");
    if (kind === GLB && viewer) {
      viewer.model = model;
      Object.assign(viewer.dataset, { ...this.host.dataset });
      details.addEventListener("toggle", () => (details.open ? open(viewer) : close(viewer)));
    }
    details.open = !row.parentElement.querySelector("details[open]");
  }
}

async function open(viewer) {
  const words = viewer.querySelector(".status");
  if (!viewer.dataset.three) return (words.textContent = "The 3D view is not installed on this server.");
  try {
    const { Stage } = await import(viewer.dataset.stage);
    viewer.stage ??= await Stage.open(viewer);
    for (const name of ["dimensions", "findings"]) viewer.stage.show(name, true);
    words.textContent = "";
  } catch (error) {
    console.info("3D view:", error.message);
    words.textContent = "The 3D view could not start in this browser. The places are listed beside.";
  }
}

function close(viewer) {
  viewer.stage?.dispose();
  viewer.stage = null;
}
