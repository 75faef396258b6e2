//! How much room a creator's files take, and how much there is.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use uuid::Uuid;

use crate::{Error, Market, accounts};
use basis::Actor;

/// The room of one creator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// Bytes of all files of their listings, drafts and earlier revisions included; the same content counts once.
    pub used_bytes: u64,
    /// Bytes that they may use; none where the market sets no limit.
    pub bytes_max: Option<u64>,
}

impl Room {
    /// Bytes that are left.
    pub fn left_bytes(&self) -> u64 {
        self.bytes_max.map_or(u64::MAX, |max| max.saturating_sub(self.used_bytes))
    }
}

#[derive(FromQueryResult)]
struct Used {
    bytes: i64,
}

/// Each content once, however many files have it. What was taken down takes no room.
const USED: &str = "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes FROM (\
    SELECT files.blob, MAX(files.bytes) AS bytes FROM listings \
    JOIN revisions ON revisions.listing_id = listings.id JOIN files ON files.revision_id = revisions.id \
    WHERE listings.shop_id = $1 AND files.state <> 'removed' GROUP BY files.blob) AS contents";

/// The room of the asker; none where they have no shop.
///
/// # Errors
/// The database does not answer.
pub async fn room(market: &Market, actor: &Actor) -> Result<Option<Room>, Error> {
    let Some(account) = actor.account() else { return Ok(None) };
    let Some(shop) = accounts::shop_of(market, account).await? else { return Ok(None) };
    Ok(Some(room_of(market, market.store().read(), shop.id).await?))
}

/// The room of the shop's owner.
pub(crate) async fn room_of(market: &Market, connection: &impl ConnectionTrait, shop: Uuid) -> Result<Room, Error> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), USED, [shop.into()]);
    let used = Used::find_by_statement(statement).one(connection).await?.map_or(0, |used| used.bytes);
    let max = market.settings().account_bytes_max;
    Ok(Room { used_bytes: used.unsigned_abs(), bytes_max: (max > 0).then_some(max) })
}
