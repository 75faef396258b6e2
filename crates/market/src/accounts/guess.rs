//! Guessing passwords: who is slowed down, who is not, and what is told of it.
//!
//! A try is counted by its address, by account and address, and by account. The first two stop a guesser at one place and
//! touch nobody elsewhere; the third stops one with many addresses. None of them reaches a browser that signed in to the
//! account before: it carries a proof, signed and bound to the e-mail address, and has a bucket of its own. An owner in a
//! new browser, while the third bucket is empty, is let in by a link: whoever gives the right password then is sent one
//! that makes the browser known, and is told the same as whoever gives a wrong one, so that a guesser learns nothing.

use basis::{Actor, ClientAddress};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use store::entities::account;

use super::email;
use crate::{
    Email, Error, Market, SendEmail,
    audit::{self, Action},
    brakes::{Act, TooMany},
    context::commit,
    links::{self, Opened, Purpose},
};

/// Where a try to prove a password comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The client's address.
    pub address: ClientAddress,
    /// The proof of a browser that signed in before, if it carries one.
    pub device: Option<String>,
}

impl Origin {
    /// A client at `address` that carries no proof.
    pub fn new(address: ClientAddress) -> Self {
        Self { address, device: None }
    }
}

/// How a try may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// As it is.
    Open,
    /// The account is being guessed at from many places: a right password earns a link by e-mail, and nobody is let in.
    ByLink(TooMany),
}

/// How long a browser is known.
const DEVICE_DAYS: i64 = 365;

/// How long the link works that makes a browser known.
const LINK_MINUTES: i64 = 60;

/// Counts a try on the account of `email`.
///
/// # Errors
/// [`Error::TooMany`], before anything was hashed; or the database does not answer.
pub(super) async fn admit(market: &Market, origin: &Origin, email: &str) -> Result<Admission, Error> {
    let brakes = market.brakes();
    let network = origin.address.network();
    let device = origin.device.as_deref().and_then(|proof| device_of(market, proof, email));
    let refused = match device {
        Some(device) => brakes.admit(Act::SignInFromDevice, (email, device)).err(),
        None => {
            let by_place = brakes.admit(Act::SignInFromAddress, network);
            let by_place = by_place.and_then(|()| brakes.admit(Act::SignInToAccountFromAddress, (email, network)));
            // A guesser who is stopped here takes nothing from the bucket that all new browsers share.
            match by_place.map(|()| brakes.admit(Act::SignInToAccount, email)) {
                Ok(Ok(())) => None,
                Ok(Err(siege)) => {
                    note(market, origin, email, &siege).await?;
                    return Ok(Admission::ByLink(siege));
                }
                Err(refused) => Some(refused),
            }
        }
    };
    match refused {
        None => Ok(Admission::Open),
        Some(refused) => {
            note(market, origin, email, &refused).await?;
            Err(refused.into())
        }
    }
}

/// Tells the log and the audit log of a burst: once in a quarter of an hour about one account or address, and never of the
/// text that was typed, which may be a password in the wrong field.
async fn note(market: &Market, origin: &Origin, email: &str, refused: &TooMany) -> Result<(), Error> {
    let network = origin.address.network();
    let about_address = refused.act == Act::SignInFromAddress;
    let key = if about_address { network.to_string() } else { email.to_owned() };
    if market.brakes().admit(Act::Note, key).is_err() {
        return Ok(());
    }
    let account = account::Entity::find().filter(account::Column::Email.eq(email)).one(market.store().read()).await?;
    let subject = match account.filter(|_| !about_address) {
        Some(account) => format!("account:{}", account.id),
        None => format!("address:{network}"),
    };
    tracing::warn!(
        client.address = %origin.address,
        subject,
        rate = ?refused.act,
        retry_after_s = refused.retry_after_seconds(),
        "passwords are being guessed"
    );
    if market.brakes().admit(Act::Notes, ()).is_err() {
        return Ok(());
    }
    let tx = market.begin().await?;
    let detail = json!({ "address": network.to_string(), "rate": format!("{:?}", refused.act) });
    audit::write(market, &tx, &Actor::Visitor, Action::PasswordsGuessed, &subject, detail).await?;
    commit(tx).await
}

/// A proof that the browser which carries it has signed in to the account of `email`.
pub(super) fn device(market: &Market, email: &str) -> String {
    prove(market, email, chrono::Duration::days(DEVICE_DAYS))
}

/// The same for a while only, as it stands in the link that an owner is sent.
pub(super) fn device_link(market: &Market, email: &str) -> String {
    prove(market, email, chrono::Duration::minutes(LINK_MINUTES))
}

/// Queues the e-mail to the owner of an account that is being guessed at, with the link that makes a browser known. Not
/// waited for: how long it takes would tell that the password was right.
pub(super) fn send_device_link(market: &Market, account: &account::Model) {
    if market.brakes().admit(Act::EmailTo, &account.email).is_err() {
        return;
    }
    let (market, id) = (market.clone(), account.id);
    tokio::spawn(async move {
        let queued = async {
            let tx = market.begin().await?;
            market.enqueue(&tx, &SendEmail { email: Email::KnownBrowser { account: id } }).await?;
            commit(tx).await
        };
        if let Err(error) = queued.await {
            tracing::warn!(%error, account.id = %id, "the link that makes a browser known could not be queued");
        }
    });
}

/// Whether `proof` makes a browser known to anybody's account; the page that sets the cookie asks it.
pub fn is_device(market: &Market, proof: &str) -> bool {
    matches!(links::open(market.secret(), Purpose::Device, proof, market.now()), Opened::Open(_))
}

fn prove(market: &Market, email: &str, lasts: chrono::Duration) -> String {
    let number = market.id().simple().to_string();
    links::sign(market.secret(), Purpose::Device, &[&email::digest(email), &number], market.now() + lasts)
}

/// The number of the browser that `proof` stands for, if it is one of the account of `email`.
fn device_of(market: &Market, proof: &str, email: &str) -> Option<String> {
    match links::open(market.secret(), Purpose::Device, proof, market.now()) {
        Opened::Open(parts) => match &parts[..] {
            [of, number] if *of == email::digest(email) => Some(number.clone()),
            _ => None,
        },
        Opened::Expired | Opened::Forged => None,
    }
}
