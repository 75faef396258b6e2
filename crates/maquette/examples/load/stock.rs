//! The market that is measured: shops, listings, revisions, files and words, written as rows without the way to them.
//!
//! It is written a few thousand listings at a time, each batch in one transaction, so that a million takes no more memory
//! than ten thousand.

use std::{collections::HashMap, path::Path};

use anyhow::{Context, Result, bail};
use basis::{Role, SystemClock, SystemRandom};
use chrono::{DateTime, Duration, Utc};
use market::{
    Mail, MailSettings, Market, Parts, Settings,
    accounts::{self, SignUp, SignUpOutcome},
    catalog::{self, Facet, FileLine, LICENSES, Summary},
    ingest::Examiner,
    orders::{self, Owner},
};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QuerySelect};
use serde_json::{Value, json};
use store::{
    BlobSettings, Blobs, Hash, Store, TextRow,
    entities::{account, file, listing, listing_attribute, listing_facet, listing_tag, offer, revision, shop},
    facts::Kind,
};
use uuid::Uuid;

use crate::samples::Samples;
use crate::words::{self, Dice, FIELDS, Field, MATERIALS, PURPOSES, QUALITIES};

/// Listings of one shop.
const LISTINGS_A_SHOP: usize = 50;

/// Rows in one statement: below what either database takes as parameters.
const ROWS_AT_ONCE: usize = 400;

/// Listings of one batch; a multiple of a shop's.
const BATCH: usize = 5_000;

/// People who buy.
pub const BUYERS: usize = 4_096;

/// Their password.
pub const PASSWORD: &str = "a sentence is easy to keep";

/// One pattern that somebody may take.
pub struct Pick {
    /// The word in its address.
    pub slug: String,
    /// Its first offer.
    pub offer: Uuid,
    /// What that costs.
    pub price_minor: i64,
}

/// What the visits are made of.
pub struct Shelf {
    /// Patterns from all over the catalogue, a few thousand.
    pub picks: Vec<Pick>,
    /// How many shops there are.
    pub shops: usize,
    /// The cookie of a visitor with two things in the basket.
    pub visitor: String,
}

/// Patterns on the shelf at most: more than any cache of ours holds.
const PICKS: usize = 4_000;

/// The rows of all tables, before they are written.
#[derive(Default)]
struct Rows {
    accounts: Vec<account::Model>,
    shops: Vec<shop::Model>,
    listings: Vec<listing::Model>,
    tags: Vec<listing_tag::Model>,
    attributes: Vec<listing_attribute::Model>,
    facets: Vec<listing_facet::Model>,
    offers: Vec<offer::Model>,
    revisions: Vec<revision::Model>,
    files: Vec<file::Model>,
}

/// Fills a database with so many listings on sale, unless they are there already; gives what can be asked for.
pub async fn fill(store: &Store, folder: &Path, listings: usize) -> Result<Shelf> {
    let blobs = Blobs::open(&BlobSettings::Folder(folder.to_owned())).await?;
    let files = Samples::make(&blobs).await?;
    let market = market_on(store, blobs, folder)?;
    let is_filled = listing::Entity::find().limit(1).one(store.read()).await?.is_some();
    let mut dice = Dice::new(1);
    let (mut picks, every) = (Vec::new(), listings.div_ceil(PICKS));
    for begin in (0..listings).step_by(BATCH) {
        let mut rows = Rows::default();
        for number in begin..listings.min(begin + BATCH) {
            if number % LISTINGS_A_SHOP == 0 {
                rows.open_shop(number / LISTINGS_A_SHOP);
            }
            rows.open_listing(number, &mut dice, &files);
            if let (true, Some(listing)) = (number % every == 0, rows.listings.last()) {
                let offer = id(6, 2 * number);
                picks.push(Pick { slug: listing.slug.clone(), offer, price_minor: listing.price_minor });
            }
        }
        if !is_filled {
            rows.write(store).await?;
        }
    }
    if !is_filled {
        add_buyers(&market, store).await?;
    }
    let visitor = basis::token(&SystemRandom, "");
    let owner = Owner::Visitor(visitor.clone());
    for pick in picks.iter().take(3).step_by(2) {
        orders::add_to_basket(&market, &owner, pick.offer).await?;
    }
    Ok(Shelf { picks, shops: listings.div_ceil(LISTINGS_A_SHOP), visitor })
}

