//! Uploading: a draft, its files on their way, what was found, and what buyers will read.

use axum::{
    Extension,
    extract::{Multipart, Path, State},
    http::{HeaderMap, HeaderValue},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use basis::{Money, Role};
use market::{
    accounts,
    catalog::{
        self, CATEGORIES, Draft, DraftOutcome, Edit, EditOutcome, FileLine, LICENSES, OfferInput, PublishOutcome,
    },
    ingest::{self, AddFile, AddFileOutcome, Step},
};
use uuid::Uuid;
use views::{
    Choice,
    pages::{self, Details, LicenceChoice, Publish, RowReport, RowState, UploadRow, UploadRows},
    reported,
};

use super::listing::Taken;
use crate::{
    App,
    fault::{Fault, page},
    form::{Form, complain},
    shape,
    visit::{Visit, header_text},
    words,
};

const MATERIALS: [&str; 10] =
    ["PLA", "PETG", "ABS", "TPU", "Resin", "Plywood", "Acrylic", "Aluminium", "Cotton", "Paper"];
const DIFFICULTIES: [&str; 3] = ["easy", "medium", "advanced"];

/// `GET /upload`: before the first file.
pub(crate) async fn begin(State(app): State<App>, Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    let account = visit.signed_in("/upload")?;
    if !visit.actor.is(Role::Creator) {
        accounts::become_creator(&app.market, &visit.actor, account).await?;
    }
    page(&pages::Upload {
        layout: visit.layout("Upload a pattern", ""),
        files: UploadRows::default(),
        form: views::Form::new(),
        limits_words: limits(&app),
        accept: accept(),
        details: None,
        lights: super::inspect::lights(),
    })
}

fn limits(app: &App) -> String {
    format!("{}. Up to {} each.", formats_words(), words::bytes(app.market.settings().upload_bytes_max))
}

/// `STL, OBJ, …`.
pub(super) fn formats_words() -> String {
    pattern::Format::ALL.iter().map(|format| format.title()).collect::<Vec<_>>().join(", ")
}

/// What a file input offers.
pub(super) fn accept() -> String {
    pattern::Format::ALL.iter().map(|format| format!(".{}", format.extension())).collect::<Vec<_>>().join(",")
}

/// `GET /upload/{listing}`.
pub(crate) async fn draft(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<Uuid>,
) -> Result<Response, Fault> {
    let draft = own(&app, &visit, id).await?;
    draft_page(&app, &visit, &draft, views::Form::new(), None).await
}

async fn own(app: &App, visit: &Visit, id: Uuid) -> Result<Draft, Fault> {
    visit.signed_in(&format!("/upload/{id}"))?;
    catalog::draft(&app.market, &visit.actor, id).await?.ok_or(Fault::NotFound)
}

async fn draft_page(
    app: &App,
    visit: &Visit,
    draft: &Draft,
    form: views::Form,
    typed: Option<&Form>,
) -> Result<Response, Fault> {
    page(&pages::Upload {
        layout: visit.layout("Files on their way", ""),
        files: rows_of(app, visit, draft).await?,
        form,
        limits_words: limits(app),
        accept: accept(),
        details: Some(details(app, draft, typed)),
        lights: super::inspect::lights(),
    })
}

/// `GET /upload/{listing}/rows`.
pub(crate) async fn rows(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<Uuid>,
) -> Result<Response, Fault> {
    let draft = own(&app, &visit, id).await?;
    page(&rows_of(&app, &visit, &draft).await?)
}

async fn rows_of(app: &App, visit: &Visit, draft: &Draft) -> Result<UploadRows, Fault> {
    let running = draft.files.iter().any(|file| !file.is_done());
    let mut rows = Vec::new();
    for file in &draft.files {
        rows.push(row(app, visit, draft.listing.id, file).await?);
    }
    let count = draft.files.len() as u64;
    Ok(UploadRows {
        listing: draft.listing.id.to_string(),
        heading: match (count, running) {
            (0, _) => "No file yet".to_owned(),
            (_, true) => {
                format!(
                    "{} on {} way",
                    words::spelled(count, "file", "files"),
                    if count == 1 { "its" } else { "their" }
                )
            }
            (_, false) => format!("{} read", words::spelled(count, "file", "files")),
        },
        words: if running {
            "You can leave this page. The work goes on."
        } else {
            "Look at what was found, then say what buyers will read."
        }
        .to_owned(),
        running,
        rows,
        publish: publish_words(draft, running),
    })
}

fn publish_words(draft: &Draft, running: bool) -> Publish {
    let is_broken =
        |file: &&FileLine| file.report.as_ref().is_some_and(|report| report.verdict == inspect::Verdict::Fail);
    let broken = draft.files.iter().filter(is_broken).count() as u64;
    let held = if !draft.may_publish {
        Some("Confirm your e-mail address first: open the link in our letter.".to_owned())
    } else if running {
        Some("You can publish as soon as every file is read.".to_owned())
    } else if broken > 0 {
        Some(format!("{} must be mended or removed first.", words::spelled(broken, "file", "files")))
    } else {
        None
    };
    let sound = draft.files.len() as u64 - broken;
    let label = match sound {
        0 => "Publish".to_owned(),
        sound => format!("Publish {}", words::spelled(sound, "file", "files").to_lowercase()),
    };
    Publish { label, held, words: String::new() }
}

async fn row(app: &App, visit: &Visit, listing: Uuid, file: &FileLine) -> Result<UploadRow, Fault> {
    let steps = Step::ALL.len() as u32;
    let done = Step::ALL.iter().position(|step| step.words() == file.step).unwrap_or(0) as u32;
    let state = match (&file.report, file.is_done()) {
        (Some(report), true) if file.state == "failed" => {
            let worst = report.findings.first();
            RowState::Refused {
                words: worst.map_or_else(|| report.sentence(), |finding| finding.message.clone()),
                next: worst.map(|finding| finding.fix.clone()).unwrap_or_default(),
            }
        }
        (Some(report), true) => RowState::Done(reported::verdict(report)),
        _ => RowState::Running { step_words: file.step.clone(), done, of: steps },
    };
    let report = match &file.report {
        Some(report) if file.state == "ready" => Some(RowReport {
            picture: shape::file_picture(file),
            marks: Taken::of(app, Some(file)).await?.marks(report),
            findings: reported::findings(report),
            facts: reported::facts(report),
        }),
        _ => None,
    };
    Ok(UploadRow {
        id: file.id.to_string(),
        listing: listing.to_string(),
        csrf: visit.layout("", "").csrf,
        name: file.name.clone(),
        facts_words: shape::file_words(file),
        picture: shape::file_picture(file),
        state,
        open: report.as_ref().is_some_and(|report| !report.findings.is_empty()),
        report,
    })
}

/// `POST /upload/file`: one or more files, streamed to blobs while they are hashed.
pub(crate) async fn upload_file(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    headers: HeaderMap,
    mut parts: Multipart,
) -> Result<Response, Fault> {
    visit.signed_in("/upload")?;
    let mut checked = false;
    let (mut listing, mut fresh, mut replaces, mut last) = (None, false, None, None);
    if let Some(token) = header_text(&headers, "x-csrf-token") {
        visit.check_token(&token)?;
        checked = true;
    }
    let broken = |error: axum::extract::multipart::MultipartError| {
        Fault::Unreadable(format!(
            "The upload did not arrive whole ({error}). Nothing else is lost: choose the file again."
        ))
    };
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        match part.name().unwrap_or_default() {
            "csrf" => {
                visit.check_token(&part.text().await.map_err(broken)?)?;
                checked = true;
            }
            "listing" => listing = part.text().await.map_err(broken)?.parse::<Uuid>().ok(),
            "replaces" => replaces = part.text().await.map_err(broken)?.parse::<Uuid>().ok(),
            "file" if !checked => return Err(Fault::StaleForm),
            "file" if part.file_name().is_some_and(|name| !name.is_empty()) => {
                let name = part.file_name().unwrap_or_default().to_owned();
                let stored = store_part(&app, part).await?;
                let id = match listing {
                    Some(id) => id,
                    None => {
                        fresh = true;
                        new_draft(&app, &visit, &name).await?
                    }
                };
                listing = Some(id);
                match ingest::add_file(&app.market, &visit.actor, AddFile { listing: id, name, stored }).await? {
                    AddFileOutcome::Added(file) => last = Some(file),
                    AddFileOutcome::NotFound => return Err(Fault::NotFound),
                    AddFileOutcome::TooMany { files_max } => {
                        let words =
                            format!("A pattern holds at most {files_max} files. Make a second pattern for the rest.");
                        return Err(Fault::Unreadable(words));
                    }
                }
            }
            _ => {}
        }
    }
    let (Some(id), Some(last)) = (listing, last) else {
        return Err(Fault::Unreadable("No file was chosen. Go back and choose one.".to_owned()));
    };
    if let Some(old) = replaces.filter(|old| *old != last) {
        ingest::remove_file(&app.market, &visit.actor, old).await?;
    }
    answer(&app, &visit, &headers, id, last, fresh).await
}

