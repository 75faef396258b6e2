//! Forgetting the person behind a closed account.

use basis::{Actor, Time};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;
use store::entities::{account, api_token, case, email_token, session, shop};
use uuid::Uuid;

use crate::{
    Error, Market, accounts,
    audit::{self, Action},
    context::commit,
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
            forgotten += u64::from(forget(market, id, before).await?);
        }
    }
}

/// Forgets one person; false where the account was opened again, or forgotten by another worker, a moment before.
async fn forget(market: &Market, id: Uuid, before: Time) -> Result<bool, Error> {
    let tx = market.begin().await?;
    let row = account::Entity::find_by_id(id).lock_exclusive().one(&tx).await?;
    let is_due =
        |row: &account::Model| row.closed_at.is_some_and(|closed| closed <= before) && !accounts::is_forgotten(row);
    let Some(row) = row.filter(is_due) else { return Ok(false) };
    account::Entity::update(accounts::forgotten(row.id)).exec(&tx).await?;
    session::Entity::delete_many().filter(session::Column::AccountId.eq(row.id)).exec(&tx).await?;
    email_token::Entity::delete_many().filter(email_token::Column::AccountId.eq(row.id)).exec(&tx).await?;
    api_token::Entity::delete_many().filter(api_token::Column::AccountId.eq(row.id)).exec(&tx).await?;
    // Whose work it was stands on licences that were sold: the shop's name stays, what it said of the person goes.
    if let Some(shop) = shop::Entity::find().filter(shop::Column::AccountId.eq(row.id)).one(&tx).await? {
        let silent = shop::ActiveModel { id: Set(shop.id), bio: Set(String::new()), ..Default::default() };
        shop::Entity::update(silent).exec(&tx).await?;
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
