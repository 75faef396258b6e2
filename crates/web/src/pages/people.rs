//! The operator's list of accounts.

use axum::{Extension, extract::State, response::Response};
use locale::Forms;
use market::{
    accounts::{self, ACCOUNTS, LockOutcome, Profile},
    closing,
};
use serde::Deserialize;
use views::{
    Grade, Verdict,
    pages::{self, AccountDoor},
};

use super::operator::allowed;
use crate::{
    App,
    extract::Query,
    fault::{Fault, page},
    form::Form,
    paging::{At, narrowed, pager, window},
    visit::Visit,
    words,
};

/// Lines on a page.
const LINES: u64 = 100;

/// Who is looked for.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    words: String,
}

/// `GET /operator/accounts`.
pub(crate) async fn accounts(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Query(wanted): Query<Wanted>,
    Query(at): Query<At>,
) -> Result<Response, Fault> {
    allowed(&visit)?;
    let market = &app.market;
    let window = window(market, ACCOUNTS, LINES, &at)?;
    let shown = accounts::list(market, &visit.actor, &wanted.words, &window).await?;
    let around = pager(&shown, "/operator/accounts", |profile| market.cursor(ACCOUNTS, &profile.place()));
    page(&pages::OperatorAccounts {
        layout: visit.layout("Accounts", ""),
        pager: narrowed(around, "words", &wanted.words),
        words: wanted.words,
        accounts: shown.rows.into_iter().map(|profile| line(&visit.forms, profile)).collect(),
    })
}

fn line(forms: &Forms, profile: Profile) -> pages::AccountLine {
    let (state, door) = match &profile {
        Profile { forgotten: true, .. } => (Verdict::new(Grade::Info, "Forgotten"), AccountDoor::None),
        Profile { closed_at: Some(_), .. } => (Verdict::new(Grade::Info, "Closed"), AccountDoor::Reopen),
        Profile { locked: true, .. } => (Verdict::new(Grade::Fail, "Locked"), AccountDoor::Unlock),
        Profile { verified: false, .. } => (Verdict::new(Grade::Warn, "Not confirmed"), AccountDoor::Lock),
        _ => (Verdict::new(Grade::Pass, "Active"), AccountDoor::Lock),
    };
    pages::AccountLine {
        id: profile.id.to_string(),
        name: profile.name,
        email: if profile.forgotten { String::new() } else { profile.email },
        roles: profile.roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(", "),
        since: words::day(forms, profile.created_at),
        state,
        door,
    }
}

/// `POST /operator/accounts/lock`.
pub(crate) async fn lock(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    set(&app, &visit, &form, true).await
}

/// `POST /operator/accounts/unlock`.
pub(crate) async fn unlock(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    set(&app, &visit, &form, false).await
}

async fn set(app: &App, visit: &Visit, form: &Form, locked: bool) -> Result<Response, Fault> {
    allowed(visit)?;
    let id = form.id("account")?;
    let outcome = accounts::lock_account(&app.market, &visit.actor, id, locked, form.value("words")).await?;
    let said = match outcome {
        LockOutcome::Done if locked => "The account is locked and signed out everywhere.".to_owned(),
        LockOutcome::Done => "The account is open again.".to_owned(),
        LockOutcome::LastOperator => {
            "This is your own account, or that of the last operator: nobody could unlock it.".to_owned()
        }
        LockOutcome::Invalid(wrong) => wrong.into_iter().map(|error| error.message).collect::<Vec<_>>().join(" "),
        LockOutcome::NotFound => return Err(Fault::NotFound),
    };
    Ok(visit.go("/operator/accounts", &said))
}

/// `POST /operator/accounts/reopen`.
pub(crate) async fn reopen(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    form: Form,
) -> Result<Response, Fault> {
    allowed(&visit)?;
    let id = form.id("account")?;
    if !closing::reopen_account(&app.market, &visit.actor, id).await? {
        return Err(Fault::NotFound);
    }
    Ok(visit.go("/operator/accounts", "The account is open again. What it sold stays off sale."))
}