/// To a script the file's row, to a browser the draft's page.
async fn answer(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    listing: Uuid,
    file: Uuid,
    fresh: bool,
) -> Result<Response, Fault> {
    if header_text(headers, "hx-request").is_none() {
        return Ok(Redirect::to(&format!("/upload/{listing}")).into_response());
    }
    let draft = own(app, visit, listing).await?;
    let line = draft.files.iter().find(|line| line.id == file).ok_or(Fault::NotFound)?;
    let mut response = page(&row(app, visit, listing, line).await?)?;
    if let (true, Ok(value)) = (fresh, HeaderValue::from_str(&format!("/upload/{listing}"))) {
        response.headers_mut().insert("x-draft", value);
    }
    Ok(response)
}

async fn new_draft(app: &App, visit: &Visit, name: &str) -> Result<Uuid, Fault> {
    match catalog::open_draft(&app.market, &visit.actor, &title_from(name)).await? {
        DraftOutcome::Opened { listing, .. } => Ok(listing),
        DraftOutcome::NotACreator => Err(Fault::Forbidden),
    }
}

/// `fluted_twist-vase.stl` as a first title: `Fluted twist vase`.
fn title_from(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let plain = stem.replace(['_', '-'], " ");
    let mut letters = plain.trim().chars().take(100);
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_else(|| "Untitled".to_owned())
}

