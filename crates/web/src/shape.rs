//! From the market's values to what a page shows.

use market::catalog::{FileLine, License, Listing, Summary, Tile, is_drawn};
use store::{
    entities::listing,
    facts::{self, Kind},
};
use views::{Fact, FactWidth, Grade, Picture, Verdict, pages::LicenceHelp, reported};

use crate::words;

/// A tile.
pub(crate) fn tile(tile: &Tile) -> views::Tile {
    views::Tile {
        href: format!("/l/{}", tile.slug),
        title: tile.title.clone(),
        picture: Picture {
            drawn: tile.summary.drawn,
            url384: tile.picture_medium.as_deref().map(media),
            ..picture(tile.picture_small.as_deref(), tile.picture.as_deref(), tile.kind, "")
        },
        price: words::price(tile.price),
        creator: tile.shop_title.clone(),
        verdict: (!tile.summary.words.is_empty()).then(|| Verdict::new(tile_grade(tile), &tile.summary.words)),
        dims: Some(tile.summary.dims.clone()).filter(|dims| !dims.is_empty()),
    }
}

/// A sound file that wants supports is worth a second look before it is bought.
fn tile_grade(tile: &Tile) -> Grade {
    match (grade_of(tile.summary.verdict), tile.needs_supports) {
        (Grade::Pass, Some(true)) => Grade::Warn,
        (grade, _) => grade,
    }
}

/// Where a picture is served.
fn media(hash: &str) -> String {
    format!("/media/{hash}.webp")
}

/// A picture in two sizes.
pub(crate) fn picture(small: Option<&str>, large: Option<&str>, kind: Kind, alt: &str) -> Picture {
    let url = |hash: Option<&str>| hash.map(media).unwrap_or_default();
    Picture {
        url256: url(small.or(large)),
        url384: None,
        url512: url(large.or(small)),
        url1024: None,
        alt: alt.to_owned(),
        drawn: kind == Kind::Drawing,
    }
}

/// The first picture of a file.
pub(crate) fn file_picture(file: &FileLine) -> Option<Picture> {
    let hash = |name: &str| file.artifact(name);
    let (small, large) = (hash("still-256.webp"), hash("still-512.webp")?);
    let alt = format!("{}, as it stands", file.name);
    Some(Picture {
        url1024: hash("still-1024.webp").map(|hash| media(hash.as_str())),
        url384: hash("still-384.webp").map(|hash| media(hash.as_str())),
        drawn: file.report.as_ref().is_some_and(is_drawn),
        ..picture(small.as_ref().map(store::Hash::as_str), Some(large.as_str()), file.kind, &alt)
    })
}

/// The stored picture of a listing's row.
pub(crate) fn row_picture(row: &listing::Model) -> Option<Picture> {
    let large = row.picture.as_deref()?;
    let drawn = row.summary["drawn"] == true;
    let url384 = row.picture_medium.as_deref().map(media);
    Some(Picture { drawn, url384, ..picture(row.picture_small.as_deref(), Some(large), row.kind, "") })
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
pub(crate) fn files_words(summary: &Summary) -> String {
    let titles: Vec<String> = summary.formats.iter().map(|extension| extension.to_uppercase()).collect();
    format!("{}, {}", titles.join(" and "), words::bytes(summary.bytes))
}

/// `STL, 14 MB, 230,400 triangles`.
pub(crate) fn file_words(file: &FileLine) -> String {
    let mut parts = Vec::new();
    parts.extend(file.format.map(|format| format.extension().to_uppercase()));
    parts.push(words::bytes(file.bytes));
    if let Some(mesh) = file.report.as_ref().and_then(|report| report.mesh.as_ref()) {
        parts.push(words::some(mesh.triangles, "triangle", "triangles"));
    }
    parts.join(", ")
}

/// The facts of a listing: the verdict over its whole width first, then the main file's measures.
pub(crate) fn listing_facts(listing: &Listing) -> Vec<Fact> {
    let day = listing.row.published_at.map(words::day).unwrap_or_default();
    let grade = grade_of(listing.summary.verdict);
    let mut facts =
        vec![Fact::new(format!("Verified {day}"), &listing.summary.sentence).wide(FactWidth::Full).graded(grade)];
    facts.extend(listing.summary.report.as_ref().map(reported::facts).unwrap_or_default());
    facts
}

/// A licence in plain words.
pub(crate) fn licence(license: &License) -> LicenceHelp {
    let own = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
    LicenceHelp {
        id: license.slug.to_owned(),
        name: license.title.to_owned(),
        may: own(license.may),
        may_not: own(license.must),
    }
}
