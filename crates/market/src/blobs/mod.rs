//! The life of bytes: kept before a row names them, served where a list says so, collected when nothing names them.
//!
//! A blob is named by `files` and `shop_pictures` (an upload) and by `artifacts` and `shop_artifacts` (what an examination made
//! of one). Its own row in `blobs` is
//! written before its bytes get their name and locked while they are taken away, so that who keeps and who collects the
//! same bytes at the same moment wait for each other.

mod artifacts;
mod check;
mod chores;
mod collect;
mod keep;
mod room;
mod scrub;
mod serve;
mod tiles;

pub use artifacts::{Artifact, Kind, artifact, card_of};
pub use check::{Checked, Fault, check};
pub use chores::{CollectGarbage, RemoveBlobs, ScrubBlobs, collect_garbage, remove_blobs, scrub_blobs};
pub use collect::{Collect, Collected, collect};
pub use room::{Room, room};
pub use scrub::{Scrub, Scrubbed, damaged_count, scrub};
pub use serve::{open, open_stretch, redirect};
pub use tiles::Tiles;

pub(crate) use artifacts::{is_listed, list, list_no_longer, list_only};
pub(crate) use chores::{COLLECT_EVERY, SCRUB_EVERY};
pub(crate) use keep::{confirm, keep};
pub(crate) use room::{has, known_bytes, room_of};
