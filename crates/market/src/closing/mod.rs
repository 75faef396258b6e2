//! Closing an account, and forgetting the person behind it some days later.
//!
//! Closing ends what the account can do: sessions, tokens, baskets, what it sells. Until it is forgotten an operator can
//! open it again. Forgetting takes the person away and leaves what the books need: orders, transfers, licences.

mod close;
mod forget;
mod shop;

pub use close::{CloseAccount, CloseOutcome, close_account, reopen_account};
pub(crate) use forget::forget_closed;
pub use shop::{CloseShop, close_shop};
