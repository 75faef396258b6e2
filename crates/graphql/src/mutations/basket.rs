//! Filling a basket, checking out, downloading.

use async_graphql::{Context, Enum, Error, ID, InputObject, Object, SimpleObject};
use basis::{Actor, Scope, Time};
use market::{
    Market,
    orders::{self, CheckoutOutcome, Owner, Target},
};
use uuid::Uuid;

use crate::{
    query::uuid_of,
    refusal::{account, surprise},
    types::{MoneyInput, Order, Viewer, viewer},
};

/// Whether it was done.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum BasketStatus {
    /// It was.
    Done,
    /// It is not on sale, or no longer at this price.
    NotOnSale,
}

/// The answer to a change of the basket.
#[derive(SimpleObject)]
struct BasketPayload {
    status: BasketStatus,
    /// What happened, and what to do next.
    message: String,
    /// Whoever asked, with the basket as it is now.
    viewer: Option<Viewer>,
}

/// What is bought, and how.
#[derive(InputObject)]
struct CheckoutInput {
    /// The sum that the buyer was shown: nothing is bought for another one.
    total: MoneyInput,
    /// The payment method, in the provider's words. The test provider takes `card`.
    method: String,
}

/// What came of checking out.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum CheckoutStatus {
    /// Paid; everything in it can be downloaded.
    Paid,
    /// The provider has not answered; it is asked again until it does.
    Pending,
    /// The provider refused; the basket is as it was.
    Refused,
    /// There is nothing in the basket that can be bought.
    Empty,
    /// The sum that the buyer saw is not the sum now.
    PriceChanged,
}

/// The answer to checking out.
#[derive(SimpleObject)]
struct CheckoutPayload {
    status: CheckoutStatus,
    /// What happened, and what to do next.
    message: String,
    /// The order, unless none was placed.
    order: Option<Order>,
}

/// Where something that was bought is fetched.
#[derive(SimpleObject)]
struct DownloadLink {
    /// Fetch it with a `GET`; no token is needed, and a download that broke off can go on.
    url: String,
    /// Until when it opens something.
    expires_at: Time,
}

/// The answer to asking for a download.
#[derive(SimpleObject)]
struct CreateDownloadPayload {
    /// What to do next.
    message: String,
    /// Where it is fetched; none where it is not in the asker's library.
    download: Option<DownloadLink>,
}

#[derive(Default)]
pub(crate) struct BasketMutation;

#[Object]
impl BasketMutation {
    /// Puts an offer into the basket; one licence a listing, the last one chosen.
    async fn add_to_basket(&self, context: &Context<'_>, offer: ID) -> Result<BasketPayload, Error> {
        let id = account(context.data()?, &[Scope::Buy])?;
        let added = orders::add_to_basket(context.data()?, &Owner::Account(id), uuid_of(&offer)?).await;
        if added.map_err(|error| surprise(&error))? {
            return basket(context, id, BasketStatus::Done, "It is in the basket.").await;
        }
        basket(context, id, BasketStatus::NotOnSale, "This offer is no longer on sale. Look at the listing again.")
            .await
    }

    /// Takes an offer out of the basket.
    async fn remove_from_basket(&self, context: &Context<'_>, offer: ID) -> Result<BasketPayload, Error> {
        let id = account(context.data()?, &[Scope::Buy])?;
        let removed = orders::remove_from_basket(context.data()?, &Owner::Account(id), uuid_of(&offer)?).await;
        removed.map_err(|error| surprise(&error))?;
        basket(context, id, BasketStatus::Done, "It is out of the basket.").await
    }

    /// Buys what is in the basket.
    async fn checkout(&self, context: &Context<'_>, input: CheckoutInput) -> Result<CheckoutPayload, Error> {
        let (market, actor): (&Market, &Actor) = (context.data()?, context.data()?);
        account(actor, &[Scope::Buy])?;
        let outcome = orders::checkout(market, actor, input.total.money()?, &input.method).await;
        let (status, message, order) = match outcome.map_err(|error| surprise(&error))? {
            CheckoutOutcome::Paid(order) => {
                (CheckoutStatus::Paid, "Paid. `createDownload` fetches it.".to_owned(), Some(order))
            }
            CheckoutOutcome::Pending(order) => {
                let message = "The payment provider did not answer; it is asked again. Ask for `order` in a while.";
                (CheckoutStatus::Pending, message.to_owned(), Some(order))
            }
            CheckoutOutcome::Refused { order, words } => (CheckoutStatus::Refused, words, Some(order)),
            CheckoutOutcome::Empty | CheckoutOutcome::NotSignedIn => {
                (CheckoutStatus::Empty, "There is nothing in the basket that can be bought.".to_owned(), None)
            }
            CheckoutOutcome::PriceChanged => {
                let message = "The sum has changed, and nothing was bought. Show the basket again.";
                (CheckoutStatus::PriceChanged, message.to_owned(), None)
            }
        };
        let order = match order {
            Some(id) => orders::order(market, actor, id).await.map_err(|error| surprise(&error))?.map(Order),
            None => None,
        };
        Ok(CheckoutPayload { status, message, order })
    }

    /// An address where one file of the library, or all of a pattern's files as a zip, is fetched.
    async fn create_download(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "An `id` of the library.")] entitlement: ID,
        #[graphql(desc = "One of its files; left out, all of them as a Data Package.")] file: Option<ID>,
    ) -> Result<CreateDownloadPayload, Error> {
        let (market, actor): (&Market, &Actor) = (context.data()?, context.data()?);
        account(actor, &[Scope::Buy])?;
        let target = match file {
            Some(file) => Target::File(uuid_of(&file)?),
            None => Target::All,
        };
        let link =
            orders::link(market, actor, uuid_of(&entitlement)?, target).await.map_err(|error| surprise(&error))?;
        let message = if link.is_some() { "Fetch it with a GET." } else { "This is not in your library." };
        let download = link.map(|link| DownloadLink {
            url: format!("{}/download/{}", market.settings().base_url, link.token),
            expires_at: link.expires,
        });
        Ok(CreateDownloadPayload { message: message.to_owned(), download })
    }
}

async fn basket(
    context: &Context<'_>,
    account: Uuid,
    status: BasketStatus,
    message: &str,
) -> Result<BasketPayload, Error> {
    let viewer = viewer(context.data()?, Some(account)).await?;
    Ok(BasketPayload { status, message: message.to_owned(), viewer })
}
