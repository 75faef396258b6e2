//! Writing events.

use basis::{Id, Random, Time};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::{Value, json};
use store::{Store, Tx, entities::event};
use uuid::Uuid;

use crate::Error;

/// What can be told: a change with a name, a version of its shape, and whom it is about. The types live with the rules
/// that tell them; the outbox knows no kind.
pub trait Tell: Send + Sync {
    /// CloudEvents `type`: `listing.published`.
    fn kind(&self) -> &'static str;
    /// Version of the shape of [`Tell::data`]; it goes up when a reader of the older one would misread it.
    fn version(&self) -> i32;
    /// CloudEvents `subject`: `listing:ID`.
    fn subject(&self) -> String;
    /// CloudEvents `data`.
    ///
    /// # Errors
    /// It cannot be written as JSON.
    fn data(&self) -> Result<Value, serde_json::Error>;
}

/// An event that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its number in the outbox: rising, with gaps, and not the order in which transactions commit.
    pub seq: i64,
    /// CloudEvents `id`.
    pub id: Uuid,
    /// CloudEvents `type`: `listing.published`.
    pub kind: String,
    /// Version of the shape of `data`.
    pub version: i32,
    /// CloudEvents `subject`: `listing:ID`.
    pub subject: String,
    /// CloudEvents `time`.
    pub time: Time,
    /// CloudEvents `data`.
    pub data: Value,
}

impl Event {
    /// The event in CloudEvents' JSON format, told by `source`.
    pub fn to_cloud_event(&self, source: &str) -> Value {
        json!({
            "specversion": "1.0",
            "id": self.id,
            "source": source,
            "type": self.kind,
            "subject": self.subject,
            "time": self.time.to_rfc3339(),
            "datacontenttype": "application/json",
            "dataschema": format!("urn:maquette:event:{}:{}", self.kind, self.version),
            "data": self.data,
        })
    }
}

impl From<event::Model> for Event {
    fn from(row: event::Model) -> Self {
        let event::Model { seq, id, kind, version, subject, time, data, .. } = row;
        Self { seq, id, kind, version, subject, time, data }
    }
}

/// Writes an event of `time` in `tx`: it leaves only if the change it tells of stands.
///
/// # Errors
/// The database does not answer, or the data cannot be written as JSON.
pub async fn write(tx: &Tx, time: Time, random: &dyn Random, event: &dyn Tell) -> Result<(), Error> {
    let (kind, data) = (event.kind(), event.data());
    let row = event::ActiveModel {
        seq: NotSet,
        xid: NotSet,
        id: Set(Id::<()>::new(time, random).uuid()),
        kind: Set(kind.to_owned()),
        version: Set(event.version()),
        subject: Set(event.subject()),
        time: Set(time),
        data: Set(data.map_err(|error| Error::Unwritable { kind, why: error.to_string() })?),
    };
    event::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// What was told after the event `seq`, in the order of writing: at most `limit`. For looking and not for acting: on
/// PostgreSQL an event may still appear before one that is given here.
///
/// # Errors
/// The database does not answer.
pub async fn list(store: &Store, seq: i64, limit: u64) -> Result<Vec<Event>, Error> {
    let query = event::Entity::find().filter(event::Column::Seq.gt(seq)).order_by_asc(event::Column::Seq).limit(limit);
    Ok(query.all(store.read()).await?.into_iter().map(Event::from).collect())
}
