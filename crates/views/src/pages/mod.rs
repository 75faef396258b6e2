//! One file per page, or per group of pages that share a form.

mod browse;
mod home;
mod listing;
mod problem;
mod upload;

pub use browse::{Browse, BrowseResults, FilterGroup, Filters};
pub use home::{Home, Shelf};
pub use listing::{
    Camera, DimensionLine, FileReport, LicenceOffer, Light, Listing, Report, Shop, Stand, Standing,
    Viewer3d,
};
pub use problem::Problem;
pub use upload::{
    Details, LicenceChoice, Publish, RowReport, RowState, Upload, UploadRow, UploadRows,
};
