//! Words in addresses that nobody has yet.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use store::Tx;

use crate::{Error, Market};

/// Numbers that are tried one after the other behind the last one taken.
const NUMBERS_TRIED: u64 = 4;

/// Characters of chance: there are a thousand million of such words.
const CHANCE_CHARACTERS: usize = 6;

/// `wanted`, or `wanted` with the number behind the last one taken, as no row has it in `column`. Two who ask at the same
/// moment are given the same word, and the unique index refuses the second: at a further `attempt` its word has chance in it
/// instead of a number, so that many at once do not meet again.
pub(crate) async fn free_word<E: EntityTrait>(
    tx: &Tx,
    market: &Market,
    column: E::Column,
    wanted: &str,
    attempt: u32,
) -> Result<String, Error>
where
    E::Model: Sync,
{
    if attempt == 0 {
        if is_free::<E>(tx, column, wanted).await? {
            return Ok(wanted.to_owned());
        }
        // In one query: a shelf of ten thousand "Vase" must not be walked.
        let taken = E::find().filter(column.starts_with(format!("{wanted}-"))).count(tx).await?;
        for number in taken + 2..taken + 2 + NUMBERS_TRIED {
            let numbered = format!("{wanted}-{number}");
            if is_free::<E>(tx, column, &numbered).await? {
                return Ok(numbered);
            }
        }
    }
    let chance = basis::token(market.random().as_ref(), "");
    Ok(format!("{wanted}-{}", &chance[..CHANCE_CHARACTERS]))
}

async fn is_free<E: EntityTrait>(tx: &Tx, column: E::Column, word: &str) -> Result<bool, Error> {
    let found = E::find().filter(column.eq(word)).select_only().column(column).into_tuple::<String>();
    Ok(found.one(tx).await?.is_none())
}
