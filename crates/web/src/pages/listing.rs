//! A pattern's own page, and its report.

use axum::{Extension, extract::State, response::Response};
use basis::Money;
use inspect::Report;
use locale::Forms;
use market::{
    activity::{self, Shown},
    blobs,
    catalog::{self, FileLine, Listing, Stills, category},
    event::ListingViewed,
    orders,
};
use serde::Deserialize;
use serde_json::Value;
use views::{
    Crumb, Link, Mark, Picture, Product,
    pages::{self, DimensionLine, FileReport, LicenceOffer, Stand, Standing, Viewer3d},
    reported,
};

use super::{making, photos};
use crate::{
    App,
    extract::{Path, Query},
    fault::{Fault, page},
    lens::{Lens, Sheet},
    shape,
    visit::Visit,
    words,
};

/// Findings that stand on the page itself; the report has all.
const FINDINGS_SHOWN: usize = 3;
/// Tiles of what is like it: one row.
const RELATED: u64 = 5;

/// Where a listing was opened from, as the address on its tile says.
#[derive(Default, Deserialize)]
pub(crate) struct CameFrom {
    /// The search that had found it.
    #[serde(default)]
    search: String,
    /// Where it stood; 1 is the first.
    #[serde(default)]
    place: String,
}

impl CameFrom {
    /// None where it was opened from elsewhere, or the address says nothing that a tile would.
    fn shown(&self) -> Option<Shown> {
        Some(Shown { search: self.search.parse().ok(), position: self.place.parse().ok()? })
    }
}

/// `/l/{slug}`.
pub(crate) async fn listing(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(slug): Path<String>,
    Query(from): Query<CameFrom>,
) -> Result<Response, Fault> {
    let (market, forms) = (&app.market, &visit.forms);
    let listing = catalog::listing_by_slug(market, &visit.actor, &slug).await?.ok_or(Fault::NotFound)?;
    note(&app, &visit, &listing, &from);
    let main = main_file(&listing);
    let taken = Taken::of(&app, main).await?;
    let report = main.and_then(|file| file.report.as_ref());
    let base = &market.settings().base_url;
    let findings = findings(forms, &listing.files);
    let related = catalog::related(market, listing.entry.id, &listing.entry.category, listing.shop.id, RELATED).await?;
    let lead = words::paragraphs(&listing.entry.description);
    let pictures = pictures(&listing, main);
    let mut layout = visit.layout(&listing.entry.title, lead.first().map(String::as_str).unwrap_or_default());
    layout.canonical = Some(format!("{base}/l/{slug}"));
    layout.share_image = share_image(&app, listing.entry.picture.large.as_deref()).await?;
    let product = product(&app, &listing, layout.share_image.clone());
    let grade = shape::grade_of(listing.entry.summary.verdict);
    page(&pages::Listing {
        id: listing.entry.id.to_string(),
        crumbs: crumbs(&listing),
        title: listing.entry.title.clone(),
        creator: Link::new(format!("/s/{}", listing.shop.handle), &listing.shop.title),
        creator_counts: String::new(),
        lead: lead.first().cloned().unwrap_or_default(),
        paragraphs: lead.iter().skip(1).cloned().collect(),
        stand: stand(&listing, main, &taken),
        dimensions: report.map(|report| taken.dimensions(forms, report)).unwrap_or_default(),
        marks: report.map(|report| taken.marks(report)).unwrap_or_default(),
        licences: licences(forms, &listing, |price| !price.is_zero()),
        free: licences(forms, &listing, Money::is_zero),
        free_words: free_words(&app, &visit).to_owned(),
        standing: standing(&app, &visit, &listing).await?,
        files_words: shape::files_words(forms, &listing.entry.summary),
        files: listing.files.iter().map(|file| file_line(forms, file)).collect(),
        facts: shape::listing_facts(forms, &listing),
        verdict: views::Verdict::new(grade, &listing.entry.summary.sentence),
        finding_count: u32::try_from(findings.len()).unwrap_or(u32::MAX),
        findings: findings.into_iter().take(FINDINGS_SHOWN).collect(),
        report_href: format!("/l/{slug}/report"),
        complaint_href: format!("/l/{slug}/problem"),
        licence_words: listing.offers.iter().map(|offer| shape::licence(&offer.license)).collect(),
        attributes: making::said(&listing.attributes),
        ai_words: ai_words(listing.entry.made_with_ai).to_owned(),
        tags: listing.tags.iter().map(|tag| Link::new(format!("/browse?tag={}", words::query(tag)), tag)).collect(),
        related: related.iter().map(|tile| shape::tile(forms, tile)).collect(),
        related_title: "More like this".to_owned(),
        product,
        pictures,
        layout,
    })
}

