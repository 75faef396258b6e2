//! What the database itself holds true, whoever writes.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

use std::{
    ops::Range,
    time::{Duration, Instant},
};

use basis::Time;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Order, Query},
};
use serde_json::json;
use store::{
    Store, TextRow, Tx, Words,
    entities::{account, audit_entry, ledger_account, ledger_transfer, listing, shop},
    facts::{Kind, Verdict},
    remove_text, set_text,
};
use uuid::Uuid;

#[tokio::test]
async fn a_new_database_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("data/market.db");
    Store::open(&store::DatabaseSettings::Sqlite(path.clone())).await.expect("it opens");
    let mode = |path: &std::path::Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(&folder.path().join("data"))), (0o600, 0o700));
    for beside in ["market.db-wal", "market.db-shm"] {
        assert_eq!(mode(&folder.path().join("data").join(beside)), 0o600, "{beside}");
    }
}

fn at() -> Time {
    chrono::DateTime::from_timestamp(1_780_000_000, 123_456_000).expect("a moment")
}

fn listing(number: u128, title: &str) -> listing::Model {
    listing::Model {
        id: Uuid::from_u128(number),
        shop_id: Uuid::nil(),
        slug: number.to_string(),
        title: title.to_owned(),
        description: String::new(),
        category: "other".to_owned(),
        made_with_ai: false,
        state: listing::State::Published,
        revision_id: None,
        draft_revision_id: None,
        kind: Kind::Mesh,
        price_minor: i64::MAX,
        currency: "EUR".to_owned(),
        commercial: false,
        verdict: Verdict::Unknown,
        needs_supports: None,
        size_x_mm: Some(0.1 + 0.2),
        size_y_mm: None,
        size_z_mm: None,
        picture: None,
        picture_small: None,
        picture_medium: None,
        summary: json!({ "b": [1, 2.5], "a": "é" }),
        created_at: at(),
        updated_at: at(),
        published_at: Some(at()),
    }
}

/// Somebody with a shop, and two accounts in the ledger: everything points to a row that is there.
async fn people(tx: &Tx) {
    let nobody = Uuid::nil();
    let person = account::Model {
        id: nobody,
        email: "cleo@example.org".to_owned(),
        email_verified_at: None,
        name: "Cleo".to_owned(),
        password_hash: String::new(),
        roles: "creator".to_owned(),
        locked_at: None,
        created_at: at(),
        new_email: None,
        old_email: None,
        closed_at: None,
        locale: None,
        time_zone: None,
    };
    let there = account::Entity::find_by_id(nobody).one(tx).await.expect("the database answers");
    if there.is_some() {
        return;
    }
    account::Entity::insert(person.into_active_model()).exec_without_returning(tx).await.expect("inserted");
    let shop = shop::Model {
        id: nobody,
        account_id: nobody,
        handle: "cleo".to_owned(),
        title: "Cleo".to_owned(),
        bio: String::new(),
        created_at: at(),
        links: serde_json::json!([]),
    };
    shop::Entity::insert(shop.into_active_model()).exec_without_returning(tx).await.expect("inserted");
}

async fn insert_listing(store: &Store, row: &listing::Model, tags: &str, creator: &str, description: &str) {
    let tx = store.begin().await.expect("a transaction");
    people(&tx).await;
    let new = row.clone().into_active_model();
    listing::Entity::insert(new).exec_without_returning(&tx).await.expect("inserted");
    let text = TextRow { listing_id: row.id, title: &row.title, tags, creator, description };
    set_text(&tx, text).await.expect("written");
    tx.commit().await.expect("committed");
}

/// Words of so many listings, in one transaction.
async fn fill(store: &Store, numbers: Range<u128>) {
    let tx = store.begin().await.expect("a transaction");
    for number in numbers {
        let (title, description) =
            (format!("Vase {number}"), format!("Printed {number} times, for {} flowers.", number % 9));
        let text = TextRow {
            listing_id: Uuid::from_u128(number),
            title: &title,
            tags: "",
            creator: "",
            description: &description,
        };
        set_text(&tx, text).await.expect("written");
    }
    tx.commit().await.expect("committed");
}

