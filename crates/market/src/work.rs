//! The background work: which job is done by what, and trying again what was given up.

use basis::{Actor, Role, Scope};
use jobs::{Job, Retried, Runner};
use serde_json::json;
use store::bell::{self, Topic};
use uuid::Uuid;

use crate::{
    Email, Error, Market, SendEmail, accounts,
    audit::{self, Action},
    blobs::{self, COLLECT_EVERY, CollectGarbage, RemoveBlobs, SCRUB_EVERY, ScrubBlobs},
    catalog::{self, IndexShop},
    closing::{self, CloseShop},
    context::commit,
    ingest::{self, ExamineFile, FinishFile, MendFile},
    mail, moderation,
    orders::{self, MailOrder, ReconcileOrder, RefundOrder, SettleOrder},
    prune::{PRUNE_EVERY, Prune, prune},
    shops::{self, MakeShopPicture},
};

/// A runner that knows every kind of job that the market queues, and queues by itself what is done once a period.
pub fn runner(market: &Market) -> Runner<Market> {
    let (clock, random) = (market.clock().clone(), market.random().clone());
    Runner::new(market.store().clone(), clock, random, market.clone())
        .register(|market: Market, running, job: ExamineFile| async move {
            Ok(ingest::examine_file(&market, &job, Some(&running)).await?)
        })
        .when_given_up(|market: &Market, tx, job: ExamineFile, why| {
            Box::pin(async move { Ok(ingest::examination_given_up(market, tx, &job, why).await?) })
        })
        .register(|market: Market, _, job: FinishFile| async move { Ok(ingest::finish_file(&market, &job).await?) })
        .register(|market: Market, _, job: MakeShopPicture| async move {
            Ok(shops::make_shop_picture(&market, &job).await?)
        })
        .when_given_up(|_: &Market, tx, job: MakeShopPicture, why| {
            Box::pin(async move { Ok(shops::making_given_up(tx, &job, why).await?) })
        })
        .register(|market: Market, _, job: MendFile| async move { Ok(ingest::mend_file(&market, &job).await?) })
        .register(|market: Market, _, job: SettleOrder| async move { Ok(orders::settle_order(&market, &job).await?) })
        .when_given_up(|market: &Market, tx, job: SettleOrder, why| {
            Box::pin(async move { Ok(orders::settling_given_up(market, tx, &job, why).await?) })
        })
        .register(
            |market: Market, _, job: ReconcileOrder| async move { Ok(orders::reconcile_order(&market, &job).await?) },
        )
        .register(|market: Market, _, job: RefundOrder| async move { Ok(orders::refund_order(&market, &job).await?) })
        .register(|market: Market, running, job: MailOrder| async move {
            Ok(mail::as_job(running.id, orders::mail_order(&market, &job)).await?)
        })
        .register(|market: Market, _, job: IndexShop| async move { Ok(catalog::index_shop(&market, &job).await?) })
        .register(|market: Market, _, job: CloseShop| async move { Ok(closing::close_shop(&market, &job).await?) })
        .register(|market: Market, running, job: SendEmail| async move {
            Ok(mail::as_job(running.id, send(&market, job.email)).await?)
        })
        .register(|market: Market, _, job: Prune| async move {
            prune(&market, &job).await?;
            Ok(())
        })
        .register(|market: Market, _, job: RemoveBlobs| async move { Ok(blobs::remove_blobs(&market, &job).await?) })
        .register(|market: Market, _, _: CollectGarbage| async move { Ok(blobs::collect_garbage(&market).await?) })
        .register(|market: Market, _, _: ScrubBlobs| async move { Ok(blobs::scrub_blobs(&market).await?) })
        .every(PRUNE_EVERY, Prune {})
        .every(COLLECT_EVERY, CollectGarbage {})
        .every(SCRUB_EVERY, ScrubBlobs {})
}

async fn send(market: &Market, email: Email) -> Result<(), Error> {
    match email {
        Email::CaseDecided { case } => moderation::write_decision(market, case).await,
        Email::ShopCleared { shop, words } => shops::write_cleared(market, shop, &words).await,
        Email::TakenDown { listing, words } => moderation::write_taken_down(market, listing, &words).await,
        about_an_account => accounts::write_email(market, &about_an_account).await,
    }
}

/// What came of trying a job again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryOutcome {
    /// It waits again, from its first attempt.
    Queued,
    /// There is no such job that was given up, or the asker is no operator.
    NotFound,
    /// One that does the same waits already.
    WaitsAlready,
}

impl RetryOutcome {
    /// What happened and what to do next, in a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Queued => "It waits for its turn again.",
            Self::NotFound => "There is no such job that was given up. Reload the page: it may have been tried again.",
            Self::WaitsAlready => "The same work waits for its turn already.",
        }
    }
}

/// Queues a job that was given up again, together with what its end had written.
///
/// # Errors
/// The database does not answer.
pub async fn retry_job(market: &Market, actor: &Actor, id: Uuid) -> Result<RetryOutcome, Error> {
    if !actor.is(Role::Operator) || !actor.may(Scope::Admin) {
        return Ok(RetryOutcome::NotFound);
    }
    let tx = market.begin().await?;
    let (kind, arguments) = match jobs::retry(&tx, market.clock().as_ref(), id).await? {
        Retried::Queued { kind, arguments } => (kind, arguments),
        Retried::WaitsAlready => return Ok(RetryOutcome::WaitsAlready),
        Retried::NotDead => return Ok(RetryOutcome::NotFound),
    };
    if kind == ExamineFile::KIND
        && let Ok(job) = serde_json::from_value::<ExamineFile>(arguments)
    {
        ingest::wait_again(&tx, job.file).await?;
    }
    audit::write(market, &tx, actor, Action::RetriedJob, &format!("job:{id}"), json!({ "kind": kind })).await?;
    commit(tx).await?;
    Ok(RetryOutcome::Queued)
}

/// Cancels a job that waits or runs; false where it has ended, or the asker is no operator. One that runs is stopped with
/// the process it started.
///
/// # Errors
/// The database does not answer.
pub async fn cancel_job(market: &Market, actor: &Actor, id: Uuid) -> Result<bool, Error> {
    if !actor.is(Role::Operator) || !actor.may(Scope::Admin) {
        return Ok(false);
    }
    let tx = market.begin().await?;
    if !jobs::cancel_in(&tx, market.clock().as_ref(), id).await? {
        return Ok(false);
    }
    audit::write(market, &tx, actor, Action::CancelledJob, &format!("job:{id}"), json!({})).await?;
    commit(tx).await?;
    bell::ring(Topic::Cancelled);
    Ok(true)
}
