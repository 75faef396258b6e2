//! What an owner does with their account: name, password, address, sessions, closing it.

use async_graphql::{Context, Enum, Error, ID, InputObject, Object, SimpleObject};
use basis::{Actor, ClientAddress, Scope};
use market::{
    FieldError,
    accounts::{self, ChangeEmail, ChangeOutcome, ChangePassword, Origin, ResetOutcome},
    closing::{self, CloseAccount, CloseOutcome},
};

use crate::{
    query::uuid_of,
    refusal::{account, surprise},
    types::Problem,
};

/// Whether it was done.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum AccountStatus {
    /// It was.
    Done,
    /// The present password is wrong.
    WrongPassword,
    /// Something cannot stay as it was sent.
    Invalid,
    /// The link is too old, was followed already, or was never sent.
    Expired,
    /// Something has to be done first; `message` says what.
    NotYet,
}

/// The answer to changing something of an account.
#[derive(SimpleObject)]
struct AccountPayload {
    status: AccountStatus,
    /// What happened, and what to do next.
    message: String,
    /// Input fields that cannot stay.
    problems: Vec<Problem>,
}

impl AccountPayload {
    fn new(status: AccountStatus, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), problems: Vec::new() }
    }

    fn invalid(wrong: Vec<FieldError>) -> Self {
        let problems = wrong.into_iter().map(Problem::from).collect();
        let message = "Nothing was changed. Change what `problems` names, and send it again.".to_owned();
        Self { status: AccountStatus::Invalid, message, problems }
    }

    fn of(outcome: ChangeOutcome, done: &str) -> Self {
        match outcome {
            ChangeOutcome::Changed => Self::new(AccountStatus::Done, done),
            ChangeOutcome::WrongPassword | ChangeOutcome::NotAllowed => Self::wrong_password(),
            ChangeOutcome::Invalid(wrong) => Self::invalid(wrong),
        }
    }

    fn wrong_password() -> Self {
        Self::new(AccountStatus::WrongPassword, "This is not the password of the account. Nothing was changed.")
    }
}

/// A password that shall be another one.
#[derive(InputObject)]
struct ChangePasswordInput {
    /// The present one.
    current_password: String,
    /// The next one, 10 to 200 characters.
    new_password: String,
}

/// An address that shall be another one.
#[derive(InputObject)]
struct ChangeEmailInput {
    /// The next one, 3 to 254 characters.
    email: String,
    /// The present password.
    password: String,
}

#[derive(Default)]
pub(crate) struct OwnAccountMutation;

#[Object]
impl OwnAccountMutation {
    /// Sends a link to set a new password to `email`, if it has an account; the answer is the same if it has none.
    async fn request_password_reset(&self, context: &Context<'_>, email: String) -> Result<AccountPayload, Error> {
        let client: &ClientAddress = context.data()?;
        accounts::ask_reset(context.data()?, *client, &email).await.map_err(|error| surprise(&error))?;
        let message = "If the address has an account, an e-mail is on its way. Its link works once, for an hour.";
        Ok(AccountPayload::new(AccountStatus::Done, message))
    }

    /// Sets a new password by the secret in the e-mail: what follows `token=` in its link. Every browser is signed out.
    async fn reset_password(
        &self,
        context: &Context<'_>,
        secret: String,
        #[graphql(desc = "10 to 200 characters.")] new_password: String,
    ) -> Result<AccountPayload, Error> {
        let outcome = accounts::reset_password(context.data()?, &secret, &new_password).await;
        Ok(match outcome.map_err(|error| surprise(&error))? {
            ResetOutcome::Reset => AccountPayload::new(AccountStatus::Done, "The new password is set."),
            ResetOutcome::Invalid(wrong) => AccountPayload::invalid(wrong),
            ResetOutcome::Expired => {
                let message = "This link is too old or was followed already. Ask for another one.";
                AccountPayload::new(AccountStatus::Expired, message)
            }
        })
    }

    /// Changes the asker's password. Every browser is signed out; tokens stay.
    async fn change_password(
        &self,
        context: &Context<'_>,
        input: ChangePasswordInput,
    ) -> Result<AccountPayload, Error> {
        let actor: &Actor = context.data()?;
        account(actor, &[Scope::Admin])?;
        let ChangePasswordInput { current_password: current, new_password: new } = input;
        let input = ChangePassword { current, new, session: None, origin: origin(context)? };
        let outcome = accounts::change_password(context.data()?, actor, input).await;
        Ok(AccountPayload::of(outcome.map_err(|error| surprise(&error))?, "The new password is set."))
    }

    /// Sends a link to the address that the asker wants to have; the account has it once the link is followed.
    async fn change_email(&self, context: &Context<'_>, input: ChangeEmailInput) -> Result<AccountPayload, Error> {
        let actor: &Actor = context.data()?;
        account(actor, &[Scope::Admin])?;
        let input = ChangeEmail { email: input.email, password: input.password, origin: origin(context)? };
        let outcome = accounts::change_email(context.data()?, actor, input).await;
        let done = "An e-mail is on its way to the new address. Follow its link within two days.";
        Ok(AccountPayload::of(outcome.map_err(|error| surprise(&error))?, done))
    }

    /// Changes what others see of the asker.
    async fn rename_account(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The new name, 2 to 80 characters.")] name: String,
    ) -> Result<AccountPayload, Error> {
        let actor: &Actor = context.data()?;
        account(actor, &[Scope::Admin])?;
        let outcome = accounts::rename(context.data()?, actor, &name).await;
        Ok(AccountPayload::of(outcome.map_err(|error| surprise(&error))?, "The name is saved."))
    }

    /// Signs one browser of the asker out, or all of them.
    async fn end_sessions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which one, from `viewer.sessions`; all of them without it.")] id: Option<ID>,
    ) -> Result<AccountPayload, Error> {
        let actor: &Actor = context.data()?;
        account(actor, &[Scope::Admin])?;
        let ended = match id {
            Some(id) => accounts::end_session(context.data()?, actor, uuid_of(&id)?).await,
            None => accounts::end_all_sessions(context.data()?, actor).await,
        };
        ended.map_err(|error| surprise(&error))?;
        Ok(AccountPayload::new(AccountStatus::Done, "Signed out."))
    }

    /// Closes the asker's account: it is signed out, its tokens end (this one, too), what it sells goes off sale.
    async fn close_account(&self, context: &Context<'_>, password: String) -> Result<AccountPayload, Error> {
        let actor: &Actor = context.data()?;
        account(actor, &[Scope::Admin])?;
        let input = CloseAccount { password, origin: origin(context)? };
        let outcome = closing::close_account(context.data()?, actor, input).await;
        Ok(match outcome.map_err(|error| surprise(&error))? {
            CloseOutcome::Closed => AccountPayload::new(AccountStatus::Done, "The account is closed."),
            CloseOutcome::NotYet(first) => AccountPayload::new(AccountStatus::NotYet, first.join(" ")),
            CloseOutcome::WrongPassword | CloseOutcome::NotAllowed => AccountPayload::wrong_password(),
        })
    }
}

fn origin(context: &Context<'_>) -> Result<Origin, Error> {
    Ok(Origin::new(*context.data::<ClientAddress>()?))
}
