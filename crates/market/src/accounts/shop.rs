//! A creator's shop.

use basis::{Actor, Scope, Time};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::json;
use store::{
    Tx,
    entities::{account, shop},
};
use uuid::Uuid;

use super::shop_link::{self, LinkInput, ShopLink};
use crate::{
    Error, FieldError, Fields, Market,
    context::{TAKEN_TRIES, commit},
    event::{ShopEdited, ShopField, ShopOpened},
    fields::slug,
    limits,
    words::free_word,
};

/// What a creator says of the shop.
#[derive(Clone, Debug)]
pub struct EditShop {
    /// Its name.
    pub title: String,
    /// A few sentences.
    pub bio: String,
    /// Where else they are, in the order in which it is shown; none leaves the links as they are.
    pub links: Option<Vec<LinkInput>>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShopOutcome {
    /// It is changed.
    Edited,
    /// Something cannot stay as it was typed.
    Invalid(Vec<FieldError>),
    /// The asker has no shop.
    NotFound,
}

/// Changes the asker's shop.
///
/// # Errors
/// The database does not answer.
pub async fn edit_shop(market: &Market, actor: &Actor, input: EditShop) -> Result<ShopOutcome, Error> {
    let Some(account) = actor.account().filter(|_| actor.may(Scope::Sell)) else { return Ok(ShopOutcome::NotFound) };
    let mut fields = Fields::default();
    let title = fields.line("title", &input.title, &limits::SHOP_TITLE);
    let bio = fields.text("bio", &input.bio, &limits::SHOP_BIO);
    let links = input.links.map(|typed| json!(shop_link::checked(&mut fields, &typed)));
    if let Err(wrong) = fields.done() {
        return Ok(ShopOutcome::Invalid(wrong));
    }
    let tx = market.begin().await?;
    let Some(shop) = of(&tx, account).await? else { return Ok(ShopOutcome::NotFound) };
    let links = links.unwrap_or_else(|| shop.links.clone());
    let differs = [
        (ShopField::Title, title != shop.title),
        (ShopField::Bio, bio != shop.bio),
        (ShopField::Links, links != shop.links),
    ];
    let changed: Vec<ShopField> = differs.into_iter().filter_map(|(field, differs)| differs.then_some(field)).collect();
    if changed.is_empty() {
        return Ok(ShopOutcome::Edited);
    }
    let row = shop::ActiveModel {
        id: Set(shop.id),
        title: Set(title),
        bio: Set(bio),
        links: Set(links),
        ..Default::default()
    };
    shop::Entity::update(row).exec(&tx).await?;
    market.tell(&tx, ShopEdited { shop: shop.id, account, changed }).await?;
    commit(tx).await?;
    market.shelves_changed();
    Ok(ShopOutcome::Edited)
}

/// Where a creator sells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shop {
    /// The shop.
    pub id: Uuid,
    /// Whose it is.
    pub account: Uuid,
    /// The word in its address.
    pub handle: String,
    /// Its name.
    pub title: String,
    /// What it says of itself.
    pub bio: String,
    /// When it was opened.
    pub created_at: Time,
    /// Where else its creator is.
    pub links: Vec<ShopLink>,
}

impl From<shop::Model> for Shop {
    fn from(row: shop::Model) -> Self {
        Self {
            id: row.id,
            account: row.account_id,
            handle: row.handle,
            title: row.title,
            bio: row.bio,
            created_at: row.created_at,
            links: serde_json::from_value(row.links).unwrap_or_default(),
        }
    }
}

/// The shop of `account`.
///
/// # Errors
/// The database does not answer.
pub async fn shop_of(market: &Market, account: Uuid) -> Result<Option<Shop>, Error> {
    Ok(of(market.store().read(), account).await?.map(Shop::from))
}

/// The shop with the word `handle` in its address; none once its owner has closed the account.
///
/// # Errors
/// The database does not answer.
pub async fn shop_by_handle(market: &Market, handle: &str) -> Result<Option<Shop>, Error> {
    if limits::SLUG.refusal_of(handle).is_some() {
        return Ok(None); // No shop is called so, and no database need be asked.
    }
    let read = market.store().read();
    let Some(shop) = shop::Entity::find().filter(shop::Column::Handle.eq(handle)).one(read).await? else {
        return Ok(None);
    };
    let owner = account::Entity::find_by_id(shop.account_id).one(read).await?;
    Ok(owner.filter(|owner| owner.closed_at.is_none()).map(|_| shop.into()))
}

/// Opens a shop for an account that has none; gives the one it has otherwise.
///
/// # Errors
/// The database does not answer.
pub async fn open_shop(market: &Market, account: Uuid, title: &str) -> Result<Uuid, Error> {
    let mut attempt = 0;
    loop {
        match open_at(market, account, title, attempt).await {
            Err(error) if error.is_taken() && attempt < TAKEN_TRIES => attempt += 1,
            done => return done,
        }
    }
}

async fn open_at(market: &Market, account: Uuid, title: &str, attempt: u32) -> Result<Uuid, Error> {
    let tx = market.begin().await?;
    if let Some(shop) = of(&tx, account).await? {
        return Ok(shop.id);
    }
    let id = insert(market, &tx, account, title, attempt).await?;
    commit(tx).await?;
    Ok(id)
}

pub(crate) async fn of(connection: &impl ConnectionTrait, account: Uuid) -> Result<Option<shop::Model>, Error> {
    Ok(shop::Entity::find().filter(shop::Column::AccountId.eq(account)).one(connection).await?)
}

/// Opens a shop; where its name's word is taken, a number is added. At a further `attempt` after another one took the same
/// word at the same moment, chance is added.
pub(super) async fn insert(market: &Market, tx: &Tx, account: Uuid, title: &str, attempt: u32) -> Result<Uuid, Error> {
    let wanted = Some(slug(title)).filter(|word| !word.is_empty()).unwrap_or_else(|| "shop".to_owned());
    let handle = free_word::<shop::Entity>(tx, market, shop::Column::Handle, &wanted, attempt).await?;
    let id = market.id();
    let row = shop::ActiveModel {
        id: Set(id),
        account_id: Set(account),
        handle: Set(handle),
        title: Set(title.to_owned()),
        bio: Set(String::new()),
        created_at: Set(market.now()),
        links: Set(json!([])),
    };
    shop::Entity::insert(row).exec_without_returning(tx).await?;
    market.tell(tx, ShopOpened { shop: id, account }).await?;
    Ok(id)
}
