//! The side that is only read refuses to change anything, on either database.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

use sea_orm::{ConnectionTrait, EntityTrait, Statement};
use store::entities::account;

store::on_both_databases! {
    async fn what_would_change_rows_is_refused_before_it_is_sent(store: TestStore) {
        let read = store.store.read();
        let raw = |sql: &str| Statement::from_string(read.get_database_backend(), sql);
        let sent = store.store.statements();
        for refused in [
            account::Entity::delete_many().exec(read).await.map(drop),
            read.execute_unprepared("DELETE FROM accounts").await.map(drop),
            read.execute_raw(raw("DROP TABLE accounts")).await.map(drop),
            read.query_all_raw(raw("DELETE FROM accounts RETURNING id")).await.map(drop),
            read.query_one_raw(raw("  insert into accounts (id) values (NULL) returning id")).await.map(drop),
        ] {
            let error = refused.expect_err("refused").to_string();
            assert!(error.contains("belongs in a transaction"), "{error}");
        }
        assert_eq!(store.store.statements(), sent, "none of them reached the database");
        assert!(account::Entity::find().all(read).await.expect("read").is_empty());
        assert_eq!(store.store.statements(), sent + 1);
    }
}
