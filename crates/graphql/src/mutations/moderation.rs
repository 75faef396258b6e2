//! Reporting and judging listings, and locking accounts.

use async_graphql::{Context, Enum, Error, ID, InputObject, Object, SimpleObject};
use basis::{Actor, ClientAddress, Scope};
use market::{
    FieldError,
    accounts::{self, LockOutcome},
    closing,
    moderation::{self, Decide, DecideOutcome, Report, ReportOutcome, TakeDown, TakeDownOutcome},
};

use crate::{
    query::uuid_of,
    refusal::{account, surprise},
    types::Problem,
};

/// What is wrong with a listing.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "market::moderation::ReportReason")]
enum ReportReason {
    /// It is the work of somebody else.
    Copy,
    /// Nobody may sell it.
    Forbidden,
    /// It is not what its page says.
    Misleading,
    /// Anything else.
    Other,
}

/// A report of a listing.
#[derive(InputObject)]
struct ReportListingInput {
    /// The listing.
    listing: ID,
    /// What is wrong.
    reason: ReportReason,
    /// How somebody else can see it, 20 to 4000 characters: an address of the original, a place, a sentence.
    words: String,
}

/// A moderator's yes or no.
#[derive(InputObject)]
struct DecideCaseInput {
    /// The case.
    case: ID,
    /// Whether it may be on sale.
    approve: bool,
    /// What the creator is told, at most 2000 characters; a no needs at least 10.
    #[graphql(default)]
    words: String,
    /// The version that was looked at, from `ModerationCase.version`: if the creator has changed the listing since,
    /// nothing is decided.
    version: String,
}

/// Whether it was done.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum ModerationStatus {
    /// It was.
    Done,
    /// There is no such thing, or it is the task of people with another role.
    NotFound,
    /// It is the asker's own: somebody else decides.
    Own,
    /// The listing was changed since it was looked at: look again.
    Changed,
    /// Something cannot stay as it was sent.
    Invalid,
}

/// The answer to reporting, judging or locking.
#[derive(SimpleObject)]
struct ModerationPayload {
    status: ModerationStatus,
    /// What happened, and what to do next.
    message: String,
    /// Input fields that cannot stay.
    problems: Vec<Problem>,
}

impl ModerationPayload {
    fn new(status: ModerationStatus, message: &str) -> Self {
        Self { status, message: message.to_owned(), problems: Vec::new() }
    }

    fn done(message: &str) -> Self {
        Self::new(ModerationStatus::Done, message)
    }

    fn not_found() -> Self {
        Self::new(ModerationStatus::NotFound, "There is no such thing here, or it is the task of another role.")
    }

    fn own(message: &str) -> Self {
        Self::new(ModerationStatus::Own, message)
    }

    fn invalid(wrong: Vec<FieldError>) -> Self {
        let problems = wrong.into_iter().map(Problem::from).collect();
        let message = "Nothing was done. Change what `problems` names, and send it again.".to_owned();
        Self { status: ModerationStatus::Invalid, message, problems }
    }
}

#[derive(Default)]
pub(crate) struct ModerationMutation;

#[Object]
impl ModerationMutation {
    /// Puts a listing on sale on the moderators' desk; anyone may, without a token, too.
    async fn report_listing(
        &self,
        context: &Context<'_>,
        input: ReportListingInput,
    ) -> Result<ModerationPayload, Error> {
        let client: &ClientAddress = context.data()?;
        let ReportListingInput { listing, reason, words } = input;
        let input = Report { listing: uuid_of(&listing)?, reason: reason.into(), words };
        let outcome = moderation::report(context.data()?, context.data()?, *client, input).await;
        Ok(match outcome.map_err(|error| surprise(&error))? {
            ReportOutcome::Reported => {
                ModerationPayload::done("A moderator will look at it. Until then it stays on sale.")
            }
            ReportOutcome::NotFound => ModerationPayload::not_found(),
            ReportOutcome::Invalid(wrong) => ModerationPayload::invalid(wrong),
        })
    }

