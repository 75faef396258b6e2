//! The tables of the first release.

use sea_orm_migration::{prelude::*, schema::*};

/// Every table, and what the database itself holds true.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        for (table, column, unique) in INDEXES {
            manager.create_index(index(table, &[column], unique)).await?;
        }
        for columns in JOB_INDEXES {
            manager.create_index(index("jobs", columns, false)).await?;
        }
        manager.create_index(index("events", &EVENT_INDEX, false)).await?;
        for statement in by_hand(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

/// Columns that rows are looked up by: table, column, whether it is unique.
const INDEXES: [(&str, &str, bool); 35] = [
    ("accounts", "email", true),
    ("sessions", "account_id", false),
    ("sessions", "token_hash", true),
    ("api_tokens", "account_id", false),
    ("api_tokens", "token_hash", true),
    ("email_tokens", "account_id", false),
    ("shops", "account_id", true),
    ("shops", "handle", true),
    ("listings", "shop_id", false),
    ("listings", "slug", true),
    ("listings", "category", false),
    ("listings", "state", false),
    ("listings", "published_at", false),
    ("listing_tags", "tag", false),
    ("listing_attributes", "value", false),
    ("offers", "listing_id", false),
    ("revisions", "listing_id", false),
    ("files", "revision_id", false),
    ("files", "blob", false),
    ("orders", "number", true),
    ("orders", "account_id", false),
    ("orders", "state", false),
    ("order_lines", "order_id", false),
    ("order_lines", "listing_id", false),
    ("order_lines", "creator_id", false),
    ("entitlements", "account_id", false),
    ("entitlements", "listing_id", false),
    ("entitlements", "order_line_id", true),
    ("ledger_accounts", "owner_id", false),
    ("ledger_transfers", "debit_id", false),
    ("ledger_transfers", "credit_id", false),
    ("ledger_transfers", "order_id", false),
    ("cases", "listing_id", false),
    ("cases", "state", false),
    ("events", "id", true),
];

/// How workers look for work, and whose turn it is.
const JOB_INDEXES: [&[&str]; 3] = [&["state", "priority", "run_at"], &["lane", "state"], &["lane", "finished_at"]];

/// How the outbox is read: by the transaction that wrote, then by number.
const EVENT_INDEX: [&str; 2] = ["xid", "seq"];

fn tables() -> Vec<TableCreateStatement> {
    vec![
        accounts(),
        sessions(),
        api_tokens(),
        email_tokens(),
        shops(),
        listings(),
        listing_tags(),
        listing_attributes(),
        offers(),
        revisions(),
        files(),
        steps(),
        blobs(),
        basket_items(),
        orders(),
        order_lines(),
        entitlements(),
        ledger_accounts(),
        ledger_transfers(),
        cases(),
        audit_entries(),
        jobs(),
        events(),
        consumers(),
    ]
}

fn accounts() -> TableCreateStatement {
    Table::create()
        .table("accounts")
        .col(uuid("id"))
        .col(string("email"))
        .col(timestamp_with_time_zone_null("email_verified_at"))
        .col(string("name"))
        .col(string("password_hash"))
        .col(string("roles"))
        .col(timestamp_with_time_zone_null("locked_at"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table("sessions")
        .col(uuid("id"))
        .col(uuid("account_id"))
        .col(string("token_hash"))
        .col(string("user_agent"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("seen_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn api_tokens() -> TableCreateStatement {
    Table::create()
        .table("api_tokens")
        .col(uuid("id"))
        .col(uuid("account_id"))
        .col(string("name"))
        .col(string("token_hash"))
        .col(string("scopes"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn email_tokens() -> TableCreateStatement {
    Table::create()
        .table("email_tokens")
        .col(string("token_hash"))
        .col(uuid("account_id"))
        .col(string("purpose"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .primary_key(Index::create().col("token_hash"))
        .to_owned()
}

fn shops() -> TableCreateStatement {
    Table::create()
        .table("shops")
        .col(uuid("id"))
        .col(uuid("account_id"))
        .col(string("handle"))
        .col(string("title"))
        .col(string("bio"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn listings() -> TableCreateStatement {
    Table::create()
        .table("listings")
        .col(uuid("id"))
        .col(uuid("shop_id"))
        .col(string("slug"))
        .col(string("title"))
        .col(text("description"))
        .col(string("category"))
        .col(boolean("made_with_ai"))
        .col(string("state"))
        .col(uuid_null("revision_id"))
        .col(uuid_null("draft_revision_id"))
        .col(string("kind"))
        .col(big_integer("price_minor"))
        .col(string("currency"))
        .col(boolean("commercial"))
        .col(string("verdict"))
        .col(boolean_null("needs_supports"))
        .col(double_null("size_x_mm"))
        .col(double_null("size_y_mm"))
        .col(double_null("size_z_mm"))
        .col(string_null("picture"))
        .col(string_null("picture_small"))
        .col(json_binary("summary"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone_null("published_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn listing_tags() -> TableCreateStatement {
    Table::create()
        .table("listing_tags")
        .col(uuid("listing_id"))
        .col(string("tag"))
        .primary_key(Index::create().col("listing_id").col("tag"))
        .to_owned()
}

fn listing_attributes() -> TableCreateStatement {
    Table::create()
        .table("listing_attributes")
        .col(uuid("listing_id"))
        .col(string("name"))
        .col(string("value"))
        .primary_key(Index::create().col("listing_id").col("name").col("value"))
        .to_owned()
}

fn offers() -> TableCreateStatement {
    Table::create()
        .table("offers")
        .col(uuid("id"))
        .col(uuid("listing_id"))
        .col(string("license"))
        .col(big_integer("price_minor"))
        .col(string("currency"))
        .col(boolean("active"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn revisions() -> TableCreateStatement {
    Table::create()
        .table("revisions")
        .col(uuid("id"))
        .col(uuid("listing_id"))
        .col(integer("number"))
        .col(string("state"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn files() -> TableCreateStatement {
    Table::create()
        .table("files")
        .col(uuid("id"))
        .col(uuid("revision_id"))
        .col(integer("position"))
        .col(string("name"))
        .col(string("blob"))
        .col(big_integer("bytes"))
        .col(string("format"))
        .col(string("kind"))
        .col(string("state"))
        .col(string("step"))
        .col(string("verdict"))
        .col(json_binary("report"))
        .col(json_binary("artifacts"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn steps() -> TableCreateStatement {
    Table::create()
        .table("steps")
        .col(uuid("file_id"))
        .col(string("step"))
        .col(integer("version"))
        .col(json_binary("output"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("file_id").col("step").col("version"))
        .to_owned()
}

fn blobs() -> TableCreateStatement {
    Table::create()
        .table("blobs")
        .col(string("hash"))
        .col(big_integer("bytes"))
        .col(string("media_type"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("hash"))
        .to_owned()
}

fn basket_items() -> TableCreateStatement {
    Table::create()
        .table("basket_items")
        .col(string("owner"))
        .col(uuid("offer_id"))
        .col(uuid("listing_id"))
        .col(timestamp_with_time_zone("added_at"))
        .primary_key(Index::create().col("owner").col("offer_id"))
        .to_owned()
}

fn orders() -> TableCreateStatement {
    Table::create()
        .table("orders")
        .col(uuid("id"))
        .col(big_integer("number"))
        .col(uuid("account_id"))
        .col(string("state"))
        .col(big_integer("total_minor"))
        .col(string("currency"))
        .col(string("provider"))
        .col(string("payment"))
        .col(string("refusal"))
        .col(timestamp_with_time_zone("placed_at"))
        .col(timestamp_with_time_zone_null("paid_at"))
        .col(timestamp_with_time_zone_null("refunded_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn order_lines() -> TableCreateStatement {
    Table::create()
        .table("order_lines")
        .col(uuid("id"))
        .col(uuid("order_id"))
        .col(integer("position"))
        .col(uuid("listing_id"))
        .col(uuid("revision_id"))
        .col(uuid("offer_id"))
        .col(string("license"))
        .col(string("title"))
        .col(uuid("creator_id"))
        .col(big_integer("price_minor"))
        .col(big_integer("fee_minor"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn entitlements() -> TableCreateStatement {
    Table::create()
        .table("entitlements")
        .col(uuid("id"))
        .col(uuid("account_id"))
        .col(uuid("listing_id"))
        .col(uuid("order_line_id"))
        .col(string("license"))
        .col(timestamp_with_time_zone("granted_at"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn ledger_accounts() -> TableCreateStatement {
    Table::create()
        .table("ledger_accounts")
        .col(uuid("id"))
        .col(string("kind"))
        .col(uuid_null("owner_id"))
        .col(string("currency"))
        .col(big_integer("balance_minor"))
        .col(boolean("overdraft"))
        .primary_key(Index::create().col("id"))
        .check(Expr::cust("overdraft OR balance_minor >= 0"))
        .to_owned()
}

fn ledger_transfers() -> TableCreateStatement {
    Table::create()
        .table("ledger_transfers")
        .col(uuid("id"))
        .col(uuid("debit_id"))
        .col(uuid("credit_id"))
        .col(big_integer("amount_minor"))
        .col(string("currency"))
        .col(string("reason"))
        .col(uuid_null("order_id"))
        .col(uuid_null("order_line_id"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("id"))
        .check(Expr::cust("amount_minor > 0"))
        .check(Expr::cust("debit_id <> credit_id"))
        .to_owned()
}

fn cases() -> TableCreateStatement {
    Table::create()
        .table("cases")
        .col(uuid("id"))
        .col(uuid("listing_id"))
        .col(uuid("revision_id"))
        .col(json_binary("reasons"))
        .col(string("state"))
        .col(timestamp_with_time_zone("opened_at"))
        .col(uuid_null("decided_by"))
        .col(timestamp_with_time_zone_null("decided_at"))
        .col(text("words"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn audit_entries() -> TableCreateStatement {
    Table::create()
        .table("audit_entries")
        .col(big_integer("seq"))
        .col(timestamp_with_time_zone("at"))
        .col(string("actor"))
        .col(string("action"))
        .col(string("subject"))
        .col(json_binary("detail"))
        .col(string("previous_hash"))
        .col(string("hash"))
        .primary_key(Index::create().col("seq"))
        .to_owned()
}

fn jobs() -> TableCreateStatement {
    Table::create()
        .table("jobs")
        .col(uuid("id"))
        .col(string("kind"))
        .col(integer("version"))
        .col(json_binary("arguments"))
        .col(string_null("unique_key"))
        .col(string("lane"))
        .col(integer("priority"))
        .col(string("state"))
        .col(integer("attempts"))
        .col(integer("attempts_max"))
        .col(timestamp_with_time_zone("run_at"))
        .col(timestamp_with_time_zone_null("leased_until"))
        .col(uuid_null("lease"))
        .col(json_binary("progress"))
        .col(text("error"))
        .col(boolean("cancel"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .primary_key(Index::create().col("id"))
        .to_owned()
}

fn events() -> TableCreateStatement {
    Table::create()
        .table("events")
        .col(big_pk_auto("seq"))
        .col(uuid("id"))
        .col(big_integer("xid").default(0))
        .col(string("kind"))
        .col(string("subject"))
        .col(timestamp_with_time_zone("time"))
        .col(json_binary("data"))
        .to_owned()
}

fn consumers() -> TableCreateStatement {
    Table::create()
        .table("consumers")
        .col(string("name"))
        .col(big_integer("cursor"))
        .col(big_integer("cursor_xid").default(0))
        .col(timestamp_with_time_zone("updated_at"))
        .primary_key(Index::create().col("name"))
        .to_owned()
}
fn index(table: &'static str, columns: &[&'static str], unique: bool) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    if unique {
        index.unique();
    }
    index.to_owned()
}

/// What the query builder cannot say: the full text, the duplicate rule of the queue, rows that never change.
fn by_hand(backend: sea_orm::DbBackend) -> &'static [&'static str] {
    match backend {
        sea_orm::DbBackend::Postgres => &POSTGRES,
        _ => &SQLITE,
    }
}

const SQLITE: [&str; 7] = [
    "CREATE VIRTUAL TABLE listing_text USING fts5(listing_id UNINDEXED, title, tags, creator, description, tokenize = 'porter unicode61 remove_diacritics 2')",
    "CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) WHERE state = 'waiting'",
    "CREATE UNIQUE INDEX cases_open ON cases (revision_id) WHERE state = 'open'",
    "CREATE TRIGGER ledger_transfers_stay BEFORE UPDATE ON ledger_transfers BEGIN SELECT RAISE(ABORT, 'a transfer is never changed'); END",
    "CREATE TRIGGER ledger_transfers_last BEFORE DELETE ON ledger_transfers BEGIN SELECT RAISE(ABORT, 'a transfer is never removed'); END",
    "CREATE TRIGGER audit_entries_stay BEFORE UPDATE ON audit_entries BEGIN SELECT RAISE(ABORT, 'an audit entry is never changed'); END",
    "CREATE TRIGGER audit_entries_last BEFORE DELETE ON audit_entries BEGIN SELECT RAISE(ABORT, 'an audit entry is never removed'); END",
];

const POSTGRES: [&str; 8] = [
    "CREATE TABLE listing_text (listing_id uuid PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX listing_text_words ON listing_text USING gin (words)",
    "CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) WHERE state = 'waiting'",
    "CREATE UNIQUE INDEX cases_open ON cases (revision_id) WHERE state = 'open'",
    "ALTER TABLE events ALTER COLUMN xid SET DEFAULT (pg_current_xact_id()::text::bigint)",
    "CREATE FUNCTION never_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'this row is never changed'; END $$",
    "CREATE TRIGGER ledger_transfers_stay BEFORE UPDATE OR DELETE ON ledger_transfers FOR EACH ROW EXECUTE FUNCTION never_changed()",
    "CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE ON audit_entries FOR EACH ROW EXECUTE FUNCTION never_changed()",
];