/// What a buyer signs in with.
pub fn email(buyer: usize) -> String {
    format!("buyer{buyer}@example.org")
}

/// The first by the market's own way, the others like them: a password is hashed once.
async fn add_buyers(market: &Market, store: &Store) -> Result<()> {
    let input = SignUp { name: "Bea Buyer".to_owned(), email: email(0), password: PASSWORD.to_owned(), sells: false };
    let first = match accounts::add_account(market, input, &[Role::Buyer], true).await? {
        SignUpOutcome::SignedUp(first) => first,
        refused => bail!("the first buyer may not sign up: {refused:?}"),
    };
    let row = account::Entity::find_by_id(first).one(store.read()).await?.context("the first buyer")?;
    let others = (1..BUYERS).map(|buyer| account::Model { id: id(7, buyer), email: email(buyer), ..row.clone() });
    let tx = store.begin().await?;
    insert::<account::Entity, account::ActiveModel, _>(&tx, others.collect()).await?;
    Ok(tx.commit().await?)
}

/// The market's own ways, for what is not written as rows.
fn market_on(store: &Store, blobs: Blobs, folder: &Path) -> Result<Market> {
    Ok(Market::new(Parts {
        store: store.clone(),
        blobs,
        clock: std::sync::Arc::new(SystemClock),
        random: std::sync::Arc::new(SystemRandom),
        mail: Mail::open(&MailSettings::Folder(folder.join("mail")), "Maquette <post@localhost.localdomain>")?,
        examiner: Examiner::InProcess,
        payments: None,
        secret: [7; 32],
        settings: Settings::default(),
    }))
}

impl Rows {
    fn open_shop(&mut self, number: usize) {
        let account = id(1, number);
        let name = format!("{} {}", QUALITIES[number % QUALITIES.len()], FIELDS[number % FIELDS.len()].things[0]);
        self.accounts.push(account::Model {
            id: account,
            email: format!("creator{number}@example.org"),
            email_verified_at: Some(at(number)),
            name: format!("{name} {number}"),
            password_hash: String::new(),
            roles: "buyer creator".to_owned(),
            locked_at: None,
            created_at: at(number),
            new_email: None,
            old_email: None,
            closed_at: None,
            locale: None,
            time_zone: None,
        });
        self.shops.push(shop::Model {
            id: id(2, number),
            account_id: account,
            handle: format!("shop-{number}"),
            title: format!("{name} Works"),
            bio: "Things for makers, from a small workshop.".to_owned(),
            created_at: at(number),
            links: serde_json::json!([]),
        });
    }

    fn open_listing(&mut self, number: usize, dice: &mut Dice, samples: &Samples) {
        let field = dice.pick(&FIELDS);
        let (listing, revision) = (id(3, number), id(4, 2 * number));
        let quality = *dice.pick(&QUALITIES);
        let title = format!("{quality} {} {}", dice.pick(field.things).to_lowercase(), dice.pick(&PURPOSES));
        let files = self.add_files(number, revision, field, dice, samples);
        if number.is_multiple_of(5) {
            // One that was mended: its first revision stays behind the one on sale.
            let before = id(4, 2 * number + 1);
            self.revisions.push(revision::Model {
                id: before,
                listing_id: listing,
                number: 1,
                state: revision::State::Ready,
                created_at: at(number),
                unpacked: serde_json::json!([]),
            });
        }
        self.revisions.push(revision::Model {
            id: revision,
            listing_id: listing,
            number: if number.is_multiple_of(5) { 2 } else { 1 },
            state: revision::State::Ready,
            created_at: at(number),
            unpacked: serde_json::json!([]),
        });
        let price_minor = self.offer(number, listing, dice);
        self.describe(listing, field, quality, dice);
        self.listings.push(row_of(number, listing, revision, field, &title, price_minor, &files, dice));
    }

