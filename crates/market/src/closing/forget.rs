//! Forgetting the person behind a closed account.

use std::time::Duration;

use basis::Actor;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::entities::{account, api_token, case, email_token, session, shop};
use uuid::Uuid;

use crate::{Error, Market, accounts, audit, context::commit};

/// Takes name and address off a closed account; due when its days are over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForgetAccount {
    /// The account.
    pub account: Uuid,
}

impl jobs::Job for ForgetAccount {
    const KIND: &'static str = "forget_account";
    const PRIORITY: i32 = 500;
    const ATTEMPTS_MAX: i32 = 16;
    const TIMEOUT: Duration = Duration::from_secs(60);

    fn lane(&self) -> String {
        "house".to_owned()
    }
}

/// Runs the job. An account that was opened again, or closed again later, is left for the job of that time.
///
/// # Errors
/// The database does not answer.
pub async fn forget_account(market: &Market, job: &ForgetAccount) -> Result<(), Error> {
    let tx = market.begin().await?;
    let row = account::Entity::find_by_id(job.account).lock_exclusive().one(&tx).await?;
    let kept = chrono::Duration::days(market.settings().closed_accounts_kept_days.into());
    let is_due = |row: &account::Model| row.closed_at.is_some_and(|closed| closed + kept <= market.now());
    let Some(row) = row.filter(is_due).filter(|row| !accounts::is_forgotten(row)) else { return Ok(()) };
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
    audit::write(market, &tx, &Actor::System, "forgot a person", &format!("account:{}", row.id), json!({})).await?;
    commit(tx).await
}
