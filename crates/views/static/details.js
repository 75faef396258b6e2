// The form for what buyers will read: what a creator receives follows the price that is typed, and what is given away beside
// a price for no more is pointed out. Without this file both are told when the form is saved.

// What stands between thousands somewhere, and never before a fraction.
const GROUPS = /['\u2019\s]/;

/** The typed price in minor units; null where it is none, or could be read in two ways. As the server reads it. */
function minorUnits(typed, digits) {
  const text = typed.trim();
  const [, whole, rest = ""] = new RegExp(`^(.*?)(?:[.,](\\d{1,${digits || 1}}))?$`, "s").exec(digits ? text : text + ".0") ?? [];
  const marks = [...new Set((whole ?? "").replace(/\d/g, ""))];
  const [mark] = marks;
  if (marks.length > 1 || !whole || (mark && mark === text[whole.length])) return null;
  if (mark) {
    const groups = whole.split(mark);
    if (!/[.,'\u2019\s]/.test(mark) || !/^\d{1,3}$/.test(groups[0]) || !groups.slice(1).every((group) => /^\d{3}$/.test(group))) return null;
    if (digits && groups.length === 2 && whole === text && !GROUPS.test(mark)) return null;
  }
  const minor = Number(whole.split(mark).join("") + (digits ? rest.padEnd(digits, "0") : ""));
  return Number.isSafeInteger(minor) ? minor : null;
}

/** An amount as the page's reader writes it: `1.250,50 €`. */
function shown(minor, { digits, pattern, decimal, group, groupedFrom }) {
  const text = String(minor).padStart(Number(digits) + 1, "0");
  const place = text.length - Number(digits);
  const whole = text.slice(0, place);
  const grouped = whole.length < Number(groupedFrom) ? whole : whole.replace(/\B(?=(\d{3})+$)/g, group);
  return pattern.replace("#", Number(digits) ? `${grouped}${decimal}${text.slice(place)}` : grouped);
}

/** What is left of `minor` after the fee, which is rounded half up as in the ledger. */
function share(minor, feeBasisPoints) {
  return minor - Math.floor((minor * feeBasisPoints + 5_000) / 10_000);
}

function follow(group) {
  const { fee, digits } = group.dataset;
  const offers = [...group.querySelectorAll(".offers > li")].map((row) => {
    const tick = row.querySelector("input[type=checkbox]");
    const price = row.querySelector("input[inputmode=decimal]");
    const minor = price ? minorUnits(price.value, Number(digits)) : 0;
    const yours = row.querySelector("[data-yours]");
    if (yours) {
      yours.textContent = minor ? `${shown(share(minor, Number(fee)), group.dataset)} yours` : "";
    }
    return { chosen: tick.checked, name: tick.dataset.name, sells: "sells" in tick.dataset, isFree: minor === 0 || price?.value.trim() === "" };
  });
  undercut(group.querySelector("[data-undercut]"), offers.filter((offer) => offer.chosen));
}

/** Says so where everyone may do for nothing what is sold beside it. */
function undercut(place, offers) {
  for (const free of offers.filter((offer) => offer.isFree)) {
    const paid = offers.find((offer) => !offer.isFree && (free.sells || !offer.sells));
    if (!paid) continue;
    const words = place.dataset.undercut.replace("FREE", free.name).replace("PAID", paid.name);
    if (place.textContent !== words) place.textContent = words;
    place.hidden = false;
    return;
  }
  place.hidden = true;
}

// The form may come later: the page becomes a draft's when its first file has arrived.
document.addEventListener("input", ({ target }) => {
  const group = target.closest?.("#licence");
  if (group) follow(group);
});
