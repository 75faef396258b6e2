//! The pages that the operator writes: as everybody reads them, and as they are written.

use axum::{Extension, extract::State, response::Response};
use basis::Time;
use market::{
    house_page::{self, HousePage, HouseText, WriteOutcome},
    limits,
};
use views::pages;

use super::operator::allowed;
use crate::{
    App,
    extract::Path,
    fault::{Fault, page},
    form::{Form, complain},
    markdown,
    visit::Visit,
    words,
};

const CHANGED: &str = "Somebody else has saved this page since you opened it. It now says what stands below your text: take over what you need, and save again.";

/// `GET /terms`, `/privacy`, `/imprint`, `/contact`.
pub(crate) async fn read(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    wanted: HousePage,
) -> Result<Response, Fault> {
    let written = house_page::house_page(&app.market, wanted).await?.ok_or(Fault::NotFound)?;
    let mut layout = visit.layout(wanted.title(), "");
    layout.canonical = Some(format!("{}/{}", app.market.settings().base_url, wanted.slug()));
    page(&pages::HousePage {
        layout,
        title: wanted.title().to_owned(),
        html: markdown::html(&written.text),
        day: words::day(&visit.forms, written.updated_at),
    })
}

/// `GET /operator/pages`.
pub(crate) async fn list(State(app): State<App>, Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    allowed(&visit)?;
    let mut lines = Vec::new();
    for known in HousePage::ALL {
        let written = house_page::house_page(&app.market, known).await?;
        lines.push(pages::HousePageLine {
            href: format!("/operator/pages/{}", known.slug()),
            title: known.title().to_owned(),
            purpose: known.purpose().to_owned(),
            day: written.map(|written| words::day(&visit.forms, written.updated_at)),
        });
    }
    page(&pages::OperatorPages { layout: visit.layout("Pages", ""), lines })
}

/// `GET /operator/pages/{slug}`.
pub(crate) async fn form(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(slug): Path<String>,
) -> Result<Response, Fault> {
    allowed(&visit)?;
    let wanted = HousePage::from_slug(&slug).ok_or(Fault::NotFound)?;
    let written = house_page::house_page(&app.market, wanted).await?;
    let form =
        views::Form::new().with("text", written.as_ref().map(|written| written.text.clone()).unwrap_or_default());
    editor(&visit, wanted, written, form)
}

fn editor(visit: &Visit, wanted: HousePage, written: Option<HouseText>, form: views::Form) -> Result<Response, Fault> {
    let is_as_typed = written.as_ref().is_none_or(|written| written.text == form.value("text"));
    page(&pages::OperatorPage {
        layout: visit.layout(wanted.title(), ""),
        action: format!("/operator/pages/{}", wanted.slug()),
        title: wanted.title().to_owned(),
        purpose: wanted.purpose().to_owned(),
        seen: written.as_ref().map(|written| seen(written.updated_at)).unwrap_or_default(),
        public_href: written.is_some().then(|| format!("/{}", wanted.slug())),
        stands: written.filter(|_| !is_as_typed).map(|written| written.text),
        text_max: limits::HOUSE_PAGE.max,
        form,
    })
}

/// A moment as the form carries it.
fn seen(moment: Time) -> String {
    moment.timestamp_micros().to_string()
}

/// `POST /operator/pages/{slug}`.
pub(crate) async fn save(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Path(slug): Path<String>,
    form: Form,
) -> Result<Response, Fault> {
    allowed(&visit)?;
    let wanted = HousePage::from_slug(&slug).ok_or(Fault::NotFound)?;
    let seen = form.value("seen").parse().ok().and_then(Time::from_timestamp_micros);
    let text = form.value("text").replace("\r\n", "\n");
    let again = async |shown: views::Form| {
        let written = house_page::house_page(&app.market, wanted).await?;
        editor(&visit, wanted, written, shown.with("text", text.clone()))
    };
    match house_page::write_house_page(&app.market, &visit.actor, wanted, &text, seen).await? {
        WriteOutcome::Written => {
            Ok(visit.go(&format!("/{}", wanted.slug()), "The page is saved, and linked at the foot of every page."))
        }
        WriteOutcome::Removed => Ok(visit.go("/operator/pages", "The page is gone, and so is the link to it.")),
        WriteOutcome::Changed => again(views::Form::new().refused(CHANGED)).await,
        WriteOutcome::Invalid(wrong) => again(complain(views::Form::new(), wrong)).await,
        WriteOutcome::Forbidden => Err(Fault::Forbidden),
    }
}
