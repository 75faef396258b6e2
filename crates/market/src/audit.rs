//! The audit log: append-only, each entry chained to the one before by its hash.

use basis::{Actor, Role, Scope};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use store::{Tx, entities::audit_entry};

pub use audit_entry::Action;

use crate::{Error, Market, lock};

/// The hash before the first entry.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Entries read at a time when the chain is checked.
const CHECK_BATCH: u64 = 1_000;

/// Who, in the word that is stored.
pub(crate) fn who(actor: &Actor) -> String {
    match actor {
        Actor::Account { account, .. } => format!("account:{account}"),
        Actor::System => "system".to_owned(),
        Actor::Visitor => "visitor".to_owned(),
    }
}

/// Adds an entry to the chain, in the transaction of what it tells.
pub(crate) async fn write(
    market: &Market,
    tx: &Tx,
    actor: &Actor,
    action: Action,
    subject: &str,
    detail: Value,
) -> Result<(), Error> {
    lock::hold(tx, lock::Sequence::Audit).await?;
    let last = links().order_by_desc(audit_entry::Column::Seq).into_model::<Link>().one(tx).await?;
    let (seq, previous_hash) = last.map_or((1, GENESIS.to_owned()), |last| (last.seq + 1, last.hash));
    let mut entry = audit_entry::Model {
        seq,
        at: market.now(),
        actor: who(actor),
        action,
        subject: subject.to_owned(),
        detail,
        previous_hash,
        hash: String::new(),
    };
    entry.hash = hash_of(&Link::from(entry.clone()));
    audit_entry::Entity::insert(entry.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// An entry as it is hashed: whether the chain is whole does not depend on what this program knows of its words.
#[derive(Debug, FromQueryResult)]
struct Link {
    seq: i64,
    at: basis::Time,
    actor: String,
    action: String,
    subject: String,
    detail: Value,
    previous_hash: String,
    hash: String,
}

impl From<audit_entry::Model> for Link {
    fn from(entry: audit_entry::Model) -> Self {
        let audit_entry::Model { seq, at, actor, action, subject, detail, previous_hash, hash } = entry;
        Self { seq, at, actor, action: action.word().to_owned(), subject, detail, previous_hash, hash }
    }
}

fn links() -> sea_orm::Select<audit_entry::Entity> {
    audit_entry::Entity::find()
}

/// One entry, as an operator reads it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: basis::Time,
    /// Who: `account:…`, `system` or `visitor`.
    pub actor: String,
    /// What was done.
    pub action: Action,
    /// To what: `listing:…`, `account:…`, `address:…`.
    pub subject: String,
    /// The circumstances.
    pub detail: Value,
}

/// The newest entries, at most `limit`.
///
/// # Errors
/// The database does not answer, or an entry says a word that this program does not know.
pub async fn latest(market: &Market, limit: u64) -> Result<Vec<Entry>, Error> {
    let query = audit_entry::Entity::find().order_by_desc(audit_entry::Column::Seq).limit(limit);
    Ok(query.all(market.store().read()).await?.into_iter().map(Entry::from).collect())
}

impl From<audit_entry::Model> for Entry {
    fn from(row: audit_entry::Model) -> Self {
        let audit_entry::Model { seq, at, actor, action, subject, detail, .. } = row;
        Self { seq, at, actor, action, subject, detail }
    }
}

/// Entries of one page of the log, newest first: those before the number `before`, and about or by `word` alone
/// (`listing:…`, `account:…`), where these are told. Gives whether older ones follow; nothing to whoever is no operator.
///
/// # Errors
/// The database does not answer, or an entry says a word that this program does not know.
pub async fn entries(
    market: &Market,
    actor: &Actor,
    word: Option<&str>,
    before: Option<i64>,
    limit: u64,
) -> Result<(Vec<Entry>, bool), Error> {
    if !actor.is(Role::Operator) || !actor.may(Scope::Admin) {
        return Ok((Vec::new(), false));
    }
    let page = || {
        let query = audit_entry::Entity::find().order_by_desc(audit_entry::Column::Seq).limit(limit + 1);
        query.filter(audit_entry::Column::Seq.lt(before.unwrap_or(i64::MAX)))
    };
    let read = market.store().read();
    let mut rows = match word {
        None => page().all(read).await?,
        // Each side has an index of its own.
        Some(word) => {
            let mut rows = page().filter(audit_entry::Column::Subject.eq(word)).all(read).await?;
            rows.extend(page().filter(audit_entry::Column::Actor.eq(word)).all(read).await?);
            rows.sort_by_key(|row| std::cmp::Reverse(row.seq));
            rows.dedup_by_key(|row| row.seq);
            rows
        }
    };
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok((rows.into_iter().map(Entry::from).collect(), more))
}

/// What checking the chain gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chain {
    /// Every entry follows from the one before.
    Whole {
        /// How many there are.
        entries: u64,
    },
    /// The first entry that does not.
    BrokenAt {
        /// Its number.
        seq: i64,
    },
}

/// Checks the whole chain, oldest first.
///
/// # Errors
/// The database does not answer.
pub async fn check(market: &Market) -> Result<Chain, Error> {
    let (mut seq, mut previous) = (0i64, GENESIS.to_owned());
    loop {
        let batch: Vec<Link> = links()
            .filter(audit_entry::Column::Seq.gt(seq))
            .order_by_asc(audit_entry::Column::Seq)
            .limit(CHECK_BATCH)
            .into_model()
            .all(market.store().read())
            .await?;
        if batch.is_empty() {
            return Ok(Chain::Whole { entries: seq.unsigned_abs() });
        }
        for entry in batch {
            if entry.seq != seq + 1 || entry.previous_hash != previous || entry.hash != hash_of(&entry) {
                return Ok(Chain::BrokenAt { seq: seq + 1 });
            }
            (seq, previous) = (entry.seq, entry.hash);
        }
    }
}

fn hash_of(entry: &Link) -> String {
    let text = serde_json::json!([
        entry.seq,
        entry.at.timestamp_micros(),
        entry.actor,
        entry.action,
        entry.subject,
        canonical(&entry.detail),
        entry.previous_hash,
    ]);
    store::Hash::of(text.to_string().as_bytes()).to_string()
}

/// With keys in order: PostgreSQL gives a JSON object back in an order of its own.
fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let sorted: std::collections::BTreeMap<_, _> =
                map.iter().map(|(key, value)| (key, canonical(value))).collect();
            let pairs: Vec<Value> = sorted.into_iter().map(|(key, value)| serde_json::json!([key, value])).collect();
            Value::Array(pairs)
        }
        Value::Array(list) => Value::Array(list.iter().map(canonical).collect()),
        other => other.clone(),
    }
}