    fn add_files(
        &mut self,
        number: usize,
        revision: Uuid,
        field: &Field,
        dice: &mut Dice,
        samples: &Samples,
    ) -> Vec<FileLine> {
        let count = 1 + dice.below(3);
        let files = (0..count).map(|position| {
            let (report, artifacts) = samples.file(field.kind, number, dice);
            file::Model {
                id: id(5, number * 4 + position),
                revision_id: revision,
                position: i32::try_from(position).unwrap_or(0),
                name: format!("part-{position}.{}", if field.kind == Kind::Mesh { "stl" } else { "svg" }),
                blob: Hash::of(&[number.to_le_bytes(), position.to_le_bytes()].concat()).to_string(),
                bytes: i64::try_from(100_000 + dice.below(9_000_000)).unwrap_or(0),
                format: if field.kind == Kind::Mesh { "stl" } else { "svg" }.to_owned(),
                kind: field.kind,
                state: file::State::Ready,
                step: String::new(),
                verdict: report.verdict.word().parse().expect("a verdict"),
                report: json!(report),
                artifacts: Value::Object(artifacts),
                created_at: at(number),
                alt: String::new(),
                is_cover: false,
            }
        });
        let files: Vec<file::Model> = files.collect();
        self.files.extend(files.iter().cloned());
        files.into_iter().map(|file| FileLine::try_from(file).expect("a file line")).collect()
    }

    /// One or two licences; gives the lowest price.
    fn offer(&mut self, number: usize, listing: Uuid, dice: &mut Dice) -> i64 {
        let personal = if dice.below(8) == 0 { 0 } else { 100 + 50 * dice.below(40) as i64 };
        let mut push = |place: usize, license: &str, price_minor: i64| {
            self.offers.push(offer::Model {
                id: id(6, 2 * number + place),
                listing_id: listing,
                license: license.to_owned(),
                price_minor,
                currency: "EUR".to_owned(),
                active: true,
                created_at: at(number),
            });
        };
        push(0, if personal == 0 { "cc-by" } else { LICENSES[0].slug }, personal);
        if personal > 0 && dice.below(2) == 0 {
            push(1, LICENSES[1].slug, personal * 4);
        }
        personal
    }

    fn describe(&mut self, listing: Uuid, field: &Field, quality: &str, dice: &mut Dice) {
        let mut tags = vec![quality.to_lowercase(), field.things[0].to_lowercase()];
        for _ in 0..3 {
            let things = dice.pick(&FIELDS).things;
            tags.push(dice.pick(things).to_lowercase());
        }
        tags.sort_unstable();
        tags.dedup();
        self.tags.extend(tags.into_iter().map(|tag| listing_tag::Model { listing_id: listing, tag }));
        let material = MATERIALS[*dice.pick(field.materials)];
        let difficulty = *dice.pick(&["easy", "easy", "medium", "advanced"]);
        for (name, value) in [("material", material), ("difficulty", difficulty), ("machine", field.machine)] {
            if let Ok(facet) = name.parse::<Facet>() {
                let row = |word: &catalog::Word| listing_facet::Model {
                    listing_id: listing,
                    facet,
                    word: word.word.to_owned(),
                };
                self.facets.extend(catalog::named(facet, value).into_iter().map(row));
            }
            let (name, value) = (name.to_owned(), value.to_owned());
            self.attributes.push(listing_attribute::Model { listing_id: listing, name, value });
        }
    }

