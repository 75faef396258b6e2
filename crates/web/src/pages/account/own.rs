//! What its owner sees of an account: name, tokens, sessions.

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use basis::{Role, Scope};
use locale::Forms;
use market::{
    accounts::{self, ChangeOutcome, ChooseReading, NewToken, TokenOutcome},
    limits,
};
use views::{Choice, pages};

use super::{password_hint, reading};
use crate::{
    App,
    fault::{Fault, page},
    form::{Form, complain},
    visit::Visit,
    words,
};

/// How long a new token works: what is sent, and what is read.
const TOKEN_DAYS: [(&str, &str); 4] =
    [("90", "90 days"), ("365", "a year"), ("30", "30 days"), ("", "until I revoke it")];

/// `GET /account`.
pub(in crate::pages) async fn account(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
) -> Result<Response, Fault> {
    account_page(&app, &visit, views::Form::new(), views::Form::new(), None).await
}

/// The page, with what was typed into the forms of the account and of a new token.
pub(super) async fn account_page(
    app: &App,
    visit: &Visit,
    form: views::Form,
    token_form: views::Form,
    new_token: Option<String>,
) -> Result<Response, Fault> {
    let id = visit.signed_in("/account")?;
    let forms = &visit.forms;
    let market = &app.market;
    let profile = accounts::account(market, id).await?.ok_or(Fault::NotFound)?;
    let (tokens, sessions) =
        (accounts::tokens(market, &visit.actor).await?, accounts::sessions(market, &visit.actor).await?);
    let form = if form.error("name").is_some() { form } else { form.with("name", profile.name) };
    let days = token_form.value("days").to_owned();
    page(&pages::Account {
        layout: visit.layout("Account", ""),
        form,
        email: profile.email,
        email_verified: profile.verified,
        new_email: profile.new_email,
        password_characters_min: limits::PASSWORD.min,
        password_hint: password_hint(),
        reading: reading::choices(app, visit, &profile.reading),
        is_creator: profile.roles.contains(&Role::Creator),
        scopes: Scope::ALL.map(|scope| Choice::new(scope.word(), scope_words(scope))).to_vec(),
        token_days: TOKEN_DAYS.map(|(value, label)| Choice::new(value, label).chosen(value == days)).to_vec(),
        token_form,
        new_token,
        tokens: tokens.into_iter().map(|token| token_line(forms, token)).collect(),
        sessions: sessions
            .into_iter()
            .map(|session| pages::SessionLine {
                id: session.id.to_string(),
                current: Some(session.id) == visit.session,
                since: words::day(forms, session.created_at),
                seen: words::moment(forms, session.seen_at),
                place: words::browser(&session.user_agent),
            })
            .collect(),
    })
}

fn scope_words(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "read what I may read",
        Scope::Sell => "upload, edit and publish",
        Scope::Buy => "buy and download",
        Scope::Admin => "everything my account may do",
    }
}

fn token_line(forms: &Forms, token: accounts::TokenLine) -> pages::TokenLine {
    pages::TokenLine {
        id: token.id.to_string(),
        name: token.name,
        scopes: token.scopes.iter().map(|scope| scope_words(*scope)).collect::<Vec<_>>().join(", "),
        made: words::day(forms, token.created_at),
        used: token.used_at.map_or_else(|| "never".to_owned(), |value| words::day(forms, value)),
        ends: token.expires_at.map_or_else(|| "never".to_owned(), |value| words::day(forms, value)),
    }
}

/// How it goes on for whoever changed something.
pub(super) struct Done {
    /// The page that they are led to.
    pub(super) path: &'static str,
    /// What is said there.
    pub(super) words: &'static str,
}

