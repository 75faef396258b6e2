//! The states of an order: which may follow which, and what a provider's answer makes of one.
//!
//! ```text
//! placed ──► needs action ──► processing
//!   │             │               │        each of them, and unresolved:
//!   └─────────────┴───────────────┴──────► paid │ refused │ unresolved
//!
//! paid ◄─► disputed ──► refunded          (the bank decided for the buyer)
//! paid, partly refunded ──► refunding ──► partly refunded │ refunded
//! refused ──► refunding                   (paid after all, once the lines had gone back)
//! ```

use chrono::Duration;

pub use store::entities::order::State as OrderState;

use crate::payments::IntentStatus;

/// How long the request that placed an order may take to begin its payment; whoever looks later and finds that the provider
/// has never heard of it knows that nobody will begin it any more.
pub(super) const BEGIN_MAX: Duration = Duration::minutes(2);
/// How long a buyer may take to confirm a payment with their bank.
pub(super) const ACTION_MAX: Duration = Duration::hours(1);
/// How long a provider may work on a payment; transfers take days.
pub(super) const PROCESSING_MAX: Duration = Duration::days(7);

/// What a buyer is told whose payment was never begun.
const NEVER_BEGUN: &str = "The payment was interrupted before it began. Nothing was charged; please try again.";

/// Whether an order in `from` may come to stand in `to`.
pub(super) fn may_become(from: OrderState, to: OrderState) -> bool {
    use OrderState as S;
    match from {
        S::Placed => matches!(to, S::NeedsAction | S::Processing | S::Paid | S::Refused | S::Unresolved),
        S::NeedsAction => matches!(to, S::Processing | S::Paid | S::Refused | S::Unresolved),
        S::Processing => matches!(to, S::NeedsAction | S::Paid | S::Refused | S::Unresolved),
        S::Unresolved => matches!(to, S::Paid | S::Refused),
        S::Paid => matches!(to, S::Refunding | S::Disputed | S::Refunded),
        S::PartlyRefunded => matches!(to, S::Refunding | S::Disputed | S::Refunded),
        S::Refunding => matches!(to, S::PartlyRefunded | S::Refunded | S::Paid | S::Unresolved),
        S::Disputed => matches!(to, S::Paid | S::PartlyRefunded | S::Refunded),
        S::Refused => matches!(to, S::Refunding),
        S::Refunded => false,
    }
}

/// Whether nobody knows yet if it will be paid.
pub(super) fn is_open(state: OrderState) -> bool {
    matches!(state, OrderState::Placed | OrderState::NeedsAction | OrderState::Processing | OrderState::Unresolved)
}

/// What is to be done with an order after the provider was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing.
    Stay,
    /// The buyer must confirm the payment there.
    AskBuyer { url: String },
    /// The provider works on it.
    Process,
    /// Hand over what was bought.
    HandOver,
    /// Give the lines back, and tell the buyer why.
    Refuse { words: String },
    /// Nobody knows how it will end; tell buyer and operator.
    LeaveUnresolved { why: &'static str },
    /// It was paid after the lines had gone back: pay it back.
    PayBack,
    /// The buyer has objected at their bank.
    Dispute,
    /// The bank has decided for the seller.
    DisputeWon,
    /// The bank has taken the money back.
    ChargeBack,
}

