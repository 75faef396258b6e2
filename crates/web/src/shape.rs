//! From the market's values to what a page shows.

use locale::Forms;
use market::catalog::{Entry, FileLine, License, Listing, Rule, State, Stills, Summary, Tile, is_drawn};
use store::facts::{self, Kind};
use views::{
    Fact, FactWidth, Grade, Link, Picture, Verdict,
    pages::{LicenceHelp, LicenceRule},
    reported,
};

use crate::words;

/// A tile.
pub(crate) fn tile(forms: &Forms, tile: &Tile) -> views::Tile {
    views::Tile {
        href: format!("/l/{}", tile.slug),
        title: tile.title.clone(),
        picture: Picture { drawn: tile.summary.drawn, ..picture(&tile.picture, tile.kind, "") },
        price: words::price(forms, tile.price),
        creator: tile.shop_title.clone(),
        verdict: (!tile.summary.words.is_empty())
            .then(|| Verdict::new(tile_grade(tile), forms.locale.figures(&tile.summary.words))),
        dims: Some(forms.locale.figures(&tile.summary.dims).into_owned()).filter(|dims| !dims.is_empty()),
    }
}

/// Supports are no fault: that a sound file wants them is worth knowing.
fn tile_grade(tile: &Tile) -> Grade {
    match (grade_of(tile.summary.verdict), tile.needs_supports) {
        (Grade::Pass, Some(true)) => Grade::Info,
        (grade, _) => grade,
    }
}

/// Where a picture is served.
pub(crate) fn media(hash: &str) -> String {
    format!("/media/{hash}.webp")
}

/// A picture in the sizes there are.
pub(crate) fn picture(stills: &Stills, kind: Kind, alt: &str) -> Picture {
    let url = |hash: Option<&String>| hash.map(|hash| media(hash)).unwrap_or_default();
    let (small, large) = (stills.small.as_ref(), stills.large.as_ref());
    Picture {
        url256: url(small.or(large)),
        url384: stills.medium.as_deref().map(media),
        url512: url(large.or(small)),
        url1024: None,
        whole: None,
        alt: alt.to_owned(),
        drawn: kind == Kind::Drawing,
    }
}

/// The first picture of a file.
pub(crate) fn file_picture(file: &FileLine) -> Option<Picture> {
    let hash = |name: &str| file.artifact(name).map(|hash| hash.to_string());
    let stills =
        Stills { small: hash("still-256.webp"), medium: hash("still-384.webp"), large: Some(hash("still-512.webp")?) };
    Some(Picture {
        url1024: hash("still-1024.webp").as_deref().map(media),
        drawn: file.report.as_ref().is_some_and(is_drawn),
        ..picture(&stills, file.kind, &format!("{}, as it stands", file.name))
    })
}

/// The picture of a listing; none before it was on sale.
pub(crate) fn entry_picture(entry: &Entry) -> Option<Picture> {
    entry.picture.large.as_ref()?;
    Some(Picture { drawn: entry.summary.drawn, ..picture(&entry.picture, entry.kind, "") })
}

/// A stored verdict.
pub(crate) fn grade_of(verdict: facts::Verdict) -> Grade {
    match verdict {
        facts::Verdict::Unknown | facts::Verdict::Pass => Grade::Pass,
        facts::Verdict::Warn => Grade::Warn,
        facts::Verdict::Fail => Grade::Fail,
    }
}

/// `STL and 3MF, 14 MB`.
pub(crate) fn files_words(forms: &Forms, summary: &Summary) -> String {
    let titles: Vec<String> = summary.formats.iter().map(|extension| extension.to_uppercase()).collect();
    format!("{}, {}", titles.join(" and "), words::bytes(forms, summary.bytes))
}

/// `STL, 14 MB, 230,400 triangles`, `PDF, 2.1 MB, goes along unchecked`.
pub(crate) fn file_words(forms: &Forms, file: &FileLine) -> String {
    let mut parts = Vec::new();
    parts.extend(file.format.map(|format| format.extension().to_uppercase()));
    parts.extend(file.attachment().map(|known| known.title.to_owned()));
    parts.push(words::bytes(forms, file.bytes));
    if file.is_attachment() {
        parts.push("goes along unchecked".to_owned());
    }
    if let Some(mesh) = file.report.as_ref().and_then(|report| report.mesh.as_ref()) {
        parts.push(words::some(forms, mesh.triangles, "triangle", "triangles"));
    }
    parts.join(", ")
}

/// The facts of a listing: the verdict over its whole width first, then the main file's measures.
pub(crate) fn listing_facts(forms: &Forms, listing: &Listing) -> Vec<Fact> {
    let day = listing.entry.published_at.map(|value| words::day(forms, value)).unwrap_or_default();
    let grade = grade_of(listing.entry.summary.verdict);
    let mut facts =
        vec![Fact::new(format!("Verified {day}"), &listing.entry.summary.sentence).wide(FactWidth::Full).graded(grade)];
    let report = listing.entry.summary.report.as_ref();
    facts.extend(report.map(|report| reported::facts(forms.locale, report)).unwrap_or_default());
    if let Some(needed) = listing.entry.summary.supports_declared {
        let words = if needed { "needed, says its creator" } else { "none, says its creator" };
        let measured = facts.iter_mut().filter(|fact| fact.term == reported::SUPPORTS);
        measured.for_each(|fact| fact.value = words.to_owned());
    }
    facts
}

/// Where a listing stands, for its creator.
pub(crate) fn standing(state: State) -> Verdict {
    match state {
        State::Draft => Verdict::new(Grade::Info, "Draft"),
        State::Held => Verdict::new(Grade::Warn, "Held for a look"),
        State::Published => Verdict::new(Grade::Pass, "On sale"),
        State::Declined => Verdict::new(Grade::Fail, "Declined"),
        State::Withdrawn => Verdict::new(Grade::Info, "Taken off sale"),
        State::TakenDown => Verdict::new(Grade::Fail, "Taken down"),
    }
}

/// A licence in plain words.
pub(crate) fn licence(license: &License) -> LicenceHelp {
    let rule = |(rule, lines): (Rule, &[&str])| LicenceRule {
        heading: rule.heading().to_owned(),
        sign: match rule {
            Rule::May => "may",
            Rule::Must => "must",
            Rule::MayNot => "may-not",
        },
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
    };
    LicenceHelp {
        id: license.slug.to_owned(),
        name: license.title.to_owned(),
        rules: license.rules().map(rule).collect(),
        legal: license.legal_url.zip(license.spdx).map(|(url, spdx)| Link::new(url, spdx)),
    }
}
