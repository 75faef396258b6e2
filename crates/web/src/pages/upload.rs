//! Uploading: a draft, its files on their way, what was found, and what buyers will read.

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use basis::Role;
use locale::Forms;
use market::{
    blobs::{self, Room},
    catalog::{self, Draft, FileLine, FileState, PublishOutcome},
    ingest::{self, MendingState, Step, UnpackStage, UploadRefusal},
    limits,
};
use uuid::Uuid;
use views::{
    pages::{self, Mending, OwnState, Publish, RowReport, RowState, SendLimits, UploadRow, UploadRows},
    reported,
};

use super::{
    details::{details, save_details},
    formats::{accept, accept_attachments, attachments_words, formats_words},
    left_out::left_out,
    lights::lights,
    listing::Taken,
    mending,
    own_state::{own_state, publish_label},
    photos::photos,
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

/// `GET /upload`: before the first file.
pub(crate) async fn begin(State(app): State<App>, Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    visit.signed_in("/upload")?;
    let forms = &visit.forms;
    if !visit.actor.is(Role::Creator) {
        return page(&pages::OpenShop { layout: visit.layout("Open a shop", "") });
    }
    let room = blobs::room(&app.market, &visit.actor).await?.unwrap_or_default();
    page(&pages::Upload {
        layout: visit.layout("Upload a pattern", ""),
        files: UploadRows::default(),
        form: views::Form::new(),
        limits_words: limits_words(&app, forms, &room),
        limits: send_limits(&app, forms, room),
        accept: accept(),
        details: None,
        photos: pages::Photos::default(),
        own: OwnState::default(),
        lights: lights(),
    })
}

fn limits_words(app: &App, forms: &Forms, room: &Room) -> String {
    let limits = format!(
        "{}. Up to {} each. These go along unchecked, up to {} each: {}. A zip of any of these is unpacked.",
        formats_words(),
        words::bytes(forms, app.market.settings().upload_bytes_max),
        words::bytes(forms, limits::ATTACHMENT_BYTES.max as u64),
        attachments_words(),
    );
    match room.bytes_max {
        Some(max) => format!(
            "{limits} Your files take {} of {}.",
            words::bytes(forms, room.used_bytes),
            words::bytes(forms, max)
        ),
        None => limits,
    }
}

/// The limits for the script. No number above JavaScript's exact ones is handed to it.
fn send_limits(app: &App, forms: &Forms, room: Room) -> SendLimits {
    let bytes_max = app.market.settings().upload_bytes_max;
    let triangles_max = pattern::Budget::default().triangles_max;
    let sentence = |refusal: UploadRefusal| forms.locale.figures(&refusal.sentence()).into_owned();
    SendLimits {
        bytes_max,
        too_large_words: sentence(UploadRefusal::TooLarge { bytes_max }),
        attachments: accept_attachments(),
        attachment_bytes_max: limits::ATTACHMENT_BYTES.max as u64,
        attachment_too_large_words: sentence(UploadRefusal::TooLarge {
            bytes_max: limits::ATTACHMENT_BYTES.max as u64,
        }),
        triangles_max,
        too_many_triangles_words: format!(
            "This STL has more than {} triangles, and no more are read here. Reduce it in your program (simplify, decimate) and send that.",
            words::count(forms, triangles_max)
        ),
        room_left_bytes: room.left_bytes().min(1 << 53),
        no_room_words: sentence(UploadRefusal::NoRoom(room)),
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

/// Which form of the page was typed into just now, and could not be saved.
#[derive(Clone, Copy)]
pub(super) enum Typed<'a> {
    /// What buyers will read.
    Details(&'a Form),
    /// What is on the photographs.
    Photos(&'a Form),
}

pub(super) async fn draft_page(
    app: &App,
    visit: &Visit,
    draft: &Draft,
    form: views::Form,
    typed: Option<Typed<'_>>,
) -> Result<Response, Fault> {
    let forms = &visit.forms;
    let (details_typed, photos_typed) = match typed {
        Some(Typed::Details(form)) => (Some(form), None),
        Some(Typed::Photos(form)) => (None, Some(form)),
        None => (None, None),
    };
    let room = blobs::room(&app.market, &visit.actor).await?.unwrap_or_default();
    page(&pages::Upload {
        layout: visit.layout("Files on their way", ""),
        files: rows_of(app, visit, draft).await?,
        details: Some(details(app, forms, draft, details_typed, &form)),
        photos: photos(forms, draft, photos_typed),
        form,
        limits_words: limits_words(app, forms, &room),
        limits: send_limits(app, forms, room),
        accept: accept(),
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
    let forms = &visit.forms;
    let running = draft.files.iter().any(|file| !file.is_done());
    let ids: Vec<Uuid> = draft.files.iter().map(|file| file.id).collect();
    let mut mendings = ingest::mendings(&app.market, &ids).await?;
    let is_mended = mendings.values().any(|state| *state == MendingState::UnderWay);
    let mut rows = Vec::new();
    for file in &draft.files {
        let mending = mending::mending(forms, file, mendings.remove(&file.id));
        rows.push(UploadRow { mending, ..row(app, visit, draft.listing.id, file).await? });
    }
    let count = draft.files.len() as u64;
    let unpacking = draft.files.iter().find(|file| file.is_archive() && !file.is_done()).map(|file| file.name.as_str());
    Ok(UploadRows {
        listing: draft.listing.id.to_string(),
        heading: match (count, running) {
            (0, _) => "No file yet".to_owned(),
            (_, true) if unpacking.is_some() => format!("Unpacking {}", unpacking.unwrap_or_default()),
            (_, true) => {
                format!(
                    "{} on {} way",
                    words::spelled(forms, count, "file", "files"),
                    if count == 1 { "its" } else { "their" }
                )
            }
            (_, false) => format!("{} read", words::spelled(forms, count, "file", "files")),
        },
        words: if running {
            "You can leave this page. The work goes on."
        } else {
            "Look at what was found, then say what buyers will read."
        }
        .to_owned(),
        running: running || is_mended,
        left_out: left_out(forms, draft),
        csrf: visit.layout("", "").csrf,
        rows,
        publish: publish_words(forms, draft, running),
    })
}

fn publish_words(forms: &Forms, draft: &Draft, running: bool) -> Publish {
    let is_broken =
        |file: &&FileLine| file.report.as_ref().is_some_and(|report| report.verdict == inspect::Verdict::Fail);
    let broken = draft.files.iter().filter(is_broken).count() as u64;
    let held = if !draft.may_publish {
        Some("Confirm your e-mail address first: open the link we sent you.".to_owned())
    } else if running {
        Some("You can publish as soon as every file is read.".to_owned())
    } else if broken > 0 {
        Some(format!("{} must be mended or removed first.", words::spelled(forms, broken, "file", "files")))
    } else {
        None
    };
    let sound = draft.files.iter().filter(|file| !file.is_attachment()).count() as u64 - broken;
    let files = match sound {
        0 => "it".to_owned(),
        sound => words::spelled(forms, sound, "file", "files").to_lowercase(),
    };
    Publish { label: publish_label(draft, &files), held, words: String::new() }
}

pub(super) async fn row(app: &App, visit: &Visit, listing: Uuid, file: &FileLine) -> Result<UploadRow, Fault> {
    let forms = &visit.forms;
    let steps = Step::FIRST.len() as u32;
    let done = Step::FIRST.iter().position(|step| Some(*step) == file.step).unwrap_or(0) as u32;
    let state = match (&file.report, file.is_done()) {
        _ if file.state == FileState::Removed => {
            RowState::Refused { words: "It was taken down.".to_owned(), next: String::new() }
        }
        (Some(report), true) if file.state == FileState::Failed => {
            let worst = report.findings.first();
            RowState::Refused {
                words: worst
                    .map_or_else(|| report.sentence(), |finding| forms.locale.figures(&finding.message).into_owned()),
                next: worst.map(|finding| forms.locale.figures(&finding.fix).into_owned()).unwrap_or_default(),
            }
        }
        (Some(report), true) => RowState::Done(reported::verdict(report)),
        (None, true) if file.is_attachment() => RowState::Along,
        _ if file.is_archive() => unpacking(app, file).await?,
        _ => RowState::Running { step_words: file.step_words().to_owned(), is_counted: false, done, of: steps },
    };
    let report = match &file.report {
        Some(report) if file.state == FileState::Ready => Some(RowReport {
            picture: shape::file_picture(file),
            marks: Taken::of(app, Some(file)).await?.marks(report),
            findings: reported::findings(forms.locale, report),
            facts: reported::facts(forms.locale, report),
        }),
        _ => None,
    };
    Ok(UploadRow {
        id: file.id.to_string(),
        listing: listing.to_string(),
        csrf: visit.layout("", "").csrf,
        name: file.name.clone(),
        facts_words: shape::file_words(forms, file),
        picture: shape::file_picture(file),
        state,
        open: report.as_ref().is_some_and(|report| !report.findings.is_empty()),
        report,
        mending: Mending::Nothing,
    })
}

/// How far an archive is unpacked. Its files are counted twice: once when they come out, and once when they are stored.
async fn unpacking(app: &App, file: &FileLine) -> Result<RowState, Fault> {
    let Some(progress) = ingest::unpacking(&app.market, file.id).await? else {
        let step_words = file.step_words().to_owned();
        return Ok(RowState::Running { step_words, is_counted: true, done: 0, of: 1 });
    };
    let (verb, before) = match progress.stage {
        UnpackStage::Unpacking => ("Unpacking", 0),
        UnpackStage::Storing => ("Storing", progress.of),
    };
    let noun = if progress.of == 1 { "file" } else { "files" };
    Ok(RowState::Running {
        step_words: format!("{verb}: {} of {} {noun}", progress.done, progress.of),
        is_counted: true,
        done: before.saturating_add(progress.done),
        of: progress.of.saturating_mul(2).max(1),
    })
}

/// `POST /upload/file/remove`.
pub(crate) async fn remove(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    let file = form.id("file")?;
    let listing = form.id("listing")?;
    let own = catalog::draft(&app.market, &visit.actor, listing).await?.ok_or(Fault::NotFound)?;
    let page = format!("/upload/{listing}");
    if !ingest::remove_file(&app.market, &visit.actor, file).await? {
        return Ok(visit.go(&page, "That file is no longer part of this version."));
    }
    if own.revision.is_none() {
        return Ok(
            visit.go(&page, "A new version is begun, without that file. What is on sale stays until you publish it.")
        );
    }
    Ok(Redirect::to(&page).into_response())
}

/// `POST /upload/{listing}`: saves what buyers will read.
pub(crate) async fn save(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<Uuid>,
    form: Form,
) -> Result<Response, Fault> {
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
    draft_page(app, visit, &draft, complain(views::Form::new(), wrong), Some(Typed::Details(form))).await
}
