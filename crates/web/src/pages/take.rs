//! Fetching what is free, in one step.

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use market::{
    catalog::{self, Named},
    orders::{self, TakeOutcome},
};

use crate::{App, fault::Fault, form::Form, visit::Visit};

/// `POST /take`: `licence` is the offer. The browser stays where it is while the file comes.
pub(crate) async fn take(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    let offer = form.id("licence")?;
    let listing = orders::listing_of_offer(&app.market, offer).await?.ok_or(Fault::NotFound)?;
    let entry = catalog::entry(&app.market, &visit.actor, Named::Id(listing)).await?.ok_or(Fault::NotFound)?;
    let page = format!("/l/{}", entry.slug);
    match orders::take_free(&app.market, &visit.actor, offer).await? {
        TakeOutcome::Taken(link) => Ok(Redirect::to(&format!("/download/{}", link.token)).into_response()),
        TakeOutcome::SignIn => Err(Fault::SignIn(page)),
        TakeOutcome::NotFree | TakeOutcome::NotOnSale => {
            Ok(visit.go(&page, "It is no longer free under this licence. Look at the offer again."))
        }
    }
}
