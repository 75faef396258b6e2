//! Locks of rows that are about to change.

use sea_orm::{QuerySelect, sea_query::LockType};

/// Locks the rows of a query until the transaction ends: `FOR NO KEY UPDATE` on PostgreSQL. SQLite has one writer, and
/// ignores it.
pub trait LockForChange: QuerySelect {
    /// Whoever locks or changes one of the rows waits. Whoever only writes another row that points to it does not: a foreign
    /// key's own lock stands beside this one, while `lock_exclusive` (`FOR UPDATE`) would hold up every buyer of a listing
    /// that is being edited, and two who lock in different orders would end in a deadlock.
    #[must_use]
    fn lock_for_change(self) -> Self {
        self.lock(LockType::NoKeyUpdate)
    }
}

impl<Q: QuerySelect> LockForChange for Q {}
