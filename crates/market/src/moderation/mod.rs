//! Judging what was held back.

mod decide;
mod queue;
mod report_copy;

pub(crate) use decide::write_decision;
pub use decide::{Decide, DecideOutcome, decide};
pub use queue::{Case, OPEN_CASES, case, open_cases};
pub use report_copy::report_copy;
