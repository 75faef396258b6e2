//! Uploading: a draft, its files on their way, what was found, and what buyers will read.

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use basis::{Money, Role};
use market::{
    blobs::{self, Room},
    catalog::{self, CATEGORIES, Draft, Edit, EditOutcome, FileLine, FileState, LICENSES, OfferInput, PublishOutcome},
    ingest::{self, Step, UploadRefusal},
};
use store::facts::Kind;
use uuid::Uuid;
use views::{
    Choice,
    pages::{self, Details, LicenceChoice, OwnState, Publish, RowReport, RowState, SendLimits, UploadRow, UploadRows},
    reported,
};

use super::{
    formats::{accept, formats_words},
    lights::lights,
    listing::Taken,
    own_state::{own_state, publish_label, save_label},
};
use crate::{
    App,
    extract::Path,
    fault::{Fault, page},
    form::{Form, complain},
    shape,
    visit::Visit,
    words,
};

const MATERIALS: [&str; 10] =
    ["PLA", "PETG", "ABS", "TPU", "Resin", "Plywood", "Acrylic", "Aluminium", "Cotton", "Paper"];
const DIFFICULTIES: [&str; 3] = ["easy", "medium", "advanced"];

/// `GET /upload`: before the first file.
pub(crate) async fn begin(State(app): State<App>, Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    visit.signed_in("/upload")?;
    if !visit.actor.is(Role::Creator) {
        return page(&pages::OpenShop { layout: visit.layout("Open a shop", "") });
    }
    let room = blobs::room(&app.market, &visit.actor).await?.unwrap_or_default();
    page(&pages::Upload {
        layout: visit.layout("Upload a pattern", ""),
        files: UploadRows::default(),
        form: views::Form::new(),
        limits_words: limits_words(&app, &room),
        limits: send_limits(&app, room),
        accept: accept(),
        details: None,
        own: OwnState::default(),
        lights: lights(),
    })
}

fn limits_words(app: &App, room: &Room) -> String {
    let limits = format!("{}. Up to {} each.", formats_words(), words::bytes(app.market.settings().upload_bytes_max));
    match room.bytes_max {
        Some(max) => format!("{limits} Your files take {} of {}.", words::bytes(room.used_bytes), words::bytes(max)),
        None => limits,
    }
}

