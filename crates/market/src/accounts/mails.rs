//! The e-mails about an account: each is written when it leaves, from what stands then.

use sea_orm::EntityTrait;
use store::entities::{account, email_token::EmailPurpose};
use uuid::Uuid;

use super::{guess, mailed_link};
use crate::{Email, Error, Market};

/// Writes and sends one of them; nothing where it is pointless by now.
///
/// # Errors
/// The database or the mail server does not answer.
pub(crate) async fn write(market: &Market, email: &Email) -> Result<(), Error> {
    match email {
        Email::VerifyAddress { account } => verify(market, *account).await,
        Email::SignedUpAgain { account } => signed_up_again(market, *account).await,
        Email::ResetPassword { account } => reset(market, *account).await,
        Email::PasswordChanged { account } => password_changed(market, *account).await,
        Email::ConfirmAddress { account } => confirm(market, *account).await,
        Email::AddressChanged { account } => address_changed(market, *account).await,
        Email::AccountClosed { account } => closed(market, *account).await,
        Email::KnownBrowser { account } => known_browser(market, *account).await,
        Email::CaseDecided { .. } | Email::ShopCleared { .. } | Email::TakenDown { .. } => Ok(()),
    }
}

async fn person(market: &Market, id: Uuid) -> Result<Option<account::Model>, Error> {
    Ok(account::Entity::find_by_id(id).one(market.store().read()).await?)
}

async fn verify(market: &Market, id: Uuid) -> Result<(), Error> {
    let Some(person) = person(market, id).await?.filter(|row| row.email_verified_at.is_none()) else { return Ok(()) };
    let secret = mailed_link::issue(market, id, EmailPurpose::Verify, &person.email).await?;
    let settings = market.settings();
    let text = format!(
        "Hello {},\n\nfollow this link to prove that this address is yours:\n\n{}/verify-email?token={secret}\n\n\
         It works for two days. If you did not sign up at {}, do nothing.\n",
        person.name, settings.base_url, settings.site_name
    );
    market.mail().send(&person.email, &format!("Your address at {}", settings.site_name), &text).await
}

async fn signed_up_again(market: &Market, id: Uuid) -> Result<(), Error> {
    let Some(person) = person(market, id).await? else { return Ok(()) };
    let settings = market.settings();
    if person.closed_at.is_some() {
        let text = format!(
            "Hello {},\n\nyou, or somebody else, just wanted to use this address for an account at {}. It belongs to an \
             account that is closed, and is free again once that one is forgotten. Until then the operator can open the \
             closed one again.\n\nIf it was not you, do nothing.\n",
            person.name, settings.site_name
        );
        return market.mail().send(&person.email, &format!("Your account at {}", settings.site_name), &text).await;
    }
    let text = format!(
        "Hello {},\n\nyou, or somebody else, just wanted to use this address for an account at {}. It has one already: \
         sign in at\n\n{base}/sign-in\n\nIf you have forgotten the password, set a new one at\n\n\
         {base}/forgot-password\n\nIf it was not you, do nothing.\n",
        person.name,
        settings.site_name,
        base = settings.base_url
    );
    market.mail().send(&person.email, &format!("Your account at {}", settings.site_name), &text).await
}

async fn reset(market: &Market, id: Uuid) -> Result<(), Error> {
    let person = person(market, id).await?.filter(|row| row.closed_at.is_none() && row.locked_at.is_none());
    let Some(person) = person else { return Ok(()) };
    let secret = mailed_link::issue(market, id, EmailPurpose::Reset, &person.email).await?;
    let settings = market.settings();
    let text = format!(
        "Hello {},\n\nset a new password for your account at {}:\n\n{}/reset-password?token={secret}\n\n\
         The link works once, for an hour. If you did not ask for it, do nothing: your password stays as it is.\n",
        person.name, settings.site_name, settings.base_url
    );
    market.mail().send(&person.email, &format!("A new password for {}", settings.site_name), &text).await
}

async fn password_changed(market: &Market, id: Uuid) -> Result<(), Error> {
    let Some(person) = person(market, id).await?.filter(|row| row.closed_at.is_none()) else { return Ok(()) };
    let settings = market.settings();
    let text = format!(
        "Hello {},\n\nyour password at {} was changed, and other browsers were signed out. API tokens still work: look \
         at them at\n\n{base}/account\n\nIf it was not you, set a new password at once:\n\n{base}/forgot-password\n",
        person.name,
        settings.site_name,
        base = settings.base_url
    );
    market.mail().send(&person.email, &format!("Your password at {} was changed", settings.site_name), &text).await
}

async fn confirm(market: &Market, id: Uuid) -> Result<(), Error> {
    let Some(person) = person(market, id).await?.filter(|row| row.closed_at.is_none()) else { return Ok(()) };
    let Some(wanted) = &person.new_email else { return Ok(()) };
    let secret = mailed_link::issue(market, id, EmailPurpose::Change, wanted).await?;
    let settings = market.settings();
    let text = format!(
        "Hello {},\n\nfollow this link, and your account at {} has this address from then on:\n\n\
         {}/verify-email?token={secret}\n\nIt works for two days. If you did not ask for it, do nothing.\n",
        person.name, settings.site_name, settings.base_url
    );
    market.mail().send(wanted, &format!("Your new address at {}", settings.site_name), &text).await
}

/// To the former address, which is the only one that its owner surely reads.
async fn address_changed(market: &Market, id: Uuid) -> Result<(), Error> {
    let Some(person) = person(market, id).await?.filter(|row| row.closed_at.is_none()) else { return Ok(()) };
    let Some(former) = &person.old_email else { return Ok(()) };
    let secret = mailed_link::issue(market, id, EmailPurpose::Undo, former).await?;
    let settings = market.settings();
    let text = format!(
        "Hello {},\n\nyour account at {} has another e-mail address now. If you changed it, do nothing.\n\nIf it was not \
         you, take the account back within seven days:\n\n{}/account/undo?token={secret}\n",
        person.name, settings.site_name, settings.base_url
    );
    market.mail().send(former, &format!("Your address at {} was changed", settings.site_name), &text).await
}

async fn closed(market: &Market, id: Uuid) -> Result<(), Error> {
    let Some(person) = person(market, id).await?.filter(|row| row.closed_at.is_some()) else { return Ok(()) };
    let settings = market.settings();
    let text = format!(
        "Hello {},\n\nyour account at {} is closed. What is kept of you is removed in {} days; until then the operator \
         can open it again. Orders stay in the books, as the law requires, without your name.\n",
        person.name, settings.site_name, settings.closed_accounts_kept_days
    );
    market.mail().send(&person.email, &format!("Your account at {} is closed", settings.site_name), &text).await
}

async fn known_browser(market: &Market, id: Uuid) -> Result<(), Error> {
    let person = person(market, id).await?.filter(|row| row.closed_at.is_none() && row.locked_at.is_none());
    let Some(person) = person else { return Ok(()) };
    let proof = guess::device_link(market, &person.email);
    let settings = market.settings();
    let text = format!(
        "Hello {},\n\nsomebody is trying to guess your password at {}, and you, or somebody who knows it, just gave the \
         right one in a browser that we do not know.\n\nIf it was you, open this link in that browser, then sign in \
         again:\n\n{base}/sign-in/device?proof={proof}\n\nIt works for an hour. If it was not you, set a new \
         password:\n\n{base}/forgot-password\n",
        person.name,
        settings.site_name,
        base = settings.base_url
    );
    market.mail().send(&person.email, &format!("Signing in to {}", settings.site_name), &text).await
}
