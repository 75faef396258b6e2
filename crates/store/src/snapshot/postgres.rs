//! A snapshot of PostgreSQL: a file a table in the text format of `COPY`, and where its sequences stood.

use std::path::Path;

use futures::TryStreamExt;
use sea_orm::sqlx::{AssertSqlSafe, PgConnection, query, query_as, query_scalar};
use sea_orm_migration::MigratorTrait;
use serde::{Deserialize, Serialize};
use tokio::io::AsyncReadExt;

use super::{NAMED, PartWriter, Snapshot, hashes};
use crate::{Error, Store, migrations::Migrator, schema};

/// Which files hold which tables, and where sequences stood.
const CONTENTS: &str = "contents.json";
/// Bytes handed on at a time.
const CHUNK_BYTES: usize = 256 << 10;
/// The table of the migrations themselves: it is written by applying them.
const MIGRATIONS: &str = "seaql_migrations";

/// What the files hold.
#[derive(Serialize, Deserialize)]
struct Contents {
    tables: Vec<Table>,
    sequences: Vec<Sequence>,
}

#[derive(Serialize, Deserialize)]
struct Table {
    name: String,
    /// In the order of the file's columns.
    columns: Vec<String>,
    file: String,
}

#[derive(Serialize, Deserialize)]
struct Sequence {
    name: String,
    last: i64,
}

pub(super) async fn take(store: &Store, folder: &Path) -> Result<Snapshot, Error> {
    let mut tx = store.read().0.get_postgres_connection_pool().begin().await?;
    query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").execute(&mut *tx).await?;
    let schema = query_scalar("SELECT version FROM seaql_migrations ORDER BY version").fetch_all(&mut *tx).await?;
    let (mut parts, mut tables) = (Vec::new(), Vec::new());
    for name in table_names(&mut tx).await? {
        let table = Table { columns: columns(&mut tx, &name).await?, file: format!("{name}.copy"), name };
        let mut part = PartWriter::new(folder, table.file.clone())?;
        let mut rows = tx.copy_out_raw(&format!("COPY {} TO STDOUT", place(&table))).await?;
        while let Some(piece) = rows.try_next().await? {
            part.write(&piece)?;
        }
        drop(rows);
        parts.push(part.end()?);
        tables.push(table);
    }
    let named = hashes(query_scalar(NAMED).fetch_all(&mut *tx).await?)?;
    // Sequences stand outside of transactions: asked last, they stand at what the rows hold or further on.
    let sequences = query_as::<_, (String, i64)>(SEQUENCES).fetch_all(&mut *tx).await?;
    tx.rollback().await?;
    let sequences = sequences.into_iter().map(|(name, last)| Sequence { name, last }).collect();
    let contents = serde_json::to_vec(&Contents { tables, sequences }).map_err(std::io::Error::from)?;
    let mut part = PartWriter::new(folder, CONTENTS.to_owned())?;
    part.write(&contents)?;
    parts.push(part.end()?);
    Ok(Snapshot { schema, parts, named })
}

const SEQUENCES: &str = "SELECT sequencename::text, last_value FROM pg_catalog.pg_sequences \
    WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY 1";

async fn table_names(connection: &mut PgConnection) -> Result<Vec<String>, Error> {
    let sql = "SELECT tablename::text FROM pg_catalog.pg_tables WHERE schemaname = current_schema() \
        AND tablename <> $1 ORDER BY 1";
    Ok(query_scalar(sql).bind(MIGRATIONS).fetch_all(connection).await?)
}

async fn columns(connection: &mut PgConnection, table: &str) -> Result<Vec<String>, Error> {
    let sql = "SELECT column_name::text FROM information_schema.columns WHERE table_schema = current_schema() \
        AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position";
    Ok(query_scalar(sql).bind(table).fetch_all(connection).await?)
}

