//! The moderator's room.

use axum::{Extension, extract::State, response::Response};
use basis::Role;
use market::moderation::{self, Case, CaseState, Decide, DecideOutcome, OPEN_CASES, TakeDown, TakeDownOutcome};
use uuid::Uuid;
use views::{Grade, Link, Verdict, pages};

use super::photos;
use crate::{
    App,
    extract::{Path, Query},
    fault::{Fault, page},
    form::{Form, complain},
    paging::{At, pager, window},
    shape,
    visit::Visit,
    words,
};

/// Cases on a page.
const CASES: u64 = 50;

fn allowed(visit: &Visit) -> Result<(), Fault> {
    visit.signed_in("/moderation")?;
    if visit.actor.is(Role::Moderator) { Ok(()) } else { Err(Fault::Forbidden) }
}

/// `GET /moderation`.
pub(crate) async fn queue(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Query(at): Query<At>,
) -> Result<Response, Fault> {
    allowed(&visit)?;
    let now = app.market.now();
    let line = |case: Case| pages::CaseLine {
        href: format!("/moderation/{}", case.id),
        picture: case.listing.files.iter().find_map(shape::file_picture),
        title: case.listing.entry.title,
        creator: case.listing.shop.title,
        reason: case.reasons.first().cloned().unwrap_or_default(),
        waiting: words::since(&visit.forms, now, case.opened_at),
    };
    let window = window(&app.market, OPEN_CASES, CASES, &at)?;
    let cases = moderation::open_cases(&app.market, &visit.actor, &window).await?;
    page(&pages::Moderation {
        layout: visit.layout("Moderation", ""),
        pager: pager(&cases, "/moderation", |case| app.market.cursor(OPEN_CASES, &case.place())),
        cases: cases.rows.into_iter().map(line).collect(),
        decided: Vec::new(),
    })
}

/// `GET /moderation/{id}`.
pub(crate) async fn case(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<Uuid>,
) -> Result<Response, Fault> {
    allowed(&visit)?;
    case_page(&app, &visit, id, views::Form::new()).await
}

async fn case_page(app: &App, visit: &Visit, id: Uuid, form: views::Form) -> Result<Response, Fault> {
    let case = moderation::case(&app.market, &visit.actor, id).await?.ok_or(Fault::NotFound)?;
    let listing = case.listing;
    let of_files = listing.files.iter().filter_map(shape::file_picture);
    let mut pictures = of_files.chain(listing.photos.iter().filter_map(photos::picture));
    page(&pages::Case {
        layout: visit.layout(&listing.entry.title, ""),
        id: case.id.to_string(),
        version: case.version,
        own: case.own,
        title: listing.entry.title.clone(),
        creator: Link::new(format!("/s/{}", listing.shop.handle), &listing.shop.title),
        picture: pictures.next(),
        others: pictures.collect(),
        reasons: case.reasons,
        description: words::paragraphs(&listing.entry.description),
        facts: shape::listing_facts(&visit.forms, &listing),
        report_href: format!("/l/{}/report?revision={}", listing.entry.slug, case.revision),
        form,
        decided: match case.state {
            CaseState::Open => None,
            CaseState::Approved => Some(Verdict::new(Grade::Pass, "Approved")),
            CaseState::Declined => Some(Verdict::new(Grade::Fail, "Declined")),
            CaseState::Withdrawn => Some(Verdict::new(Grade::Info, "Taken back by its creator")),
        },
    })
}

/// `POST /moderation/{id}`.
pub(crate) async fn decide(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<Uuid>,
    form: Form,
) -> Result<Response, Fault> {
    allowed(&visit)?;
    if form.value("decision") == "take_down" {
        return take_down(&app, &visit, id, &form).await;
    }
    let input = Decide {
        case: id,
        approve: form.value("decision") == "approve",
        words: form.value("words").to_owned(),
        // A form without it decides about nothing.
        version: Some(form.value("version").parse().unwrap_or(0)),
    };
    match moderation::decide(&app.market, &visit.actor, input).await? {
        DecideOutcome::Decided => Ok(visit.go("/moderation", "Decided. The creator is told.")),
        DecideOutcome::Invalid(wrong) => case_page(&app, &visit, id, complain(form.again(), wrong)).await,
        DecideOutcome::Changed => {
            let words = "Its creator has changed it since you opened this page. Look again, then decide.";
            case_page(&app, &visit, id, form.again().refused(words)).await
        }
        DecideOutcome::Own => case_page(&app, &visit, id, views::Form::new()).await,
        DecideOutcome::NotFound => Err(Fault::NotFound),
    }
}

/// Takes what a case is about down for good.
async fn take_down(app: &App, visit: &Visit, case: Uuid, form: &Form) -> Result<Response, Fault> {
    let listing = moderation::case(&app.market, &visit.actor, case).await?.ok_or(Fault::NotFound)?.listing.entry.id;
    let input = TakeDown { listing, words: form.value("words").to_owned() };
    match moderation::take_down(&app.market, &visit.actor, input).await? {
        TakeDownOutcome::TakenDown => Ok(visit.go("/moderation", "Taken down. The creator is told.")),
        TakeDownOutcome::Invalid(wrong) => case_page(app, visit, case, complain(form.again(), wrong)).await,
        TakeDownOutcome::Own => case_page(app, visit, case, views::Form::new()).await,
        TakeDownOutcome::NotFound => Err(Fault::NotFound),
    }
}
