// Files are looked at here, one after the other. No byte is sent: the page's policy allows no connection.
const host = document.querySelector(".inspector");
const list = host.querySelector(".file-list");
const zone = host.querySelector(".drop");
const input = zone.querySelector("input[type=file]");
const { Inspector } = await import(host.dataset.inspector);
const inspector = new Inspector(host);

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
    const words = row.querySelector(".mono");
    words.textContent = "Being looked at.";
    const found = await inspector.look(file);
    if (!found.error) {
      inspector.show(row, found);
      continue;
    }
    console.info("inspect:", found.error);
    words.textContent = "The check could not finish in this browser. Upload the file, or run: maquette inspect";
    words.className = "small fail";
  }
  input.value = "";
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
