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

let newest = 0;
async function show(href) {
  const mine = ++newest;
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(href, { headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const html = await answer.text();
    if (mine === newest) results.innerHTML = html;
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
form.addEventListener("submit", (event) => {
  event.preventDefault();
  history.pushState({ filters: true }, "", address());
  show(address());
  if (matchMedia("(max-width: 60rem)").matches) location.hash = "results";
});
addEventListener("popstate", (event) => event.state?.filters && location.reload());
