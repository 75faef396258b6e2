//! Filling a basket, checking out, downloading.

use async_graphql::{Context, Enum, Error, ID, InputObject, Object, SimpleObject};
use basis::{Actor, Scope, Time};
use market::{
    Market,
    orders::{
        self, AddOutcome, Checkout, CheckoutOutcome, OrderState, Owner, Refund, RefundOutcome, TakeOutcome, Target,
    },
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
    /// The basket holds as many listings as it can.
    Full,
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
    /// Names the attempt, 1 to 100 characters: sent twice, also at once, it is one order. Make a fresh one for each basket
    /// that somebody decides to buy, a UUID say, and send the same one again when an answer got lost.
    idempotency_key: String,
    /// The sum that the buyer was shown: nothing is bought for another one.
    total: MoneyInput,
    /// One of `paymentMethods`, 1 to 255 characters; anything where the provider asks by itself, or where nothing is to be
    /// paid.
    method: String,
    /// Whether the buyer agreed to `immediateDeliveryTerms`, which they must have read; not asked where nothing is to be paid.
    #[graphql(default)]
    immediate_delivery: bool,
}

/// What came of checking out.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum CheckoutStatus {
    /// Paid; everything in it can be downloaded.
    Paid,
    /// The buyer must confirm the payment with their bank, at the order's `actionUrl`.
    NeedsAction,
    /// The provider has not decided, or has not answered; it is asked until it does. Do not buy again.
    Pending,
    /// The provider refused; the basket is as it was.
    Refused,
    /// There is nothing in the basket that can be bought.
    Empty,
    /// The sum that the buyer saw is not the sum now.
    PriceChanged,
    /// The buyer has not agreed to immediate delivery.
    ConsentMissing,
    /// The idempotency key is empty, too long, or was used for another sum.
    BadKey,
    /// This market takes no payments; only free patterns can be taken.
    NoPayments,
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

/// What is to be paid back.
#[derive(InputObject)]
struct RefundOrderInput {
    /// The order.
    order: ID,
    /// Some of its lines; left out, all that were not paid back yet.
    #[graphql(default)]
    lines: Vec<ID>,
    /// Why, 3 to 500 characters; the buyer reads it.
    reason: String,
}

/// What came of paying back.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum RefundOrderStatus {
    /// Paid back; those downloads are closed.
    Refunded,
    /// The provider does not answer yet; it is asked until it does.
    UnderWay,
    /// The provider refuses; nothing has moved.
    Rejected,
    /// Only what was paid can be paid back, once.
    NotPaid,
    /// There is no such order, or it is not yours to pay back.
    NotFound,
    /// The reason cannot stay as it is.
    Invalid,
}

/// The answer to paying back.
#[derive(SimpleObject)]
struct RefundOrderPayload {
    status: RefundOrderStatus,
    /// What happened, and what to do next.
    message: String,
    /// The order as it is now.
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

/// What came of taking something free.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum TakeFreeStatus {
    /// It can be fetched.
    Done,
    /// The market gives free patterns to accounts alone, or the token may not buy.
    SignIn,
    /// It costs something.
    NotFree,
    /// It is not on sale, or no longer under this licence.
    NotOnSale,
}