/// The limits for the script. No number above JavaScript's exact ones is handed to it.
fn send_limits(app: &App, room: Room) -> SendLimits {
    let bytes_max = app.market.settings().upload_bytes_max;
    let triangles_max = pattern::Budget::default().triangles_max;
    SendLimits {
        bytes_max,
        too_large_words: UploadRefusal::TooLarge { bytes_max }.sentence(),
        triangles_max,
        too_many_triangles_words: format!(
            "This STL has more than {} triangles, and no more are read here. Reduce it in your program (simplify, decimate) and send that.",
            words::count(triangles_max)
        ),
        room_left_bytes: room.left_bytes().min(1 << 53),
        no_room_words: UploadRefusal::NoRoom(room).sentence(),
    }
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

pub(super) async fn own(app: &App, visit: &Visit, id: Uuid) -> Result<Draft, Fault> {
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
    let room = blobs::room(&app.market, &visit.actor).await?.unwrap_or_default();
    page(&pages::Upload {
        layout: visit.layout("Files on their way", ""),
        files: rows_of(app, visit, draft).await?,
        form,
        limits_words: limits_words(app, &room),
        limits: send_limits(app, room),
        accept: accept(),
        details: Some(details(app, draft, typed)),
        own: own_state(draft),
        lights: lights(),
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
        Some("Confirm your e-mail address first: open the link we sent you.".to_owned())
    } else if running {
        Some("You can publish as soon as every file is read.".to_owned())
    } else if broken > 0 {
        Some(format!("{} must be mended or removed first.", words::spelled(broken, "file", "files")))
    } else {
        None
    };
    let sound = draft.files.len() as u64 - broken;
    let files = match sound {
        0 => "it".to_owned(),
        sound => words::spelled(sound, "file", "files").to_lowercase(),
    };
    Publish { label: publish_label(draft, &files), held, words: String::new() }
}

pub(super) async fn row(app: &App, visit: &Visit, listing: Uuid, file: &FileLine) -> Result<UploadRow, Fault> {
    let steps = Step::FIRST.len() as u32;
    let done = Step::FIRST.iter().position(|step| Some(*step) == file.step).unwrap_or(0) as u32;
    let state = match (&file.report, file.is_done()) {
        _ if file.state == FileState::Removed => {
            RowState::Refused { words: "It was taken down.".to_owned(), next: String::new() }
        }
        (Some(report), true) if file.state == FileState::Failed => {
            let worst = report.findings.first();
            RowState::Refused {
                words: worst.map_or_else(|| report.sentence(), |finding| finding.message.clone()),
                next: worst.map(|finding| finding.fix.clone()).unwrap_or_default(),
            }
        }
        (Some(report), true) => RowState::Done(reported::verdict(report)),
        _ => RowState::Running { step_words: file.step_words().to_owned(), done, of: steps },
    };
    let report = match &file.report {
        Some(report) if file.state == FileState::Ready => Some(RowReport {
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
        Ok(()) => Ok(visit.go(&format!("/upload/{id}"), "Saved.")),
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
            return Ok(visit.go(&format!("/l/{slug}"), "It is on sale."));
        }
        PublishOutcome::Held { .. } => {
            return Ok(visit.go("/studio", "A moderator looks at it first. We write to you."));
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
    if form.value("ai").is_empty() {
        wrong.wrong("ai", "Say whether a model made it, or a part of it.");
    }
    if let Err(wrong) = wrong.done() {
        return Ok(Err(wrong));
    }
    let mut attributes: Vec<(String, String)> =
        form.values("material").map(|value| ("material".to_owned(), value.to_owned())).collect();
    for name in ["difficulty", "machine", catalog::SUPPORTS] {
        let said = form.values(name).filter(|value| !value.is_empty());
        attributes.extend(said.map(|value| (name.to_owned(), value.to_owned())));
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
        save_label: save_label(draft.listing.state).to_owned(),
        publish_action: format!("/upload/{id}/publish"),
        categories: CATEGORIES
            .iter()
            .map(|place| Choice::new(place.slug, place_words(*place)).chosen(chosen("category", place.slug)))
            .collect(),
        materials: MATERIALS.iter().map(|name| Choice::new(*name, *name).chosen(chosen("material", name))).collect(),
        difficulties: std::iter::once(Choice::new("", "Not stated"))
            .chain(DIFFICULTIES.iter().map(|name| Choice::new(*name, words::capital(name))))
            .map(|choice| Choice { chosen: choice.value == form.value("difficulty"), ..choice })
            .collect(),
        supports: supports(draft, form.value(catalog::SUPPORTS)),
        licences: LICENSES.iter().map(licence).collect(),
        ai: vec![
            Choice::new("none", "No").chosen(form.value("ai") == "none"),
            Choice::new("some", "Yes, in part or as a whole").chosen(form.value("ai") == "some"),
        ],
        currency_symbol: app.market.settings().currency.symbol().to_owned(),
        payout_words: format!("You receive {} of each {sample}.", sample.split(fee).1),
    }
}

/// What a creator can say about supports; nothing where there is no model to print.
fn supports(draft: &Draft, now: &str) -> Vec<Choice> {
    if !draft.files.iter().any(|file| file.kind == Kind::Mesh) {
        return Vec::new();
    }
    let choices = [
        ("", "As estimated from the file"),
        (catalog::SUPPORTS_NONE, "Prints without, as it lies in the file"),
        (catalog::SUPPORTS_NEEDED, "Needs them"),
    ];
    choices.into_iter().map(|(value, label)| Choice::new(value, label).chosen(value == now)).collect()
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
    ];
    // Nobody has said anything of a draft without a licence: nothing is ticked in its creator's name.
    if listing.state != catalog::State::Draft || !draft.offers.is_empty() {
        pairs.push(("ai".to_owned(), if listing.made_with_ai { "some" } else { "none" }.to_owned()));
    }
    pairs.extend(draft.attributes.iter().cloned());
    for offer in &draft.offers {
        pairs.push(("licence".to_owned(), offer.license.slug.to_owned()));
        pairs.push((format!("price_{}", offer.license.slug), offer.price.decimal()));
    }
    Form(pairs)
}
