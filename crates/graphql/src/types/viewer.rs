//! Whoever asks: their account, library, orders, basket and shop.

use async_graphql::{Context, Enum, Error, ID, Object, SimpleObject, connection::Connection};
use basis::{Actor, Role, Scope, Time};
use market::{
    Market,
    accounts::{self, Profile},
    catalog,
    orders::{self, BasketLine, LibraryLine, Owner},
};
use uuid::Uuid;

use super::{Asked, File, License, Listing, ListingConnection, Money, Order, Shop, connection};
use crate::refusal::{Code, account, refuse, surprise};

/// What a token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "basis::Scope")]
pub(crate) enum TokenScope {
    /// Read what its owner may read.
    Read,
    /// Upload, edit and publish.
    Sell,
    /// Fill a basket, check out and download.
    Buy,
    /// Everything the owner's roles allow.
    Admin,
}

/// What an account may do here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "basis::Role")]
pub(crate) enum AccountRole {
    /// Buys and downloads.
    Buyer,
    /// Uploads and sells.
    Creator,
    /// Judges what was held back.
    Moderator,
    /// Runs the market.
    Operator,
}

/// The account behind the token.
pub(crate) struct Viewer(pub(crate) Profile);

#[Object]
impl Viewer {
    /// The account.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// What others see.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where e-mails go.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// Whether that address is proven.
    async fn email_verified(&self) -> bool {
        self.0.verified
    }

    /// The address that it changes to once the link which was sent there is followed.
    async fn new_email(&self) -> Option<&str> {
        self.0.new_email.as_deref()
    }

    /// The browsers that are signed in, last seen first.
    #[graphql(complexity = "super::list_weight(10, child_complexity)")]
    async fn sessions(&self, context: &Context<'_>) -> Result<Vec<Session>, Error> {
        let actor: &Actor = context.data()?;
        account(actor, &[Scope::Admin])?;
        let lines = accounts::sessions(context.data()?, actor).await.map_err(|error| surprise(&error))?;
        Ok(lines.into_iter().map(Session::from).collect())
    }

    /// The tokens in force, newest first.
    #[graphql(complexity = "super::list_weight(10, child_complexity)")]
    async fn tokens(&self, context: &Context<'_>) -> Result<Vec<Token>, Error> {
        let actor: &Actor = context.data()?;
        account(actor, &[Scope::Admin])?;
        let lines = accounts::tokens(context.data()?, actor).await.map_err(|error| surprise(&error))?;
        Ok(lines.into_iter().map(Token::from).collect())
    }

    /// What it may do.
    async fn roles(&self) -> Vec<AccountRole> {
        self.0.roles.iter().map(|role| AccountRole::from(*role)).collect()
    }

    /// Its shop, if it sells.
    async fn shop(&self, context: &Context<'_>) -> Result<Option<Shop>, Error> {
        if !self.0.roles.contains(&Role::Creator) {
            return Ok(None);
        }
        Ok(accounts::shop_of(context.data()?, self.0.id).await.map_err(|error| surprise(&error))?.map(Shop::from))
    }

    /// Its listings in whatever state, last changed first.
    #[graphql(complexity = "super::page_weight(first, last, child_complexity)")]
    async fn listings(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or behind `after`: 24 if nothing is said, 100 at most.")]
        first: Option<i32>,
        #[graphql(desc = "Where an earlier page ended: its `endCursor`.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Where a later page began: its `startCursor`.")] before: Option<String>,
    ) -> Result<ListingConnection, Error> {
        account(context.data()?, &[Scope::Read, Scope::Sell])?;
        ListingConnection::studio(context, &Asked { first, after, last, before })
    }

    /// Its listings that hold a file of exactly this content, oldest first, or into which a zip of it was unpacked: a program
    /// that runs again doubles nothing.
    #[graphql(complexity = "super::list_weight(5, child_complexity)")]
    async fn holdings(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "BLAKE3 of the content, in lower-case hex.")] blake3: String,
    ) -> Result<Vec<Holding>, Error> {
        account(context.data()?, &[Scope::Read, Scope::Sell])?;
        let hash = blake3.parse().map_err(|_| refuse(Code::BadArgument, "`blake3` has 64 hexadecimal digits."))?;
        let market: &Market = context.data()?;
        let Some(shop) = accounts::shop_of(market, self.0.id).await.map_err(|error| surprise(&error))? else {
            return Ok(Vec::new());
        };
        let holdings = catalog::holdings(market, shop.id, &hash).await.map_err(|error| surprise(&error))?;
        let holding = |one: catalog::Holding| Holding {
            file_name: one.file_name,
            unpacked: one.is_unpacked,
            listing: Listing(one.listing),
        };
        Ok(holdings.into_iter().map(holding).collect())
    }

    /// What its sales have earned and was not paid out yet.
    async fn balance(&self, context: &Context<'_>) -> Result<Money, Error> {
        let actor: &Actor = context.data()?;
        account(actor, &[Scope::Read, Scope::Sell])?;
        let books = orders::books(context.data()?, actor).await.map_err(|error| surprise(&error))?;
        Ok(books.balance.into())
    }

    /// What is in its basket, also what can no longer be bought.
    #[graphql(complexity = "super::list_weight(5, child_complexity)")]
    async fn basket(&self, context: &Context<'_>) -> Result<Vec<BasketItem>, Error> {
        account(context.data()?, &[Scope::Read, Scope::Buy])?;
        let lines = orders::basket(context.data()?, &Owner::Account(self.0.id)).await;
        Ok(lines.map_err(|error| surprise(&error))?.into_iter().map(BasketItem).collect())
    }

    /// Its orders, newest first.
    #[graphql(complexity = "super::page_weight(first, last, child_complexity)")]
    async fn orders(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or behind `after`: 24 if nothing is said, 100 at most.")]
        first: Option<i32>,
        #[graphql(desc = "Where an earlier page ended: its `endCursor`.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Where a later page began: its `startCursor`.")] before: Option<String>,
    ) -> Result<Connection<String, Order>, Error> {
        let (market, actor): (&Market, &Actor) = (context.data()?, context.data()?);
        account(actor, &[Scope::Read, Scope::Buy])?;
        let window = Asked { first, after, last, before }.window(market, orders::ORDERS)?;
        let page = orders::orders_of(market, actor, &window).await.map_err(|error| surprise(&error))?;
        Ok(connection(page, |order| (market.cursor(orders::ORDERS, &order.place()), Order(order))))
    }

    /// What it has bought and may download, newest first.
    #[graphql(complexity = "super::page_weight(first, last, child_complexity)")]
    async fn library(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or behind `after`: 24 if nothing is said, 100 at most.")]
        first: Option<i32>,
        #[graphql(desc = "Where an earlier page ended: its `endCursor`.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Where a later page began: its `startCursor`.")] before: Option<String>,
    ) -> Result<Connection<String, Entitlement>, Error> {
        let (market, actor): (&Market, &Actor) = (context.data()?, context.data()?);
        account(actor, &[Scope::Read, Scope::Buy])?;
        let window = Asked { first, after, last, before }.window(market, orders::LIBRARY)?;
        let page = orders::library(market, actor, &window).await.map_err(|error| surprise(&error))?;
        Ok(connection(page, |line| (market.cursor(orders::LIBRARY, &line.place()), Entitlement(line))))
    }
}

