//! Judging what was held back.

mod decide;
mod queue;
mod report;
mod take_down;

pub(crate) use decide::write_decision;
pub use decide::{Decide, DecideOutcome, decide};
pub use queue::{Case, OPEN_CASES, case, open_cases};
pub use report::{Report, ReportOutcome, ReportReason, report};
pub use store::entities::case::State as CaseState;
pub use take_down::{TakeDown, TakeDownOutcome, take_down};
pub(crate) use take_down::{empty, write_taken_down};
