//! The operator's list of shops.

use std::collections::HashMap;

use basis::{Actor, Money, Role, Time};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Func, LikeExpr, Query, SimpleExpr},
};
use store::entities::{account, ledger_account, listing, shop, shop_picture};
use uuid::Uuid;

use crate::{
    Error, Market, accounts,
    catalog::State,
    limits,
    page::{Order, Paged, Place, Window},
};

/// A shop, as an operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShopLine {
    /// The shop.
    pub id: Uuid,
    /// The word in its address.
    pub handle: String,
    /// Its name.
    pub title: String,
    /// Its owner's account.
    pub account: Uuid,
    /// What its owner is called.
    pub owner: String,
    /// Its owner's e-mail address.
    pub email: String,
    /// Whether its owner is locked out.
    pub is_locked: bool,
    /// Whether its owner has closed the account: nobody sees the shop then.
    pub is_closed: bool,
    /// When it was opened.
    pub created_at: Time,
    /// Listings on sale.
    pub on_sale: u64,
    /// What its owner has earned and was not paid out.
    pub balance: Money,
    /// Whether it shows a picture or links, for which a moderator answers.
    pub shows_something: bool,
}

/// The list whose cursors lead through the shops.
pub const SHOPS: &str = "shops";

const NEWEST: Order<shop::Column> = Order::descending(shop::Column::CreatedAt, shop::Column::Id);

impl ShopLine {
    /// Where it stands among all of them, for its cursor.
    pub fn place(&self) -> Place {
        Place::new(self.created_at, self.id)
    }
}

/// The shops whose name, or whose owner's, begins with `words`, or that have them in their address; newest first. None for
/// whoever is no operator.
///
/// # Errors
/// The database does not answer.
pub async fn find(market: &Market, actor: &Actor, words: &str, window: &Window) -> Result<Paged<ShopLine>, Error> {
    let words = words.trim();
    if !actor.is(Role::Operator) || limits::EMAIL.max < words.chars().count() || words.contains('\0') {
        return Ok(window.page(Vec::new()));
    }
    let read = market.store().read();
    let mut query = shop::Entity::find();
    if !words.is_empty() {
        query = query.filter(called(words, read.get_database_backend()));
    }
    let page = window.page(NEWEST.cut(query, window).all(read).await?);
    let known = Known::of(market, &page.rows).await?;
    Ok(page.map(|row| known.line(market, row)))
}

/// Whether a shop, or its owner, is called so. Each part is found by an index of its own.
fn called(words: &str, backend: DbBackend) -> Condition {
    let titled = Query::select()
        .column(shop::Column::Id)
        .from(shop::Entity)
        .and_where(begins(Expr::col(shop::Column::Title), words, backend))
        .to_owned();
    let owned = Query::select()
        .column(account::Column::Id)
        .from(account::Entity)
        .and_where(begins(Expr::col(account::Column::Name), words, backend))
        .to_owned();
    Condition::any()
        .add(shop::Column::Id.in_subquery(titled))
        .add(shop::Column::AccountId.in_subquery(owned))
        .add(shop::Column::Handle.eq(words.to_lowercase()))
}

/// Whether a text begins with `words`, whatever the case of their letters; on SQLite, of plain letters only.
fn begins(column: impl Into<SimpleExpr>, words: &str, backend: DbBackend) -> SimpleExpr {
    let lower = SimpleExpr::from(Func::lower(column));
    if backend == DbBackend::Postgres {
        let beginning = format!("{}%", accounts::escaped(&words.to_lowercase()));
        return lower.like(LikeExpr::new(beginning).escape('\\'));
    }
    // SQLite takes an index for a range, and not for `LIKE`.
    let from = words.to_ascii_lowercase();
    let to = format!("{from}{}", char::MAX);
    lower.clone().gte(from).and(lower.lt(to))
}

/// What is known of the shops of one page, gathered in one query each.
struct Known {
    owners: HashMap<Uuid, account::Model>,
    on_sale: HashMap<Uuid, i64>,
    balances: HashMap<Uuid, i64>,
    with_picture: Vec<Uuid>,
}

impl Known {
    async fn of(market: &Market, shops: &[shop::Model]) -> Result<Self, Error> {
        let read = market.store().read();
        let (ids, owners) = (|| shops.iter().map(|shop| shop.id), || shops.iter().map(|shop| shop.account_id));
        let accounts = account::Entity::find().filter(account::Column::Id.is_in(owners())).all(read).await?;
        let on_sale = listing::Entity::find()
            .select_only()
            .column(listing::Column::ShopId)
            .column_as(Expr::cust("COUNT(*)"), "count")
            .filter(listing::Column::ShopId.is_in(ids()))
            .filter(listing::Column::State.eq(State::Published))
            .group_by(listing::Column::ShopId)
            .into_tuple::<(Uuid, i64)>()
            .all(read)
            .await?;
        let balances = ledger_account::Entity::find()
            .filter(ledger_account::Column::Kind.eq(ledger_account::Kind::Creator))
            .filter(ledger_account::Column::OwnerId.is_in(owners()))
            .filter(ledger_account::Column::Currency.eq(market.settings().currency.code()))
            .all(read)
            .await?;
        let with_picture = shop_picture::Entity::find()
            .select_only()
            .column(shop_picture::Column::ShopId)
            .filter(shop_picture::Column::ShopId.is_in(ids()))
            .into_tuple()
            .all(read)
            .await?;
        Ok(Self {
            owners: accounts.into_iter().map(|account| (account.id, account)).collect(),
            on_sale: on_sale.into_iter().collect(),
            balances: balances.into_iter().filter_map(|row| Some((row.owner_id?, row.balance_minor))).collect(),
            with_picture,
        })
    }

    fn line(&self, market: &Market, row: shop::Model) -> ShopLine {
        let owner = self.owners.get(&row.account_id);
        let has_links = row.links.as_array().is_some_and(|links| !links.is_empty());
        let balance = self.balances.get(&row.account_id).copied().unwrap_or_default();
        ShopLine {
            owner: owner.map(|owner| owner.name.clone()).unwrap_or_default(),
            email: owner
                .filter(|owner| !accounts::is_forgotten(owner))
                .map(|owner| owner.email.clone())
                .unwrap_or_default(),
            is_locked: owner.is_some_and(|owner| owner.locked_at.is_some()),
            is_closed: owner.is_none_or(|owner| owner.closed_at.is_some()),
            on_sale: self.on_sale.get(&row.id).copied().unwrap_or_default().unsigned_abs(),
            balance: Money::new(balance, market.settings().currency),
            shows_something: has_links || self.with_picture.contains(&row.id),
            id: row.id,
            account: row.account_id,
            handle: row.handle,
            title: row.title,
            created_at: row.created_at,
        }
    }
}
