//! The demonstration market: six creators, what they sell, and a few orders, all made by the product's own use cases.

mod people;
mod piece;

use std::{
    collections::HashMap,
    fmt,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use basis::Actor;
use futures::{StreamExt, TryStreamExt, stream};
use generate::{Piece, collection};
use market::{
    Market,
    catalog::{self, PublishOutcome, State},
    orders::{self, Checkout, CheckoutOutcome, OrderState, Owner},
    page::{PAGE_MAX, Window},
};
use uuid::Uuid;

pub use people::SIGN_INS;

use crate::import::{add_listing, publish_one};
use people::People;
use piece::{edit_of, file_of};

/// Orders that the buyer has placed: every eleventh pattern on sale.
const ORDER_EVERY: usize = 11;

/// Pieces under way at a time: while some are examined the next ones are computed.
const AT_ONCE: usize = 6;

/// How often it is asked whether a piece is examined.
const LOOK: Duration = Duration::from_millis(50);

/// What was made.
pub struct Made {
    published: usize,
    drafts: usize,
    orders: usize,
    seconds: f64,
}

impl fmt::Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { published, drafts, orders, seconds } = self;
        write!(
            f,
            "Made {published} patterns on sale, {drafts} that were held back with a report, {orders} orders in {seconds:.1} s."
        )
    }
}

/// How a piece ended.
enum End {
    OnSale { was_bought: bool },
    HeldBack,
}

/// A market whose accounts stand, and whose patterns are still to be made.
pub struct Demo {
    people: People,
    pieces: Vec<Piece>,
}

impl Demo {
    /// Opens the accounts, and leaves out what an earlier run has made; none where everything stands already.
    ///
    /// # Errors
    /// The market cannot be written to.
    pub async fn begin(market: &Market, patterns_max: usize) -> Result<Option<Self>> {
        let people = people::open(market).await?;
        let pieces = collection().into_iter().take(patterns_max).rev().collect();
        Ok(people.map(|people| Self { people, pieces }))
    }

    /// Makes the patterns, beside workers that examine them, and tells of each one that is done.
    ///
    /// # Errors
    /// The market cannot be written to, or a piece was refused that should not be.
    pub async fn make(self, market: &Market, told: impl Fn(&str)) -> Result<Made> {
        let begun = Instant::now();
        let mut standing = Vec::new();
        for seller in &self.people.sellers {
            standing.push(listings_of(market, seller).await?);
        }
        let (count, done) = (self.pieces.len(), AtomicUsize::new(0));
        let (people, told, done) = (&self.people, &told, &done);
        let one = |(index, piece): (usize, Piece)| {
            let before = standing.get(piece.creator).and_then(|titles| titles.get(piece.title)).copied();
            async move {
                let seller = people.sellers.get(piece.creator).context("every piece has a creator")?;
                let end =
                    put_up(market, seller, &piece, before, index.is_multiple_of(ORDER_EVERY), &people.buyer).await?;
                let done = done.fetch_add(1, Ordering::SeqCst) + 1;
                told(&format!("{done} of {count}: {}", piece.title));
                anyhow::Ok(end)
            }
        };
        let pieces = self.pieces.iter().cloned().enumerate();
        let ends: Vec<End> = stream::iter(pieces.map(one)).buffer_unordered(AT_ONCE).try_collect().await?;
        people::note_whole(market).await?;
        let on_sale = |end: &&End| matches!(end, End::OnSale { .. });
        Ok(Made {
            published: ends.iter().filter(on_sale).count(),
            drafts: ends.iter().filter(|end| !on_sale(end)).count(),
            orders: ends.iter().filter(|end| matches!(end, End::OnSale { was_bought: true })).count(),
            seconds: begun.elapsed().as_secs_f64(),
        })
    }
}

/// What a creator has by now, by title.
async fn listings_of(market: &Market, seller: &Actor) -> Result<HashMap<String, (Uuid, State)>> {
    let window = Window::first(PAGE_MAX);
    let lines = catalog::studio(market, seller, &window).await?.rows.into_iter();
    Ok(lines.map(|line| (line.listing.title, (line.listing.id, line.listing.state))).collect())
}

/// Uploads a piece, waits for its report and publishes it, and lets the buyer have it if it is one of theirs.
async fn put_up(
    market: &Market,
    seller: &Actor,
    piece: &Piece,
    before: Option<(Uuid, State)>,
    is_bought: bool,
    buyer: &Actor,
) -> Result<End> {
    let listing = match before {
        Some((listing, State::Draft)) => listing,
        // An earlier run went on from here already.
        Some((listing, _)) => return sold(market, buyer, listing, is_bought).await,
        None => {
            let (make, format) = (piece.make, piece.format);
            let bytes = tokio::task::spawn_blocking(move || file_of(&make(), format)).await??;
            add_listing(market, seller, piece.title, &piece.file_name(), &bytes).await?
        }
    };
    // Said before the file is read, its drawings are judged once.
    loop {
        match publish_one(market, seller, listing, edit_of(piece)).await? {
            Ok(PublishOutcome::Published { .. }) => return sold(market, buyer, listing, is_bought).await,
            Ok(PublishOutcome::OpenFindings { .. }) => return Ok(End::HeldBack),
            Ok(PublishOutcome::StillWorking { .. }) => tokio::time::sleep(LOOK).await,
            Ok(other) => bail!("{} was not published: {other:?}", piece.slug),
            Err(words) => bail!("{} was not taken: {words}", piece.slug),
        }
    }
}

/// Buys a few patterns, so that the library, the ledger and the studio have something to show.
async fn sold(market: &Market, buyer: &Actor, listing: Uuid, is_bought: bool) -> Result<End> {
    if !is_bought {
        return Ok(End::OnSale { was_bought: false });
    }
    let owner = Owner::Account(buyer.account().context("the buyer has an account")?);
    let page = catalog::listing_by_id(market, buyer, listing).await?.context("it is on sale")?;
    let offer = page.offers.first().context("it is offered")?;
    orders::add_to_basket(market, &owner, offer.id).await?;
    // One order for each listing, also where an earlier run was broken off.
    let attempt =
        Checkout { key: format!("demo-{listing}"), seen_total: offer.price, method: "paid".to_owned(), consent: true };
    match orders::checkout(market, buyer, &attempt).await? {
        CheckoutOutcome::Order { state: OrderState::Paid, .. } => Ok(End::OnSale { was_bought: true }),
        other => bail!("an order was not paid: {other:?}"),
    }
}
