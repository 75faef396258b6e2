//! An index for every foreign key.
//!
//! Whoever removes a row, or writes one that another already points to, makes the database look for rows that point to it:
//! without an index by reading the whole table.

use sea_orm_migration::prelude::*;

/// Only indexes, so that a binary of before goes on working.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in INDEXES {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

const INDEXES: [&str; 11] = [
    "CREATE INDEX listings_revision ON listings (revision_id)",
    "CREATE INDEX listings_draft_revision ON listings (draft_revision_id)",
    "CREATE INDEX basket_lines_listing ON basket_lines (listing_id)",
    "CREATE INDEX order_lines_offer ON order_lines (offer_id)",
    "CREATE INDEX order_lines_revision ON order_lines (revision_id)",
    "CREATE INDEX order_lines_refund ON order_lines (refund_id)",
    "CREATE INDEX ledger_transfers_order_line ON ledger_transfers (order_line_id)",
    "CREATE INDEX cases_reported_by ON cases (reported_by)",
    "CREATE INDEX cases_decided_by ON cases (decided_by)",
    "CREATE INDEX payouts_creator ON payouts (creator_id)",
    "CREATE INDEX payouts_booked_by ON payouts (booked_by)",
];
