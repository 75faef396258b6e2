// The forms beside a draft's details (photographs, replacing and removing a file) are sent without leaving the page, so that
// what is typed and not yet saved stays. Without this file each is sent as any form is, and the page comes anew.

// What the answer's page says anew: how the listing stands with what is wrong, its files, its photographs, and how it ends.
const PARTS = ["standing", "rows", "photos", "ends"];

document.addEventListener("submit", (event) => {
  const form = event.target.closest("#photos form, #rows form");
  if (!form) return;
  event.preventDefault();
  if (form.hasAttribute("aria-busy")) return; // Pressed twice.
  form.setAttribute("aria-busy", "true");
  send(form, event.submitter)
    .catch(() => "The connection broke. Nothing is lost: try again.")
    .then((words) => {
      form.removeAttribute("aria-busy");
      if (words) complain(form, words);
    });
});

/** Sends a form and takes over what the page then shows; gives what went wrong, if anything did. */
async function send(form, button) {
  const data = new FormData(form, button);
  const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
  const part = form.closest("#photos, #rows").id;
  const target = button?.hasAttribute("formaction") ? button.formAction : form.action;
  const answer = await fetch(target, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok && !page.getElementById("photos")) {
    return answer.headers.get("X-Words") ?? "This was not taken. Look at it again, or try once more.";
  }
  tell(page.querySelector("p.notice"));
  for (const id of PARTS) {
    const fresh = page.getElementById(id);
    const old = document.getElementById(id);
    if (fresh && old) old.replaceWith(fresh);
  }
  const wrong = document.getElementById("summary");
  (wrong ?? near(part, button)).focus();
  document.dispatchEvent(new Event("files"));
  return null;
}

/** What came of it, where the page would say it. */
function tell(notice) {
  document.querySelector("p.notice")?.remove();
  if (notice) document.querySelector(".site-header").after(notice);
}

/** Where the keyboard goes on: at the same button, at another one of that photograph, or at the heading of the part. */
function near(part, button) {
  const place = document.getElementById(part);
  const same = [...place.querySelectorAll("button")].filter((other) => button?.value && other.value === button.value);
  const found = same.find((other) => other.name === button.name) ?? same[0];
  if (found) return found;
  const heading = place.querySelector("h1, h2");
  heading.tabIndex = -1;
  return heading;
}

function complain(form, words) {
  const place = form.querySelector("[role=alert]") ?? Object.assign(document.createElement("p"), { role: "alert", className: "wrong-words" });
  place.textContent = words;
  form.append(place);
}