/// What the provider's `answer` makes of an order in `state`, placed `age` ago; no answer means that the provider has
/// never heard of a payment.
pub(super) fn step(state: OrderState, answer: Option<&IntentStatus>, age: Duration) -> Step {
    use IntentStatus as I;
    use OrderState as S;
    match (state, answer) {
        (S::Placed | S::NeedsAction | S::Processing | S::Unresolved, None) if age >= BEGIN_MAX => {
            Step::Refuse { words: NEVER_BEGUN.to_owned() }
        }
        // A payment that is disputed already was paid first: the next look finds the dispute.
        (S::Placed | S::NeedsAction | S::Processing | S::Unresolved, Some(I::Paid | I::Disputed | I::ChargedBack)) => {
            Step::HandOver
        }
        (S::Placed | S::NeedsAction | S::Processing | S::Unresolved, Some(I::Refused { words })) => {
            Step::Refuse { words: words.clone() }
        }
        (S::Placed | S::NeedsAction | S::Processing, Some(I::NeedsAction { url })) => {
            Step::AskBuyer { url: url.clone() }
        }
        (S::Placed | S::NeedsAction | S::Processing, Some(I::Processing)) if age >= PROCESSING_MAX => {
            Step::LeaveUnresolved { why: "the provider has not decided within a week" }
        }
        (S::Placed | S::NeedsAction | S::Processing, Some(I::Processing)) => Step::Process,
        (S::Refused, Some(I::Paid)) => Step::PayBack,
        (S::Paid | S::PartlyRefunded, Some(I::Disputed)) => Step::Dispute,
        (S::Paid | S::PartlyRefunded | S::Disputed, Some(I::ChargedBack)) => Step::ChargeBack,
        (S::Disputed, Some(I::Paid)) => Step::DisputeWon,
        _ => Step::Stay,
    }
}

/// When an order that has not ended is looked at again, `age` after it was placed: soon at first, then ever more seldom.
pub(super) fn next_look(age: Duration) -> Duration {
    let steps = [
        (Duration::minutes(1), Duration::seconds(15)),
        (Duration::minutes(10), Duration::minutes(1)),
        (Duration::hours(2), Duration::minutes(10)),
        (Duration::days(2), Duration::hours(1)),
    ];
    steps.into_iter().find(|(until, _)| age < *until).map_or(Duration::hours(6), |(_, wait)| wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers() -> Vec<Option<IntentStatus>> {
        vec![
            None,
            Some(IntentStatus::NeedsAction { url: "https://bank.example".to_owned() }),
            Some(IntentStatus::Processing),
            Some(IntentStatus::Paid),
            Some(IntentStatus::Refused { words: "No.".to_owned() }),
            Some(IntentStatus::Disputed),
            Some(IntentStatus::ChargedBack),
        ]
    }

    /// The state that a step leads to; none where it stays.
    fn after(state: OrderState, step: &Step) -> Option<OrderState> {
        match step {
            Step::Stay => None,
            Step::AskBuyer { .. } => Some(OrderState::NeedsAction),
            Step::Process => Some(OrderState::Processing),
            Step::HandOver | Step::DisputeWon => Some(OrderState::Paid),
            Step::Refuse { .. } => Some(OrderState::Refused),
            Step::LeaveUnresolved { .. } => Some(OrderState::Unresolved),
            Step::PayBack => Some(OrderState::Refunding),
            Step::Dispute => Some(OrderState::Disputed),
            Step::ChargeBack => Some(OrderState::Refunded),
        }
        .filter(|after| *after != state)
    }

    #[test]
    fn every_step_follows_a_drawn_transition() {
        for state in OrderState::ALL {
            for answer in answers() {
                for age in [Duration::zero(), BEGIN_MAX, PROCESSING_MAX] {
                    let step = step(*state, answer.as_ref(), age);
                    if let Some(after) = after(*state, &step) {
                        assert!(may_become(*state, after), "{state} {answer:?} {step:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_was_handed_over_is_handed_over_once_and_never_refused() {
        for state in OrderState::ALL.iter().filter(|state| !is_open(**state)) {
            for answer in answers() {
                let step = step(*state, answer.as_ref(), PROCESSING_MAX);
                assert!(!matches!(step, Step::HandOver | Step::Refuse { .. }), "{state} {answer:?}");
            }
        }
    }

    #[test]
    fn a_payment_nobody_heard_of_is_refused_only_once_nobody_can_begin_it_any_more() {
        assert_eq!(step(OrderState::Placed, None, BEGIN_MAX - Duration::seconds(1)), Step::Stay);
        assert!(matches!(step(OrderState::Placed, None, BEGIN_MAX), Step::Refuse { .. }));
        assert_eq!(step(OrderState::Refunded, Some(&IntentStatus::Paid), PROCESSING_MAX), Step::Stay);
    }
}
