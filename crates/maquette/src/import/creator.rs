//! Who sells what is imported: accounts are opened where there are none.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use basis::{Actor, Role, Scope, SystemRandom};
use market::{
    Market,
    accounts::{self, SetRoles, SignUp, SignUpOutcome},
};
use uuid::Uuid;

/// A creator with their shop.
#[derive(Clone, Debug)]
pub struct Creator {
    /// As the one who asks.
    pub actor: Actor,
    /// Where they sell.
    pub shop: Uuid,
}

/// Creators by the word that named them, each looked up once.
#[derive(Default)]
pub struct Creators(BTreeMap<String, Creator>);

impl Creators {
    /// The creator that `word` names: an e-mail address, or a name, for which an address is made up.
    ///
    /// # Errors
    /// The word names nobody who could have an account, or the database does not answer.
    pub async fn of(&mut self, market: &Market, word: &str) -> Result<Creator> {
        if let Some(known) = self.0.get(word) {
            return Ok(known.clone());
        }
        let creator = find_or_open(market, word).await?;
        self.0.insert(word.to_owned(), creator.clone());
        Ok(creator)
    }
}

async fn find_or_open(market: &Market, word: &str) -> Result<Creator> {
    let (email, name) = address_and_name(word);
    let (account, mut roles) = match accounts::by_email(market, &email).await? {
        Some(profile) => (profile.id, profile.roles),
        None => (open_account(market, &email, &name).await?, vec![Role::Buyer, Role::Creator]),
    };
    if !roles.contains(&Role::Creator) {
        roles.push(Role::Creator);
        let set = SetRoles { account, roles: roles.clone() };
        accounts::set_roles(market, &Actor::System, set).await?;
    }
    let shop = accounts::shop_of(market, account).await?.with_context(|| format!("{email} has no shop"))?;
    Ok(Creator { actor: Actor::Account { account, roles, scopes: Scope::ALL.to_vec() }, shop: shop.id })
}

/// Opens an account under a password that nobody knows, its address taken as proven: the operator vouches for it.
async fn open_account(market: &Market, email: &str, name: &str) -> Result<Uuid> {
    let password = basis::token(&SystemRandom, "");
    let input = SignUp { email: email.to_owned(), name: name.to_owned(), password, sells: true };
    match accounts::add_account(market, input, &[Role::Buyer, Role::Creator], true).await? {
        SignUpOutcome::SignedUp(id) => Ok(id),
        SignUpOutcome::Invalid(wrong) => {
            let words: Vec<_> = wrong.into_iter().map(|error| error.message).collect();
            bail!("the creator {email} cannot have an account: {}", words.join(" "))
        }
    }
}

fn address_and_name(word: &str) -> (String, String) {
    let word = word.trim();
    if let Some((local, _)) = word.split_once('@') {
        let name = if local.chars().count() < 2 { format!("Creator {local}") } else { local.to_owned() };
        return (word.to_lowercase(), name);
    }
    let plain = |letter: char| if letter.is_alphanumeric() { letter } else { '-' };
    let local: String = word.to_lowercase().chars().map(plain).take(60).collect();
    // `invalid` is kept free for ever (RFC 2606), so that no letter goes astray.
    (format!("{local}@creators.invalid"), word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gets_an_address_that_reaches_nobody() {
        let own = |email: &str, name: &str| (email.to_owned(), name.to_owned());
        assert_eq!(address_and_name("Ada@Example.org"), own("ada@example.org", "Ada"));
        assert_eq!(address_and_name("Ada Lovelace"), own("ada-lovelace@creators.invalid", "Ada Lovelace"));
    }
}
