//! How many were found, counted as far as anybody turns pages: counting all of them would take the longer the larger the
//! catalogue is.

use sea_orm::{
    ConnectionTrait,
    sea_query::{Asterisk, Expr, ExprTrait, Query, SelectStatement},
};

use super::{Browse, matches::matches};
use crate::{Error, Market, memory::Weigh};

/// Found ones that are counted; beyond, it is said that there are more.
pub const COUNTED_MAX: u64 = 2_000;

/// How many were found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// As many as were counted, [`COUNTED_MAX`] at most.
    pub count: u64,
    /// Whether there are no more.
    pub is_all: bool,
}

impl Total {
    /// Of so many that one more than [`COUNTED_MAX`] was looked for.
    pub(super) fn of(counted: u64) -> Self {
        Self { count: Ord::min(counted, COUNTED_MAX), is_all: counted <= COUNTED_MAX }
    }

    /// The same where the words that were looked for match more than is looked at.
    pub(super) async fn among_matches(self, market: &Market, query: &Browse) -> Result<Self, Error> {
        if !self.is_all {
            return Ok(self);
        }
        let Some(asked) = matches(market, query).await? else { return Ok(self) };
        let most = asked.most();
        Ok(Self { is_all: count_of(market, asked.matches(most + 1)).await? <= most, ..self })
    }
}

impl Weigh for Total {
    fn bytes(&self) -> usize {
        size_of::<Self>()
    }
}

/// How many rows a statement gives.
pub(super) async fn count_of(market: &Market, rows: SelectStatement) -> Result<u64, Error> {
    let mut count = Query::select();
    count.expr(Expr::col(Asterisk).count()).from_subquery(rows, "rows_found");
    let row = market.store().read().query_one(&count).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(count.unsigned_abs())
}