/// The answer to taking something free.
#[derive(SimpleObject)]
struct TakeFreePayload {
    status: TakeFreeStatus,
    /// What happened, and what to do next.
    message: String,
    /// Where it is fetched.
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
        let (status, message) = match added.map_err(|error| surprise(&error))? {
            AddOutcome::Added => (BasketStatus::Done, "It is in the basket."),
            AddOutcome::NotOnSale => {
                (BasketStatus::NotOnSale, "This offer is no longer on sale. Look at the listing again.")
            }
            AddOutcome::Full => (BasketStatus::Full, "The basket is full. Check out, or remove something first."),
        };
        basket(context, id, status, message).await
    }

    /// Takes a listing out of the basket, named by any offer of it, also one that is closed by now.
    async fn remove_from_basket(&self, context: &Context<'_>, offer: ID) -> Result<BasketPayload, Error> {
        let id = account(context.data()?, &[Scope::Buy])?;
        let market: &Market = context.data()?;
        let listing = orders::listing_of_offer(market, uuid_of(&offer)?).await.map_err(|error| surprise(&error))?;
        if let Some(listing) = listing {
            let removed = orders::remove_from_basket(market, &Owner::Account(id), listing).await;
            removed.map_err(|error| surprise(&error))?;
        }
        basket(context, id, BasketStatus::Done, "It is out of the basket.").await
    }

    /// Takes a free offer and gives an address where its only file, or all of them as a zip, is fetched. Whoever is signed in
    /// has it in their library from then on; markets that want an account for it say so.
    async fn take_free(&self, context: &Context<'_>, offer: ID) -> Result<TakeFreePayload, Error> {
        let market: &Market = context.data()?;
        let taken = orders::take_free(market, context.data()?, uuid_of(&offer)?).await;
        let (status, message, link) = match taken.map_err(|error| surprise(&error))? {
            TakeOutcome::Taken(link) => (TakeFreeStatus::Done, "Fetch it with a GET.", Some(link)),
            TakeOutcome::SignIn => (TakeFreeStatus::SignIn, "This market gives free patterns to accounts alone.", None),
            TakeOutcome::NotFree => (TakeFreeStatus::NotFree, "This costs something: `addToBasket` takes it.", None),
            TakeOutcome::NotOnSale => {
                (TakeFreeStatus::NotOnSale, "This offer is no longer on sale. Look at the listing again.", None)
            }
        };
        let download = link.map(|link| download_link(market, link));
        Ok(TakeFreePayload { status, message: message.to_owned(), download })
    }

    /// Buys what is in the basket.
    async fn checkout(&self, context: &Context<'_>, input: CheckoutInput) -> Result<CheckoutPayload, Error> {
        let (market, actor): (&Market, &Actor) = (context.data()?, context.data()?);
        account(actor, &[Scope::Buy])?;
        let attempt = Checkout {
            key: input.idempotency_key,
            seen_total: input.total.money()?,
            method: input.method,
            consent: input.immediate_delivery,
        };
        let outcome = orders::checkout(market, actor, &attempt).await.map_err(|error| surprise(&error))?;
        let (status, message, order) = checked_out(outcome);
        Ok(CheckoutPayload { status, message, order: order_of(market, actor, order).await? })
    }

    /// Pays an order back, or some lines of it; for operators.
    async fn refund_order(&self, context: &Context<'_>, input: RefundOrderInput) -> Result<RefundOrderPayload, Error> {
        let (market, actor): (&Market, &Actor) = (context.data()?, context.data()?);
        account(actor, &[Scope::Admin])?;
        let order = uuid_of(&input.order)?;
        let lines = input.lines.iter().map(uuid_of).collect::<Result<_, _>>()?;
        let asked = Refund { order, lines, reason: input.reason };
        let outcome = orders::refund(market, actor, &asked).await.map_err(|error| surprise(&error))?;
        let (status, message) = match outcome {
            RefundOutcome::Refunded { .. } => {
                (RefundOrderStatus::Refunded, "Paid back; those downloads are closed.".to_owned())
            }
            RefundOutcome::UnderWay => (
                RefundOrderStatus::UnderWay,
                "The provider does not answer yet; the refund is made as soon as it does. Ask for `order` in a while."
                    .to_owned(),
            ),
            RefundOutcome::Rejected { words } => (RefundOrderStatus::Rejected, words),
            RefundOutcome::NotPaid => {
                (RefundOrderStatus::NotPaid, "Only what was paid can be paid back, once.".to_owned())
            }
            RefundOutcome::NotFound => (RefundOrderStatus::NotFound, "There is no such order for you.".to_owned()),
            RefundOutcome::Invalid(wrong) => {
                let sentences: Vec<_> = wrong.into_iter().map(|wrong| wrong.message).collect();
                (RefundOrderStatus::Invalid, sentences.join(" "))
            }
        };
        Ok(RefundOrderPayload { status, message, order: order_of(market, actor, Some(order)).await? })
    }

    /// An address where one file of the library, or all of a pattern's files as a zip, is fetched.
    async fn create_download(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "An `id` of the library.")] entitlement: ID,
        #[graphql(desc = "One of its files; left out, all of them as a Data Package.")] file: Option<ID>,
        #[graphql(default, desc = "All files of the revision that was bought, where a newer one is on sale.")]
        as_bought: bool,
    ) -> Result<CreateDownloadPayload, Error> {
        let (market, actor): (&Market, &Actor) = (context.data()?, context.data()?);
        account(actor, &[Scope::Buy])?;
        let target = match file {
            Some(file) => Target::File(uuid_of(&file)?),
            None if as_bought => Target::AllAsBought,
            None => Target::All,
        };
        let link =
            orders::link(market, actor, uuid_of(&entitlement)?, target).await.map_err(|error| surprise(&error))?;
        let message = if link.is_some() { "Fetch it with a GET." } else { "This is not in your library." };
        let download = link.map(|link| download_link(market, link));
        Ok(CreateDownloadPayload { message: message.to_owned(), download })
    }
}