pub(super) async fn is_empty(store: &Store) -> Result<bool, Error> {
    let mut connection = store.read().0.get_postgres_connection_pool().acquire().await?;
    for name in table_names(&mut connection).await? {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {})", quoted(&name));
        if query_scalar::<_, bool>(AssertSqlSafe(sql)).fetch_one(&mut *connection).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

pub(super) async fn put_back(store: &Store, folder: &Path, schema: &[String]) -> Result<(), Error> {
    let contents = tokio::fs::read(folder.join(CONTENTS)).await?;
    let contents: Contents = serde_json::from_slice(&contents).map_err(std::io::Error::from)?;
    prepare(store, schema).await?;
    let mut tx = store.write.get_postgres_connection_pool().begin().await?;
    let keys = query_as::<_, (String, String, String)>(FOREIGN_KEYS).fetch_all(&mut *tx).await?;
    for (table, name, _) in &keys {
        run(&mut tx, format!("ALTER TABLE {table} DROP CONSTRAINT {}", quoted(name))).await?;
    }
    for table in &contents.tables {
        // What keeps an entry from being changed keeps rows from coming back in any order, too.
        run(&mut tx, format!("ALTER TABLE {} DISABLE TRIGGER USER", quoted(&table.name))).await?;
        load(&mut tx, folder, table).await?;
    }
    for sql in NEW_TRANSACTIONS {
        query(sql).execute(&mut *tx).await?;
    }
    for table in &contents.tables {
        run(&mut tx, format!("ALTER TABLE {} ENABLE TRIGGER USER", quoted(&table.name))).await?;
    }
    // Adding a key looks at every row.
    for (table, name, definition) in &keys {
        run(&mut tx, format!("ALTER TABLE {table} ADD CONSTRAINT {} {definition}", quoted(name))).await?;
    }
    for Sequence { name, last } in &contents.sequences {
        query("SELECT setval(quote_ident($1)::regclass, $2)").bind(name).bind(last).execute(&mut *tx).await?;
    }
    Ok(tx.commit().await?)
}

const FOREIGN_KEYS: &str = "SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) \
    FROM pg_catalog.pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace";

/// Transactions are numbered by the server, and another one numbers its own from the start: what was told before counts as
/// older than all of them, and a consumer stands before the first event that it had not read. It may see one again, and
/// misses none.
const NEW_TRANSACTIONS: [&str; 5] = [
    "UPDATE consumers SET resume = COALESCE((SELECT MIN(seq) - 1 FROM events \
        WHERE (xid, seq) > (resume_xid, resume)), GREATEST(resume, (SELECT MAX(seq) FROM events))), resume_xid = 0 \
        WHERE resume IS NOT NULL",
    "UPDATE consumers SET replay_to = COALESCE((SELECT MAX(seq) FROM events \
        WHERE (xid, seq) <= (replay_to_xid, replay_to)), replay_to), replay_to_xid = 0 WHERE replay_to IS NOT NULL",
    "UPDATE consumers SET cursor = COALESCE((SELECT MIN(seq) - 1 FROM events \
        WHERE (xid, seq) > (cursor_xid, cursor)), GREATEST(cursor, (SELECT MAX(seq) FROM events)))",
    "UPDATE consumers SET cursor_xid = 0",
    "UPDATE events SET xid = 0",
];

/// Makes the schema that the snapshot was taken of.
async fn prepare(store: &Store, schema: &[String]) -> Result<(), Error> {
    let known = Migrator::migrations();
    let is_known = schema.iter().zip(&known).all(|(name, migration)| name == migration.name());
    if !is_known || schema.len() > known.len() {
        return Err(Error::Setting(
            "the rows were written by a newer version of Maquette; put them back with that version".to_owned(),
        ));
    }
    let applied = schema::applied(&store.write).await?;
    if applied.len() > schema.len() {
        return Err(Error::Setting(
            "the database has the tables of a newer version than the rows: make an empty one (`createdb`) and name that"
                .to_owned(),
        ));
    }
    let steps = u32::try_from(schema.len() - applied.len()).unwrap_or(u32::MAX);
    Ok(Migrator::up(&store.write, Some(steps)).await?)
}

async fn load(connection: &mut PgConnection, folder: &Path, table: &Table) -> Result<(), Error> {
    // A migration may have written rows of its own.
    run(connection, format!("DELETE FROM {}", quoted(&table.name))).await?;
    let mut file = tokio::fs::File::open(folder.join(&table.file)).await?;
    let mut rows = connection.copy_in_raw(&format!("COPY {} FROM STDIN", place(table))).await?;
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let count = file.read(&mut chunk).await?;
        if count == 0 {
            break;
        }
        rows.send(&chunk[..count]).await?;
    }
    rows.finish().await?;
    Ok(())
}

async fn run(connection: &mut PgConnection, sql: String) -> Result<(), Error> {
    // Every name in it comes from the catalogue or is quoted.
    query(AssertSqlSafe(sql)).execute(connection).await?;
    Ok(())
}

fn place(table: &Table) -> String {
    let columns: Vec<String> = table.columns.iter().map(|column| quoted(column)).collect();
    format!("{} ({})", quoted(&table.name), columns.join(", "))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
