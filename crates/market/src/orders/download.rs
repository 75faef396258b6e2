//! What is behind the link of a download.

use basis::{Actor, Scope};
use sea_orm::EntityTrait;
use store::entities::entitlement;
use uuid::Uuid;

use super::{
    address::{ALL, ALL_AS_BOUGHT, Link, Target, address},
    free::free,
    library::{Entitled, LibraryLine, entitled},
};
use crate::{
    Error, Market,
    catalog::{FileLine, State},
    event::DownloadBegun,
    links::{self, Opened, Purpose},
};

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
    Ok(Some(address(market, Purpose::Download, entitlement, target)))
}

impl LibraryLine {
    /// A link for something of this line. Whoever holds a line was shown their own library, so that nothing is asked again.
    pub fn link(&self, market: &Market, target: Target) -> Link {
        address(market, Purpose::Download, self.entitlement, target)
    }
}

/// What is behind the link with this `token`.
///
/// # Errors
/// The database does not answer.
pub async fn open_link(market: &Market, token: &str) -> Result<Download, Error> {
    let (secret, now) = (market.secret(), market.now());
    let (purpose, opened) = match links::open(secret, Purpose::Download, token, now) {
        Opened::Forged => (Purpose::Free, links::open(secret, Purpose::Free, token, now)),
        opened => (Purpose::Download, opened),
    };
    let parts = match opened {
        Opened::Open(parts) => parts,
        Opened::Expired => return Ok(Download::Expired),
        Opened::Forged => return Ok(Download::NotFound),
    };
    let [id, file] = &parts[..] else { return Ok(Download::NotFound) };
    let Ok(id) = id.parse() else { return Ok(Download::NotFound) };
    let found = match purpose {
        Purpose::Free => free(market, id).await?,
        _ => entitled(market, id).await?,
    };
    let Some(mut entitled) = found else { return Ok(Download::NotFound) };
    if entitled.listing.state == State::TakenDown {
        return Ok(Download::NotFound); // Its bytes are gone; a zip of what remains would be an empty one.
    }
    match file.as_str() {
        ALL => return Ok(Download::All(Box::new(entitled))),
        ALL_AS_BOUGHT => {
            // Where no newer one is on sale, the newest is the one that was bought.
            if let Some(bought) = entitled.bought.take() {
                entitled.files = bought;
            }
            return Ok(Download::All(Box::new(entitled)));
        }
        _ => {}
    }
    let file: Option<Uuid> = file.parse().ok();
    let mut files = entitled.files.iter().chain(entitled.bought.iter().flatten());
    let line = files.find(|line| Some(line.id) == file).cloned();
    Ok(line.map_or(Download::NotFound, |line| Download::File(Box::new(entitled), Box::new(line))))
}

/// Notes that somebody began to fetch a pattern: `file`, or all of it.
pub fn download_begun(market: &Market, entitled: &Entitled, file: Option<Uuid>) {
    market.notice(DownloadBegun {
        listing: entitled.listing.id,
        entitlement: entitled.right.map(|right| right.entitlement),
        account: entitled.right.map(|right| right.account),
        file,
    });
}