async fn store_part(app: &App, mut part: axum::extract::multipart::Field<'_>) -> Result<store::Stored, Fault> {
    let limit = app.market.settings().upload_bytes_max;
    let mut writer = app.market.blobs().writer().await.map_err(market::Error::from)?;
    let broken = |error: axum::extract::multipart::MultipartError| {
        Fault::Unreadable(format!("The upload broke off ({error}). Choose the file again."))
    };
    while let Some(chunk) = part.chunk().await.map_err(broken)? {
        if writer.bytes() + chunk.len() as u64 > limit {
            return Err(Fault::TooLarge(limit));
        }
        writer.write(&chunk).await.map_err(market::Error::from)?;
    }
    Ok(writer.finish().await.map_err(market::Error::from)?)
}

/// `POST /upload/file/remove`.
pub(crate) async fn remove(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    let file = form.value("file").parse().map_err(|_| Fault::NotFound)?;
    let listing: Uuid = form.value("listing").parse().map_err(|_| Fault::NotFound)?;
    ingest::remove_file(&app.market, &visit.actor, file).await?;
    Ok(Redirect::to(&format!("/upload/{listing}")).into_response())
}

/// `POST /upload/{listing}`: saves what buyers will read.
pub(crate) async fn save(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<Uuid>,
    form: Form,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    match save_details(&app, &visit, id, &form).await? {
        Err(wrong) => again(&app, &visit, id, &form, wrong).await,
        Ok(()) => {
            Ok((CookieJar::new().add(visit.notice("Saved.")), Redirect::to(&format!("/upload/{id}"))).into_response())
        }
    }
}

/// `POST /upload/{listing}/publish`: saves, then puts on sale.
pub(crate) async fn publish(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<Uuid>,
    form: Form,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    if let Err(wrong) = save_details(&app, &visit, id, &form).await? {
        return again(&app, &visit, id, &form, wrong).await;
    }
    let refusal = match catalog::publish(&app.market, &visit.actor, id).await? {
        PublishOutcome::Published { slug } => {
            let cookies = CookieJar::new().add(visit.notice("It is on sale."));
            return Ok((cookies, Redirect::to(&format!("/l/{slug}"))).into_response());
        }
        PublishOutcome::Held { .. } => {
            let cookies = CookieJar::new().add(visit.notice("A moderator looks at it first. We write to you."));
            return Ok((cookies, Redirect::to("/studio")).into_response());
        }
        PublishOutcome::NothingNew => return Ok(Redirect::to("/studio").into_response()),
        PublishOutcome::NotFound => return Err(Fault::NotFound),
        refused => format!("{} What you typed is saved.", refused.sentence()),
    };
    let draft = own(&app, &visit, id).await?;
    draft_page(&app, &visit, &draft, views::Form::new().refused(refusal), None).await
}

async fn again(
    app: &App,
    visit: &Visit,
    id: Uuid,
    form: &Form,
    wrong: Vec<market::FieldError>,
) -> Result<Response, Fault> {
    let draft = own(app, visit, id).await?;
    draft_page(app, visit, &draft, complain(views::Form::new(), wrong), Some(form)).await
}

