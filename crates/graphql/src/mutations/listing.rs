//! Preparing, publishing and withdrawing a listing.

use async_graphql::{Context, Enum, Error, ID, InputObject, Object, SimpleObject};
use basis::{Actor, Scope};
use market::{
    Market,
    brakes::Act,
    catalog::{self, DraftOutcome, Edit, EditOutcome, Named, OfferInput, PublishOutcome},
    ingest::{self, DiscardOutcome},
};
use uuid::Uuid;

use crate::{
    query::uuid_of,
    refusal::{account, slow_down, surprise},
    types::{AttributeInput, Listing, MoneyInput, Problem},
};

/// Whether it was done.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum ListingStatus {
    /// It was.
    Done,
    /// Something cannot stay as it was sent.
    Invalid,
    /// There is no such listing of the asker.
    NotFound,
    /// Only creators sell. `signUp` with `sells` opens a shop; so does the account page.
    NotACreator,
}

/// The answer to opening, editing or withdrawing a listing, and to arranging its photographs.
#[derive(SimpleObject)]
pub(super) struct ListingPayload {
    pub(super) status: ListingStatus,
    /// What happened, and what to do next.
    pub(super) message: String,
    /// The listing as it is now.
    pub(super) listing: Option<Listing>,
    /// Input fields that cannot stay.
    pub(super) problems: Vec<Problem>,
}

/// A licence at a price.
#[derive(InputObject)]
struct OfferedLicense {
    /// Slug of a licence, as `licenses` lists them: `personal`, `commercial`, `cc-by`.
    license: String,
    /// Its price; open licences are given for nothing.
    price: MoneyInput,
}

/// Everything that can be said of a listing. What is left out stays as it is.
#[derive(InputObject)]
struct EditListingInput {
    /// The listing.
    id: ID,
    /// Its name, 3 to 120 characters.
    title: Option<String>,
    /// What a buyer reads, at most 5000 characters.
    description: Option<String>,
    /// Slug of a category, as `categories` lists them.
    category: Option<String>,
    /// Words it is found by, at most 20 entries of at most 40 characters each.
    tags: Option<Vec<String>>,
    /// Properties that a maker asks for, at most 24 entries; a value has 1 to 60 characters. Materials, machines and
    /// difficulties are found by the words of `vocabularies` that a value names.
    attributes: Option<Vec<AttributeInput>>,
    /// Whether a model made it or part of it.
    made_with_ai: Option<bool>,
    /// Licences with a price each, at most 12 entries.
    offers: Option<Vec<OfferedLicense>>,
}

/// What came of publishing.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum PublishStatus {
    /// On sale.
    Published,
    /// A moderator looks at it first.
    Held,
    /// There is no such listing of the asker.
    NotFound,
    /// The market took it down, for good.
    TakenDown,
    /// The address of its creator is not proven yet.
    EmailNotVerified,
    /// There is no file yet.
    NoFiles,
    /// Some files are still being looked at.
    StillWorking,
    /// Some files have faults that ruin the work.
    OpenFindings,
    /// Nothing says under which licence it is offered.
    NoOffer,
    /// The title is still missing.
    NoTitle,
    /// It is on sale already and nothing has changed.
    NothingNew,
}

impl From<&PublishOutcome> for PublishStatus {
    fn from(outcome: &PublishOutcome) -> Self {
        match outcome {
            PublishOutcome::Published { .. } => Self::Published,
            PublishOutcome::Held { .. } => Self::Held,
            PublishOutcome::NotFound => Self::NotFound,
            PublishOutcome::TakenDown => Self::TakenDown,
            PublishOutcome::EmailNotVerified => Self::EmailNotVerified,
            PublishOutcome::NoFiles => Self::NoFiles,
            PublishOutcome::StillWorking { .. } => Self::StillWorking,
            PublishOutcome::OpenFindings { .. } => Self::OpenFindings,
            PublishOutcome::NoOffer => Self::NoOffer,
            PublishOutcome::NoTitle => Self::NoTitle,
            PublishOutcome::NothingNew => Self::NothingNew,
        }
    }
}

/// The answer to publishing.
#[derive(SimpleObject)]
struct PublishListingPayload {
    status: PublishStatus,
    /// What happened, and what to do next.
    message: String,
    /// The listing as it is now.
    listing: Option<Listing>,
}

#[derive(Default)]
pub(crate) struct ListingMutation;

#[Object]
impl ListingMutation {
    /// Opens an empty draft in the asker's shop.
    async fn open_listing(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its first name, 3 to 120 characters.")] title: String,
    ) -> Result<ListingPayload, Error> {
        let actor: &Actor = context.data()?;
        let id = account(actor, &[Scope::Sell])?;
        slow_down(context, Act::Draft, id)?;
        let outcome = catalog::open_draft(context.data()?, actor, &title).await.map_err(|error| surprise(&error))?;
        match outcome {
            DraftOutcome::Opened { listing, .. } => {
                payload(context, ListingStatus::Done, "A draft is open. Send its files, then publish it.", listing)
                    .await
            }
            DraftOutcome::NotACreator => Ok(ListingPayload {
                status: ListingStatus::NotACreator,
                message: "Only creators sell. Open a shop on your account's page first.".to_owned(),
                listing: None,
                problems: Vec::new(),
            }),
        }
    }

