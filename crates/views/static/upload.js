// Files are dropped, looked at in this browser before anything is sent, and then sent one after another with their
// progress; each answers with its row. A file that would be held back waits for a word first.
// Without this file the form sends them all at once and the server answers with the page.
const form = document.querySelector(".drop-form");
const zone = form.querySelector(".drop");
const input = zone.querySelector("input[type=file]");
form.classList.add("island");
const ROWS_EVERY_MS = 1000;

/** A row that stands until the server's own row replaces it. */
function placeholder(file) {
  const row = document.createElement("li");
  row.className = "file";
  row.innerHTML =
    '<div class="line"><span class="thumb"></span><div><b></b><span class="mono quiet" role="status"></span></div></div><progress max="100" value="0"></progress>';
  row.querySelector("b").textContent = file.name;
  row.querySelector("progress").setAttribute("aria-label", `Sending ${file.name}`);
  list().append(row);
  return row;
}

/** The list of files; made above the drop zone when there is no draft yet. */
function list() {
  const known = document.querySelector(".file-list");
  if (known) return known;
  const made = document.createElement("ol");
  made.className = "file-list";
  form.before(made);
  return made;
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

function say(row, words) {
  row.querySelector(".mono").textContent = words;
}

/** Sends one file; gives the server's answer, or says in the row what went wrong. */
function send(file, row) {
  return new Promise((done) => {
    const body = new FormData(form);
    body.delete("file");
    body.append("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("X-CSRF-Token", body.get("csrf"));
    request.upload.onprogress = ({ loaded, total }) => {
      row.querySelector("progress").value = (loaded / total) * 100;
      say(row, loaded < total ? `${megabytes(loaded)} of ${megabytes(total)} sent` : "Sent. Being read.");
    };
    request.onload = () => done(request);
    request.onerror = () => done(null);
    request.send(body);
  });
}

function failed(row, words) {
  row.querySelector("progress").remove();
  say(row, words);
  row.querySelector(".mono").className = "small fail";
}

/** Looks at the file here, where this server has the checker. Gives what is shown of a file with a fault, and nothing of others. */
async function looked(file, row) {
  if (!form.dataset.verifier) return null;
  say(row, "Being looked at in your browser. Nothing is sent yet.");
  row.querySelector("progress").hidden = true;
  inspector ??= import(form.dataset.inspector).then(({ Inspector }) => new Inspector(form));
  const found = await inspector.then((inspector) => inspector.look(file)).catch((error) => ({ error: error.message }));
  row.querySelector("progress").hidden = false;
  if (found.error) console.info("inspect:", found.error); // The server looks in any case.
  if (found.error || JSON.parse(found.report).verdict !== "fail") return null;
  return (await inspector).show(row, found);
}
let inspector;

/** Whether a file with a fault is sent all the same. */
function choice(row) {
  const words = document.createElement("div");
  words.className = "stack tight";
  words.innerHTML =
    '<p class="small" role="status">It is still on your machine. Mend it and choose it again, or send it as it is: it is then kept as a draft that cannot go on sale.</p><div class="actions"><button type="button" class="button" data-send>Send it as it is</button><button type="button" class="link-button">Leave it out</button></div>';
  row.append(words);
  return new Promise((done) =>
    words.addEventListener("click", ({ target }) => target.closest("button") && done("send" in target.dataset)),
  );
}

/** How many triangles a binary STL has: its header says so, and its length proves it. */
async function triangles(file) {
  if (file.size < 84) return 0;
  const count = new DataView(await file.slice(80, 84).arrayBuffer()).getUint32(0, true);
  return file.size === 84 + 50 * count ? count : 0;
}

/** Why a file would not be taken, before a byte of it is sent. */
async function refusal(file) {
  const { bytesMax, tooLarge, trianglesMax, tooManyTriangles, roomLeft, noRoom } = form.dataset;
  if (file.size > Number(bytesMax)) return tooLarge;
  if ((await triangles(file)) > Number(trianglesMax)) return tooManyTriangles;
  return file.size > Number(roomLeft) ? noRoom : null;
}

async function sendAll(files) {
  const held = [];
  for (const [file, row] of files.map((file) => [file, placeholder(file)])) {
    const refused = await refusal(file);
    if (refused) {
      failed(row, refused);
      continue;
    }
    const shown = await looked(file, row);
    // What waits for a word keeps nothing else waiting.
    if (shown) held.push([file, row, shown, choice(shown)]);
    else await sendOne(file, row);
  }
  for (const [file, row, shown, chosen] of held) {
    if (!(await chosen)) {
      shown.remove();
      continue;
    }
    shown.replaceWith(row);
    await sendOne(file, row);
  }
  input.value = "";
  // The first file made a draft: go to its page. Otherwise the rows start to follow by themselves.
  if (draft) location.assign(draft);
  else watch();
}
/** The page of the draft that the first file made. */
let draft = null;

async function sendOne(file, row) {
  const answer = await send(file, row);
  if (!answer) return failed(row, "The connection broke. Nothing else is lost: choose this file again.");
  if (answer.status >= 400) {
    return failed(row, answer.getResponseHeader("X-Words") ?? "This file was not taken. Choose another, or try again.");
  }
  form.dataset.roomLeft = Number(form.dataset.roomLeft) - file.size;
  draft = answer.getResponseHeader("X-Draft") ?? draft;
  if (draft && !form.querySelector("[name=listing]")) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "listing" });
    field.value = draft.split("/").pop();
    form.append(field); // Further files join the same draft.
  }
  if (answer.responseText.trim().startsWith("<li")) row.outerHTML = answer.responseText;
}

input.addEventListener("change", () => input.files.length && sendAll([...input.files]));
for (const name of ["dragenter", "dragover"])
  zone.addEventListener(name, (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
zone.addEventListener("drop", (event) => {
  event.preventDefault();
  sendAll([...event.dataTransfer.files]);
});

// Rows follow the work. Only rows that changed are replaced, so that focus and open reports stay.
/** What the server last said of each row: a report that was opened or shut by hand stays so. */
const served = new Map();
let watching = false;
function watch() {
  if (watching || !document.getElementById("rows")) return;
  watching = true;
  setTimeout(follow, ROWS_EVERY_MS);
}

async function follow() {
  watching = false;
  const draft = form.querySelector("[name=listing]")?.value;
  const answer = await fetch(`/upload/${draft}/rows`, { headers: { "HX-Request": "true" } }).catch(() => null);
  const running = answer?.ok ? merge(document.getElementById("rows"), await answer.text()) : true;
  if (running) watch();
}

/** Takes over what is new; says whether any file is still worked on. */
function merge(rows, text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("rows");
  if (!fresh) return false;
  for (const row of fresh.querySelectorAll(".file")) {
    const html = row.outerHTML;
    const old = document.getElementById(row.id);
    if (old?.contains(document.activeElement)) continue; // Its turn comes when the person has left it.
    if (!old) list().append(row);
    else if (served.get(row.id) !== html) old.replaceWith(row);
    served.set(row.id, html);
  }
  rows.querySelector(".head").replaceWith(fresh.querySelector(".head"));
  rows.toggleAttribute("data-running", fresh.hasAttribute("data-running"));
  for (const name of ["label", "held", "words"]) {
    const place = document.getElementById(`publish-${name}`);
    if (place) place.textContent = fresh.dataset[name] ?? "";
  }
  return fresh.hasAttribute("data-running");
}
if (document.getElementById("rows")?.hasAttribute("data-running")) watch();
