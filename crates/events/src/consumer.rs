//! Who acts on events, and how.

use std::{any::Any, sync::Arc};

use sea_orm::DbErr;
use store::Tx;

use crate::Event;

/// Why a consumer could not act on an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It may go better later: the event comes again, later each time, and is parked after some times.
    Retry(String),
    /// It never will: the event is parked with this reason, and the next one comes.
    Park(String),
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        Self::Retry(error.to_string())
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Self::Retry(error.to_string())
    }
}

/// Acts on events in the database, quickly: each effect stands with the cursor's move, exactly once.
#[async_trait::async_trait]
pub trait Consumer: Send + Sync + 'static {
    /// The name under which the cursor is kept.
    fn name(&self) -> &'static str;

    /// Acts on one event, in the transaction in which the cursor moves. What a failure has written is taken back.
    ///
    /// # Errors
    /// Whatever keeps it from acting, and whether it may go better later.
    async fn handle(&self, tx: &Tx, event: &Event) -> Result<(), Failure>;

    /// Hears that what it did stands, once for several events.
    fn committed(&self) {}
}

/// Does slow work for an event outside of any transaction (a model's inference, a call over the network), and then
/// writes its effect in the transaction in which the cursor moves.
///
/// The work may be done more than once: after a crash, or beside another process whose lease ran out. Its effect is
/// written once, because it is dropped where the cursor has moved meanwhile. Work that is seen outside must therefore be
/// idempotent by itself; the event's `id` is the key for that.
#[async_trait::async_trait]
pub trait SlowConsumer: Send + Sync + 'static {
    /// What the work gives.
    type Work: Send + 'static;

    /// The name under which the cursor is kept.
    fn name(&self) -> &'static str;

    /// Does the work. No transaction is open.
    ///
    /// # Errors
    /// Whatever keeps it from being done, and whether it may go better later.
    async fn work(&self, event: &Event) -> Result<Self::Work, Failure>;

    /// Writes what the work gave.
    ///
    /// # Errors
    /// Whatever keeps it from being written, and whether it may go better later.
    async fn write(&self, tx: &Tx, event: &Event, work: Self::Work) -> Result<(), Failure>;

    /// Hears that what it did stands.
    fn committed(&self) {}
}

/// A consumer of either shape.
#[derive(Clone)]
pub enum Reader {
    /// Acts in the transaction, on several events at a time.
    Quick(Arc<dyn Consumer>),
    /// Works first, on one event at a time.
    Slow(Arc<dyn AnySlow>),
}

impl Reader {
    /// Reads by a consumer that acts in the transaction.
    pub fn quick(consumer: impl Consumer) -> Self {
        Self::Quick(Arc::new(consumer))
    }

    /// Reads by a consumer that works first.
    pub fn slow(consumer: impl SlowConsumer) -> Self {
        Self::Slow(Arc::new(Slow(consumer)))
    }

    /// The name under which the cursor is kept.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Quick(consumer) => consumer.name(),
            Self::Slow(consumer) => consumer.name(),
        }
    }

    pub(crate) fn committed(&self) {
        match self {
            Self::Quick(consumer) => consumer.committed(),
            Self::Slow(consumer) => consumer.committed(),
        }
    }
}

/// What the work of some slow consumer gave.
pub type Work = Box<dyn Any + Send>;

/// A slow consumer whose work may be of any type; see [`Reader::slow`].
#[async_trait::async_trait]
#[doc(hidden)]
pub trait AnySlow: Send + Sync {
    fn name(&self) -> &'static str;
    async fn work(&self, event: &Event) -> Result<Work, Failure>;
    async fn write(&self, tx: &Tx, event: &Event, work: Work) -> Result<(), Failure>;
    fn committed(&self);
}

struct Slow<C>(C);

#[async_trait::async_trait]
impl<C: SlowConsumer> AnySlow for Slow<C> {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    async fn work(&self, event: &Event) -> Result<Work, Failure> {
        Ok(Box::new(self.0.work(event).await?))
    }

    async fn write(&self, tx: &Tx, event: &Event, work: Work) -> Result<(), Failure> {
        match work.downcast::<C::Work>() {
            Ok(work) => self.0.write(tx, event, *work).await,
            Err(_) => Err(Failure::Park("the work is of another consumer's type".to_owned())),
        }
    }

    fn committed(&self) {
        self.0.committed();
    }
}
