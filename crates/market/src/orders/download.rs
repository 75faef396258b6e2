//! Signed, expiring addresses for what was bought.
//!
//! A link names the entitlement, the file (or all) and when it ends, and carries a BLAKE3 keyed hash of that. It can
//! be handed to a download manager or a slicer, which has no session.

use basis::{Actor, Scope};
use sea_orm::EntityTrait;
use store::entities::entitlement;
use uuid::Uuid;

use super::library::{Entitled, entitled};
use crate::{Error, Market, catalog::FileLine};

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
    let seconds = i64::try_from(market.settings().download_seconds).unwrap_or(i64::MAX);
    let expires = market.now().timestamp().saturating_add(seconds);
    let file = match target {
        Target::File(id) => id.simple().to_string(),
        Target::All => "all".to_owned(),
    };
    let claim = format!("{}.{file}.{expires}", entitlement.simple());
    let token = format!("{claim}.{}", signature(market, &claim));
    Ok(Some(Link { token }))
}

/// What is behind the link with this `token`.
///
/// # Errors
/// The database does not answer.
pub async fn open_link(market: &Market, token: &str) -> Result<Download, Error> {
    let Some((claim, given)) = token.rsplit_once('.') else { return Ok(Download::NotFound) };
    let Ok(given) = blake3::Hash::from_hex(given) else { return Ok(Download::NotFound) };
    // Compared in constant time by the hash's own equality.
    if given != blake3::keyed_hash(market.secret(), claim.as_bytes()) {
        return Ok(Download::NotFound);
    }
    let parts: Vec<&str> = claim.split('.').collect();
    let [entitlement, file, expires] = parts[..] else { return Ok(Download::NotFound) };
    let (Ok(entitlement), Ok(expires)) = (entitlement.parse(), expires.parse::<i64>()) else {
        return Ok(Download::NotFound);
    };
    if expires < market.now().timestamp() {
        return Ok(Download::Expired);
    }
    let Some(entitled) = entitled(market, entitlement).await? else { return Ok(Download::NotFound) };
    if file == "all" {
        return Ok(Download::All(Box::new(entitled)));
    }
    let file: Option<Uuid> = file.parse().ok();
    let line = entitled.line.files.iter().find(|line| Some(line.id) == file).cloned();
    Ok(line.map_or(Download::NotFound, |line| Download::File(Box::new(entitled), Box::new(line))))
}

fn signature(market: &Market, claim: &str) -> String {
    blake3::keyed_hash(market.secret(), claim.as_bytes()).to_hex().to_string()
}
