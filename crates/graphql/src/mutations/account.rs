//! Signing up, proving an address, tokens.

use async_graphql::{Context, Enum, Error, ID, InputObject, Object, SimpleObject};
use basis::{Actor, ClientAddress, Scope};
use market::accounts::{self, Confirm, NewToken, Origin, SignUp, TokenOutcome, VerifyOutcome, Welcome};

use crate::{
    query::uuid_of,
    refusal::{account, surprise},
    types::{Problem, TokenScope},
};

/// A new account.
#[derive(InputObject)]
struct SignUpInput {
    /// Where e-mails go, 3 to 254 characters.
    email: String,
    /// What others will see, 2 to 80 characters.
    name: String,
    /// 10 to 200 characters; a sentence is easy to keep.
    password: String,
    /// Whether they mean to sell: a shop is opened for them.
    #[graphql(default)]
    sells: bool,
}

/// What came of signing up.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum SignUpStatus {
    /// An e-mail is on its way; where the address has an account already, it says so to its owner.
    SignedUp,
    /// Something cannot stay as it was sent.
    Invalid,
}

/// The answer to signing up.
#[derive(SimpleObject)]
struct SignUpPayload {
    status: SignUpStatus,
    /// What to do next.
    message: String,
    /// Input fields that cannot stay.
    problems: Vec<Problem>,
}

/// What came of following the e-mail's link.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum VerifyEmailStatus {
    /// The address is proven, now or before.
    Verified,
    /// The account has this address from now on.
    Changed,
    /// Another account took the address meanwhile; nothing was changed.
    Taken,
    /// The link is too old, or no such link was sent.
    Expired,
}

/// The answer to the e-mail's secret.
#[derive(SimpleObject)]
struct VerifyEmailPayload {
    status: VerifyEmailStatus,
    /// What to do next.
    message: String,
}

/// A new token.
#[derive(InputObject)]
struct CreateTokenInput {
    /// Whose account.
    email: String,
    /// Its password.
    password: String,
    /// What the token is for, 1 to 80 characters.
    name: String,
    /// How far it reaches, 1 to 16 entries.
    scopes: Vec<TokenScope>,
    /// After how long it ends by itself, 1 to 730 days; without it, it works until it is withdrawn.
    days: Option<u32>,
}

/// What came of making a token.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum CreateTokenStatus {
    /// It stands.
    Created,
    /// Address or password is wrong; which of them is not told.
    WrongPassword,
    /// An operator locked the account, or its owner closed it.
    Locked,
    /// Something cannot stay as it was sent.
    Invalid,
}

/// The answer to making a token.
#[derive(SimpleObject)]
struct CreateTokenPayload {
    status: CreateTokenStatus,
    /// What to do next.
    message: String,
    /// The secret, shown now and never again. Send it as `Authorization: Bearer …`.
    token: Option<String>,
    /// What `revokeToken` takes.
    id: Option<ID>,
    /// Input fields that cannot stay.
    problems: Vec<Problem>,
}

/// The answer to withdrawing a token.
#[derive(SimpleObject)]
struct RevokeTokenPayload {
    /// Whether there was such a token.
    revoked: bool,
}

#[derive(Default)]
pub(crate) struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Opens an account and sends the e-mail that proves its address.
    async fn sign_up(&self, context: &Context<'_>, input: SignUpInput) -> Result<SignUpPayload, Error> {
        let SignUpInput { email, name, password, sells } = input;
        let client: &ClientAddress = context.data()?;
        let outcome = accounts::sign_up(context.data()?, *client, SignUp { email, name, password, sells }).await;
        Ok(match outcome.map_err(|error| surprise(&error))? {
            Welcome::Sent(_) => SignUpPayload {
                status: SignUpStatus::SignedUp,
                message: "An e-mail is on its way. Its link proves the address; it works for two days.".to_owned(),
                problems: Vec::new(),
            },
            Welcome::Invalid(wrong) => SignUpPayload {
                status: SignUpStatus::Invalid,
                message: "Nothing was opened. Change what `problems` names, and sign up again.".to_owned(),
                problems: wrong.into_iter().map(Problem::from).collect(),
            },
        })
    }

    /// Proves an address by the secret in the e-mail: what follows `token=` in its link.
    async fn verify_email(&self, context: &Context<'_>, secret: String) -> Result<VerifyEmailPayload, Error> {
        let input = Confirm { secret, ..Confirm::default() };
        let outcome = accounts::verify_email(context.data()?, input).await.map_err(|error| surprise(&error))?;
        let (status, message) = match outcome {
            VerifyOutcome::Verified { .. } => (VerifyEmailStatus::Verified, "The address is confirmed."),
            VerifyOutcome::Changed => (VerifyEmailStatus::Changed, "This is the account's address from now on."),
            VerifyOutcome::Taken => {
                (VerifyEmailStatus::Taken, "Another account has this address by now. Nothing was changed.")
            }
            VerifyOutcome::Expired => (
                VerifyEmailStatus::Expired,
                "This link is too old or was never sent. Sign in on the site and ask for a new e-mail.",
            ),
        };
        Ok(VerifyEmailPayload { status, message: message.to_owned() })
    }

    /// Makes a token for whoever knows the password. Keep the token, not the password, in a program.
    async fn create_token(&self, context: &Context<'_>, input: CreateTokenInput) -> Result<CreateTokenPayload, Error> {
        let scopes = input.scopes.into_iter().map(Scope::from).collect();
        let new = NewToken { name: input.name, scopes, days: input.days };
        let origin = Origin::new(*context.data::<ClientAddress>()?);
        let market = context.data()?;
        let outcome = accounts::make_token_by_password(market, &origin, &input.email, &input.password, new).await;
        let refused = |status, message: &str, problems| CreateTokenPayload {
            status,
            message: message.to_owned(),
            token: None,
            id: None,
            problems,
        };
        Ok(match outcome.map_err(|error| surprise(&error))? {
            TokenOutcome::Made { id, secret } => CreateTokenPayload {
                status: CreateTokenStatus::Created,
                message: "Keep it now: it is never shown again.".to_owned(),
                token: Some(secret),
                id: Some(id.into()),
                problems: Vec::new(),
            },
            TokenOutcome::Invalid(wrong) => refused(
                CreateTokenStatus::Invalid,
                "Nothing was made. Change what `problems` names.",
                wrong.into_iter().map(Problem::from).collect(),
            ),
            TokenOutcome::WrongPassword | TokenOutcome::NotAllowed => refused(
                CreateTokenStatus::WrongPassword,
                "Address or password is wrong. Nothing is lost: try again.",
                Vec::new(),
            ),
            TokenOutcome::Locked => refused(
                CreateTokenStatus::Locked,
                "This account is locked or closed. Write to the operator.",
                Vec::new(),
            ),
        })
    }

    /// Withdraws a token of the asker.
    async fn revoke_token(&self, context: &Context<'_>, id: ID) -> Result<RevokeTokenPayload, Error> {
        let actor: &Actor = context.data()?;
        account(actor, &[Scope::Admin])?;
        let revoked = accounts::revoke_token(context.data()?, actor, uuid_of(&id)?).await;
        Ok(RevokeTokenPayload { revoked: revoked.map_err(|error| surprise(&error))? })
    }
}