    /// Decides an open case; for moderators.
    async fn decide_case(&self, context: &Context<'_>, input: DecideCaseInput) -> Result<ModerationPayload, Error> {
        let actor: &Actor = context.data()?;
        account(actor, &[Scope::Admin])?;
        let version = Some(input.version.parse().unwrap_or(0));
        let input = Decide { case: uuid_of(&input.case)?, approve: input.approve, words: input.words, version };
        let outcome = moderation::decide(context.data()?, actor, input).await;
        Ok(match outcome.map_err(|error| surprise(&error))? {
            DecideOutcome::Decided => ModerationPayload::done("Decided. The creator is told."),
            DecideOutcome::NotFound => ModerationPayload::not_found(),
            DecideOutcome::Own => ModerationPayload::own("It is your own listing. Another moderator decides."),
            DecideOutcome::Changed => {
                let message = "Its creator has changed it since. Look again, then decide.";
                ModerationPayload::new(ModerationStatus::Changed, message)
            }
            DecideOutcome::Invalid(wrong) => ModerationPayload::invalid(wrong),
        })
    }

    /// Takes a listing down for good, also from the libraries of those who bought it; for moderators and operators.
    async fn take_down_listing(
        &self,
        context: &Context<'_>,
        listing: ID,
        #[graphql(desc = "Why, 10 to 2000 characters: the creator is told so, and the audit log keeps it.")]
        words: String,
    ) -> Result<ModerationPayload, Error> {
        let actor: &Actor = context.data()?;
        account(actor, &[Scope::Admin])?;
        let input = TakeDown { listing: uuid_of(&listing)?, words };
        let outcome = moderation::take_down(context.data()?, actor, input).await;
        Ok(match outcome.map_err(|error| surprise(&error))? {
            TakeDownOutcome::TakenDown => ModerationPayload::done("Taken down. The creator is told."),
            TakeDownOutcome::NotFound => ModerationPayload::not_found(),
            TakeDownOutcome::Own => ModerationPayload::own("It is your own listing. Take it off sale instead."),
            TakeDownOutcome::Invalid(wrong) => ModerationPayload::invalid(wrong),
        })
    }

    /// Locks an account or opens it again; for operators. A locked one is signed out and cannot sign in.
    async fn lock_account(
        &self,
        context: &Context<'_>,
        account_id: ID,
        locked: bool,
        #[graphql(desc = "Why, 3 to 500 characters, for the audit log.")] words: String,
    ) -> Result<ModerationPayload, Error> {
        let actor: &Actor = context.data()?;
        account(actor, &[Scope::Admin])?;
        let outcome = accounts::lock_account(context.data()?, actor, uuid_of(&account_id)?, locked, &words).await;
        Ok(match outcome.map_err(|error| surprise(&error))? {
            LockOutcome::Done => ModerationPayload::done(if locked { "It is locked." } else { "It is open again." }),
            LockOutcome::NotFound => ModerationPayload::not_found(),
            LockOutcome::LastOperator => {
                ModerationPayload::own("It is your own account, or the last operator's: nobody could unlock it.")
            }
            LockOutcome::Invalid(wrong) => ModerationPayload::invalid(wrong),
        })
    }

    /// Opens an account again that its owner closed, before its days are over; for operators.
    async fn reopen_account(&self, context: &Context<'_>, account_id: ID) -> Result<ModerationPayload, Error> {
        let actor: &Actor = context.data()?;
        account(actor, &[Scope::Admin])?;
        let done = closing::reopen_account(context.data()?, actor, uuid_of(&account_id)?).await;
        Ok(match done.map_err(|error| surprise(&error))? {
            true => ModerationPayload::done("It is open again. What it sold stays off sale."),
            false => ModerationPayload::not_found(),
        })
    }
}
