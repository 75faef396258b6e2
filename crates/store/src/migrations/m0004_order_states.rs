//! Orders as state machines with a key, baskets by listing and licence, refunds as rows of their own.

use sea_orm_migration::{prelude::*, schema::*};

/// New columns have defaults and the old basket stays as an empty table, so that a binary of before keeps running while
/// it is replaced: its orders begin as `pending`, which is read as `placed`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["idempotency_key", "action_url", "consent"] {
            let column = ColumnDef::new(column).text().not_null().default("").to_owned();
            manager.alter_table(Table::alter().table("orders").add_column(column).to_owned()).await?;
        }
        let refund = ColumnDef::new("refund_id").uuid().to_owned();
        manager.alter_table(Table::alter().table("order_lines").add_column(refund).to_owned()).await?;
        manager.create_table(basket_lines()).await?;
        manager.create_table(refunds()).await?;
        manager.create_table(payouts()).await?;
        let own: &[&str] = match manager.get_database_backend() {
            sea_orm::DbBackend::Postgres => &POSTGRES,
            _ => &SQLITE,
        };
        for statement in BOTH.iter().chain(own) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

fn basket_lines() -> TableCreateStatement {
    Table::create()
        .table("basket_lines")
        .col(string("owner"))
        .col(uuid("listing_id"))
        .col(string("license"))
        .col(big_integer("seen_minor"))
        .col(string("currency"))
        .col(timestamp_with_time_zone("added_at"))
        .primary_key(Index::create().col("owner").col("listing_id"))
        .foreign_key(ForeignKey::create().from("basket_lines", "listing_id").to("listings", "id"))
        .to_owned()
}

