// Filters answer at once: the results are fetched and replaced, and the address follows.
// Without this file the form is sent as it stands.
const form = document.getElementById("filters");
const results = document.getElementById("results");

/** The form's address without empty fields, so that it can be read and shared. */
function address() {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value !== "") fields.append(name, value);
  const query = fields.toString();
  return form.getAttribute("action") + (query ? `?${query}` : "");
}

/** The words that can be ticked now; a group that somebody is in stays as it is. */
function offer(fresh) {
  for (const group of fresh.querySelectorAll("[data-many]")) {
    const old = form.querySelector(`[data-many="${group.dataset.many}"]`);
    if (!old || old.contains(document.activeElement)) continue;
    const more = group.querySelector("details");
    if (more && old.querySelector("details")?.open) more.open = true;
    old.replaceWith(group);
  }
}

/** How many each filter would leave now; the fields themselves stay, with focus and what was typed. */
function count(fresh) {
  const counts = new Map();
  for (const field of fresh.querySelectorAll(".tick input")) counts.set(`${field.name} ${field.value}`, field.parentElement.querySelector(".n")?.textContent);
  for (const field of form.querySelectorAll(".tick input")) {
    const figure = field.parentElement.querySelector(".n");
    if (figure) figure.textContent = counts.get(`${field.name} ${field.value}`) ?? "";
  }
}

let newest = 0;
async function show(href) {
  const mine = ++newest;
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(href);
    if (!answer.ok) throw new Error(answer.statusText);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== newest) return;
    const sorting = document.activeElement?.id === "sort";
    results.replaceChildren(...fresh.getElementById("results").childNodes);
    if (sorting) document.getElementById("sort")?.focus();
    count(fresh.getElementById("filters"));
    offer(fresh.getElementById("filters"));
  } catch {
    location.assign(href); // The plain way still works, and shows what is wrong.
  } finally {
    if (mine === newest) results.removeAttribute("aria-busy");
  }
}

function submit() {
  const href = address();
  history.pushState({ filters: true }, "", href + location.hash);
  show(href);
}

form.addEventListener("change", submit);
// The order stands beside the results, and belongs to the form all the same.
results.addEventListener("change", ({ target }) => target.form === form && submit());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  history.pushState({ filters: true }, "", address());
  show(address());
  if (matchMedia("(max-width: 60rem)").matches) location.hash = "results";
});
addEventListener("popstate", (event) => event.state?.filters && location.reload());
