//! Stored words as enumerations of the schema.

use async_graphql::Enum;
use store::facts;

/// What sort of pattern it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum PatternKind {
    /// Triangles in space: for a printer or a mill.
    Mesh,
    /// Paths in a plane: for a laser, a plotter, a mill, a sewing table.
    Drawing,
    /// Pixels: for a printer.
    Raster,
}

impl PatternKind {
    /// None of what nobody has looked at yet.
    pub(crate) fn of(kind: facts::Kind) -> Option<Self> {
        match kind {
            facts::Kind::Unknown | facts::Kind::Attachment | facts::Kind::Photo | facts::Kind::Archive => None,
            facts::Kind::Mesh => Some(Self::Mesh),
            facts::Kind::Drawing => Some(Self::Drawing),
            facts::Kind::Raster => Some(Self::Raster),
        }
    }
}

impl From<PatternKind> for facts::Kind {
    fn from(kind: PatternKind) -> Self {
        match kind {
            PatternKind::Mesh => Self::Mesh,
            PatternKind::Drawing => Self::Drawing,
            PatternKind::Raster => Self::Raster,
        }
    }
}

/// Whether a file may go on sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum Verdict {
    /// Nothing that a person must look at.
    Pass,
    /// Something may go wrong.
    Warn,
    /// Something will go wrong.
    Fail,
}

impl Verdict {
    /// None of what nobody has looked at yet.
    pub(crate) fn of(verdict: facts::Verdict) -> Option<Self> {
        match verdict {
            facts::Verdict::Unknown => None,
            facts::Verdict::Pass => Some(Self::Pass),
            facts::Verdict::Warn => Some(Self::Warn),
            facts::Verdict::Fail => Some(Self::Fail),
        }
    }
}

impl From<inspect::Verdict> for Verdict {
    fn from(verdict: inspect::Verdict) -> Self {
        match verdict {
            inspect::Verdict::Pass => Self::Pass,
            inspect::Verdict::Warn => Self::Warn,
            inspect::Verdict::Fail => Self::Fail,
        }
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum Severity {
    /// Worth knowing; nothing to do.
    Info,
    /// It may go wrong; a person should look.
    Warn,
    /// It will go wrong.
    Fail,
}

impl From<pattern::Severity> for Severity {
    fn from(severity: pattern::Severity) -> Self {
        match severity {
            pattern::Severity::Info => Self::Info,
            pattern::Severity::Warn => Self::Warn,
            pattern::Severity::Fail => Self::Fail,
        }
    }
}

/// Where a listing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "market::catalog::State")]
pub(crate) enum ListingState {
    /// Being prepared.
    Draft,
    /// Waits for a moderator.
    Held,
    /// On sale.
    Published,
    /// A moderator said no.
    Declined,
    /// Taken off sale by its creator; who bought it keeps it.
    Withdrawn,
    /// Taken down by the market, for good: its bytes are gone.
    TakenDown,
}

/// Where a file stands on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum FileState {
    /// It waits for its turn.
    Waiting,
    /// It is being read, inspected and photographed.
    Working,
    /// Everything about it is known.
    Ready,
    /// Nothing could be read.
    Failed,
    /// It was taken down: its bytes are gone.
    Removed,
}

impl From<market::catalog::FileState> for FileState {
    fn from(state: market::catalog::FileState) -> Self {
        match state {
            market::catalog::FileState::Waiting => Self::Waiting,
            market::catalog::FileState::Working => Self::Working,
            market::catalog::FileState::Ready => Self::Ready,
            market::catalog::FileState::Failed => Self::Failed,
            market::catalog::FileState::Removed => Self::Removed,
        }
    }
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "market::orders::OrderState")]
pub(crate) enum OrderState {
    /// It was placed; the payment provider has not answered yet.
    Placed,
    /// The buyer must confirm the payment with their bank at `actionUrl`.
    NeedsAction,
    /// The payment provider works on it.
    Processing,
    /// Paid; everything in it can be downloaded.
    Paid,
    /// Nothing was charged; the lines are back in the basket.
    Refused,
    /// Nobody knows yet whether it was charged; the provider is asked until somebody does. Do not pay again.
    Unresolved,
    /// Money is on its way back.
    Refunding,
    /// Some lines were paid back.
    PartlyRefunded,
    /// All of it was paid back.
    Refunded,
    /// The buyer has objected at their bank; the bank has not decided.
    Disputed,
}

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "market::orders::RefundState")]
pub(crate) enum RefundState {
    /// The provider was asked, or is about to be.
    Asked,
    /// The money is on its way.
    Done,
    /// The provider refused; nothing has moved.
    Failed,
}
