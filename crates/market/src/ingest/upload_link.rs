//! A signed, expiring address to which a program sends one file, in one plain request of any size.

use basis::{Actor, Scope, Time};
use uuid::Uuid;

use super::{Destination, Incoming, Role, UploadRefusal, receive, refusal::bytes_max_of};
use crate::{
    Error, Market, accounts,
    catalog::owned,
    fields::clean_file_name,
    links::{self, Opened, Purpose},
};

/// Time to send two gibibytes over a slow line.
const LINK_HOURS: i64 = 6;

/// The last part of a link for a photograph.
const PHOTO: &str = "photo";

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadLink {
    /// The last part of the address.
    pub token: String,
    /// Until when it takes a file.
    pub expires: Time,
    /// Bytes that the file may have at most.
    pub bytes_max: u64,
}

/// What is behind a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Upload {
    /// It takes a file.
    Open {
        /// Who asked for the link, with no further right than to sell.
        actor: Actor,
        /// Where the file goes.
        destination: Destination,
        /// The name it will have.
        name: String,
        /// What it is for.
        role: Role,
    },
    /// The link is too old; ask for a new one.
    Expired,
    /// There is no such thing, or no longer.
    NotFound,
}

/// A link for a file called `name` of a listing of the asker, for what `role` says, or why it would not be taken: of `bytes`,
/// where the asker tells its length, and else as far as is known without it.
///
/// # Errors
/// The database does not answer.
pub async fn upload_link(
    market: &Market,
    actor: &Actor,
    listing: Uuid,
    (name, role): (&str, Role),
    bytes: Option<u64>,
) -> Result<Result<UploadLink, UploadRefusal>, Error> {
    let Some(account) = actor.account() else { return Ok(Err(UploadRefusal::NotFound)) };
    let destination = Destination::Listing(listing);
    let incoming = Incoming { destination, name: name.to_owned(), replaces: None, bytes, role };
    if let Some(refusal) = receive::refusal(market, actor, &incoming).await? {
        return Ok(Err(refusal));
    }
    let bytes_max = bytes_max_of(market, &clean_file_name(name), role);
    let expires = market.now() + chrono::Duration::hours(LINK_HOURS);
    let name = hex::encode(clean_file_name(name));
    let parts = [account.simple().to_string(), listing.simple().to_string(), name];
    let mut parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    parts.extend((role == Role::Photo).then_some(PHOTO));
    let token = links::sign(market.secret(), Purpose::Upload, &parts, expires);
    Ok(Ok(UploadLink { token, expires, bytes_max }))
}

/// What is behind the link with this `token`.
///
/// # Errors
/// The database does not answer.
pub async fn open_upload_link(market: &Market, token: &str) -> Result<Upload, Error> {
    let parts = match links::open(market.secret(), Purpose::Upload, token, market.now()) {
        Opened::Open(parts) => parts,
        Opened::Expired => return Ok(Upload::Expired),
        Opened::Forged => return Ok(Upload::NotFound),
    };
    let (account, listing, name, role) = match &parts[..] {
        [account, listing, name] => (account, listing, name, Role::Sold),
        [account, listing, name, role] if role == PHOTO => (account, listing, name, Role::Photo),
        _ => return Ok(Upload::NotFound),
    };
    let (Ok(account), Ok(listing), Some(name)) = (account.parse(), listing.parse(), text_of(name)) else {
        return Ok(Upload::NotFound);
    };
    // An account that was locked since then is nobody.
    let actor = accounts::actor_with(market, account, vec![Scope::Sell]).await?;
    if owned(market.store().read(), &actor, listing).await?.is_none() {
        return Ok(Upload::NotFound);
    }
    Ok(Upload::Open { actor, destination: Destination::Listing(listing), name, role })
}

fn text_of(hex: &str) -> Option<String> {
    String::from_utf8(hex::decode(hex).ok()?).ok()
}