    /// Says what a listing is. What is left out stays as it is.
    async fn edit_listing(&self, context: &Context<'_>, input: EditListingInput) -> Result<ListingPayload, Error> {
        let (market, actor): (&Market, &Actor) = (context.data()?, context.data()?);
        account(actor, &[Scope::Sell])?;
        let id = uuid_of(&input.id)?;
        let Some(before) = catalog::draft(market, actor, id).await.map_err(|error| surprise(&error))? else {
            return payload(context, ListingStatus::NotFound, NOT_YOURS, id).await;
        };
        let edit = merged(before, input)?;
        match catalog::edit(market, actor, id, edit).await.map_err(|error| surprise(&error))? {
            EditOutcome::Edited => payload(context, ListingStatus::Done, "It is changed.", id).await,
            EditOutcome::NotFound => payload(context, ListingStatus::NotFound, NOT_YOURS, id).await,
            EditOutcome::Invalid(wrong) => Ok(ListingPayload {
                problems: wrong.into_iter().map(Problem::from).collect(),
                ..payload(context, ListingStatus::Invalid, "Nothing was changed. See `problems`.", id).await?
            }),
        }
    }

    /// Puts what is prepared on sale, or holds it for a moderator.
    async fn publish_listing(&self, context: &Context<'_>, id: ID) -> Result<PublishListingPayload, Error> {
        let (market, actor): (&Market, &Actor) = (context.data()?, context.data()?);
        account(actor, &[Scope::Sell])?;
        let id = uuid_of(&id)?;
        let outcome = catalog::publish(market, actor, id).await.map_err(|error| surprise(&error))?;
        Ok(PublishListingPayload {
            status: PublishStatus::from(&outcome),
            message: outcome.sentence(),
            listing: listing(context, id).await?,
        })
    }

    /// Takes a listing off sale. Who bought it keeps it.
    async fn withdraw_listing(&self, context: &Context<'_>, id: ID) -> Result<ListingPayload, Error> {
        let actor: &Actor = context.data()?;
        account(actor, &[Scope::Sell])?;
        let id = uuid_of(&id)?;
        if catalog::withdraw(context.data()?, actor, id).await.map_err(|error| surprise(&error))? {
            return payload(context, ListingStatus::Done, "It is off sale. Who bought it keeps it.", id).await;
        }
        payload(context, ListingStatus::NotFound, "There is no such listing of yours on sale.", id).await
    }

    /// Deletes what is being prepared: a listing that was never on sale, or the new version of one that is.
    async fn discard_draft(&self, context: &Context<'_>, id: ID) -> Result<ListingPayload, Error> {
        let actor: &Actor = context.data()?;
        account(actor, &[Scope::Sell])?;
        let id = uuid_of(&id)?;
        let outcome = ingest::discard_draft(context.data()?, actor, id).await.map_err(|error| surprise(&error))?;
        let status = match outcome {
            DiscardOutcome::Gone | DiscardOutcome::VersionGone => ListingStatus::Done,
            DiscardOutcome::NotFound => ListingStatus::NotFound,
            DiscardOutcome::NothingPrepared | DiscardOutcome::Judged => ListingStatus::Invalid,
        };
        payload(context, status, outcome.sentence(), id).await
    }
}

pub(super) const NOT_YOURS: &str = "There is no such listing of yours.";

pub(super) async fn payload(
    context: &Context<'_>,
    status: ListingStatus,
    message: &str,
    id: Uuid,
) -> Result<ListingPayload, Error> {
    let listing = listing(context, id).await?;
    Ok(ListingPayload { status, message: message.to_owned(), listing, problems: Vec::new() })
}

async fn listing(context: &Context<'_>, id: Uuid) -> Result<Option<Listing>, Error> {
    let row = catalog::entry(context.data()?, context.data()?, Named::Id(id)).await;
    Ok(row.map_err(|error| surprise(&error))?.map(Listing))
}

/// What was said before, with what is said now in its place.
fn merged(before: catalog::Draft, input: EditListingInput) -> Result<Edit, Error> {
    let offers = match input.offers {
        Some(offers) => {
            let offer = |offer: OfferedLicense| Ok(OfferInput { price: offer.price.money()?, license: offer.license });
            offers.into_iter().map(offer).collect::<Result<_, Error>>()?
        }
        None => before.offers(),
    };
    let attributes = input.attributes.map(|pairs| pairs.into_iter().map(|pair| (pair.name, pair.value)).collect());
    Ok(Edit {
        title: input.title.unwrap_or(before.listing.title),
        description: input.description.unwrap_or(before.listing.description),
        category: input.category.unwrap_or(before.listing.category),
        tags: input.tags.unwrap_or(before.tags),
        attributes: attributes.unwrap_or(before.attributes),
        made_with_ai: input.made_with_ai.unwrap_or(before.listing.made_with_ai),
        offers,
    })
}