    async fn write(self, store: &Store) -> Result<()> {
        let tx = store.begin().await?;
        let mut all_tags = self.tags.iter().peekable();
        let shops: HashMap<Uuid, &str> = self.shops.iter().map(|shop| (shop.id, shop.title.as_str())).collect();
        for row in &self.listings {
            let mut tags = Vec::new();
            while let Some(tag) = all_tags.next_if(|tag| tag.listing_id == row.id) {
                tags.push(tag.tag.as_str());
            }
            let text = TextRow {
                listing_id: row.id,
                title: &row.title,
                tags: &tags.join(" "),
                creator: shops.get(&row.shop_id).copied().unwrap_or_default(),
                description: &row.description,
            };
            store::set_text(&tx, text).await?;
        }
        insert::<account::Entity, account::ActiveModel, _>(&tx, self.accounts).await?;
        insert::<shop::Entity, shop::ActiveModel, _>(&tx, self.shops).await?;
        insert::<listing::Entity, listing::ActiveModel, _>(&tx, self.listings).await?;
        insert::<listing_tag::Entity, listing_tag::ActiveModel, _>(&tx, self.tags).await?;
        insert::<listing_attribute::Entity, listing_attribute::ActiveModel, _>(&tx, self.attributes).await?;
        insert::<listing_facet::Entity, listing_facet::ActiveModel, _>(&tx, self.facets).await?;
        insert::<offer::Entity, offer::ActiveModel, _>(&tx, self.offers).await?;
        insert::<revision::Entity, revision::ActiveModel, _>(&tx, self.revisions).await?;
        insert::<file::Entity, file::ActiveModel, _>(&tx, self.files).await?;
        Ok(tx.commit().await?)
    }
}

async fn insert<E, A, M>(connection: &impl ConnectionTrait, rows: Vec<M>) -> Result<()>
where
    E: EntityTrait<Model = M>,
    A: ActiveModelTrait<Entity = E> + Send,
    M: IntoActiveModel<A>,
{
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        let some: Vec<A> = rows.by_ref().take(ROWS_AT_ONCE).collect();
        E::insert_many(some).exec_without_returning(connection).await?;
    }
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "a row has many columns")]
fn row_of(
    number: usize,
    listing: Uuid,
    revision: Uuid,
    field: &Field,
    title: &str,
    price_minor: i64,
    files: &[FileLine],
    dice: &mut Dice,
) -> listing::Model {
    let summary = Summary::of(files, None);
    let side = |index: usize| summary.size_mm.get(index).copied();
    let picture = |name: &str| files.first().and_then(|file| file.artifact(name)).map(|hash| hash.to_string());
    listing::Model {
        id: listing,
        shop_id: id(2, number / LISTINGS_A_SHOP),
        slug: format!("{}-{number}", title.to_lowercase().replace(' ', "-")),
        title: title.to_owned(),
        description: words::description(dice, title),
        category: field.category.to_owned(),
        made_with_ai: dice.below(6) == 0,
        state: listing::State::Published,
        revision_id: Some(revision),
        draft_revision_id: None,
        kind: field.kind,
        price_minor,
        currency: "EUR".to_owned(),
        commercial: price_minor == 0,
        verdict: summary.verdict,
        needs_supports: summary.needs_supports(),
        size_x_mm: side(0),
        size_y_mm: side(1),
        size_z_mm: side(2),
        picture: picture("still-512.webp"),
        picture_small: picture("still-256.webp"),
        picture_medium: picture("still-384.webp"),
        summary: json!(summary),
        created_at: at(number),
        updated_at: at(number),
        published_at: Some(at(number)),
    }
}

/// An identifier as the product makes them: time first, so that later rows stand behind earlier ones.
fn id(table: u8, number: usize) -> Uuid {
    let millis = u64::try_from(at(number).timestamp_millis()).unwrap_or(0);
    let mut tail = [0; 10];
    tail[0] = table;
    tail[2..].copy_from_slice(&(number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
}

/// A listing every half hour.
fn at(number: usize) -> DateTime<Utc> {
    let begun = DateTime::from_timestamp(1_750_000_000, 0).unwrap_or_default();
    begun + Duration::minutes(30 * i64::try_from(number).unwrap_or(0))
}
