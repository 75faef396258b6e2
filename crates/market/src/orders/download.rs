//! Signed, expiring addresses for what was bought.
//!
//! A link names the entitlement, the file (or all) and when it ends, and is signed. It can be handed to a download
//! manager or a slicer, which has no session.

use basis::{Actor, Scope, Time};
use sea_orm::EntityTrait;
use store::entities::entitlement;
use uuid::Uuid;

use super::library::{Entitled, entitled};
use crate::{
    Error, Market,
    catalog::FileLine,
    links::{self, Opened, Purpose},
};

/// What a link opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// One file.
    File(Uuid),
    /// All files, as a zip with its manifest.
    All,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The last part of the address.
    pub token: String,
    /// Until when it opens something.
    pub expires: Time,
}

/// What is behind a link.
#[derive(Clone, Debug)]
pub enum Download {
    /// One file.
    File(Box<Entitled>, Box<FileLine>),
    /// All files.
    All(Box<Entitled>),
    /// The link is too old; a new one is a click away.
    Expired,
    /// There is no such thing, or no longer.
    NotFound,
}

/// A link for something in the asker's library; none where it is not there.
///
/// # Errors
/// The database does not answer.
pub async fn link(market: &Market, actor: &Actor, entitlement: Uuid, target: Target) -> Result<Option<Link>, Error> {
    let row = entitlement::Entity::find_by_id(entitlement).one(market.store().read()).await?;
    let mine = row.is_some_and(|row| actor.account() == Some(row.account_id) && row.revoked_at.is_none());
    if !mine || !actor.may(Scope::Buy) {
        return Ok(None);
    }
    let expires = market.now() + chrono::Duration::seconds(seconds_of(market));
    let file = match target {
        Target::File(id) => id.simple().to_string(),
        Target::All => "all".to_owned(),
    };
    let parts = [entitlement.simple().to_string(), file];
    let token = links::sign(market.secret(), Purpose::Download, &[&parts[0], &parts[1]], expires);
    Ok(Some(Link { token, expires }))
}

/// More than a century is no limit any more, and would leave the calendar.
fn seconds_of(market: &Market) -> i64 {
    i64::try_from(market.settings().download_seconds).unwrap_or(i64::MAX).min(100 * 366 * 86_400)
}

/// What is behind the link with this `token`.
///
/// # Errors
/// The database does not answer.
pub async fn open_link(market: &Market, token: &str) -> Result<Download, Error> {
    let parts = match links::open(market.secret(), Purpose::Download, token, market.now()) {
        Opened::Open(parts) => parts,
        Opened::Expired => return Ok(Download::Expired),
        Opened::Forged => return Ok(Download::NotFound),
    };
    let [entitlement, file] = &parts[..] else { return Ok(Download::NotFound) };
    let Ok(entitlement) = entitlement.parse() else { return Ok(Download::NotFound) };
    let Some(entitled) = entitled(market, entitlement).await? else { return Ok(Download::NotFound) };
    if file == "all" {
        return Ok(Download::All(Box::new(entitled)));
    }
    let file: Option<Uuid> = file.parse().ok();
    let line = entitled.line.files.iter().find(|line| Some(line.id) == file).cloned();
    Ok(line.map_or(Download::NotFound, |line| Download::File(Box::new(entitled), Box::new(line))))
}
