//! How much room a creator's files take, and how much there is.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use store::Hash;
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

/// What of a shop's is like a file that comes.
#[derive(FromQueryResult)]
struct Known {
    count: i64,
}

/// What was taken down takes no room.
const OF_SHOP: &str = "FROM listings JOIN revisions ON revisions.listing_id = listings.id \
    JOIN files ON files.revision_id = revisions.id WHERE listings.shop_id = $1 AND files.state <> 'removed'";

/// Whether the shop has this content already: it takes no further room.
pub(crate) async fn has(connection: &impl ConnectionTrait, shop: Uuid, hash: &Hash) -> Result<bool, Error> {
    let sql = format!("SELECT COUNT(*) AS count {OF_SHOP} AND files.blob = $2");
    let values = [shop.into(), hash.as_str().into()];
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    Ok(Known::find_by_statement(statement).one(connection).await?.is_some_and(|known| known.count > 0))
}

/// Up to which length a file may be read to see whether the shop has its content already: that of its longest one, or,
/// where the sender tells a length, that length if one of its files has it.
pub(crate) async fn known_bytes(
    connection: &impl ConnectionTrait,
    shop: Uuid,
    told: Option<u64>,
) -> Result<u64, Error> {
    let bytes = told.map_or(-1, |bytes| i64::try_from(bytes).unwrap_or(i64::MAX));
    let sql =
        format!("SELECT CAST(COALESCE(MAX(files.bytes), 0) AS BIGINT) AS bytes {OF_SHOP} AND $2 IN (-1, files.bytes)");
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, [shop.into(), bytes.into()]);
    Ok(Used::find_by_statement(statement).one(connection).await?.map_or(0, |used| used.bytes.unsigned_abs()))
}

/// The room of the asker; none where they have no shop.
///
/// # Errors
/// The database does not answer.
pub async fn room(market: &Market, actor: &Actor) -> Result<Option<Room>, Error> {
    let Some(account) = actor.account() else { return Ok(None) };
    let Some(shop) = accounts::shop_of(market, account).await? else { return Ok(None) };
    Ok(Some(room_of(market, market.store().read(), shop.id, &[]).await?))
}

/// The room of the shop's owner as it would be without some files: each content counts once, however many others have it.
pub(crate) async fn room_of(
    market: &Market,
    connection: &impl ConnectionTrait,
    shop: Uuid,
    without: &[Uuid],
) -> Result<Room, Error> {
    let left_out: String = (2..without.len() + 2).map(|number| format!(" AND files.id <> ${number}")).collect();
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes FROM (\
         SELECT files.blob, MAX(files.bytes) AS bytes {OF_SHOP}{left_out} GROUP BY files.blob) AS contents"
    );
    let values = std::iter::once(shop).chain(without.iter().copied()).map(sea_orm::Value::from);
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let used = Used::find_by_statement(statement).one(connection).await?.map_or(0, |used| used.bytes);
    let max = market.settings().account_bytes_max;
    Ok(Room { used_bytes: used.unsigned_abs(), bytes_max: (max > 0).then_some(max) })
}
