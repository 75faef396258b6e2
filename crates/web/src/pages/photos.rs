//! Photographs of what was made, as their creator and as buyers see them.

use locale::Forms;
use market::{
    catalog::{Draft, FileLine, FileState},
    limits,
};
use uuid::Uuid;
use views::{Picture, pages};

use crate::{form::Form, shape, words};

/// The photographs as their creator sees them.
pub(super) fn photos(forms: &Forms, draft: &Draft, typed: Option<&Form>) -> pages::Photos {
    let last = draft.photos.len().saturating_sub(1);
    let photo = |(place, photo): (usize, &FileLine)| pages::Photo {
        id: photo.id.to_string(),
        alt: typed.and_then(|form| form.sent(&alt_field(photo.id))).unwrap_or(&photo.alt).to_owned(),
        field: alt_field(photo.id),
        picture: picture(photo),
        words: match photo.state {
            FileState::Ready => String::new(),
            FileState::Failed | FileState::Removed => "It could not be read. Remove it, and save it anew.".to_owned(),
            FileState::Waiting | FileState::Working => "It is being prepared. Look again in a moment.".to_owned(),
        },
        is_cover: photo.is_cover,
        is_first: place == 0,
        is_last: place == last,
    };
    pages::Photos {
        listing: draft.listing.id.to_string(),
        photos: draft.photos.iter().enumerate().map(photo).collect(),
        can_add: draft.photos.len() < limits::PHOTOS.max,
        limits_words: format!(
            "JPEG, PNG or WebP, up to {} each, {} at most. Where and when they were taken is left out.",
            words::bytes(forms, limits::PHOTO_BYTES.max as u64),
            limits::PHOTOS.max
        ),
        has_cover: draft.photos.iter().any(|photo| photo.is_cover),
        alt_max: limits::PHOTO_ALT.max,
    }
}

/// A photograph as a picture, once it can be shown.
pub(super) fn picture(photo: &FileLine) -> Option<Picture> {
    let whole = photo.artifact("whole.webp")?;
    let picture = shape::file_picture(photo)?;
    Some(Picture { url1024: None, whole: Some(format!("/media/{whole}.webp")), alt: photo.alt.clone(), ..picture })
}

/// The field that says what is on a photograph.
pub(super) fn alt_field(photo: Uuid) -> String {
    format!("alt_{photo}")
}
