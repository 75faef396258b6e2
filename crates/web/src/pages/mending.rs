//! Mending a file on the page it was sent to: asking for it, looking at what it came to, and taking it.

use axum::{Extension, extract::State, response::Response};
use locale::Forms;
use market::{
    brakes::Act,
    catalog::FileLine,
    ingest::{self, MendOutcome, Mended, MendingState, Proposal, Received},
};
use views::{
    Picture,
    pages::{MendedFile, Mending},
    reported,
};

use crate::{App, fault::Fault, form::Form, shape, visit::Visit};

/// What its row says of mending it.
pub(super) fn mending(forms: &Forms, file: &FileLine, state: Option<MendingState>) -> Mending {
    match state {
        Some(MendingState::UnderWay) => Mending::Working,
        Some(MendingState::GivenUp) => Mending::Refused(
            "Something went wrong on our side. Ask for it once more; the file is as it was.".to_owned(),
        ),
        Some(MendingState::Proposed(proposal)) => answered(forms, file, *proposal),
        None if file.is_done() && file.report.as_ref().is_some_and(ingest::is_mendable) => Mending::Offered,
        None => Mending::Nothing,
    }
}

fn answered(forms: &Forms, file: &FileLine, proposal: Proposal) -> Mending {
    match proposal {
        Proposal { mended: Mended { refused: Some(why), .. }, .. } => {
            Mending::Refused(forms.locale.figures(&why).into_owned())
        }
        Proposal { content: None, .. } => {
            Mending::Refused("What was found is nothing that can be mended without guessing.".to_owned())
        }
        proposal => Mending::Proposed(Box::new(mended_file(forms, file, proposal))),
    }
}

fn mended_file(forms: &Forms, file: &FileLine, proposal: Proposal) -> MendedFile {
    let before = shape::file_picture(file);
    let after = proposal.pictures.map(|(large, small)| Picture {
        url256: shape::media(small.as_str()),
        url384: None,
        url512: shape::media(large.as_str()),
        url1024: None,
        whole: None,
        alt: format!("{}, mended", file.name),
        ..before.clone().unwrap_or_default()
    });
    let same = reported::mended_words(proposal.mended.moved_mm, proposal.mended.filled_mm2, &proposal.mended.left);
    MendedFile {
        verdict: proposal.mended.verdict.map(reported::mended_verdict),
        words: forms.locale.figures(&same).into_owned(),
        steps: proposal.mended.steps.iter().map(|step| forms.locale.figures(step).into_owned()).collect(),
        before,
        after,
    }
}

/// `POST /upload/file/mend`.
pub(crate) async fn ask(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    let (file, page) = (form.id("file")?, format!("/upload/{}", form.id("listing")?));
    // It costs what an upload does.
    app.market.brakes().admit(Act::Upload, visit.signed_in(&page)?)?;
    let words = match ingest::ask_to_mend(&app.market, &visit.actor, file).await? {
        MendOutcome::Asked | MendOutcome::AskedBefore => {
            "It is being mended. You see what would change before anything does."
        }
        MendOutcome::NothingToMend => "There is nothing in that file that mending is for.",
        MendOutcome::NotFound => "That file is no longer part of this version.",
    };
    Ok(visit.go(&page, words))
}

/// `POST /upload/file/mended`.
pub(crate) async fn take(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    let (file, page) = (form.id("file")?, format!("/upload/{}", form.id("listing")?));
    visit.signed_in(&page)?;
    let words = match ingest::use_mended(&app.market, &visit.actor, file).await? {
        Received::Added { .. } => "The mended file stands in its place, and is checked like any other.".to_owned(),
        Received::Refused(ingest::UploadRefusal::NotFound) => "That file is no longer part of this version.".to_owned(),
        Received::Refused(refusal) => refusal.sentence(),
        Received::BrokenOff(why) => why,
    };
    Ok(visit.go(&page, &words))
}
