//! In which form whoever looks reads figures, money, days and times: what they chose, else what their browser says.
//!
//! The locale stands in `Accept-Language`. No request tells a time zone, so that a script of ours (`zone.js`) leaves it in a
//! cookie for the next page; without script, and on the very first page, times are those of UTC and say so. Nothing is
//! rewritten in the browser: no page jumps, and what was printed without script is what is seen.

use axum::http::{HeaderMap, header};
use axum_extra::extract::cookie::CookieJar;
use locale::{Forms, Locale, Zone};
use market::accounts::Reading;

/// The cookie with the browser's time zone; the script that writes it names it, too.
pub(crate) const ZONE: &str = "mq_zone";

/// What a browser says by its headers and cookies; the house's own form and UTC where it says nothing.
pub(crate) fn said(headers: &HeaderMap, jar: &CookieJar) -> Forms {
    // A second header of the kind is none that a browser sends, and is not read.
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let zone = jar.get(ZONE).and_then(|cookie| Zone::named(cookie.value()));
    Forms { locale: Locale::negotiated(asked.unwrap_or_default()), zone: zone.unwrap_or(Zone::UTC) }
}

/// What somebody reads who `chose` so, where the browser `said` that.
pub(crate) fn forms(chosen: &Reading, said: &Forms) -> Forms {
    Forms { locale: chosen.locale.unwrap_or(said.locale), zone: chosen.zone.as_ref().unwrap_or(&said.zone).clone() }
}
