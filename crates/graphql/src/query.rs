//! What can be asked.

use async_graphql::{Context, Error, ID, Object, SimpleObject, connection::Connection};
use basis::{Actor, Scope};
use market::{
    Market, accounts,
    activity::{self, Shown},
    catalog::{self, CATEGORIES, Facet, LICENSES, Named, State},
    limits, moderation, orders,
};

use crate::{
    refusal::{Code, account, refuse, surprise},
    types::{
        Asked, Category, License, Listing, ListingConnection, ListingFilter, ListingOrder, ModerationCase, Order, Shop,
        Viewer, Vocabulary, connection, page_weight, viewer,
    },
};

/// What an operator decided.
#[derive(SimpleObject)]
struct MarketFacts {
    /// The market's own name.
    name: String,
    /// The currency of every price, three letters of ISO 4217.
    currency: String,
    /// The platform's share of a sale, ten-thousandths.
    fee_basis_points: u32,
    /// Bytes of one file at most.
    upload_bytes_max: u64,
    /// Files of one listing at most.
    files_max: u32,
    /// How much of everything may be sent; more is refused before anything is done.
    limits: Vec<Limit>,
}

/// How much of something may be sent.
#[derive(SimpleObject)]
struct Limit {
    /// What is limited: `a listing's title`.
    what: &'static str,
    /// At least so much.
    min: u32,
    /// At most so much.
    max: u32,
    /// In what it is counted: `characters`, `entries`, `bytes`.
    unit: &'static str,
    /// The same in words: `3 to 120 characters`.
    range: String,
}

impl From<&limits::Limit> for Limit {
    fn from(limit: &limits::Limit) -> Self {
        let whole = |count| u32::try_from(count).unwrap_or(u32::MAX);
        let (min, max) = (whole(limit.min), whole(limit.max));
        Self { what: limit.what, min, max, unit: limit.unit.word(), range: limit.range() }
    }
}

/// A way to pay.
#[derive(SimpleObject)]
struct PaymentMethod {
    /// What `checkout` takes as `method`.
    code: &'static str,
    /// What a buyer reads.
    label: &'static str,
}

/// What can be asked.
pub(crate) struct Query;

#[Object]
impl Query {
    /// What is on sale.
    #[graphql(complexity = "page_weight(first, last, child_complexity)")]
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field; Relay asks for four")]
    async fn listings(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is looked for; nothing said leaves nothing out.")] filter: Option<ListingFilter>,
        #[graphql(desc = "In which order.")] order: Option<ListingOrder>,
        #[graphql(desc = "How many from the beginning, or behind `after`: 24 if nothing is said, 100 at most.")]
        first: Option<i32>,
        #[graphql(desc = "Where an earlier page ended: its `endCursor`.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Where a later page began: its `startCursor`.")] before: Option<String>,
    ) -> Result<ListingConnection, Error> {
        let query = filter.unwrap_or_default().browse(order);
        ListingConnection::on_sale(context, query, &Asked { first, after, last, before })
    }