/// What was found in all files, the worst file first; of several each finding says in which.
fn findings(forms: &Forms, files: &[FileLine]) -> Vec<views::Finding> {
    let mut reports: Vec<_> = files.iter().filter_map(|file| Some((&file.name, file.report.as_ref()?))).collect();
    reports.sort_by_key(|(_, report)| std::cmp::Reverse(report.verdict));
    let of_file = |(name, report): (&String, &Report)| {
        let name = (files.len() > 1).then(|| name.clone());
        reported::findings(forms.locale, report).into_iter().map(move |finding| match &name {
            Some(name) => views::Finding { title: format!("{name}: {}", finding.title), ..finding },
            None => finding,
        })
    };
    reports.into_iter().flat_map(of_file).collect()
}

/// Notes that somebody looked at what is on sale, and from where they opened it.
fn note(app: &App, visit: &Visit, listing: &Listing, from: &CameFrom) {
    if listing.entry.state != catalog::State::Published {
        return;
    }
    let (id, account) = (listing.entry.id, visit.actor.account());
    app.market.notice(ListingViewed { listing: id, account });
    if let Some(shown) = from.shown() {
        activity::clicked(&app.market, id, shown, account);
    }
}

fn ai_words(made_with_ai: bool) -> &'static str {
    match made_with_ai {
        true => "Made with the help of AI, as the creator says.",
        false => "Made without AI, as the creator says.",
    }
}

/// Which revision's report.
#[derive(Default, Deserialize)]
pub(crate) struct Reported {
    /// None means the one on sale; another one is shown to its creator and to moderators.
    revision: Option<String>,
}

/// `/l/{slug}/report`.
pub(crate) async fn report(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(slug): Path<String>,
    Query(reported): Query<Reported>,
) -> Result<Response, Fault> {
    let (market, forms) = (&app.market, &visit.forms);
    let mut listing = catalog::listing_by_slug(market, &visit.actor, &slug).await?.ok_or(Fault::NotFound)?;
    if let Some(revision) = reported.revision {
        let revision = revision.parse().map_err(|_| Fault::NotFound)?;
        let asked = catalog::listing_in_revision(market, &visit.actor, listing.entry.id, revision).await?;
        listing = asked.ok_or(Fault::NotFound)?;
    }
    let mut files = Vec::new();
    for file in &listing.files {
        let Some(report) = &file.report else { continue };
        let taken = Taken::of(&app, Some(file)).await?;
        files.push(FileReport {
            file: file_line(forms, file),
            verdict: reported::verdict(report),
            picture: shape::file_picture(file),
            marks: taken.marks(report),
            findings: reported::findings(forms.locale, report),
            facts: reported::facts(forms.locale, report),
            hash: file.blob.clone(),
            left_out: Vec::new(),
        });
    }
    let mut crumbs = crumbs(&listing);
    crumbs.push(Crumb { href: Some(format!("/l/{slug}")), label: listing.entry.title.clone() });
    crumbs.push(Crumb { href: None, label: "Report".to_owned() });
    let day = listing.entry.published_at.unwrap_or(listing.entry.updated_at);
    page(&pages::Report {
        layout: visit.layout(
            &format!("Report on {}", listing.entry.title),
            "What was measured and what was found in each file.",
        ),
        crumbs,
        title: listing.entry.title.clone(),
        made: format!("Verified {} by Maquette {}", words::day(forms, day), env!("CARGO_PKG_VERSION")),
        files,
    })
}

