//! Taking what a closed account sells off sale.

use std::time::Duration;

use basis::Actor;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use store::{LockForChange, entities::listing};
use uuid::Uuid;

use crate::{
    Error, Market, accounts,
    catalog::{self, State},
    context::commit,
};

/// Takes every listing of an account off sale, and off the moderators' desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseShop {
    /// The account.
    pub account: Uuid,
}

/// Listings that are taken off in one transaction.
const AT_ONCE: u64 = 100;

impl jobs::Job for CloseShop {
    const KIND: &'static str = "close_shop";
    /// Whoever closes an account looks at the shop next.
    const PRIORITY: i32 = 10;
    const ATTEMPTS_MAX: i32 = 16;
    const TIMEOUT: Duration = Duration::from_secs(600);

    fn lane(&self) -> String {
        "house".to_owned()
    }

    fn unique_key(&self) -> Option<String> {
        Some(format!("close_shop:{}", self.account))
    }
}

/// Runs the job. Each round is a transaction of its own: one that is stopped goes on where it was.
///
/// # Errors
/// The database does not answer.
pub async fn close_shop(market: &Market, job: &CloseShop) -> Result<(), Error> {
    let Some(shop) = accounts::shop_of(market, job.account).await? else { return Ok(()) };
    loop {
        let tx = market.begin().await?;
        let row = accounts::held(&tx, job.account).await?;
        let open = [State::Published, State::Held].map(State::word);
        let some = listing::Entity::find()
            .filter(listing::Column::ShopId.eq(shop.id))
            .filter(listing::Column::State.is_in(open))
            .order_by_asc(listing::Column::Id)
            .limit(AT_ONCE)
            .lock_for_change()
            .all(&tx)
            .await?;
        // An account that stands was opened again meanwhile.
        if some.is_empty() || row.is_some() {
            break;
        }
        for listing in some {
            catalog::take_off(market, &tx, &Actor::System, &listing).await?;
        }
        commit(tx).await?;
        market.shelves_changed();
    }
    market.shelves_changed();
    Ok(())
}
