//! Writing events.

use basis::{Clock, Id, Random, Time};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    DbErr, EntityTrait,
};
use serde_json::{Value, json};
use store::{Tx, entities::event};
use uuid::Uuid;

/// An event that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its place in the outbox.
    pub seq: i64,
    /// CloudEvents `id`.
    pub id: Uuid,
    /// CloudEvents `type`: `listing.published`.
    pub kind: String,
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
            "data": self.data,
        })
    }
}

impl From<event::Model> for Event {
    fn from(row: event::Model) -> Self {
        Self { seq: row.seq, id: row.id, kind: row.kind, subject: row.subject, time: row.time, data: row.data }
    }
}

/// Writes an event in `tx`: it leaves only if the change it tells of stands.
///
/// # Errors
/// The database does not answer.
pub async fn write(
    tx: &Tx,
    clock: &dyn Clock,
    random: &dyn Random,
    kind: &str,
    subject: &str,
    data: Value,
) -> Result<(), DbErr> {
    let time = clock.now();
    let row = event::ActiveModel {
        seq: NotSet,
        xid: NotSet,
        id: Set(Id::<()>::new(time, random).uuid()),
        kind: Set(kind.to_owned()),
        subject: Set(subject.to_owned()),
        time: Set(time),
        data: Set(data),
    };
    event::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}
