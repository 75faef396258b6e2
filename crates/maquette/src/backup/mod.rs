//! Backups: everything that a market is, in a folder, as it stood at one moment; and a market made of one elsewhere.
//!
//! A backup folder holds the blobs, which are kept from one backup to the next, a folder of rows for each backup under way
//! or finished, and a manifest that names what belongs together. The manifest is written last and in one step: until then
//! the folder is the backup before, or none.

mod blobs;
mod extras;
mod manifest;
mod restore;
mod take;

pub use restore::restore;
pub use take::take;