/// How long it takes to write the words of one listing anew, and to forget those of another, on the average.
async fn rewriting(store: &Store) -> Duration {
    const TIMES: u32 = 20;
    let begun = Instant::now();
    for number in 0..u128::from(TIMES) {
        let tx = store.begin().await.expect("a transaction");
        let text =
            TextRow { listing_id: Uuid::from_u128(number), title: "Bowl", tags: "", creator: "", description: "" };
        set_text(&tx, text).await.expect("written");
        remove_text(&tx, Uuid::from_u128(number + 100)).await.expect("forgotten");
        tx.commit().await.expect("committed");
    }
    begun.elapsed() / TIMES
}

/// Titles of what `query` finds, in order.
async fn found(store: &Store, query: &str) -> Vec<String> {
    let words = Words::of(store.backend(), query).expect("a word");
    let filter = words.look_up(store.read(), 1_000).await.expect("the database answers").filter();
    let rows = listing::Entity::find().filter(filter).order_by_asc(listing::Column::Title).all(store.read()).await;
    rows.expect("the database answers").into_iter().map(|row| row.title).collect()
}

/// Titles of what `query` finds, the best match first.
async fn ranked(store: &Store, query: &str) -> Vec<String> {
    let words = Words::of(store.backend(), query).expect("a word");
    let ranks = words.look_up(store.read(), 1_000).await.expect("the database answers").ranks();
    let mut best = Query::select();
    best.column("listing_id").from_subquery(ranks, "ranks").order_by("rank", Order::Asc);
    let rows = store.read().query_all(&best).await.expect("the database answers");
    let mut titles = Vec::new();
    for row in rows {
        let id: Uuid = row.try_get("", "listing_id").expect("an identifier");
        let listing = listing::Entity::find_by_id(id).one(store.read()).await.expect("the database answers");
        titles.push(listing.expect("it is listed").title);
    }
    titles
}

/// Whether `sql` is refused.
async fn is_refused(store: &Store, sql: &str) -> bool {
    let tx = store.begin().await.expect("a transaction");
    let refused = tx.execute_unprepared(sql).await.is_err();
    tx.rollback().await.expect("rolled back");
    refused
}

fn account(number: u128, overdraft: bool, balance_minor: i64) -> ledger_account::Model {
    // Each is the only one of its currency.
    let (kind, currency) = (ledger_account::Kind::Creator, format!("E{number:02}"));
    ledger_account::Model { id: Uuid::from_u128(number), kind, owner_id: None, currency, balance_minor, overdraft }
}

/// The two accounts that transfers go between.
async fn parties(tx: &Tx) {
    for number in [1, 2] {
        let row = account(number, true, 0).into_active_model();
        ledger_account::Entity::insert(row).exec_without_returning(tx).await.expect("inserted");
    }
}

fn transfer(debit: u128, credit: u128, amount_minor: i64) -> ledger_transfer::Model {
    ledger_transfer::Model {
        id: Uuid::from_u128(9),
        debit_id: Uuid::from_u128(debit),
        credit_id: Uuid::from_u128(credit),
        amount_minor,
        currency: "EUR".to_owned(),
        reason: ledger_transfer::Reason::Sale,
        order_id: None,
        order_line_id: None,
        created_at: at(),
    }
}

