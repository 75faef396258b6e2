// Files are looked at here, one after the other, in a worker. No byte is sent: the page's policy allows no connection.
const host = document.querySelector(".inspector");
const list = host.querySelector(".file-list");
const zone = host.querySelector(".drop");
const input = zone.querySelector("input[type=file]");
const worker = new Worker(host.dataset.worker, { type: "module" });
const GLB = 1;
const SVG = 2;

const waiting = new Map();
let next = 0;
worker.onmessage = ({ data }) => {
  waiting.get(data.id)(data);
  waiting.delete(data.id);
};
worker.onerror = () => {
  for (const done of waiting.values()) done({ error: "the checker did not start" });
  waiting.clear();
};

async function look(file) {
  const bytes = await file.arrayBuffer();
  return new Promise((done) => {
    const id = next++;
    waiting.set(id, done);
    worker.postMessage({ id, verifier: host.dataset.verifier, name: file.name, file: bytes }, [bytes]);
  });
}

/** A row that stands until the file's own row replaces it. */
function placeholder(file) {
  const row = document.createElement("li");
  row.className = "file";
  row.innerHTML = '<div class="line"><div><b></b><span class="mono quiet" role="status">Waits its turn.</span></div></div>';
  row.querySelector("b").textContent = file.name;
  list.append(row);
  return row;
}

async function lookAll(files) {
  zone.classList.remove("tall");
  const rows = files.map((file) => [file, placeholder(file)]);
  for (const [file, row] of rows) {
    row.querySelector(".mono").textContent = "Being looked at.";
    const found = await look(file).catch((error) => ({ error: error.message }));
    if (found.error) {
      console.info("inspect:", found.error);
      row.querySelector(".mono").textContent = "The check could not finish in this browser. Upload the file, or run: maquette inspect";
      row.querySelector(".mono").className = "small fail";
      continue;
    }
    const made = document.createRange().createContextualFragment(found.row).firstElementChild;
    row.replaceWith(made);
    dress(made, found);
    made.report = found.report;
    made.dataset.milliseconds = Math.round(found.milliseconds);
  }
  input.value = "";
}

/** Gives the row's frame what it shows; a mesh turns only while its row is open. */
function dress(row, { kind, model }) {
  const details = row.querySelector("details");
  const image = row.querySelector(".place img");
  if (kind === SVG && image) {
    image.src = URL.createObjectURL(new Blob([model], { type: "image/svg+xml" }));
  }
  const viewer = row.querySelector(".viewer");
  if (kind === GLB && viewer) {
    viewer.model = model;
    Object.assign(viewer.dataset, { ...host.dataset });
    details.addEventListener("toggle", () => (details.open ? open(viewer) : close(viewer)));
  }
  details.open = row.parentElement.children.length === 1 || !row.parentElement.querySelector("details[open]");
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

input.addEventListener("change", () => input.files.length && lookAll([...input.files]));
for (const name of ["dragenter", "dragover"])
  zone.addEventListener(name, (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
zone.addEventListener("drop", (event) => {
  event.preventDefault();
  lookAll([...event.dataTransfer.files]);
});
