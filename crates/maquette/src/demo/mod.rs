//! The demonstration market: six creators, what they sell, and a few orders, all made by the product's own use cases.

use std::{fmt, time::Instant};

use anyhow::{Context, Result, bail};
use basis::{Actor, Currency, Money, Role, Scope};
use generate::{Piece, collection, creators};
use market::{
    Market,
    accounts::{self, EditShop, SignUp, SignUpOutcome},
    catalog::{self, Edit, OfferInput, PublishOutcome},
    orders::{self, Checkout, CheckoutOutcome, OrderState, Owner},
};
use pattern::{Format, Pattern};
use uuid::Uuid;

use crate::{
    import::{add_listing, publish_one},
    workers,
};

/// Whoever tries the demo signs in as one of these.
pub const SIGN_INS: [&str; 4] = [
    "Sign in as",
    "  a buyer     mira@example.org      the demo password",
    "  a creator   orla@example.org      the demo password",
    "  an operator operator@example.org  the demo password",
];

/// The password of every account here: a demo keeps no secrets.
const PASSWORD: &str = "the demo password";

/// Orders that the buyer has placed: every eleventh pattern on sale.
const ORDER_EVERY: usize = 11;

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
        if *published == 0 && *drafts == 0 {
            return write!(f, "The demo data stands already.");
        }
        write!(
            f,
            "Made {published} patterns on sale, {drafts} that were held back with a report, {orders} orders in {seconds:.1} s."
        )
    }
}

/// Makes what is missing.
///
/// # Errors
/// The market cannot be written to, or a piece was refused that should not be.
pub async fn make(market: &Market, worker_count: usize, patterns_max: usize) -> Result<Made> {
    let begun = Instant::now();
    let mut made = Made { published: 0, drafts: 0, orders: 0, seconds: 0.0 };
    if accounts::by_email(market, "operator@example.org").await?.is_some() {
        return Ok(made);
    }
    let sellers = open_shops(market).await?;
    let buyer = open_account(market, "mira@example.org", "Mira Okafor", &[Role::Buyer]).await?;
    let running = workers::start(market, worker_count);
    let pieces: Vec<Piece> = collection().into_iter().take(patterns_max).collect();
    let mut drafts = Vec::new();
    for piece in pieces.iter().rev() {
        let actor = sellers.get(piece.creator).context("every piece has a creator")?;
        // Formulas take a moment each; the workers go on meanwhile.
        let (make, format) = (piece.make, piece.format);
        let bytes = tokio::task::spawn_blocking(move || file_of(&make(), format)).await??;
        let listing = add_listing(market, actor, piece.title, &piece.file_name(), &bytes).await?;
        drafts.push((piece, actor, listing));
    }
    let mut on_sale = Vec::new();
    for (piece, actor, listing) in drafts {
        wait_for(market, actor, listing).await?;
        match publish_one(market, actor, listing, edit_of(piece)).await? {
            Ok(PublishOutcome::Published { .. }) => on_sale.push(listing),
            Ok(PublishOutcome::OpenFindings { .. }) => made.drafts += 1,
            Ok(other) => bail!("{} was not published: {other:?}", piece.slug),
            Err(words) => bail!("{} was not taken: {words}", piece.slug),
        }
    }
    made.published = on_sale.len();
    made.orders = buy(market, &buyer, &on_sale).await?;
    running.finish(market).await?;
    // Last, because its standing says that all the rest stands.
    open_account(market, "operator@example.org", "Noor Visser", &Role::ALL).await?;
    made.seconds = begun.elapsed().as_secs_f64();
    Ok(made)
}

async fn open_shops(market: &Market) -> Result<Vec<Actor>> {
    let mut sellers = Vec::new();
    for creator in creators() {
        let email = format!("{}@example.org", creator.email_local);
        let actor = open_account(market, &email, creator.name, &[Role::Buyer, Role::Creator]).await?;
        let shop = EditShop { title: creator.shop.to_owned(), bio: creator.bio.to_owned() };
        accounts::edit_shop(market, &actor, shop).await?;
        sellers.push(actor);
    }
    Ok(sellers)
}

