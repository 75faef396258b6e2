// Looks at files in a worker of this browser, and gives each row the frame that shows what was found. No byte is sent.
const GLB = 1;
const SVG = 2;

// How long a download can still be read: a browser may ask first where it should go.
const SAVED_MS = 60_000;

/** A worker that is given one file at a time, so that what ends the work on one touches no other. */
class Thread {
  /** `host` carries the addresses of the worker and the verifier, and the locale of the reader. */
  constructor(host) {
    this.host = host;
    this.turn = Promise.resolve();
  }

  /** What the worker says of `task` on `file`, or `{ error }`: also once `signal` is aborted, before its turn or in the middle. */
  ask(file, task, signal) {
    const answer = this.turn.then(() => (signal?.aborted ? { error: "it was stopped" } : this.run(file, task, signal)));
    this.turn = answer;
    return answer;
  }

  async run(file, task, signal) {
    try {
      const bytes = await file.arrayBuffer();
      this.worker ??= new Worker(this.host.dataset.worker, { type: "module" });
      const { verifier, locale } = this.host.dataset;
      return await new Promise((done) => {
        const settle = (answer) => {
          signal?.removeEventListener("abort", stop); // The next file's work is not this one's to stop.
          done(answer);
        };
        const fail = (error) => {
          this.terminate(); // A worker in the middle of a file hears nothing: the next file gets another one.
          settle({ error });
        };
        const stop = () => fail("it was stopped");
        if (signal?.aborted) return stop();
        signal?.addEventListener("abort", stop, { once: true });
        this.worker.onerror = () => fail("the checker did not start");
        this.worker.onmessage = ({ data }) => settle(data);
        this.worker.postMessage({ verifier, locale: Number(locale), name: file.name, file: bytes, ...task }, [bytes]);
      });
    } catch (error) {
      return { error: error.message }; // A file that vanished, or one that is larger than a page may hold.
    }
  }

  terminate() {
    this.worker?.terminate();
    this.worker = null;
  }
}

export class Inspector {
  /** `host` carries the addresses of the worker, the verifier, the 3D engine, and the lights of every still. */
  constructor(host) {
    this.host = host;
    this.looking = new Thread(host);
  }

  /** `{ report, row, kind, model, milliseconds }`, or `{ error }`. `process` counts the ways of making it; 0 asks nothing. */
  look(file, process = 0, signal = undefined) {
    return this.looking.ask(file, { task: "look", process }, signal);
  }

  /** `{ panel, name, model, milliseconds }` with an empty name where nothing was mended, or `{ error }`. */
  async mend(file, signal) {
    const thread = new Thread(this.host); // Files that are looked at do not wait for it.
    const mended = await thread.ask(file, { task: "mend" }, signal);
    thread.terminate();
    return mended;
  }

  /** Puts the row of `file`, of which `found` is told, in the place of `row`; what mending came to there stays. */
  show(row, found, file) {
    const made = document.createRange().createContextualFragment(found.row).firstElementChild;
    const before = row.querySelector(".mend-here[data-asked]");
    const focused = before?.contains(document.activeElement) && document.activeElement;
    row.replaceWith(made);
    made.report = found.report;
    made.dataset.milliseconds = Math.round(found.milliseconds);
    this.dress(made, found);
    const place = made.querySelector(".mend-here");
    if (place && before) {
      place.replaceWith(before);
      if (focused) focused.focus(); // What is moved loses it.
      made.mended = row.mended;
    } else if (place) this.offer(place, file);
    return made;
  }

  /** Lets the button in `place`, if there is one, mend `file`. */
  offer(place, file) {
    place.querySelector("[data-mend]")?.addEventListener("click", () => this.mendHere(place, file));
  }

  /** Shows in `place` what mending `file` comes to. The mended file is told of by the event `mended`, and saved by a button. */
  async mendHere(place, file) {
    const offer = [...place.childNodes];
    const stop = new AbortController();
    place.dataset.asked = "";
    place.innerHTML =
      '<p class="small">Being mended in your browser. Large files take a while. <button type="button" class="link-button">Stop</button></p>';
    place.querySelector("button").addEventListener("click", () => stop.abort());
    place.querySelector("button").focus(); // The one that was pressed is gone.
    const { panel, name, model, error } = await this.mend(file, stop.signal);
    const holdsFocus = place.contains(document.activeElement);
    if (error) {
      console.info("mend:", error);
      delete place.dataset.asked;
      place.replaceChildren(...offer);
      if (holdsFocus) place.querySelector("button").focus();
      return;
    }
    place.innerHTML = panel;
    const save = place.querySelector("[data-mended]");
    if (holdsFocus) (save ?? Object.assign(place.firstElementChild, { tabIndex: -1 })).focus();
    if (!name) return;
    const mended = new File([model], name);
    save.addEventListener("click", () => keep(mended));
    const shown = place.closest(".file"); // Another row may have taken its place meanwhile.
    shown.mended = mended;
    shown.dispatchEvent(new CustomEvent("mended", { detail: mended }));
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

/** Saves a file of this page where the browser puts what it downloads. */
function keep(file) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SAVED_MS);
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