async fn save_details(
    app: &App,
    visit: &Visit,
    id: Uuid,
    form: &Form,
) -> Result<Result<(), Vec<market::FieldError>>, Fault> {
    let currency = app.market.settings().currency;
    let mut wrong = market::Fields::default();
    let mut offers = Vec::new();
    for license in form.values("licence") {
        let typed = form.value(&format!("price_{license}"));
        match Money::parse(if typed.trim().is_empty() { "0" } else { typed }, currency) {
            Ok(price) => offers.push(OfferInput { license: license.to_owned(), price }),
            Err(error) => wrong.wrong("licence", error.to_string()),
        }
    }
    if let Err(wrong) = wrong.done() {
        return Ok(Err(wrong));
    }
    let mut attributes: Vec<(String, String)> =
        form.values("material").map(|value| ("material".to_owned(), value.to_owned())).collect();
    for name in ["difficulty", "machine"] {
        attributes.extend(form.values(name).map(|value| (name.to_owned(), value.to_owned())));
    }
    let edit = Edit {
        title: form.value("title").to_owned(),
        description: form.value("description").replace("\r\n", "\n"),
        category: form.value("category").to_owned(),
        tags: form.value("tags").split(',').map(str::to_owned).collect(),
        attributes,
        made_with_ai: !matches!(form.value("ai"), "" | "none"),
        offers,
    };
    match catalog::edit(&app.market, &visit.actor, id, edit).await? {
        EditOutcome::Edited => Ok(Ok(())),
        EditOutcome::NotFound => Err(Fault::NotFound),
        EditOutcome::Invalid(wrong) => Ok(Err(wrong.into_iter().map(rename).collect())),
    }
}

/// The form's own word for a field.
fn rename(error: market::FieldError) -> market::FieldError {
    let field = if error.field == "offers" { "licence".to_owned() } else { error.field };
    market::FieldError { field, ..error }
}

/// The form with what is stored, or what was typed just now.
fn details(app: &App, draft: &Draft, typed: Option<&Form>) -> Details {
    let stored = stored(draft);
    let form = typed.unwrap_or(&stored);
    let chosen = |name: &'static str, value: &str| form.values(name).any(|known| known == value);
    let id = draft.listing.id;
    let fee = app.market.settings().fee_basis_points;
    let sample = Money::new(1_000, app.market.settings().currency);
    let licence = |license: &catalog::License| LicenceChoice {
        value: license.slug.to_owned(),
        name: license.title.to_owned(),
        words: license.summary.to_owned(),
        chosen: chosen("licence", license.slug),
        price: (!license.free_only).then(|| form.value(&format!("price_{}", license.slug)).to_owned()),
    };
    Details {
        form: form.again(),
        action: format!("/upload/{id}"),
        publish_action: format!("/upload/{id}/publish"),
        categories: CATEGORIES
            .iter()
            .map(|place| Choice::new(place.slug, place_words(*place)).chosen(chosen("category", place.slug)))
            .collect(),
        materials: MATERIALS.iter().map(|name| Choice::new(*name, *name).chosen(chosen("material", name))).collect(),
        difficulties: DIFFICULTIES
            .iter()
            .map(|name| Choice::new(*name, *name).chosen(chosen("difficulty", name)))
            .collect(),
        licences: LICENSES.iter().map(licence).collect(),
        ai: vec![
            Choice::new("none", "No").chosen(form.value("ai") == "none"),
            Choice::new("some", "Yes, in part or as a whole").chosen(form.value("ai") == "some"),
        ],
        currency_symbol: app.market.settings().currency.symbol().to_owned(),
        payout_words: format!("You receive {} of each {sample}.", sample.split(fee).1),
    }
}

fn place_words(place: catalog::Category) -> String {
    place
        .parent()
        .map_or_else(|| place.title.to_owned(), |parent| format!("{}, {}", parent.title, place.title.to_lowercase()))
}

fn stored(draft: &Draft) -> Form {
    let listing = &draft.listing;
    let mut pairs = vec![
        ("title".to_owned(), listing.title.clone()),
        ("description".to_owned(), listing.description.clone()),
        ("tags".to_owned(), draft.tags.join(", ")),
        ("category".to_owned(), listing.category.clone()),
        ("ai".to_owned(), if listing.made_with_ai { "some" } else { "none" }.to_owned()),
    ];
    pairs.extend(draft.attributes.iter().cloned());
    for offer in &draft.offers {
        let price = offer.currency.parse().map(|currency| Money::new(offer.price_minor, currency).decimal());
        pairs.push(("licence".to_owned(), offer.license.clone()));
        pairs.push((format!("price_{}", offer.license), price.unwrap_or_default()));
    }
    Form(pairs)
}
