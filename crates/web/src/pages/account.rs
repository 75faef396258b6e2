//! Doors and the account.

use axum::{
    Extension,
    extract::{Query, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use basis::{ClientAddress, Role, Scope};
use market::{
    accounts::{self, NewToken, Origin, SignInOutcome, TokenOutcome, VerifyOutcome, Welcome},
    limits,
};
use serde::Deserialize;
use views::{Choice, pages};

use crate::{
    App,
    fault::{Fault, page},
    form::{Form, complain},
    visit::{Visit, header_text},
    words,
};

/// Where to go afterwards.
#[derive(Default, Deserialize)]
pub(crate) struct Next {
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
pub(crate) async fn sign_up_form(
    Extension(visit): Extension<Visit>,
    Query(next): Query<Next>,
) -> Result<Response, Fault> {
    sign_up_page(&visit, views::Form::new(), &next.next)
}

fn sign_up_page(visit: &Visit, form: views::Form, next: &str) -> Result<Response, Fault> {
    let layout = visit.layout("Make an account", "One account buys and sells.");
    page(&pages::SignUp { layout, form, next: safe(next), password_characters_min: limits::PASSWORD.min })
}

/// `POST /sign-up`.
pub(crate) async fn sign_up(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Extension(client): Extension<ClientAddress>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    let input = accounts::SignUp {
        email: form.value("email").to_owned(),
        name: form.value("name").to_owned(),
        password: form.value("password").to_owned(),
        sells: form.is_ticked("creator"),
    };
    let email = input.email.clone();
    match accounts::sign_up(&app.market, client, input).await? {
        Welcome::Invalid(wrong) => sign_up_page(&visit, complain(form.again(), wrong), form.value("next")),
        Welcome::Sent(account) => {
            // Whoever has an account with this address reads the same, and an e-mail that says so.
            let cookies = match account {
                Some(_) => open_session(&app, &visit, client, &form, &headers).await?.0,
                None => CookieJar::new(),
            };
            let layout = visit.layout("Check your inbox", "");
            let shown = page(&pages::VerifyEmail { layout, email, holds: "two days".to_owned() })?;
            Ok((cookies, shown).into_response())
        }
    }
}

/// `GET /sign-in`.
pub(crate) async fn sign_in_form(
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
pub(crate) async fn sign_in(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Extension(client): Extension<ClientAddress>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    let (cookies, outcome) = open_session(&app, &visit, client, &form, &headers).await?;
    let refused = |words: &str| sign_in_page(&visit, form.again().refused(words), form.value("next"));
    match outcome {
        SignInOutcome::SignedIn { .. } => Ok((cookies, Redirect::to(&safe(form.value("next")))).into_response()),
        SignInOutcome::Wrong => {
            refused("Address or password is wrong. Nothing is lost: try again, or make an account.")
        }
        SignInOutcome::Locked => refused("This account is locked. Write to the operator of this market."),
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
        user_agent: header_text(headers, "user-agent").unwrap_or_default(),
        origin: Origin { address: client, device: visit.device.clone() },
    };
    let outcome = accounts::sign_in(&app.market, input).await?;
    let mut cookies = CookieJar::new();
    if let SignInOutcome::SignedIn { secret, device } = &outcome {
        let (actor, _) = accounts::actor_of_session(&app.market, secret).await?;
        if let (Some(account), Some(_)) = (actor.account(), &visit.visitor) {
            market::orders::merge_baskets(&app.market, &visit.owner, &market::orders::Owner::Account(account)).await?;
        }
        cookies = cookies.add(visit.session_cookie(secret.clone())).add(visit.device_cookie(device.clone()));
    }
    Ok((cookies, outcome))
}

/// What the link carries that makes a browser known.
#[derive(Deserialize)]
pub(crate) struct Device {
    proof: String,
}

/// `GET /sign-in/device`: the link that an owner is sent whose account is being guessed at.
pub(crate) async fn device(
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
pub(crate) async fn sign_out(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    if let Some(session) = visit.session {
        accounts::end_session(&app.market, &visit.actor, session).await?;
    }
    Ok((CookieJar::new().add(visit.ended()), Redirect::to("/")).into_response())
}

/// What the link in the e-mail carries.
#[derive(Deserialize)]
pub(crate) struct Letter {
    token: String,
}

/// `GET /verify-email`.
pub(crate) async fn verify(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Query(letter): Query<Letter>,
) -> Result<Response, Fault> {
    let (to, words) = match accounts::verify_email(&app.market, &letter.token).await? {
        VerifyOutcome::Verified => ("/", "Your address is confirmed. You can buy and publish now."),
        VerifyOutcome::Expired => ("/account", "This link is too old. Send the e-mail again from your account."),
    };
    Ok((CookieJar::new().add(visit.notice(words)), Redirect::to(to)).into_response())
}

/// `POST /verify/again`.
pub(crate) async fn verify_again(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Extension(client): Extension<ClientAddress>,
    form: Form,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    let account = visit.signed_in("/account")?;
    accounts::send_again(&app.market, client, account).await?;
    Ok((CookieJar::new().add(visit.notice("The e-mail is on its way again.")), Redirect::to("/account"))
        .into_response())
}

/// `GET /account`.
pub(crate) async fn account(State(app): State<App>, Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    account_page(&app, &visit, views::Form::new(), None).await
}

async fn account_page(
    app: &App,
    visit: &Visit,
    token_form: views::Form,
    new_token: Option<String>,
) -> Result<Response, Fault> {
    let id = visit.signed_in("/account")?;
    let market = &app.market;
    let profile = accounts::account(market, id).await?.ok_or(Fault::NotFound)?;
    let (tokens, sessions) =
        (accounts::tokens(market, &visit.actor).await?, accounts::sessions(market, &visit.actor).await?);
    let scope_words = |scope: Scope| match scope {
        Scope::Read => "read what I may read",
        Scope::Sell => "upload, edit and publish",
        Scope::Buy => "buy and download",
        Scope::Admin => "everything my account may do",
    };
    page(&pages::Account {
        layout: visit.layout("Account", ""),
        form: views::Form::new().with("name", profile.name).with("email", profile.email),
        token_form,
        email_verified: profile.verified,
        is_creator: profile.roles.contains(&Role::Creator),
        scopes: Scope::ALL.map(|scope| Choice::new(scope.word(), scope_words(scope))).to_vec(),
        new_token,
        tokens: tokens
            .into_iter()
            .map(|token| pages::TokenLine {
                id: token.id.to_string(),
                name: token.name,
                scopes: token.scopes.iter().map(|scope| scope_words(*scope)).collect::<Vec<_>>().join(", "),
                made: words::day(token.created_at),
                used: token.used_at.map_or_else(|| "never".to_owned(), words::day),
            })
            .collect(),
        sessions: sessions
            .into_iter()
            .map(|session| pages::SessionLine {
                current: Some(session.id) == visit.session,
                seen: words::moment(session.seen_at),
                place: words::browser(&session.user_agent),
            })
            .collect(),
    })
}

/// `POST /account/shop`.
pub(crate) async fn open_shop(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    let account = visit.signed_in("/account")?;
    accounts::become_creator(&app.market, &visit.actor, account).await?;
    Ok((CookieJar::new().add(visit.notice("Your shop is open. Upload your first pattern.")), Redirect::to("/upload"))
        .into_response())
}

/// `POST /account/tokens`.
pub(crate) async fn make_token(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    let scopes = form.values("scope").filter_map(Scope::from_word).collect();
    match accounts::make_token(&app.market, &visit.actor, NewToken { name: form.value("name").to_owned(), scopes })
        .await?
    {
        TokenOutcome::Made { secret, .. } => account_page(&app, &visit, views::Form::new(), Some(secret)).await,
        TokenOutcome::Invalid(wrong) => account_page(&app, &visit, complain(form.again(), wrong), None).await,
        TokenOutcome::NotAllowed | TokenOutcome::WrongPassword | TokenOutcome::Locked => {
            Err(Fault::SignIn("/account".to_owned()))
        }
    }
}

/// `POST /account/tokens/revoke`.
pub(crate) async fn revoke_token(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    let id = form.value("token").parse().map_err(|_| Fault::NotFound)?;
    accounts::revoke_token(&app.market, &visit.actor, id).await?;
    Ok(Redirect::to("/account").into_response())
}

/// `POST /account/sessions/end`.
pub(crate) async fn end_sessions(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    accounts::end_all_sessions(&app.market, &visit.actor).await?;
    Ok((CookieJar::new().add(visit.ended()), Redirect::to("/sign-in")).into_response())
}