/// How the still of a file was taken, so that places can be shown on it.
pub(super) enum Taken {
    /// A mesh through a lens, with what was stored beside the still.
    Through(Lens, Value),
    /// A drawing on its sheet.
    Flat(Sheet),
    /// Nothing is known of it.
    Somehow,
}

impl Taken {
    pub(super) async fn of(app: &App, file: Option<&FileLine>) -> Result<Self, Fault> {
        let camera = stored(app, file, "camera.json").await?;
        if let Some(lens) = Lens::of(&camera) {
            return Ok(Self::Through(lens, camera));
        }
        let sheet = Sheet::of(&stored(app, file, "sheet.json").await?);
        Ok(sheet.map_or(Self::Somehow, Self::Flat))
    }

    pub(super) fn marks(&self, report: &Report) -> Vec<Mark> {
        match self {
            Self::Through(lens, _) => lens.marks(report),
            Self::Flat(sheet) => sheet.marks(report),
            Self::Somehow => Vec::new(),
        }
    }

    fn dimensions(&self, forms: &Forms, report: &Report) -> Vec<DimensionLine> {
        match (self, &report.mesh, &report.drawing) {
            (Self::Through(lens, _), Some(mesh), _) => lens.dimensions(forms, mesh.bounds_mm),
            (Self::Flat(sheet), _, Some(drawing)) => sheet.dimensions(forms, drawing.bounds_mm),
            _ => Vec::new(),
        }
    }
}