fn download_link(market: &Market, link: orders::Link) -> DownloadLink {
    let url = format!("{}/download/{}", market.settings().base_url, link.token);
    DownloadLink { url, expires_at: link.expires }
}

/// An order for a payload.
async fn order_of(market: &Market, actor: &Actor, id: Option<Uuid>) -> Result<Option<Order>, Error> {
    let Some(id) = id else { return Ok(None) };
    Ok(orders::order(market, actor, id).await.map_err(|error| surprise(&error))?.map(Order))
}

fn checked_out(outcome: CheckoutOutcome) -> (CheckoutStatus, String, Option<Uuid>) {
    let not = |status, message: &str| (status, message.to_owned(), None);
    match outcome {
        CheckoutOutcome::Order { order, state } => {
            let (status, message) = match state {
                OrderState::Paid => (CheckoutStatus::Paid, "Paid. `createDownload` fetches it."),
                OrderState::NeedsAction => (
                    CheckoutStatus::NeedsAction,
                    "The bank asks the buyer to confirm: send them to the order's `actionUrl`, then ask for `order` again.",
                ),
                _ => (
                    CheckoutStatus::Pending,
                    "The payment is not decided yet, and the provider is asked until it is. Ask for `order` in a while.",
                ),
            };
            (status, message.to_owned(), Some(order))
        }
        CheckoutOutcome::Refused { order, words } => (CheckoutStatus::Refused, words, Some(order)),
        CheckoutOutcome::Empty | CheckoutOutcome::NotSignedIn => {
            not(CheckoutStatus::Empty, "There is nothing in the basket that can be bought.")
        }
        CheckoutOutcome::PriceChanged { total } => (
            CheckoutStatus::PriceChanged,
            format!("The sum is {total} now, and nothing was bought. Show the basket again."),
            None,
        ),
        CheckoutOutcome::ConsentMissing => not(
            CheckoutStatus::ConsentMissing,
            "Nothing was bought: the buyer must agree to immediate delivery first (`immediateDelivery`).",
        ),
        CheckoutOutcome::BadKey => not(
            CheckoutStatus::BadKey,
            "Nothing was bought: `idempotencyKey` has 1 to 100 characters, and a fresh one is needed for another sum.",
        ),
        CheckoutOutcome::NoPayments => {
            not(CheckoutStatus::NoPayments, "This market takes no payments; only free patterns can be taken.")
        }
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
