//! The address of an account: proving it, changing it, taking a change back.

use axum::{
    Extension,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use basis::ClientAddress;
use market::accounts::{self, ChangeEmail, Confirm, EmailPurpose, VerifyOutcome};
use views::pages;

use super::{
    Mailed, doors, origin,
    own::{Done, changed},
    user_agent,
};
use crate::{
    App,
    extract::Query,
    fault::{Fault, page},
    form::Form,
    visit::Visit,
};

const TOO_OLD: &str = "This link is too old, or it was followed already. Ask for the e-mail again.";

/// `GET /verify-email`: what the link is for. Programs that read mail open it before its reader does, so that it changes
/// nothing.
pub(in crate::pages) async fn confirm_form(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Query(mailed): Query<Mailed>,
) -> Result<Response, Fault> {
    let link = accounts::mailed_link(&app.market, &mailed.token).await?;
    let link = link.filter(|link| matches!(link.purpose, EmailPurpose::Verify | EmailPurpose::Change));
    let Some(link) = link else { return Err(Fault::Gone(TOO_OLD)) };
    if link.used {
        return Ok(visit.go("/account", "This address is confirmed already."));
    }
    let change = link.purpose == EmailPurpose::Change;
    let layout = visit.layout(if change { "Use this address" } else { "Confirm your address" }, "");
    page(&pages::ConfirmAddress { layout, token: mailed.token, email: link.email, change })
}

/// `POST /verify-email`.
pub(in crate::pages) async fn confirm(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Fault> {
    let input = Confirm {
        secret: form.value("token").to_owned(),
        signed_up: visit.signed_up.clone(),
        user_agent: user_agent(&headers),
    };
    match accounts::verify_email(&app.market, input).await? {
        VerifyOutcome::Verified { session: Some(session) } => {
            let words = "Your address is confirmed. You can buy and publish now.";
            let cookies = doors::keep_session(&app, &visit, session).await?;
            Ok((cookies.add(visit.notice(words)), Redirect::to("/")).into_response())
        }
        VerifyOutcome::Verified { session: None } if visit.actor.account().is_some() => {
            Ok(visit.go("/", "Your address is confirmed. You can buy and publish now."))
        }
        VerifyOutcome::Verified { session: None } => {
            Ok(visit.go("/sign-in", "Your address is confirmed. Sign in with the password that you chose."))
        }
        VerifyOutcome::Changed => Ok(visit.go("/account", "This is your address from now on. Sign in with it.")),
        VerifyOutcome::Taken => {
            Ok(visit.go("/account", "Another account has this address by now. Yours stays as it was."))
        }
        VerifyOutcome::Expired => Err(Fault::Gone(TOO_OLD)),
    }
}

/// `POST /verify/again`: for whoever is signed in, and for whoever has just signed up.
pub(in crate::pages) async fn verify_again(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Extension(client): Extension<ClientAddress>,
    form: Form,
) -> Result<Response, Fault> {
    if let Some(account) = visit.actor.account() {
        accounts::send_again(&app.market, client, account).await?;
        return Ok(visit.go("/account", "The e-mail is on its way again."));
    }
    let email = form.value("email").to_owned();
    accounts::send_again_to(&app.market, client, &email).await?;
    doors::inbox_page(&visit.saying("The e-mail is on its way again."), email)
}

/// `POST /account/email`.
pub(in crate::pages) async fn change(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Extension(client): Extension<ClientAddress>,
    form: Form,
) -> Result<Response, Fault> {
    let input = ChangeEmail {
        email: form.value("email").to_owned(),
        password: form.value("password").to_owned(),
        origin: origin(&visit, client),
    };
    let outcome = accounts::change_email(&app.market, &visit.actor, input).await?;
    let words = "Check the inbox of the new address. It is yours once you follow the link there.";
    let done = Done { path: "/account", words };
    changed(&app, &visit, &form, outcome, done).await
}

/// `POST /account/email/keep`.
pub(in crate::pages) async fn keep(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    _: Form,
) -> Result<Response, Fault> {
    visit.signed_in("/account")?;
    accounts::keep_email(&app.market, &visit.actor).await?;
    Ok(visit.go("/account", "Your address stays as it is."))
}

/// `GET /account/undo`: the link that the former address was sent.
pub(in crate::pages) async fn undo_form(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Query(mailed): Query<Mailed>,
) -> Result<Response, Fault> {
    let link = accounts::mailed_link(&app.market, &mailed.token).await?;
    let link = link.filter(|link| link.purpose == EmailPurpose::Undo && !link.used);
    let Some(link) = link else { return Err(Fault::Gone("This link is too old, or it was followed already.")) };
    let layout = visit.layout("Take your account back", "");
    page(&pages::UndoChange { layout, token: mailed.token, email: link.email })
}

/// `POST /account/undo`.
pub(in crate::pages) async fn undo(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    if !accounts::undo_change(&app.market, form.value("token")).await? {
        return Err(Fault::Gone("This link is too old, or it was followed already."));
    }
    Ok(visit.go("/sign-in", "The address is yours again. Check its inbox for the link to a new password."))
}