/// A small artifact of a file as JSON; null where there is none.
async fn stored(app: &App, file: Option<&FileLine>, name: &str) -> Result<Value, Fault> {
    let Some(hash) = file.and_then(|file| file.artifact(name)) else { return Ok(Value::Null) };
    let bytes = app.market.small_blob(&hash).await?;
    Ok(serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

/// The address of the picture that a link carries elsewhere: the card, or the still where none was made yet.
pub(super) async fn share_image(app: &App, picture: Option<&str>) -> Result<Option<String>, Fault> {
    let Some(hash) = picture.and_then(|hash| hash.parse().ok()) else { return Ok(None) };
    let base_url = &app.market.settings().base_url;
    Ok(Some(match blobs::card_of(&app.market, &hash).await? {
        Some(card) => format!("{base_url}/media/{card}.jpg"),
        None => format!("{base_url}/media/{hash}.webp"),
    }))
}

fn main_file(listing: &Listing) -> Option<&FileLine> {
    listing.files.iter().find(|file| file.kind == listing.entry.kind).or(listing.files.first())
}

fn file_line(forms: &Forms, file: &FileLine) -> views::FileLine {
    let verdict = file.report.as_ref().map(reported::verdict);
    views::FileLine { name: file.name.clone(), facts: shape::file_words(forms, file), verdict }
}

fn crumbs(listing: &Listing) -> Vec<Crumb> {
    let Some(place) = category(&listing.entry.category) else { return Vec::new() };
    let crumb = |place: catalog::Category| Crumb {
        href: Some(format!("/browse?category={}", place.slug)),
        label: place.title.to_owned(),
    };
    place.parent().into_iter().chain([place]).map(crumb).collect()
}

/// Pictures beside one another at most.
const PICTURES_MAX: usize = 16;

/// The still, then photographs, then three other sides, then the other files.
fn pictures(listing: &Listing, main: Option<&FileLine>) -> Vec<Picture> {
    let still = main.and_then(shape::file_picture);
    let mut pictures: Vec<Picture> =
        still.into_iter().map(|picture| Picture { alt: listing.entry.title.clone(), ..picture }).collect();
    pictures.extend(listing.photos.iter().filter_map(photos::picture));
    let turntable = main.map(FileLine::turntable).unwrap_or_default();
    for (view, words) in [(3, "from the right"), (6, "from behind"), (9, "from the left")] {
        if let Some(hash) = turntable.get(view) {
            let alt = format!("{}, {words}", listing.entry.title);
            let turned = Stills { large: Some(hash.to_string()), ..Stills::default() };
            pictures.push(shape::picture(&turned, listing.entry.kind, &alt));
        }
    }
    for other in listing.files.iter().filter(|file| main.is_none_or(|main| main.id != file.id)) {
        pictures.extend(shape::file_picture(other));
    }
    pictures.truncate(PICTURES_MAX);
    pictures
}

fn stand(listing: &Listing, main: Option<&FileLine>, taken: &Taken) -> Stand {
    let size = |index: usize| listing.entry.summary.size_mm.get(index).copied().unwrap_or_default();
    let Some(main) = main else { return Stand::Still };
    // A file that was examined before there were tiles has one large picture instead.
    let largest = main.artifact("sheet.webp").or_else(|| main.artifact("still-1024.webp"));
    match (taken, largest, main.artifact("preview.glb")) {
        (Taken::Flat(sheet), Some(picture), _) => Stand::Drawing {
            url: format!("/media/{picture}.webp"),
            tiles: main.artifact("sheet.tiles").map(|tiles| format!("/media/{tiles}")),
            per_mm: sheet.per_mm(),
            width_mm: size(0) as f32,
            height_mm: size(1) as f32,
        },
        (Taken::Through(lens, camera), _, Some(preview)) => Stand::Mesh(Viewer3d {
            preview_url: format!("/media/{preview}.glb"),
            preview_size: "a reduced model".to_owned(),
            camera: lens.camera(),
            lights: lens.lights(camera),
            size_mm: lens.size_mm([size(0), size(1), size(2)]),
            places: main.report.as_ref().map(|report| lens.places(report)).unwrap_or_default(),
        }),
        _ => Stand::Still,
    }
}

/// What fetching something free takes.
fn free_words(app: &App, visit: &Visit) -> &'static str {
    match visit.actor.account() {
        Some(_) => "It stays in your library.",
        None if app.market.settings().free_without_account => "No account needed.",
        None => "Sign in, and it stays in your library.",
    }
}

fn licences(forms: &Forms, listing: &Listing, is_wanted: impl Fn(Money) -> bool) -> Vec<LicenceOffer> {
    let offer = |(index, offer): (usize, &catalog::OfferLine)| LicenceOffer {
        value: offer.id.to_string(),
        name: offer.license.title.to_owned(),
        words: offer.license.summary.to_owned(),
        price: words::price(forms, offer.price),
        chosen: index == 0,
    };
    listing.offers.iter().filter(|offer| is_wanted(offer.price)).enumerate().map(offer).collect()
}

async fn standing(app: &App, visit: &Visit, listing: &Listing) -> Result<Standing, Fault> {
    if visit.actor.account() == Some(listing.shop.account) {
        return Ok(Standing::Own(format!("/upload/{}", listing.entry.id)));
    }
    if listing.entry.state != catalog::State::Published {
        return Ok(Standing::Off("It is not on sale now.".to_owned()));
    }
    if orders::owns(&app.market, &visit.actor, listing.entry.id).await? {
        return Ok(Standing::Owned("/library".to_owned()));
    }
    let is_in = visit.basket.contains(&listing.entry.id);
    Ok(if is_in { Standing::InBasket } else { Standing::Buyable })
}

fn product(app: &App, listing: &Listing, image: Option<String>) -> Product {
    let settings = app.market.settings();
    let lowest = listing.offers.first().map(|offer| offer.price);
    Product {
        name: listing.entry.title.clone(),
        description: listing.entry.description.clone(),
        images: image.into_iter().collect(),
        url: format!("{}/l/{}", settings.base_url, listing.entry.slug),
        creator: listing.shop.title.clone(),
        price: lowest.map(|price| price.decimal()).unwrap_or_default(),
        currency: settings.currency.code().to_owned(),
        on_sale: listing.entry.state == catalog::State::Published,
        category: category(&listing.entry.category).map(|place| place.title.to_owned()).unwrap_or_default(),
    }
}