/// The answer to a form by which an account changes something of itself: on, or the page again with what is wrong at its field.
pub(super) async fn changed(
    app: &App,
    visit: &Visit,
    form: &Form,
    outcome: ChangeOutcome,
    done: Done,
) -> Result<Response, Fault> {
    let again = match outcome {
        ChangeOutcome::Changed => return Ok(visit.go(done.path, done.words)),
        ChangeOutcome::NotAllowed => return Err(Fault::SignIn("/account".to_owned())),
        ChangeOutcome::Invalid(wrong) => complain(form.again(), wrong),
        ChangeOutcome::WrongPassword => {
            let field = if form.sent("current_password").is_some() { "current_password" } else { "password" };
            form.again().wrong(field, "This is not your password. Nothing was changed.")
        }
    };
    account_page(app, visit, again, views::Form::new(), None).await
}

/// `POST /account`.
pub(in crate::pages) async fn rename(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    let outcome = accounts::rename(&app.market, &visit.actor, form.value("name")).await?;
    changed(&app, &visit, &form, outcome, Done { path: "/account", words: "Your name is saved." }).await
}

/// `POST /account/reading`: `locale` and `zone`, each empty where the browser is followed.
pub(in crate::pages) async fn choose_reading(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    let input = ChooseReading { locale: form.value("locale").to_owned(), zone: form.value("zone").to_owned() };
    let outcome = accounts::choose_reading(&app.market, &visit.actor, &input).await?;
    let done = Done { path: "/account#reading", words: "Dates and numbers are written like this from now on." };
    changed(&app, &visit, &form, outcome, done).await
}

/// `POST /account/shop`.
pub(in crate::pages) async fn open_shop(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    _: Form,
) -> Result<Response, Fault> {
    let account = visit.signed_in("/account")?;
    accounts::become_creator(&app.market, &visit.actor, account).await?;
    Ok(visit.go("/upload", "Your shop is open. Upload your first pattern."))
}

/// `POST /account/tokens`.
pub(in crate::pages) async fn make_token(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    let scopes = form.values("scope").filter_map(Scope::from_word).collect();
    let days = match form.value("days") {
        "" => None,
        // What is no number is out of the limits as well.
        days => Some(days.parse().unwrap_or(u32::MAX)),
    };
    let input = NewToken { name: form.value("name").to_owned(), scopes, days };
    let show = async |token_form, secret| account_page(&app, &visit, views::Form::new(), token_form, secret).await;
    match accounts::make_token(&app.market, &visit.actor, input).await? {
        TokenOutcome::Made { secret, .. } => show(views::Form::new(), Some(secret)).await,
        TokenOutcome::Invalid(wrong) => show(complain(form.again(), named_for_the_page(wrong)), None).await,
        TokenOutcome::NotAllowed | TokenOutcome::WrongPassword | TokenOutcome::Locked => {
            Err(Fault::SignIn("/account".to_owned()))
        }
    }
}

/// The page has another field `name`, so that the one of a token stands under its own identifier.
fn named_for_the_page(mut wrong: Vec<market::FieldError>) -> Vec<market::FieldError> {
    for error in &mut wrong {
        match error.field.as_str() {
            "name" => "token-name".clone_into(&mut error.field),
            "scopes" => "scope".clone_into(&mut error.field),
            _ => {}
        }
    }
    wrong
}

/// `POST /account/tokens/revoke`.
pub(in crate::pages) async fn revoke_token(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    let id = form.id("token")?;
    accounts::revoke_token(&app.market, &visit.actor, id).await?;
    Ok(Redirect::to("/account").into_response())
}

/// `POST /account/sessions/end`: one of them, or all.
pub(in crate::pages) async fn end_sessions(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    visit.signed_in("/account")?;
    if form.value("session").is_empty() {
        accounts::end_all_sessions(&app.market, &visit.actor).await?;
        return Ok((CookieJar::new().add(visit.ended()), Redirect::to("/sign-in")).into_response());
    }
    let session = form.id("session")?;
    accounts::end_session(&app.market, &visit.actor, session).await?;
    if Some(session) == visit.session {
        return Ok((CookieJar::new().add(visit.ended()), Redirect::to("/sign-in")).into_response());
    }
    Ok(visit.go("/account", "That browser is signed out."))
}