store::on_both_databases! {
    async fn a_row_comes_back_as_it_was_written(store: TestStore) {
        let row = listing(1, "Vase");
        insert_listing(&store.store, &row, "", "", "").await;
        let read = listing::Entity::find_by_id(row.id).one(store.store.read()).await.expect("read");
        assert_eq!(read, Some(row));
    }

    async fn words_are_found_in_any_field_begun_bent_or_quoted(store: TestStore) {
        let store = &store.store;
        insert_listing(store, &listing(1, "Faceted planter"), "garden pot", "Happy Things", "Prints in one piece").await;
        insert_listing(store, &listing(2, "Gear drive"), "machine", "Cleo", "Twelve gears, two plates").await;
        for (query, titles) in [
            ("planter", vec!["Faceted planter"]),
            ("FACE", vec!["Faceted planter"]),
            ("garden planter", vec!["Faceted planter"]),
            ("planter gear", vec![]),
            ("happy", vec!["Faceted planter"]),
            ("gears", vec!["Gear drive"]),
            ("printing", vec!["Faceted planter"]),
            ("p", vec!["Faceted planter", "Gear drive"]),
            ("plant garden", vec![]),
            ("garden plant", vec!["Faceted planter"]),
            ("gear\" OR \"planter", vec![]),
            ("gear & | ! ( ) : * drive", vec!["Gear drive"]),
            ("gear' drive;--", vec!["Gear drive"]),
        ] {
            assert_eq!(found(store, query).await, titles, "`{query}`");
        }
        for empty in ["", "  ", "\"*\"", "!?"] {
            assert!(Words::of(store.backend(), empty).is_none(), "`{empty}`");
        }
    }

    async fn the_best_match_comes_first(store: TestStore) {
        let store = &store.store;
        let long = "A vessel to pour from. ".repeat(30);
        insert_listing(store, &listing(1, "Tall bottle"), "glass", "Cleo", &format!("{long} Goes with the vase.")).await;
        insert_listing(store, &listing(2, "Lantern"), "vase light", "Cleo", &long).await;
        insert_listing(store, &listing(3, "Twisted vase"), "pot", "Cleo", &long).await;
        insert_listing(store, &listing(4, "Pot"), "garden", "Vase Works", &long).await;
        insert_listing(store, &listing(5, "Vaselike lid"), "lid", "Cleo", &long).await;
        for number in 6..26 {
            insert_listing(store, &listing(number, "Gear drive"), "machine", "Cleo", &long).await;
        }
        let order = ranked(store, "vase").await;
        let place = |title: &str| order.iter().position(|found| found == title).expect("it is found");
        assert_eq!((order.len(), place("Twisted vase")), (5, 0), "a word of the title: {order:?}");
        assert!(place("Lantern").max(place("Pot")) < place("Tall bottle"), "a tag, a shop, a description: {order:?}");
        assert!(place("Twisted vase") < place("Vaselike lid"), "the word itself before one it begins: {order:?}");
        assert_eq!(ranked(store, "vase works").await, ["Pot"]);
    }

    async fn of_many_that_match_the_newest_are_looked_at_and_of_a_few_each_is_asked(store: TestStore) {
        let store = &store.store;
        for (number, title) in [(1, "Old vase"), (2, "Vase stand"), (3, "New vase")] {
            insert_listing(store, &listing(number, title), "", "", "").await;
        }
        let titles = async |among| {
            let words = Words::of(store.backend(), "vase").expect("a word").among(among);
            let filter = words.look_up(store.read(), 2).await.expect("the database answers").filter();
            let rows = listing::Entity::find().filter(filter).order_by_asc(listing::Column::Title);
            let rows = rows.all(store.read()).await.expect("the database answers");
            rows.into_iter().map(|row| row.title).collect::<Vec<_>>()
        };
        assert_eq!(titles(None).await, ["New vase", "Vase stand"]);
        let old = listing::Entity::find().select_only().column(listing::Column::Id);
        let old = old.filter(listing::Column::Title.ne("New vase")).into_query();
        assert_eq!(titles(Some(old)).await, ["Old vase", "Vase stand"]);
    }

    async fn words_are_replaced_and_forgotten(store: TestStore) {
        let store = &store.store;
        insert_listing(store, &listing(1, "Vase"), "", "", "").await;
        let tx = store.begin().await.expect("a transaction");
        let listing_id = Uuid::from_u128(1);
        let text = TextRow { listing_id, title: "Lamp", tags: "", creator: "", description: "" };
        set_text(&tx, text).await.expect("written");
        tx.commit().await.expect("committed");
        assert_eq!((found(store, "vase").await.len(), found(store, "lamp").await.len()), (0, 1));
        let tx = store.begin().await.expect("a transaction");
        remove_text(&tx, listing_id).await.expect("forgotten");
        tx.commit().await.expect("committed");
        assert_eq!(found(store, "lamp").await.len(), 0);
    }

    async fn a_listing_among_many_is_written_as_quickly_as_among_few(store: TestStore) {
        let store = &store.store;
        let (few, many) = (200u128, 20_000);
        fill(store, 0..few).await;
        let among_few = rewriting(store).await;
        fill(store, few..many).await;
        let among_many = rewriting(store).await;
        println!("one listing among {few}: {among_few:?}, among {many}: {among_many:?}");
        // Looking for the row in the whole index took a hundred times as long.
        assert!(among_many < among_few * 10 + Duration::from_millis(3), "{among_few:?}, then {among_many:?}");
    }

    async fn opening_a_second_time_changes_nothing(store: TestStore) {
        insert_listing(&store.store, &listing(1, "Vase"), "", "", "").await;
        let again = Store::open(&store.settings).await.expect("it opens");
        assert_eq!(again.pending_migrations().await.expect("answered"), 0);
        assert_eq!(found(&again, "vase").await.len(), 1);
    }

    async fn a_balance_below_zero_is_refused_but_to_the_outside_world(store: TestStore) {
        let tx = store.store.begin().await.expect("a transaction");
        let insert = async |row: ledger_account::Model| {
            ledger_account::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await
        };
        insert(account(1, true, -500)).await.expect("payments may");
        insert(account(2, false, 0)).await.expect("zero is no debt");
        tx.commit().await.expect("committed");
        let tx = store.store.begin().await.expect("a transaction");
        let row = account(3, false, -1).into_active_model();
        assert!(ledger_account::Entity::insert(row).exec_without_returning(&tx).await.is_err());
        tx.rollback().await.expect("rolled back");
        assert!(is_refused(&store.store, "UPDATE ledger_accounts SET balance_minor = -1 WHERE overdraft = FALSE").await);
        assert!(!is_refused(&store.store, "UPDATE ledger_accounts SET balance_minor = -1 WHERE overdraft = TRUE").await);
    }

    async fn a_transfer_moves_something_between_two_and_is_never_changed(store: TestStore) {
        let tx = store.store.begin().await.expect("a transaction");
        parties(&tx).await;
        tx.commit().await.expect("committed");
        for wrong in [transfer(1, 2, 0), transfer(1, 2, -5), transfer(1, 1, 5)] {
            let tx = store.store.begin().await.expect("a transaction");
            let row = wrong.clone().into_active_model();
            assert!(ledger_transfer::Entity::insert(row).exec_without_returning(&tx).await.is_err(), "{wrong:?}");
            tx.rollback().await.expect("rolled back");
        }
        let tx = store.store.begin().await.expect("a transaction");
        let row = transfer(1, 2, 5).into_active_model();
        ledger_transfer::Entity::insert(row).exec_without_returning(&tx).await.expect("inserted");
        tx.commit().await.expect("committed");
        assert!(is_refused(&store.store, "UPDATE ledger_transfers SET amount_minor = 6").await);
        assert!(is_refused(&store.store, "DELETE FROM ledger_transfers").await);
    }

    async fn an_audit_entry_is_never_changed(store: TestStore) {
        let entry = audit_entry::Model {
            seq: 1,
            at: at(),
            actor: "system".to_owned(),
            action: audit_entry::Action::SignedUp,
            subject: "nobody".to_owned(),
            detail: json!({}),
            previous_hash: String::new(),
            hash: String::new(),
        };
        let tx = store.store.begin().await.expect("a transaction");
        audit_entry::Entity::insert(entry.into_active_model()).exec_without_returning(&tx).await.expect("inserted");
        tx.commit().await.expect("committed");
        assert!(is_refused(&store.store, "UPDATE audit_entries SET action = 'was not'").await);
        assert!(is_refused(&store.store, "DELETE FROM audit_entries").await);
    }

    async fn a_stored_word_that_nobody_knows_is_an_error_that_names_it(store: TestStore) {
        let tx = store.store.begin().await.expect("a transaction");
        parties(&tx).await;
        people(&tx).await;
        let row = transfer(1, 2, 5).into_active_model();
        ledger_transfer::Entity::insert(row).exec_without_returning(&tx).await.expect("inserted");
        let row = listing(1, "Vase").into_active_model();
        listing::Entity::insert(row).exec_without_returning(&tx).await.expect("inserted");
        tx.execute_unprepared("UPDATE listings SET verdict = 'perfect'").await.expect("written behind the types");
        tx.commit().await.expect("committed");
        let read = listing::Entity::find().all(store.store.read()).await.expect_err("no such verdict");
        assert!(read.to_string().contains("`perfect` is no Verdict"), "{read}");
        let transfers = ledger_transfer::Entity::find().all(store.store.read()).await.expect("read");
        assert_eq!(transfers[0].reason, ledger_transfer::Reason::Sale);
    }
}
