//! Sending files by the page's own form: each is asked about before it is read.

use axum::{
    Extension,
    extract::{
        Multipart, State,
        multipart::{Field, MultipartRejection},
    },
    http::{HeaderMap, HeaderValue},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use market::{
    brakes::Act,
    ingest::{self, Destination, Incoming, Received, Role, UploadRefusal},
};
use uuid::Uuid;

use super::{
    photos_form,
    upload::{own, row},
    upload_each::Each,
};
use crate::{
    App,
    fault::{Fault, page},
    visit::{Visit, header_text},
};

/// Bytes of a part of the form that is no file: a token or an identifier.
const TEXT_BYTES_MAX: usize = 256;
/// Parts of one form at most: the files of a revision, and what says where they go.
const PARTS_MAX: usize = 64;

/// What a form has said so far, and what came of its files.
#[derive(Default)]
struct Sending {
    /// Whether it was sent from a page of this visit.
    checked: bool,
    listing: Option<Uuid>,
    /// The file that the next one takes the place of.
    replaces: Option<Uuid>,
    /// What the files are for.
    role: Role,
    /// Whether a file was sent, whatever came of it.
    was_sent: bool,
    /// Whether the listing was opened by the first file.
    fresh: bool,
    last: Option<Uuid>,
    /// What came of files that become a draft each; none where all go into one.
    each: Option<Each>,
}

/// `POST /upload/file`: one or more files. Each is asked about before it is read; a part that is no file is short.
pub(crate) async fn upload_file(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    headers: HeaderMap,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, Fault> {
    visit.signed_in("/upload")?;
    let mut parts = parts.map_err(broken_off)?;
    let mut sending = Sending::default();
    if let Some(token) = header_text(&headers, "x-csrf-token") {
        visit.check_token(&token)?;
        sending.checked = true;
    }
    for _ in 0..PARTS_MAX {
        let Some(part) = parts.next_field().await.map_err(broken_off)? else {
            return finished(&app, &visit, &headers, &sending).await;
        };
        match part.name().unwrap_or_default() {
            "csrf" => {
                visit.check_token(&short_text(part, TEXT_BYTES_MAX).await?)?;
                sending.checked = true;
            }
            "file" if !sending.checked => return Err(Fault::StaleForm),
            "file" if part.file_name().is_none_or(str::is_empty) => drop(short_text(part, TEXT_BYTES_MAX).await?),
            "file" => take_or_note(&app, &visit, &headers, &mut sending, part).await?,
            _ => sending.hear(part).await?,
        }
    }
    Err(Fault::Unreadable("That is more files than one form may send. Send the rest by another one.".to_owned()))
}

impl Sending {
    /// Takes in what a form says beside its files, which come after it.
    async fn hear(&mut self, part: Field<'_>) -> Result<(), Fault> {
        let name = part.name().unwrap_or_default().to_owned();
        let text = short_text(part, TEXT_BYTES_MAX).await?;
        match name.as_str() {
            "listing" => self.listing = text.parse().ok(),
            "replaces" => self.replaces = text.parse().ok(),
            // Whoever adds to a draft makes no other one.
            "listings" if text == "each" && self.listing.is_none() => self.each = Some(Each::default()),
            "came" => self.each.iter_mut().for_each(|each| each.came = text.parse().unwrap_or(0)),
            "role" if text == "photo" => self.role = Role::Photo,
            "listings" | "role" => {}
            _ => return Err(Fault::Unreadable("The form has a field that no page of ours sends.".to_owned())),
        }
        Ok(())
    }
}

/// The answer to a form that has ended.
async fn finished(app: &App, visit: &Visit, headers: &HeaderMap, sending: &Sending) -> Result<Response, Fault> {
    let is_followed = header_text(headers, "hx-request").is_some();
    if let Some(each) = sending.each.as_ref().filter(|_| sending.was_sent && !is_followed) {
        return Ok(each.answer(visit));
    }
    let (Some(listing), Some(last)) = (sending.listing, sending.last) else {
        return Err(Fault::Unreadable("No file was chosen. Go back and choose one.".to_owned()));
    };
    match sending.role {
        Role::Photo => photos_form::shown(app, listing).await,
        Role::Sold => answer(app, visit, headers, listing, last, sending).await,
    }
}

/// Takes in one file. Of several that become a draft each, one that is refused does not stop the others: it is noted, and
/// told when all have come.
async fn take_or_note(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    sending: &mut Sending,
    part: Field<'_>,
) -> Result<(), Fault> {
    let name = part.file_name().unwrap_or_default().to_owned();
    let taken = take(app, visit, sending, part).await;
    sending.was_sent = true;
    match (taken, &mut sending.each) {
        (Err(fault), Some(each)) if header_text(headers, "hx-request").is_none() => {
            each.refuse(&visit.forms, &name, fault)
        }
        (taken, _) => taken,
    }
}

/// Takes in one file of a form.
async fn take(app: &App, visit: &Visit, sending: &mut Sending, part: Field<'_>) -> Result<(), Fault> {
    let name = part.file_name().unwrap_or_default().to_owned();
    let (brakes, account) = (app.market.brakes(), visit.signed_in("/upload")?);
    if sending.each.is_some() {
        sending.listing = None; // The file before opened a draft of its own.
        if let Some(refusal) = ingest::refusal_alone(&name) {
            return Err(Fault::Unreadable(refusal.sentence()));
        }
    }
    brakes.admit(Act::Upload, account)?;
    if sending.listing.is_none() {
        brakes.admit(Act::Draft, account)?;
    }
    let fresh = sending.listing.is_none();
    if fresh && sending.role == Role::Photo {
        return Err(Fault::Unreadable("Upload a pattern first, then the photographs of it.".to_owned()));
    }
    let destination = match sending.listing {
        Some(listing) => Destination::Listing(listing),
        None => Destination::NewDraft(title_from(&name)),
    };
    let incoming = Incoming { destination, name, replaces: sending.replaces.take(), bytes: None, role: sending.role };
    match ingest::receive(&app.market, &visit.actor, incoming, part).await? {
        Received::Added { listing, file, .. } => {
            sending.fresh |= fresh;
            (sending.listing, sending.last) = (Some(listing), Some(file));
            sending.each.iter_mut().for_each(|each| each.came = each.came.saturating_add(1));
            Ok(())
        }
        Received::Refused(UploadRefusal::NotFound) => Err(Fault::NotFound),
        Received::Refused(UploadRefusal::NotACreator) => Err(Fault::Forbidden),
        Received::Refused(UploadRefusal::TooLarge { bytes_max }) => Err(Fault::TooLarge(bytes_max)),
        Received::Refused(refusal) => Err(Fault::Unreadable(refusal.sentence())),
        Received::BrokenOff(why) => Err(broken_off(why)),
    }
}

pub(super) fn broken_off(why: impl std::fmt::Display) -> Fault {
    Fault::Unreadable(format!("The upload did not arrive whole ({why}). Nothing else is lost: choose the file again."))
}

/// The text of a part that is no file; a longer one is refused before it is read to its end.
pub(super) async fn short_text(mut part: Field<'_>, bytes_max: usize) -> Result<String, Fault> {
    let mut text = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(broken_off)? {
        if text.len() + chunk.len() > bytes_max {
            return Err(Fault::Unreadable("A field of the form is longer than it may be.".to_owned()));
        }
        text.extend_from_slice(&chunk);
    }
    String::from_utf8(text).map_err(|_| Fault::Unreadable("A field of the form is no text.".to_owned()))
}

/// To a script the file's row, to a browser the draft's page.
async fn answer(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    listing: Uuid,
    file: Uuid,
    sending: &Sending,
) -> Result<Response, Fault> {
    if header_text(headers, "hx-request").is_none() {
        return Ok(Redirect::to(&format!("/upload/{listing}")).into_response());
    }
    let draft = own(app, visit, listing).await?;
    let mut response = match draft.files.iter().find(|line| line.id == file) {
        Some(line) => page(&row(app, visit, listing, line).await?)?,
        // An archive that is unpacked by now: what it held has rows of its own.
        None => ().into_response(),
    };
    if let Some(each) = &sending.each {
        return Ok((CookieJar::new().add(visit.notice(&each.sentence(&visit.forms))), response).into_response());
    }
    if let (true, Ok(value)) = (sending.fresh, HeaderValue::from_str(&format!("/upload/{listing}"))) {
        response.headers_mut().insert("x-draft", value);
    }
    Ok(response)
}

/// `fluted_twist-vase.stl` as a first title: `Fluted twist vase`.
fn title_from(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let plain = stem.replace(['_', '-'], " ");
    let mut letters = plain.trim().chars().take(100);
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_else(|| "Untitled".to_owned())
}
