//! One file of a listing.

use async_graphql::{Context, Error, ID, Object};
use market::{Market, catalog::FileLine};

use super::{
    report::Report,
    words::{FileState, PatternKind},
};

/// What is known of whatever was sent, from the moment it arrived.
struct Sent<'a>(&'a FileLine);

#[Object]
impl Sent<'_> {
    /// The file, as `removeFile` takes it; `editPhotos` takes photographs.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The name it was uploaded under, cleaned. A photograph's begins with the folder `photos`; one of the same name takes its
    /// place.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Length of what was sent, bytes.
    async fn bytes(&self) -> u64 {
        self.0.bytes
    }

    /// BLAKE3 of what was sent, in hex.
    async fn blake3(&self) -> &str {
        &self.0.blob
    }
}

/// One file with what is known of it.
pub(crate) struct File(pub(crate) FileLine);

#[Object]
impl File {
    #[graphql(flatten)]
    async fn sent(&self) -> Sent<'_> {
        Sent(&self.0)
    }

    /// The usual ending of the format that its content has.
    async fn format(&self) -> Option<&str> {
        self.0.format.map(pattern::Format::extension)
    }

    /// What sort of pattern it is.
    async fn kind(&self) -> Option<PatternKind> {
        PatternKind::of(self.0.kind)
    }

    /// What it is, where it goes along with a pattern and is not judged: `PDF`, `STEP`. It then has no kind and no report.
    async fn attachment(&self) -> Option<&str> {
        self.0.attachment().map(|known| known.title)
    }

    /// Where it stands on its way. Ask again until it is `READY` or `FAILED`.
    async fn state(&self) -> FileState {
        self.0.state.into()
    }

    /// The step under way, in words.
    async fn step(&self) -> Option<&str> {
        (!self.0.is_done()).then(|| self.0.step_words())
    }

    /// What the inspection found, once it is through.
    async fn report(&self) -> Option<Report> {
        self.0.report.clone().map(Report)
    }

    /// A picture of 512 pixels on a transparent ground, WebP.
    async fn picture(&self, context: &Context<'_>) -> Result<Option<String>, Error> {
        let base_url = &context.data::<Market>()?.settings().base_url;
        Ok(self.0.artifact("still-512.webp").map(|hash| format!("{base_url}/media/{hash}.webp")))
    }
}

/// A photograph of what was made by a pattern.
pub(crate) struct Photo(pub(crate) FileLine);

#[Object]
impl Photo {
    /// What is on it, for those who do not see it; empty where its creator did not say.
    async fn alt(&self) -> &str {
        &self.0.alt
    }

    /// Whether it stands for the listing on shelves.
    async fn is_cover(&self) -> bool {
        self.0.is_cover
    }

    /// All of it, 1600 pixels along its longer side at most, WebP; none before it is ready.
    async fn picture(&self, context: &Context<'_>) -> Result<Option<String>, Error> {
        address(context, &self.0, "whole.webp")
    }

    /// Its middle, 512 pixels square, WebP; none before it is ready.
    async fn square(&self, context: &Context<'_>) -> Result<Option<String>, Error> {
        address(context, &self.0, "still-512.webp")
    }
}

/// A photograph as its creator sees it.
pub(crate) struct OwnPhoto(pub(crate) Photo);

#[Object]
impl OwnPhoto {
    #[graphql(flatten)]
    async fn sent(&self) -> Sent<'_> {
        Sent(&self.0.0)
    }

    #[graphql(flatten)]
    async fn shown(&self) -> &Photo {
        &self.0
    }

    /// Where it stands on its way. `FAILED` is one that could not be read: it is shown to nobody.
    async fn state(&self) -> FileState {
        self.0.0.state.into()
    }
}

/// Where a picture made of a photograph is served.
fn address(context: &Context<'_>, photo: &FileLine, artifact: &str) -> Result<Option<String>, Error> {
    let base_url = &context.data::<Market>()?.settings().base_url;
    Ok(photo.artifact(artifact).map(|hash| format!("{base_url}/media/{hash}.webp")))
}
