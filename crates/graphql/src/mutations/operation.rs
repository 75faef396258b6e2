//! What operators do when something did not come to its end by itself.

use async_graphql::{Context, Enum, Error, ID, Object, SimpleObject};
use basis::{Actor, Scope};
use market::{
    Market,
    orders::{self, AskAgainOutcome},
    work,
};

use crate::{
    query::uuid_of,
    refusal::{account, surprise},
    types::Order,
};

/// What came of trying a job again.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "market::work::RetryOutcome")]
enum RetryJobStatus {
    /// It waits for its turn, from its first attempt.
    Queued,
    /// There is no such job that was given up, or the asker is no operator.
    NotFound,
    /// One that does the same waits already.
    WaitsAlready,
}

/// The answer to trying a job again.
#[derive(SimpleObject)]
struct RetryJobPayload {
    status: RetryJobStatus,
    /// What happened, and what to do next.
    message: &'static str,
}

/// What came of asking the payment provider.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum AskProviderStatus {
    /// It answered; `order` says where the order stands now.
    Answered,
    /// It does not answer; it is asked again by itself.
    Silent,
    /// There is no such order, or the asker is no operator.
    NotFound,
}

/// The answer to asking the payment provider.
#[derive(SimpleObject)]
struct AskProviderPayload {
    status: AskProviderStatus,
    /// What happened, and what to do next.
    message: &'static str,
    /// The order as it is now.
    order: Option<Order>,
}

#[derive(Default)]
pub(crate) struct OperationMutation;

#[Object]
impl OperationMutation {
    /// Queues a job again that was given up, as `maquette jobs dead` lists them; for operators.
    async fn retry_job(&self, context: &Context<'_>, job: ID) -> Result<RetryJobPayload, Error> {
        let (market, actor): (&Market, &Actor) = (context.data()?, context.data()?);
        account(actor, &[Scope::Admin])?;
        let outcome = work::retry_job(market, actor, uuid_of(&job)?).await.map_err(|error| surprise(&error))?;
        Ok(RetryJobPayload { status: outcome.into(), message: outcome.sentence() })
    }

    /// Asks the payment provider at once what became of an order, and settles it by the answer; for operators.
    async fn ask_provider(&self, context: &Context<'_>, order: ID) -> Result<AskProviderPayload, Error> {
        let (market, actor): (&Market, &Actor) = (context.data()?, context.data()?);
        account(actor, &[Scope::Admin])?;
        let id = uuid_of(&order)?;
        let outcome = orders::ask_again(market, actor, id).await.map_err(|error| surprise(&error))?;
        let status = match outcome {
            AskAgainOutcome::Answered(_) => AskProviderStatus::Answered,
            AskAgainOutcome::Silent => AskProviderStatus::Silent,
            AskAgainOutcome::NotFound => AskProviderStatus::NotFound,
        };
        // Who may not ask about an order is not shown it either.
        let order = match outcome {
            AskAgainOutcome::NotFound => None,
            _ => orders::order(market, actor, id).await.map_err(|error| surprise(&error))?,
        };
        Ok(AskProviderPayload { status, message: outcome.sentence(), order: order.map(Order) })
    }
}