fn refunds() -> TableCreateStatement {
    Table::create()
        .table("refunds")
        .col(uuid("id"))
        .col(uuid("order_id"))
        .col(big_integer("amount_minor"))
        .col(string("currency"))
        .col(text("reason"))
        .col(string("state"))
        .col(text("refusal"))
        .col(uuid_null("asked_by"))
        .col(timestamp_with_time_zone("asked_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .primary_key(Index::create().col("id"))
        .foreign_key(ForeignKey::create().from("refunds", "order_id").to("orders", "id"))
        .check(Expr::cust("amount_minor >= 0"))
        .to_owned()
}

fn payouts() -> TableCreateStatement {
    Table::create()
        .table("payouts")
        .col(uuid("id"))
        .col(uuid("creator_id"))
        .col(big_integer("amount_minor"))
        .col(string("currency"))
        .col(string_uniq("reference"))
        .col(uuid_null("booked_by"))
        .col(timestamp_with_time_zone("booked_at"))
        .primary_key(Index::create().col("id"))
        .foreign_key(ForeignKey::create().from("payouts", "creator_id").to("accounts", "id"))
        .check(Expr::cust("amount_minor > 0"))
        .to_owned()
}

const BOTH: [&str; 12] = [
    "UPDATE orders SET state = 'placed' WHERE state = 'pending'",
    "UPDATE orders SET state = 'refused' WHERE state = 'failed'",
    // The test provider of the first release kept no books: nobody can be asked about what it played.
    "UPDATE orders SET provider = 'test of the first release' WHERE provider = 'test' AND state <> 'placed'",
    // A binary of before writes no key.
    "CREATE UNIQUE INDEX orders_attempt ON orders (account_id, idempotency_key) WHERE idempotency_key <> ''",
    // What has not ended, for the operator and for reconciling.
    "CREATE INDEX orders_open ON orders (state, placed_at) WHERE state NOT IN ('paid', 'refused', 'refunded')",
    "CREATE INDEX orders_payment ON orders (payment) WHERE payment <> ''",
    "CREATE INDEX ledger_transfers_order ON ledger_transfers (order_id) WHERE order_id IS NOT NULL",
    "CREATE INDEX refunds_order ON refunds (order_id, asked_at)",
    "CREATE UNIQUE INDEX refunds_under_way ON refunds (order_id) WHERE state = 'asked'",
    // Of two licences of one listing in a basket the last one chosen stays.
    "INSERT INTO basket_lines (owner, listing_id, license, seen_minor, currency, added_at) \
     SELECT b.owner, b.listing_id, o.license, o.price_minor, o.currency, b.added_at \
     FROM basket_items b JOIN offers o ON o.id = b.offer_id JOIN listings l ON l.id = b.listing_id \
     WHERE NOT EXISTS (SELECT 1 FROM basket_items c WHERE c.owner = b.owner AND c.listing_id = b.listing_id \
     AND (c.added_at > b.added_at OR (c.added_at = b.added_at AND c.offer_id > b.offer_id)))",
    "DELETE FROM basket_items",
    // A creator who was paid out can still be refunded against: the balance goes below zero and later sales fill it.
    "UPDATE ledger_accounts SET overdraft = TRUE WHERE kind = 'creator'",
];

// An order's lines are written before it and sealed by it, so that the sum can be checked the moment it appears. Only a
// binary of before writes an order first, as `pending`; its sum is checked when it leaves that state.
const SQLITE: [&str; 8] = [
    "UPDATE orders SET idempotency_key = lower(hex(id))",
    "CREATE UNIQUE INDEX ledger_accounts_party ON ledger_accounts (kind, COALESCE(owner_id, x'00'), currency)",
    "CREATE TRIGGER orders_sum BEFORE INSERT ON orders WHEN NEW.state <> 'pending' AND NEW.total_minor <> \
     (SELECT COALESCE(SUM(price_minor), 0) FROM order_lines WHERE order_id = NEW.id) \
     BEGIN SELECT RAISE(ABORT, 'the total is not the sum of the lines'); END",
    "CREATE TRIGGER orders_sum_later BEFORE UPDATE OF state ON orders WHEN OLD.state = 'pending' AND NEW.total_minor <> \
     (SELECT COALESCE(SUM(price_minor), 0) FROM order_lines WHERE order_id = NEW.id) \
     BEGIN SELECT RAISE(ABORT, 'the total is not the sum of the lines'); END",
    "CREATE TRIGGER orders_total_stays BEFORE UPDATE OF total_minor, currency, account_id ON orders WHEN \
     NEW.total_minor <> OLD.total_minor OR NEW.currency <> OLD.currency OR NEW.account_id <> OLD.account_id \
     BEGIN SELECT RAISE(ABORT, 'what an order costs is never changed'); END",
    "CREATE TRIGGER order_lines_sealed BEFORE INSERT ON order_lines WHEN EXISTS \
     (SELECT 1 FROM orders WHERE id = NEW.order_id AND state <> 'pending') \
     BEGIN SELECT RAISE(ABORT, 'an order that was placed takes no further line'); END",
    "CREATE TRIGGER order_lines_stay BEFORE UPDATE OF order_id, price_minor, fee_minor, creator_id ON order_lines WHEN \
     NEW.order_id <> OLD.order_id OR NEW.price_minor <> OLD.price_minor OR NEW.fee_minor <> OLD.fee_minor \
     OR NEW.creator_id <> OLD.creator_id BEGIN SELECT RAISE(ABORT, 'what was sold is never changed'); END",
    "CREATE TRIGGER order_lines_last BEFORE DELETE ON order_lines \
     BEGIN SELECT RAISE(ABORT, 'what was sold is never removed'); END",
];

const POSTGRES: [&str; 10] = [
    "UPDATE orders SET idempotency_key = id::text",
    "CREATE UNIQUE INDEX ledger_accounts_party ON ledger_accounts \
     (kind, COALESCE(owner_id, '00000000-0000-0000-0000-000000000000'::uuid), currency)",
    "CREATE FUNCTION orders_sum() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
     IF NEW.total_minor <> (SELECT COALESCE(SUM(price_minor), 0) FROM order_lines WHERE order_id = NEW.id) \
     THEN RAISE EXCEPTION 'the total is not the sum of the lines'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER orders_sum BEFORE INSERT ON orders FOR EACH ROW WHEN (NEW.state <> 'pending') \
     EXECUTE FUNCTION orders_sum()",
    "CREATE TRIGGER orders_sum_later BEFORE UPDATE OF state ON orders FOR EACH ROW WHEN (OLD.state = 'pending') \
     EXECUTE FUNCTION orders_sum()",
    "CREATE TRIGGER orders_total_stays BEFORE UPDATE ON orders FOR EACH ROW WHEN \
     (NEW.total_minor <> OLD.total_minor OR NEW.currency <> OLD.currency OR NEW.account_id <> OLD.account_id) \
     EXECUTE FUNCTION never_changed()",
    "CREATE FUNCTION order_lines_sealed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
     IF EXISTS (SELECT 1 FROM orders WHERE id = NEW.order_id AND state <> 'pending') \
     THEN RAISE EXCEPTION 'an order that was placed takes no further line'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER order_lines_sealed BEFORE INSERT ON order_lines FOR EACH ROW EXECUTE FUNCTION order_lines_sealed()",
    "CREATE TRIGGER order_lines_stay BEFORE UPDATE ON order_lines FOR EACH ROW WHEN \
     (NEW.order_id <> OLD.order_id OR NEW.price_minor <> OLD.price_minor OR NEW.fee_minor <> OLD.fee_minor \
     OR NEW.creator_id <> OLD.creator_id) EXECUTE FUNCTION never_changed()",
    "CREATE TRIGGER order_lines_last BEFORE DELETE ON order_lines FOR EACH ROW EXECUTE FUNCTION never_changed()",
];
