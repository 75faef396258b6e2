//! What is for sale: categories, licences, drafts, publishing, browsing.

mod batch;
mod browse;
mod cases;
mod categories;
mod changes;
mod draft;
mod edit;
mod facets;
mod files;
mod filter;
mod licenses;
mod page;
mod publish;
mod reindex;
mod state;
mod stretch;
mod studio;
mod summary;
mod text;
mod tile;
mod withdraw;

pub use batch::{Holding, attributes, draft_files, files, holdings, offers, shops, tags};
pub use browse::{Browse, Page, Sort, browse};
pub use categories::{CATEGORIES, Category, category};
pub use draft::{Draft, DraftOutcome, draft, open_draft, open_revision};
pub use edit::{Edit, EditOutcome, OfferInput, edit};
pub use facets::{Facets, count, facets, totals};
pub use files::{FileLine, FileState};
pub use licenses::{LICENSES, License, license};
pub use page::{Listing, Named, OfferLine, listing_by_id, listing_by_slug, listing_in_revision, listing_row};
pub use publish::{PublishOutcome, publish};
pub use reindex::{Reindexed, left_to_reindex, reindex};
pub use state::State;
pub use stretch::{Found, rows};
pub use studio::{STUDIO, StudioLine, StudioTotals, studio, studio_totals};
pub use summary::{Summary, is_drawn, main_file};
pub use text::{IndexShop, index_shop};
pub use tile::{Tile, related, tiles};
pub use withdraw::withdraw;

pub(crate) use cases::{Reasons, open_case, take_back};
pub(crate) use draft::{draft_revision, insert_draft};
pub(crate) use publish::go_live;
pub(crate) use state::{lock_listing, owned, owned_locked};
pub(crate) use text::index;
pub(crate) use withdraw::take_off;
