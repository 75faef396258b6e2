// The form for what buyers will read: what a creator receives follows the price that is typed, and what is given away beside
// a price for no more is pointed out. Without this file both are told when the form is saved.

/** The typed price in minor units; null where it is none. Decimal point or comma, as the server reads it. */
function minorUnits(typed, digits) {
  const parts = new RegExp(`^\\s*(\\d{1,9})(?:[.,](\\d{0,${digits}}))?\\s*$`).exec(typed);
  return parts ? Number(parts[1]) * 10 ** digits + Number((parts[2] ?? "").padEnd(digits, "0")) : null;
}

/** What is left of `minor` after the fee, which is rounded half up as in the ledger. */
function share(minor, feeBasisPoints) {
  return minor - Math.floor((minor * feeBasisPoints + 5_000) / 10_000);
}

function follow(group) {
  const { fee, digits, symbol } = group.dataset;
  const offers = [...group.querySelectorAll(".offers > li")].map((row) => {
    const tick = row.querySelector("input[type=checkbox]");
    const price = row.querySelector("input[inputmode=decimal]");
    const minor = price ? minorUnits(price.value, Number(digits)) : 0;
    const yours = row.querySelector("[data-yours]");
    if (yours) {
      const amount = (share(minor ?? 0, Number(fee)) / 10 ** digits).toFixed(Number(digits));
      yours.textContent = minor ? `${symbol} ${amount} yours` : "";
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
