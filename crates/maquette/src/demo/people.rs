//! The accounts of the demonstration market.

use anyhow::{Context, Result};
use basis::{Actor, Role, Scope};
use generate::creators;
use market::{
    Market,
    accounts::{self, EditShop, SignUp, SignUpOutcome},
};

/// The password of every account here: a demo keeps no secrets.
const PASSWORD: &str = "the demo password";

/// Whoever tries the demo signs in as one of these.
pub const SIGN_INS: [&str; 4] = [
    "Sign in as",
    "  a buyer     mira@example.org      the demo password",
    "  a creator   orla@example.org      the demo password",
    "  an operator operator@example.org  the demo password",
];

/// Stands once everything else does: what its visitors change afterwards is theirs, and nothing is made again.
const LAST: &str = "moderator@example.org";

/// Who sells and who buys.
pub(super) struct People {
    /// In the order of [`creators`].
    pub(super) sellers: Vec<Actor>,
    pub(super) buyer: Actor,
}

/// Opens the accounts that are not there yet; none where the whole market stands already.
pub(super) async fn open(market: &Market) -> Result<Option<People>> {
    if accounts::by_email(market, LAST).await?.is_some() {
        return Ok(None);
    }
    let mut sellers = Vec::new();
    for creator in creators() {
        let email = format!("{}@example.org", creator.email_local);
        let actor = account(market, &email, creator.name, &[Role::Buyer, Role::Creator]).await?;
        let shop = EditShop { title: creator.shop.to_owned(), bio: creator.bio.to_owned(), links: None };
        accounts::edit_shop(market, &actor, shop).await?;
        sellers.push(actor);
    }
    let buyer = account(market, "mira@example.org", "Mira Okafor", &[Role::Buyer]).await?;
    account(market, "operator@example.org", "Noor Visser", &Role::ALL).await?;
    Ok(Some(People { sellers, buyer }))
}

/// Notes that the whole market stands.
pub(super) async fn note_whole(market: &Market) -> Result<()> {
    account(market, LAST, "Ines Duarte", &[Role::Buyer, Role::Moderator]).await.map(drop)
}

async fn account(market: &Market, email: &str, name: &str, roles: &[Role]) -> Result<Actor> {
    let input = SignUp { email: email.to_owned(), name: name.to_owned(), password: PASSWORD.to_owned(), sells: false };
    let account = match accounts::add_account(market, input, roles, true).await? {
        SignUpOutcome::SignedUp(account) => account,
        // A run that was broken off left it.
        SignUpOutcome::Invalid(_) => accounts::by_email(market, email).await?.context("the account stands")?.id,
    };
    Ok(Actor::Account { account, roles: roles.to_vec(), scopes: Scope::ALL.to_vec() })
}
