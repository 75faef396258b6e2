//! Saying that a pattern on sale should not be.

use axum::{Extension, extract::State, response::Response};
use basis::ClientAddress;
use market::{
    catalog::{self, Named},
    moderation::{self, Report, ReportOutcome, ReportReason},
};
use views::{Choice, Link, pages};

use crate::{
    App,
    extract::Path,
    fault::{Fault, page},
    form::{Form, complain},
    visit::Visit,
};

/// `GET /l/{slug}/problem`.
pub(crate) async fn form(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(slug): Path<String>,
) -> Result<Response, Fault> {
    complaint_page(&app, &visit, &slug, views::Form::new()).await
}

async fn complaint_page(app: &App, visit: &Visit, slug: &str, form: views::Form) -> Result<Response, Fault> {
    let row = catalog::entry(&app.market, &visit.actor, Named::Slug(slug)).await?.ok_or(Fault::NotFound)?;
    let chosen = form.value("reason").to_owned();
    page(&pages::Complaint {
        layout: visit.layout("Report a problem", ""),
        action: format!("/l/{}/problem", row.slug),
        listing: Link::new(format!("/l/{}", row.slug), row.title),
        reasons: ReportReason::ALL
            .map(|reason| Choice::new(reason.word(), reason.label()).chosen(reason.word() == chosen))
            .to_vec(),
        form,
    })
}

/// `POST /l/{slug}/problem`.
pub(crate) async fn send(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Extension(client): Extension<ClientAddress>,
    Path(slug): Path<String>,
    form: Form,
) -> Result<Response, Fault> {
    let row = catalog::entry(&app.market, &visit.actor, Named::Slug(&slug)).await?.ok_or(Fault::NotFound)?;
    let Some(reason) = ReportReason::from_word(form.value("reason")) else {
        let again = form.again().wrong("reason", "Choose what is wrong.");
        return complaint_page(&app, &visit, &slug, again).await;
    };
    let input = Report { listing: row.id, reason, words: form.value("words").to_owned() };
    match moderation::report(&app.market, &visit.actor, client, input).await? {
        ReportOutcome::Reported => Ok(visit.go(&format!("/l/{}", row.slug), "Thank you. A moderator will look at it.")),
        ReportOutcome::Invalid(wrong) => complaint_page(&app, &visit, &slug, complain(form.again(), wrong)).await,
        ReportOutcome::NotFound => Err(Fault::NotFound),
    }
}
