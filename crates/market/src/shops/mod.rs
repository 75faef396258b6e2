//! What a shop shows of itself beside its words, and what a moderator takes away again.
//!
//! A picture is never shown as it was sent: a job has the examining child make it anew, in the sizes it is shown in, and what
//! was uploaded is kept until then only.

mod clear;
mod find;
mod make;
mod picture;
mod receive;
mod rows;

pub use clear::{Clear, ClearOutcome, clear};
pub(crate) use clear::{empty, write_cleared};
pub use find::{SHOPS, ShopLine, find};
pub use make::{MakeShopPicture, make_shop_picture, making_given_up};
pub use picture::{Front, ShopPicture, front, picture_prepared, pictures};
pub use receive::{PictureOutcome, describe_picture, receive_picture, remove_picture};
