// Files are looked at here, one after the other. No byte is sent: the page's policy allows no connection.
const host = document.querySelector(".inspector");
const list = host.querySelector(".file-list");
const zone = host.querySelector(".drop");
const input = zone.querySelector("input[type=file]");
const { Inspector } = await import(host.dataset.inspector);
const inspector = new Inspector(host);
const process = host.querySelector("select[name=process]");
/** Every file with the row that stands for it. */
const shown = new Map();

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
  for (const file of files) shown.set(file, placeholder(file));
  for (const file of files) {
    const words = shown.get(file).querySelector(".mono");
    const stop = new AbortController();
    words.innerHTML = 'Being looked at. <button type="button" class="link-button">Stop</button>';
    words.querySelector("button").addEventListener("click", () => stop.abort());
    const found = await inspector.look(file, Number(process.value), stop.signal);
    if (stop.signal.aborted) {
      const holdsFocus = shown.get(file).contains(document.activeElement);
      shown.get(file).remove();
      shown.delete(file);
      if (holdsFocus) input.focus(); // The button that was pressed is gone.
      continue;
    }
    if (!found.error) {
      shown.set(file, inspector.show(shown.get(file), found, file));
      continue;
    }
    console.info("inspect:", found.error);
    words.textContent = "The check could not finish in this browser. Upload the file, or run: maquette inspect";
    words.className = "small fail";
  }
  input.value = "";
}

/** The same files for another way of making them; a row stays until the new one is there. */
process.addEventListener("change", async () => {
  const asked = process.value;
  for (const [file, row] of shown) {
    const found = await inspector.look(file, Number(asked));
    if (process.value !== asked) return; // Asked again meanwhile: that one shows them.
    if (found.error) continue;
    const isOpen = row.querySelector("details")?.open;
    const made = inspector.show(row, found, file);
    if (isOpen !== undefined) made.querySelector("details").open = isOpen;
    shown.set(file, made);
  }
});
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
