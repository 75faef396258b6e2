// Files are dropped, looked at in this browser before anything is sent, and then sent one after another with their
// progress; each answers with its row. A file that would be held back waits for a word first, and keeps nothing else
// waiting; any can be left out at any time. The first one that arrives makes the draft, whose page this becomes.
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
    '<div class="line"><span class="thumb"></span><div><b></b><span class="mono quiet" role="status">Waiting for its turn</span></div></div><progress max="100" value="0" hidden></progress><div class="actions small"><button type="button" class="link-button" data-skip hidden>Send it without looking</button><button type="button" class="link-button" data-leave>Leave it out</button></div>';
  row.querySelector("b").textContent = file.name;
  row.querySelector("progress").setAttribute("aria-label", `Sending ${file.name}`);
  list().append(row);
  return row;
}

/** Takes a row away; the focus that was in it goes on to where files are chosen. */
function leave(row) {
  const holdsFocus = row.contains(document.activeElement);
  row.remove();
  if (holdsFocus) input.focus();
}

/** Resolves once the person presses the button of `row` that `selector` names. */
function pressed(row, selector) {
  return new Promise((done) => row.querySelector(selector).addEventListener("click", done, { once: true }));
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

const decimal = document.documentElement.dataset.decimal ?? ".";
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1).replace(".", decimal)} MB`;

function say(row, words) {
  row.querySelector(".mono").textContent = words;
}

/** Sends one file; gives the server's answer, null where there was none, and nothing where it was left out. */
function send({ file, row, alone }) {
  return new Promise((done) => {
    const body = new FormData(form);
    body.delete("file");
    if (alone) {
      body.set("listings", "each");
      body.set("came", came);
    }
    body.append("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("X-CSRF-Token", body.get("csrf"));
    const bar = row.querySelector("progress");
    bar.hidden = false;
    request.upload.onprogress = ({ loaded, total }) => {
      bar.value = (loaded / total) * 100;
      say(row, loaded < total ? `${megabytes(loaded)} of ${megabytes(total)} sent` : "Sent. Being read.");
      // From here on the server has it: its own row says how to remove it.
      row.querySelector(".actions").hidden = loaded >= total;
    };
    request.onload = () => done(request);
    request.onerror = () => done(null);
    request.onabort = () => done(undefined);
    pressed(row, "[data-leave]").then(() => request.abort());
    request.send(body);
  });
}

function failed(row, words) {
  row.querySelector("progress").remove();
  row.querySelector(".actions").remove();
  say(row, words);
  row.querySelector(".mono").className = "small fail";
}

/**
 * Looks at the file here, where this server has the checker. Gives what is shown of a file with a fault, and nothing of
 * others, nor of one that the person sends without looking.
 */
async function looked(file, row) {
  if (!form.dataset.verifier || goesAlong(file) || isArchive(file)) return null;
  say(row, "Being looked at in your browser. Nothing is sent yet.");
  const skip = row.querySelector("[data-skip]");
  skip.hidden = false;
  inspector ??= import(form.dataset.inspector).then(({ Inspector }) => new Inspector(form));
  const stop = new AbortController();
  for (const button of ["[data-skip]", "[data-leave]"]) pressed(row, button).then(() => stop.abort());
  const look = inspector.then((inspector) => inspector.look(file, 0, stop.signal));
  const found = await look.catch((error) => ({ error: error.message }));
  skip.hidden = true;
  if (found.error) {
    if (!stop.signal.aborted) console.info("inspect:", found.error); // The server looks in any case.
    return null;
  }
  if (JSON.parse(found.report).verdict !== "fail") return null;
  return (await inspector).show(row, found, file);
}
let inspector;

/** Whether a file with a fault is sent all the same, or the one that was made of it by mending: that file, true, or false. */
function choice(row) {
  const words = document.createElement("div");
  words.className = "stack tight";
  words.innerHTML =
    '<p class="small" role="status">It is still on your machine. Mend it and choose it again, or send it as it is: it is then kept as a draft that cannot go on sale.</p><div class="actions"><button type="button" class="button" data-send>Send it as it is</button><button type="button" class="link-button">Leave it out</button></div>';
  row.append(words);
  row.addEventListener("mended", () => {
    const mended = Object.assign(document.createElement("button"), { type: "button", className: "button primary" });
    mended.dataset.sendMended = "";
    mended.textContent = "Send the mended file";
    words.querySelector(".actions").prepend(mended);
  });
  return new Promise((done) =>
    words.addEventListener("click", ({ target }) => {
      const wanted = target.closest("button")?.dataset;
      if (wanted) done("sendMended" in wanted ? row.mended : "send" in wanted);
    }),
  );
}

/** How many triangles a binary STL has: its header says so, and its length proves it. */
async function triangles(file) {
  if (file.size < 84) return 0;
  const count = new DataView(await file.slice(80, 84).arrayBuffer()).getUint32(0, true);
  return file.size === 84 + 50 * count ? count : 0;
}

/** Whether a file goes along with the pattern, and nobody looks at it: its name says so. */
function goesAlong(file) {
  const ending = /\.[^.]+$/.exec(file.name)?.[0].toLowerCase();
  return form.dataset.attachments.split(",").includes(ending);
}

/** Whether a file is unpacked by the server, and what it holds is looked at there. */
function isArchive(file) {
  return /\.zip$/i.test(file.name);
}

/** Why a file would not be taken, before a byte of it is sent. */
async function refusal(file) {
  const { bytesMax, tooLarge, trianglesMax, tooManyTriangles, roomLeft, noRoom } = form.dataset;
  if (file.size > Number(bytesMax)) return tooLarge;
  if (goesAlong(file) && file.size > Number(form.dataset.attachmentBytesMax)) return form.dataset.attachmentTooLarge;
  if ((await triangles(file)) > Number(trianglesMax)) return tooManyTriangles;
  return file.size > Number(roomLeft) ? noRoom : null;
}

/** Whether each file is to become a pattern of its own. */
function eachAlone() {
  return form.querySelector("[name=listings]:checked")?.value === "each";
}

async function sendAll(files) {
  const alone = eachAlone();
  const queue = files.map((file) => {
    const row = placeholder(file);
    const entry = { file, row, alone, left: false };
    pressed(row, "[data-leave]").then(() => {
      entry.left = true;
      leave(row);
    });
    return entry;
  });
  input.value = "";
  const decisions = [];
  for (const entry of queue) {
    const { file, row } = entry;
    const refused = entry.left ? null : await refusal(file);
    if (refused) failed(row, refused);
    entry.failed = Boolean(refused);
    if (refused || entry.left) continue;
    const shown = await looked(file, row);
    if (entry.left) continue;
    if (shown) decisions.push(choice(shown).then((wanted) => decided(entry, shown, wanted)));
    else await sendInTurn(entry);
  }
  if (!alone) return;
  await Promise.all(decisions);
  if (came) goToDrafts(queue.some((entry) => entry.failed));
}

/** Drafts that this page has made of files, one of each. */
let came = 0;

/** Where the drafts are listed; where something was not taken it is read here first. */
function goToDrafts(isSomethingLeft) {
  if (!isSomethingLeft) return location.assign("/studio");
  const words = came === 1 ? "One draft was made." : `${came} drafts were made.`;
  document.getElementById("drafts-made")?.remove();
  const made = document.createElement("p");
  Object.assign(made, { id: "drafts-made", className: "actions" });
  made.setAttribute("role", "status");
  made.innerHTML = '<span></span> <a class="button" href="/studio">See your patterns</a>';
  made.firstChild.textContent = `${words} What is marked here was not taken.`;
  list().after(made);
}

/** What becomes of a file with a fault, once the person has said so. */
function decided(entry, shown, wanted) {
  if (!wanted) return leave(shown);
  if (wanted instanceof File) {
    entry.file = wanted;
    entry.row.querySelector("b").textContent = wanted.name;
  }
  shown.replaceWith(entry.row);
  return sendInTurn(entry);
}

/** One after another: what is decided about a file while another one travels waits for that. */
function sendInTurn(entry) {
  const sent = () => (entry.left ? null : sendOne(entry));
  turn = turn.then(sent).catch((error) => console.error("upload:", error)); // The next file must not wait for this one.
  return turn;
}
let turn = Promise.resolve();

async function sendOne(entry) {
  const { file, row, alone } = entry;
  const answer = await send(entry);
  if (answer === undefined) return;
  entry.failed = !answer || answer.status >= 400;
  if (!answer) return failed(row, "The connection broke. Nothing else is lost: choose this file again.");
  if (entry.failed) {
    return failed(row, answer.getResponseHeader("X-Words") ?? "This file was not taken. Choose another, or try again.");
  }
  form.dataset.roomLeft = Number(form.dataset.roomLeft) - file.size;
  if (alone) {
    came += 1;
    row.querySelector("progress").remove();
    return say(row, "A draft of its own.");
  }
  if (answer.responseText.trim().startsWith("<li")) row.outerHTML = answer.responseText;
  else row.remove(); // Unpacked already: what it held has rows of its own.
  const draft = answer.getResponseHeader("X-Draft");
  if (draft && !form.querySelector("[name=listing]")) await become(draft);
  watch();
}

/** Makes this page the draft's, with whatever still waits here at the end of its files. */
async function become(draft) {
  const field = Object.assign(document.createElement("input"), { type: "hidden", name: "listing" });
  field.value = draft.split("/").pop();
  form.append(field); // Further files join the same draft.
  document.getElementById("listings")?.remove();
  const page = await fetch(draft).then((answer) => (answer.ok ? answer.text() : null), () => null);
  if (!page) return;
  const fresh = new DOMParser().parseFromString(page, "text/html");
  const room = fresh.querySelector(".drop-form");
  if (!room) return; // No draft's page: the session ended meanwhile, and the next file says so.
  const waiting = [...list().children].filter((row) => !fresh.getElementById(row.id));
  room.replaceWith(form);
  form.querySelector(".drop").classList.remove("tall");
  document.querySelector("main").replaceWith(fresh.querySelector("main"));
  list().append(...waiting);
  document.title = fresh.title;
  history.replaceState(null, "", draft);
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

/** Shows the photographs that were in an archive once they can be, unless somebody has begun to write beside one. */
async function showPhotos(tries = 10) {
  const page = await fetch(location.pathname).then((answer) => (answer.ok ? answer.text() : ""), () => "");
  const fresh = new DOMParser().parseFromString(page, "text/html").getElementById("photos");
  const photos = document.getElementById("photos");
  const isTouched = (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked;
  const isInUse = photos?.contains(document.activeElement) || [...(photos?.querySelectorAll("input") ?? [])].some(isTouched);
  if (!fresh || !photos || isInUse) return;
  photos.replaceWith(fresh);
  if (fresh.querySelector(".photos .ground:empty") && tries > 0) setTimeout(() => showPhotos(tries - 1), ROWS_EVERY_MS);
}

/** Takes over what is new; says whether any file is still worked on. */
function merge(rows, text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("rows");
  if (!fresh) return false;
  const standing = new Set([...fresh.querySelectorAll(".file")].map((row) => row.id)); // They move to this page below.
  for (const row of fresh.querySelectorAll(".file")) {
    const html = row.outerHTML;
    const old = document.getElementById(row.id);
    if (old?.contains(document.activeElement)) continue; // Its turn comes when the person has left it.
    if (!old) list().append(row);
    else if (served.get(row.id) !== html) old.replaceWith(row);
    served.set(row.id, html);
  }
  let isUnpacked = false;
  for (const old of document.querySelectorAll('.file-list > .file[id^="file-"]')) {
    if (standing.has(old.id)) continue;
    old.remove(); // It was unpacked, or removed by another page.
    served.delete(old.id);
    isUnpacked = true;
  }
  const [kept, left] = [document.getElementById("left-out"), fresh.querySelector("#left-out")];
  if (kept && left && kept.innerHTML !== left.innerHTML) kept.replaceWith(left);
  if (isUnpacked) showPhotos();
  const [head, said] = [rows.querySelector(".head"), fresh.querySelector(".head")];
  if (head.textContent.trim() !== said.textContent.trim()) {
    const held = head.contains(document.activeElement);
    head.replaceWith(said);
    if (held) Object.assign(said.querySelector("h1"), { tabIndex: -1 }).focus();
  }
  rows.toggleAttribute("data-running", fresh.hasAttribute("data-running"));
  for (const name of ["label", "held", "words"]) {
    const place = document.getElementById(`publish-${name}`);
    if (place) place.textContent = fresh.dataset[name] ?? "";
  }
  document.getElementById("publish")?.toggleAttribute("hidden", !fresh.dataset.label);
  return fresh.hasAttribute("data-running");
}
if (document.getElementById("rows")?.hasAttribute("data-running")) watch();
document.addEventListener("files", watch); // A file was replaced or removed, or a photograph sent.
