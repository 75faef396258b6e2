//! Signing up, in and out.

use axum::{
    Extension,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use basis::ClientAddress;
use market::{
    accounts::{self, OpenedSession, SignInOutcome, Welcome},
    limits,
};
use serde::Deserialize;
use views::pages;

use super::{origin, password_hint, user_agent};
use crate::{
    App,
    extract::Query,
    fault::{Fault, page},
    form::{Form, complain},
    visit::Visit,
};

/// Where to go afterwards.
#[derive(Default, Deserialize)]
pub(in crate::pages) struct Next {
    #[serde(default)]
    next: String,
}

/// Only a path on this site; anything else goes to the front page.
fn safe(next: &str) -> String {
    let is_path =
        next.starts_with('/') && !next.starts_with("//") && !next.contains('\\') && !next.contains(char::is_control);
    if is_path { next.to_owned() } else { "/".to_owned() }
}

/// `GET /sign-up`.
pub(in crate::pages) async fn sign_up_form(
    Extension(visit): Extension<Visit>,
    Query(next): Query<Next>,
) -> Result<Response, Fault> {
    sign_up_page(&visit, views::Form::new(), &next.next)
}

fn sign_up_page(visit: &Visit, form: views::Form, next: &str) -> Result<Response, Fault> {
    let layout = visit.layout("Create an account", "One account buys and sells.");
    page(&pages::SignUp {
        layout,
        form,
        next: safe(next),
        password_characters_min: limits::PASSWORD.min,
        password_hint: password_hint(),
    })
}

/// `POST /sign-up`.
pub(in crate::pages) async fn sign_up(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Extension(client): Extension<ClientAddress>,
    form: Form,
) -> Result<Response, Fault> {
    let input = accounts::SignUp {
        email: form.value("email").to_owned(),
        name: form.value("name").to_owned(),
        password: form.value("password").to_owned(),
        sells: form.is_ticked("creator"),
    };
    let email = input.email.clone();
    match accounts::sign_up(&app.market, client, input).await? {
        Welcome::Invalid(wrong) => sign_up_page(&visit, complain(form.again(), wrong), form.value("next")),
        // Whoever has an account with this address gets the same answer, to the last cookie, and an e-mail that says so.
        Welcome::Sent(_) => {
            let proof = accounts::signed_up_proof(&app.market, &email);
            let cookies = CookieJar::new().add(visit.signed_up_cookie(proof));
            Ok((cookies, inbox_page(&visit, email)?).into_response())
        }
    }
}

/// The page after signing up: the link is on its way.
pub(super) fn inbox_page(visit: &Visit, email: String) -> Result<Response, Fault> {
    let layout = visit.layout("Check your inbox", "");
    page(&pages::VerifyEmail { layout, email, holds: "two days".to_owned() })
}

/// `GET /sign-in`.
pub(in crate::pages) async fn sign_in_form(
    Extension(visit): Extension<Visit>,
    Query(next): Query<Next>,
) -> Result<Response, Fault> {
    sign_in_page(&visit, views::Form::new(), &next.next)
}

fn sign_in_page(visit: &Visit, form: views::Form, next: &str) -> Result<Response, Fault> {
    page(&pages::SignIn {
        layout: visit.layout("Sign in", "To your library, your shop and your basket."),
        form,
        next: safe(next),
    })
}

/// `POST /sign-in`.
pub(in crate::pages) async fn sign_in(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Extension(client): Extension<ClientAddress>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Fault> {
    let (cookies, outcome) = open_session(&app, &visit, client, &form, &headers).await?;
    let refused = |words: &str| sign_in_page(&visit, form.again().refused(words), form.value("next"));
    match outcome {
        SignInOutcome::SignedIn(_) => Ok((cookies, Redirect::to(&safe(form.value("next")))).into_response()),
        SignInOutcome::Wrong => {
            refused("Address or password is wrong. Nothing is lost: try again, or make an account.")
        }
        SignInOutcome::Locked => refused("This account is locked. Write to the operator of this market."),
        SignInOutcome::Closed => {
            refused("This account is closed. The operator of this market can still open it again: write to them.")
        }
    }
}

/// Signs in and takes the visitor's basket along.
async fn open_session(
    app: &App,
    visit: &Visit,
    client: ClientAddress,
    form: &Form,
    headers: &HeaderMap,
) -> Result<(CookieJar, SignInOutcome), Fault> {
    let input = accounts::SignIn {
        email: form.value("email").to_owned(),
        password: form.value("password").to_owned(),
        user_agent: user_agent(headers),
        origin: origin(visit, client),
    };
    let outcome = accounts::sign_in(&app.market, input).await?;
    let cookies = match &outcome {
        SignInOutcome::SignedIn(session) => keep_session(app, visit, session.clone()).await?,
        _ => CookieJar::new(),
    };
    Ok((cookies, outcome))
}

/// The cookies of a session that was just opened; the visitor's basket goes along.
pub(super) async fn keep_session(app: &App, visit: &Visit, session: OpenedSession) -> Result<CookieJar, Fault> {
    let (actor, _) = accounts::actor_of_session(&app.market, &session.secret).await?;
    if let (Some(account), Some(_)) = (actor.account(), &visit.visitor) {
        market::orders::merge_baskets(&app.market, &visit.owner, &market::orders::Owner::Account(account)).await?;
    }
    Ok(CookieJar::new().add(visit.session_cookie(session.secret)).add(visit.device_cookie(session.device)))
}

/// What the link carries that makes a browser known.
#[derive(Deserialize)]
pub(in crate::pages) struct Device {
    proof: String,
}

/// `GET /sign-in/device`: the link that an owner is sent whose account is being guessed at.
pub(in crate::pages) async fn device(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Query(device): Query<Device>,
) -> Result<Response, Fault> {
    let mut cookies = CookieJar::new();
    let words = if accounts::is_device(&app.market, &device.proof) {
        cookies = cookies.add(visit.device_cookie(device.proof));
        "This browser is known now. Sign in."
    } else {
        "This link is too old. Sign in, and you are sent another one if you need it."
    };
    Ok((cookies.add(visit.notice(words)), Redirect::to("/sign-in")).into_response())
}

/// `POST /sign-out`.
pub(in crate::pages) async fn sign_out(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    _: Form,
) -> Result<Response, Fault> {
    if let Some(session) = visit.session {
        accounts::end_session(&app.market, &visit.actor, session).await?;
    }
    Ok((CookieJar::new().add(visit.ended()), Redirect::to("/")).into_response())
}
