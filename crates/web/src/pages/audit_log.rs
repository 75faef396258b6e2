//! The audit log, as an operator reads it.

use axum::{Extension, extract::State, response::Response};
use locale::Forms;
use market::audit::{self, Entry};
use serde::Deserialize;
use views::pages;

use super::operator::allowed;
use crate::{
    App,
    extract::Query,
    fault::{Fault, page},
    visit::Visit,
    words,
};

/// Entries on a page.
const LINES: u64 = 100;
/// Characters of what the log may be asked about: a word and an identifier.
const ABOUT_MAX: usize = 100;

/// What the address asks for.
#[derive(Default, Deserialize)]
pub(crate) struct Wanted {
    /// `account:…`, `listing:…`, `order:…`; nothing for everything.
    #[serde(default)]
    about: String,
    /// Entries before this number.
    before: Option<String>,
}

/// `GET /operator/audit`.
pub(crate) async fn audit_log(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Fault> {
    allowed(&visit)?;
    let forms = &visit.forms;
    let about = wanted.about.trim();
    let unreadable =
        || Fault::Unreadable("This address leads to no page of the log. Begin at its first page.".to_owned());
    let before = wanted.before.map(|before| before.parse::<i64>().map_err(|_| unreadable())).transpose()?;
    if about.chars().count() > ABOUT_MAX {
        return Err(unreadable());
    }
    let word = Some(about).filter(|word| !word.is_empty());
    let (entries, has_more) = audit::entries(&app.market, &visit.actor, word, before, LINES).await?;
    let last = entries.last().map(|entry| entry.seq).filter(|_| has_more);
    page(&pages::OperatorAudit {
        layout: visit.layout("Audit log", ""),
        about: about.to_owned(),
        older_href: last.map(|seq| format!("/operator/audit?about={}&before={seq}", words::query(about))),
        is_first: before.is_none(),
        lines: entries.iter().map(|entry| line(forms, entry)).collect(),
    })
}

fn line(forms: &Forms, entry: &Entry) -> pages::AuditLine {
    let address = |word: &str| format!("/operator/audit?about={}", words::query(word));
    pages::AuditLine {
        number: words::count(forms, entry.seq.unsigned_abs()),
        when: words::moment(forms, entry.at),
        actor: entry.actor.clone(),
        actor_href: address(&entry.actor),
        action: words::capital(entry.action.word()),
        subject: entry.subject.clone(),
        subject_href: address(&entry.subject),
        detail: if entry.detail.is_null() { String::new() } else { entry.detail.to_string() },
    }
}