    /// One listing, by its identifier or the word in its address. What is not on sale is shown to its creator only.
    async fn listing(
        &self,
        context: &Context<'_>,
        id: Option<ID>,
        slug: Option<String>,
        #[graphql(desc = "The `search` that had found it, where a person opens it from what was found.")]
        search: Option<ID>,
        #[graphql(
            desc = "Where it stood then, counted over all pages; 1 is the first. Said, the market notes that it was opened."
        )]
        position: Option<u32>,
    ) -> Result<Option<Listing>, Error> {
        let (market, actor): (&Market, &Actor) = (context.data()?, context.data()?);
        let search = search.as_ref().map(uuid_of).transpose()?;
        let named = match (&id, &slug) {
            (Some(id), None) => Named::Id(uuid_of(id)?),
            (None, Some(slug)) => Named::Slug(slug),
            _ => return Err(refuse(Code::BadArgument, "Give `id` or `slug`, and not both.")),
        };
        let entry = catalog::entry(market, actor, named).await.map_err(|error| surprise(&error))?;
        let on_sale = entry.as_ref().filter(|entry| entry.state == State::Published);
        if let (Some(entry), Some(position)) = (on_sale, position) {
            activity::clicked(market, entry.id, Shown { search, position }, actor.account());
        }
        Ok(entry.map(Listing))
    }

    /// A shop, by the word in its address.
    async fn shop(&self, context: &Context<'_>, handle: String) -> Result<Option<Shop>, Error> {
        let shop = accounts::shop_by_handle(context.data()?, &handle).await;
        Ok(shop.map_err(|error| surprise(&error))?.map(Shop::from))
    }

    /// All categories, a parent before its children.
    async fn categories(&self) -> Vec<Category> {
        CATEGORIES.into_iter().map(Category).collect()
    }

    /// The words that listings are filtered by: materials, machines, formats, difficulties.
    async fn vocabularies(&self) -> Vec<Vocabulary> {
        Facet::ALL.iter().copied().map(Vocabulary).collect()
    }

    /// All licences that a creator can offer.
    async fn licenses(&self) -> Vec<License> {
        LICENSES.into_iter().map(License).collect()
    }

    /// What a program should know of this market before it sends anything.
    async fn market(&self, context: &Context<'_>) -> Result<MarketFacts, Error> {
        let settings = context.data::<Market>()?.settings();
        Ok(MarketFacts {
            name: settings.site_name.clone(),
            currency: settings.currency.code().to_owned(),
            fee_basis_points: settings.fee_basis_points,
            upload_bytes_max: settings.upload_bytes_max,
            files_max: settings.files_max,
            limits: limits::TABLE.into_iter().map(Limit::from).collect(),
        })
    }

    /// How a buyer can pay, the usual way first; none where the provider asks by itself, or nothing can be paid.
    async fn payment_methods(&self, context: &Context<'_>) -> Result<Vec<PaymentMethod>, Error> {
        let methods = context.data::<Market>()?.payments().map(|payments| payments.methods()).unwrap_or_default();
        let method = |method: market::payments::Method| PaymentMethod { code: method.code, label: method.label };
        Ok(methods.into_iter().map(method).collect())
    }

    /// What whoever pays must read and agree to before `checkout`.
    async fn immediate_delivery_terms(&self) -> &'static str {
        market::orders::CONSENT.words
    }

    /// Whoever asks; none without a token.
    async fn viewer(&self, context: &Context<'_>) -> Result<Option<Viewer>, Error> {
        let market: &Market = context.data()?;
        viewer(market, context.data::<Actor>()?.account()).await
    }

    /// The open cases, oldest first; none for whoever is no moderator.
    #[graphql(complexity = "page_weight(first, last, child_complexity)")]
    async fn moderation_cases(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or behind `after`: 24 if nothing is said, 100 at most.")]
        first: Option<i32>,
        #[graphql(desc = "Where an earlier page ended: its `endCursor`.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Where a later page began: its `startCursor`.")] before: Option<String>,
    ) -> Result<Connection<String, ModerationCase>, Error> {
        let (market, actor): (&Market, &Actor) = (context.data()?, context.data()?);
        account(actor, &[Scope::Admin])?;
        let window = Asked { first, after, last, before }.window(market, moderation::OPEN_CASES)?;
        let page = moderation::open_cases(market, actor, &window).await.map_err(|error| surprise(&error))?;
        Ok(connection(page, |case| (market.cursor(moderation::OPEN_CASES, &case.place()), ModerationCase(case))))
    }

    /// An order of the asker.
    async fn order(&self, context: &Context<'_>, id: ID) -> Result<Option<Order>, Error> {
        let actor: &Actor = context.data()?;
        account(actor, &[Scope::Read, Scope::Buy])?;
        let order = orders::order(context.data()?, actor, uuid_of(&id)?).await;
        Ok(order.map_err(|error| surprise(&error))?.map(Order))
    }
}

/// The identifier behind an `ID`.
pub(crate) fn uuid_of(id: &ID) -> Result<uuid::Uuid, Error> {
    id.parse().map_err(|_| {
        refuse(Code::BadArgument, format!("`{}` is no identifier; take it from an earlier answer.", id.as_str()))
    })
}