/// A browser that is signed in.
#[derive(SimpleObject)]
struct Session {
    /// What `endSessions` takes.
    id: ID,
    /// What the browser calls itself.
    user_agent: String,
    /// When it signed in.
    created_at: Time,
    /// When it was last seen, to ten minutes.
    seen_at: Time,
}

impl From<accounts::SessionLine> for Session {
    fn from(line: accounts::SessionLine) -> Self {
        Self { id: line.id.into(), user_agent: line.user_agent, created_at: line.created_at, seen_at: line.seen_at }
    }
}

/// A token in force; its secret was shown once.
#[derive(SimpleObject)]
struct Token {
    /// What `revokeToken` takes.
    id: ID,
    /// What it is for.
    name: String,
    /// How far it reaches.
    scopes: Vec<TokenScope>,
    /// When it was made.
    created_at: Time,
    /// When it was last used, to ten minutes.
    used_at: Option<Time>,
    /// When it ends by itself.
    expires_at: Option<Time>,
}

impl From<accounts::TokenLine> for Token {
    fn from(line: accounts::TokenLine) -> Self {
        Self {
            id: line.id.into(),
            name: line.name,
            scopes: line.scopes.into_iter().map(TokenScope::from).collect(),
            created_at: line.created_at,
            used_at: line.used_at,
            expires_at: line.expires_at,
        }
    }
}

/// A listing that holds certain bytes.
#[derive(SimpleObject)]
struct Holding {
    /// The name of the file with these bytes.
    file_name: String,
    /// Whether it was a zip, and the files that it held stand in its place.
    unpacked: bool,
    /// The listing.
    listing: Listing,
}

/// The profile of the account that asks; none for a visitor.
pub(crate) async fn viewer(market: &Market, id: Option<Uuid>) -> Result<Option<Viewer>, Error> {
    let Some(id) = id else { return Ok(None) };
    Ok(accounts::account(market, id).await.map_err(|error| surprise(&error))?.map(Viewer))
}

/// A licence in the basket.
pub(crate) struct BasketItem(BasketLine);

#[Object]
impl BasketItem {
    /// The offer that is open now, as `removeFromBasket` takes it; none where it can no longer be bought.
    async fn offer_id(&self) -> Option<ID> {
        self.0.offer.map(|(offer, _)| offer.into())
    }

    /// What is bought.
    async fn listing(&self) -> Listing {
        Listing(self.0.listing.clone())
    }

    /// Under which licence.
    async fn license(&self) -> License {
        License(self.0.license)
    }

    /// What it costs now; none where it can no longer be bought.
    async fn price(&self) -> Option<Money> {
        self.0.price().map(Money::from)
    }

    /// What it cost when its owner chose it: where that differs, tell them.
    async fn seen_price(&self) -> Money {
        self.0.seen.into()
    }
}

/// The right to download a pattern.
pub(crate) struct Entitlement(pub(crate) LibraryLine);

#[Object]
impl Entitlement {
    /// What `createDownload` takes.
    async fn id(&self) -> ID {
        self.0.entitlement.into()
    }

    /// What it opens.
    async fn listing(&self) -> Listing {
        Listing(self.0.listing.clone())
    }

    /// Under which licence.
    async fn license(&self) -> Option<License> {
        self.0.license.map(License)
    }

    /// When it was bought.
    async fn granted_at(&self) -> Time {
        self.0.granted_at
    }

    /// The files of the revision that was bought, where a newer one is on sale.
    #[graphql(complexity = "super::list_weight(5, child_complexity)")]
    async fn files_as_bought(&self) -> Vec<File> {
        self.0.bought.iter().flatten().cloned().map(File).collect()
    }

    /// The files that can be downloaded, in the newest revision on sale.
    #[graphql(complexity = "super::list_weight(5, child_complexity)")]
    async fn files(&self) -> Vec<File> {
        self.0.files.iter().cloned().map(File).collect()
    }
}