async fn open_account(market: &Market, email: &str, name: &str, roles: &[Role]) -> Result<Actor> {
    let input = SignUp { email: email.to_owned(), name: name.to_owned(), password: PASSWORD.to_owned(), sells: false };
    let account = match accounts::add_account(market, input, roles, true).await? {
        SignUpOutcome::SignedUp(account) => account,
        // A run that was broken off left it.
        SignUpOutcome::Invalid(_) => accounts::by_email(market, email).await?.context("the account stands")?.id,
    };
    Ok(Actor::Account { account, roles: roles.to_vec(), scopes: Scope::ALL.to_vec() })
}

/// The piece in the format its creator sells it in.
fn file_of(pattern: &Pattern, format: Format) -> Result<Vec<u8>> {
    Ok(match (pattern, format) {
        (Pattern::Mesh(mesh), Format::Stl) => pattern::mesh::stl::write(mesh),
        (Pattern::Mesh(mesh), Format::Obj) => pattern::mesh::obj::write(mesh),
        (Pattern::Mesh(mesh), Format::Ply) => pattern::mesh::ply::write(mesh),
        (Pattern::Mesh(mesh), Format::ThreeMf) => pattern::mesh::threemf::write(mesh),
        (Pattern::Mesh(mesh), Format::Glb) => pattern::mesh::gltf::write(mesh),
        (Pattern::Drawing(drawing), Format::Svg) => pattern::drawing::svg::write(drawing).into_bytes(),
        _ => bail!("{} is not written for this kind of pattern", format.title()),
    })
}

async fn wait_for(market: &Market, actor: &Actor, listing: Uuid) -> Result<()> {
    loop {
        let draft = catalog::draft(market, actor, listing).await?.context("the draft stands")?;
        if draft.files.iter().all(catalog::FileLine::is_done) {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

fn edit_of(piece: &Piece) -> Edit {
    let property = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    // Sizes are not declared: they are measured.
    let attributes = vec![
        property("material", piece.material),
        property("difficulty", piece.difficulty.word()),
        property("machine", piece.machine.words()),
    ];
    let offer = |offer: &generate::collection::Offer| OfferInput {
        license: license_slug(offer.licence.word()).to_owned(),
        price: Money::new(offer.price_minor, Currency::EUR),
    };
    Edit {
        title: piece.title.to_owned(),
        description: piece.description.to_owned(),
        category: piece.category.to_owned(),
        tags: piece.tags.iter().map(|tag| (*tag).to_owned()).collect(),
        attributes,
        made_with_ai: piece.made_with_ai,
        offers: piece.offers.iter().map(offer).collect(),
    }
}

/// The market's word for a licence, from the collection's.
fn license_slug(word: &str) -> &str {
    match word {
        "CC0-1.0" => "cc0",
        "CC-BY-4.0" => "cc-by",
        "CC-BY-SA-4.0" => "cc-by-sa",
        "CC-BY-NC-4.0" => "cc-by-nc",
        own => own,
    }
}

/// Buys a few patterns, so that the library, the ledger and the studio have something to show.
async fn buy(market: &Market, buyer: &Actor, on_sale: &[Uuid]) -> Result<usize> {
    let owner = Owner::Account(buyer.account().context("the buyer has an account")?);
    let mut orders = 0;
    for listing in on_sale.iter().step_by(ORDER_EVERY) {
        let page = catalog::listing_by_id(market, buyer, *listing).await?.context("it is on sale")?;
        let offer = page.offers.first().context("it is offered")?;
        orders::add_to_basket(market, &owner, offer.id).await?;
        // One order for each listing, also where an earlier run was broken off.
        let attempt = Checkout {
            key: format!("demo-{listing}"),
            seen_total: offer.price,
            method: "paid".to_owned(),
            consent: true,
        };
        match orders::checkout(market, buyer, &attempt).await? {
            CheckoutOutcome::Order { state: OrderState::Paid, .. } => orders += 1,
            other => bail!("an order was not paid: {other:?}"),
        }
    }
    Ok(orders)
}
