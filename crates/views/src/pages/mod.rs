//! One file per page, or per group of pages that share a form.

mod account;
mod browse;
mod help;
mod home;
mod house;
mod inspection;
mod listing;
mod problem;
mod studio;
mod trade;
mod upload;

pub use account::*;
pub use browse::*;
pub use help::*;
pub use home::*;
pub use house::*;
pub use inspection::*;
pub use listing::*;
pub use problem::*;
pub use studio::*;
pub use trade::*;
pub use upload::*;
