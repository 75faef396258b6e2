//! Forgetting the person behind a closed account.

use basis::{Actor, Time};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Query};
use serde_json::json;
use store::{
    LockForChange, Tx,
    entities::{account, api_token, case, email_token, listing, order_line, session, shop},
};
use uuid::Uuid;

use crate::{
    Error, Market, accounts,
    audit::{self, Action},
    catalog::State,
    context::commit,
    moderation, shops,
};

/// Accounts that are looked up at a time.
const AT_ONCE: u64 = 100;

/// Takes name and address off the accounts that were closed for as long as the settings say; gives how many. Who is due
/// follows from when an account was closed, so that another setting holds for those of before, too.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn forget_closed(market: &Market) -> Result<u64, Error> {
    let before = market.now() - chrono::Duration::days(market.settings().closed_accounts_kept_days.into());
    let mut forgotten = 0;
    loop {
        let due = account::Entity::find()
            .select_only()
            .column(account::Column::Id)
            .filter(account::Column::ClosedAt.lte(before))
            .filter(account::Column::Email.not_like(format!("%{}", accounts::NOWHERE)))
            .limit(AT_ONCE)
            .into_tuple::<Uuid>()
            .all(market.store().read())
            .await?;
        if due.is_empty() {
            return Ok(forgotten);
        }
        for id in due {
            clear_shelf(market, id, before).await?;
            forgotten += u64::from(forget(market, id, before).await?);
        }
    }
}

/// Why such a listing was taken down, as its cases and the audit log say it.
const NEVER_SOLD: &str = "Its creator's account was closed, and nobody had bought it.";

/// Takes down what nobody bought, some at a time: it would take up room for nobody. One that is stopped goes on where it was.
async fn clear_shelf(market: &Market, account: Uuid, before: Time) -> Result<(), Error> {
    let Some(shop) = accounts::shop_of(market, account).await? else { return Ok(()) };
    loop {
        let tx = market.begin().await?;
        if due(&tx, account, before).await?.is_none() {
            return Ok(());
        }
        let sold = Query::select().column(order_line::Column::ListingId).from(order_line::Entity).to_owned();
        let some = listing::Entity::find()
            .filter(listing::Column::ShopId.eq(shop.id))
            .filter(listing::Column::State.ne(State::TakenDown.word()))
            .filter(listing::Column::Id.not_in_subquery(sold))
            .order_by_asc(listing::Column::Id)
            .limit(AT_ONCE)
            .lock_for_change()
            .all(&tx)
            .await?;
        if some.is_empty() {
            return Ok(());
        }
        for listing in some {
            moderation::empty(market, &tx, &Actor::System, listing.id, NEVER_SOLD).await?;
        }
        commit(tx).await?;
    }
}

/// The account under its lock, as long as it is to be forgotten.
async fn due(tx: &Tx, id: Uuid, before: Time) -> Result<Option<account::Model>, Error> {
    let row = account::Entity::find_by_id(id).lock_for_change().one(tx).await?;
    Ok(row.filter(|row| row.closed_at.is_some_and(|closed| closed <= before) && !accounts::is_forgotten(row)))
}

/// Forgets one person; false where the account was opened again, or forgotten by another worker, a moment before.
async fn forget(market: &Market, id: Uuid, before: Time) -> Result<bool, Error> {
    let tx = market.begin().await?;
    let Some(row) = due(&tx, id, before).await? else { return Ok(false) };
    account::Entity::update(accounts::forgotten(row.id)).exec(&tx).await?;
    session::Entity::delete_many().filter(session::Column::AccountId.eq(row.id)).exec(&tx).await?;
    email_token::Entity::delete_many().filter(email_token::Column::AccountId.eq(row.id)).exec(&tx).await?;
    api_token::Entity::delete_many().filter(api_token::Column::AccountId.eq(row.id)).exec(&tx).await?;
    // Whose work it was stands on licences that were sold: the shop's name stays, what it said of the person goes.
    if let Some(shop) = shop::Entity::find().filter(shop::Column::AccountId.eq(row.id)).one(&tx).await? {
        let silent = shop::ActiveModel { id: Set(shop.id), bio: Set(String::new()), ..Default::default() };
        shop::Entity::update(silent).exec(&tx).await?;
        shops::empty(market, &tx, shop.id).await?;
    }
    case::Entity::update_many()
        .col_expr(case::Column::ReportedBy, sea_orm::sea_query::Expr::value(None::<Uuid>))
        .filter(case::Column::ReportedBy.eq(row.id))
        .exec(&tx)
        .await?;
    audit::write(market, &tx, &Actor::System, Action::Forgot, &format!("account:{}", row.id), json!({})).await?;
    commit(tx).await?;
    Ok(true)
}
