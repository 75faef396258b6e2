//! A listing: what a buyer sees, and to its creator what is being prepared.

use async_graphql::{Context, Error, ID, Object, SimpleObject};
use basis::{Actor, Time};
use market::{
    Market,
    catalog::{self, Entry},
};

use super::{
    Category, File, Money, Offer, OwnPhoto, Photo, Shop,
    report::Report,
    words::{ListingState, PatternKind, Verdict},
};
use crate::{
    loaders::{AttributesOf, FilesOf, OffersOf, ShopOf, TagsOf, load},
    refusal::surprise,
};

/// A pattern with everything that is said of it.
#[derive(Clone)]
pub(crate) struct Listing(pub(crate) Entry);

/// A property that a maker asks for.
#[derive(SimpleObject)]
struct Attribute {
    /// material, size, difficulty, bed, machine, tried_on, fabric, supports.
    name: String,
    /// Its value.
    value: String,
}

/// What its creator is preparing.
#[derive(SimpleObject)]
struct Draft {
    /// The files, in their order.
    files: Vec<File>,
    /// Photographs of what was made, in their order.
    photos: Vec<OwnPhoto>,
    /// What was left out of zips that were unpacked, until its creator has seen that on the page of the files.
    left_out: Vec<LeftOut>,
    /// Whether its creator may publish: some markets ask for a proven address first.
    may_publish: bool,
}

/// What was left out of one zip.
#[derive(SimpleObject)]
struct LeftOut {
    /// The zip's name.
    archive: String,
    /// Paths in it; of many only the first ones.
    paths: Vec<String>,
    /// How many were left out.
    count: u64,
}

impl From<catalog::Unpacking> for LeftOut {
    fn from(unpacking: catalog::Unpacking) -> Self {
        Self { archive: unpacking.archive, paths: unpacking.left_out, count: unpacking.left_out_count }
    }
}

#[Object]
impl Listing {
    /// The listing.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The word in its address.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// Its page.
    async fn url(&self, context: &Context<'_>) -> Result<String, Error> {
        Ok(format!("{}/l/{}", context.data::<Market>()?.settings().base_url, self.0.slug))
    }

    /// Its name.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What a buyer reads.
    async fn description(&self) -> &str {
        &self.0.description
    }

    /// Where it is filed.
    async fn category(&self) -> Option<Category> {
        catalog::category(&self.0.category).map(Category)
    }

    /// Where it stands.
    async fn state(&self) -> ListingState {
        self.0.state.into()
    }

    /// What sort of pattern the main file is.
    async fn kind(&self) -> Option<PatternKind> {
        PatternKind::of(self.0.kind)
    }

    /// Whether its creator declared that a model made it or part of it.
    async fn made_with_ai(&self) -> bool {
        self.0.made_with_ai
    }

    /// The lowest price.
    async fn price(&self) -> Money {
        self.0.price.into()
    }

    /// Whether some licence allows to sell what is made.
    async fn commercial(&self) -> bool {
        self.0.commercial
    }

    /// The worst verdict of its files on sale.
    async fn verdict(&self) -> Option<Verdict> {
        Verdict::of(self.0.verdict)
    }

    /// Whether the main file needs supports where it lies: as its creator declares, else by an estimate.
    async fn needs_supports(&self) -> Option<bool> {
        self.0.needs_supports
    }

    /// Sides in millimetres: three of a mesh, two of a drawing, none of a picture.
    async fn size_mm(&self) -> &[f64] {
        &self.0.size_mm
    }

    /// The usual endings of its files' formats, each once.
    async fn formats(&self) -> &[String] {
        &self.0.summary.formats
    }

    /// The main file's report.
    async fn report(&self, context: &Context<'_>) -> Result<Option<Report>, Error> {
        let Some(revision) = self.0.revision else { return Ok(None) };
        let files = load(context, FilesOf(revision)).await?.unwrap_or_default();
        Ok(catalog::main_file(&files).and_then(|file| file.report.clone()).map(Report))
    }

    /// A picture of 512 pixels on a transparent ground, WebP.
    async fn picture(&self, context: &Context<'_>) -> Result<Option<String>, Error> {
        let base_url = &context.data::<Market>()?.settings().base_url;
        Ok(self.0.picture.large.as_ref().map(|hash| format!("{base_url}/media/{hash}.webp")))
    }

    /// Who sells it.
    async fn shop(&self, context: &Context<'_>) -> Result<Option<Shop>, Error> {
        Ok(load(context, ShopOf(self.0.shop)).await?.map(Shop::from))
    }

    /// The licences that can be bought, cheapest first.
    #[graphql(complexity = "super::list_weight(3, child_complexity)")]
    async fn offers(&self, context: &Context<'_>) -> Result<Vec<Offer>, Error> {
        Ok(load(context, OffersOf(self.0.id)).await?.into_iter().flatten().map(Offer).collect())
    }

    /// Words it is found by.
    async fn tags(&self, context: &Context<'_>) -> Result<Vec<String>, Error> {
        Ok(load(context, TagsOf(self.0.id)).await?.unwrap_or_default())
    }

    /// Properties that a maker asks for, as the creator typed them.
    async fn attributes(&self, context: &Context<'_>) -> Result<Vec<Attribute>, Error> {
        let pairs = load(context, AttributesOf(self.0.id)).await?.unwrap_or_default();
        Ok(pairs.into_iter().map(|(name, value)| Attribute { name, value }).collect())
    }

    /// The files on sale, in their order.
    #[graphql(complexity = "super::list_weight(5, child_complexity)")]
    async fn files(&self, context: &Context<'_>) -> Result<Vec<File>, Error> {
        let Some(revision) = self.0.revision else { return Ok(Vec::new()) };
        let files = load(context, FilesOf(revision)).await?.into_iter().flatten();
        Ok(files.filter(|file| !file.is_photo()).map(File).collect())
    }

    /// Photographs of what was made, in their order.
    #[graphql(complexity = "super::list_weight(5, child_complexity)")]
    async fn photos(&self, context: &Context<'_>) -> Result<Vec<Photo>, Error> {
        let Some(revision) = self.0.revision else { return Ok(Vec::new()) };
        let files = load(context, FilesOf(revision)).await?.into_iter().flatten();
        Ok(files.filter(|file| file.is_photo() && file.artifact("whole.webp").is_some()).map(Photo).collect())
    }

    /// What is being prepared; only its creator sees it.
    #[graphql(complexity = "super::list_weight(5, child_complexity)")]
    async fn draft(&self, context: &Context<'_>) -> Result<Option<Draft>, Error> {
        let actor: &Actor = context.data()?;
        if actor.account().is_none() {
            return Ok(None);
        }
        let draft = catalog::draft(context.data()?, actor, self.0.id).await.map_err(|error| surprise(&error))?;
        Ok(draft.map(|draft| Draft {
            files: draft.files.into_iter().map(File).collect(),
            photos: draft.photos.into_iter().map(|photo| OwnPhoto(Photo(photo))).collect(),
            left_out: draft.unpackings.into_iter().map(LeftOut::from).collect(),
            may_publish: draft.may_publish,
        }))
    }

    /// When it first went on sale.
    async fn published_at(&self) -> Option<Time> {
        self.0.published_at
    }

    /// When it last changed.
    async fn updated_at(&self) -> Time {
        self.0.updated_at
    }
}
