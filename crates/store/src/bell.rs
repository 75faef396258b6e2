//! A bell that is rung once something was committed: whoever waits for work looks at once and not only now and then.
//!
//! In one process it is heard at once. On PostgreSQL it is handed on to every other process by `LISTEN` and `NOTIFY`, as
//! long as [`relay`] runs in both; a ring that is lost costs the moment until the listener looks by itself. A ring is
//! given after the commit and at most once in a while, because `NOTIFY` makes commits wait for one another.

use std::{
    collections::BTreeSet,
    sync::{LazyLock, Mutex, PoisonError},
    time::Duration,
};

use basis::Random;
use sea_orm::{
    ConnectionTrait, DbErr, Statement,
    sqlx::{
        self,
        postgres::{PgListener, PgPoolOptions},
    },
};
use tokio::sync::{Notify, watch};

use crate::{Backend, Store};

/// What is rung for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Something was committed: there may be jobs and events.
    Committed,
    /// Somebody cancelled a job that may be under way.
    Cancelled,
}

impl Topic {
    const ALL: [Self; 2] = [Self::Committed, Self::Cancelled];

    fn word(self) -> &'static str {
        match self {
            Self::Committed => "committed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// The name that processes notify one another under.
const CHANNEL: &str = "maquette";
/// Rings of so long are handed on as one.
const GATHERED: Duration = Duration::from_millis(20);
/// How long a listener that lost the server waits before it tries again.
const AGAIN: Duration = Duration::from_secs(1);

struct Bell {
    heard: [watch::Sender<u64>; 2],
    /// What is still to be handed on to other processes.
    rung: Mutex<BTreeSet<Topic>>,
    relay: Notify,
}

static BELL: LazyLock<Bell> = LazyLock::new(|| Bell {
    heard: std::array::from_fn(|_| watch::Sender::new(0)),
    rung: Mutex::default(),
    relay: Notify::new(),
});

/// Rings: call it after the commit.
pub fn ring(topic: Topic) {
    sound(topic);
    BELL.rung.lock().unwrap_or_else(PoisonError::into_inner).insert(topic);
    BELL.relay.notify_one();
}

fn sound(topic: Topic) {
    BELL.heard[topic as usize].send_modify(|count| *count = count.wrapping_add(1));
}

/// Who listens. A ring between two waits is not lost.
pub struct Listener(watch::Receiver<u64>);

/// Listens from now on.
pub fn listen(topic: Topic) -> Listener {
    Listener(BELL.heard[topic as usize].subscribe())
}

impl Listener {
    /// Waits until the bell was rung since the last time.
    pub async fn heard(&mut self) {
        // The sender is a static: it never goes.
        let _ = self.0.changed().await;
    }
}

/// Hands rings on between the processes that share a PostgreSQL database, until `stop` says true. On SQLite there is
/// nobody to hand on to.
pub async fn relay(store: Store, random: &dyn Random, mut stop: watch::Receiver<bool>) {
    if store.backend() == Backend::Postgres {
        // Its own rings come back to a process, too, and are told apart by this word.
        let me = basis::token(random, "");
        tokio::select! {
            () = async { tokio::join!(hand_on(&store, &me), take_up(&store, &me)); } => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    } else {
        let _ = stop.wait_for(|stop| *stop).await;
    }
}

async fn hand_on(store: &Store, me: &str) {
    loop {
        BELL.relay.notified().await;
        let topics = std::mem::take(&mut *BELL.rung.lock().unwrap_or_else(PoisonError::into_inner));
        for topic in topics {
            if let Err(error) = notify(store, topic, me).await {
                tracing::warn!(%error, "other processes could not be woken; they look by themselves");
            }
        }
        tokio::time::sleep(GATHERED).await;
    }
}

async fn notify(store: &Store, topic: Topic, me: &str) -> Result<(), DbErr> {
    let values = [CHANNEL.into(), format!("{} {me}", topic.word()).into()];
    let connection = &store.write;
    let sql = "SELECT pg_notify($1, $2)";
    connection.execute_raw(Statement::from_sql_and_values(connection.get_database_backend(), sql, values)).await?;
    Ok(())
}

/// Listens on a connection of its own, beside the pool that requests share.
async fn take_up(store: &Store, me: &str) {
    let options = store.read().0.get_postgres_connection_pool().connect_options().as_ref().clone();
    let pool = PgPoolOptions::new().max_connections(1).connect_lazy_with(options);
    loop {
        if let Err(error) = follow(&pool, me).await {
            tracing::warn!(%error, "this process is not woken by others for the moment; it looks by itself");
        }
        tokio::time::sleep(AGAIN).await;
    }
}

async fn follow(pool: &sqlx::PgPool, me: &str) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    // What was rung while nobody listened.
    Topic::ALL.into_iter().for_each(sound);
    while let Some(told) = listener.try_recv().await? {
        let Some((topic, from)) = told.payload().split_once(' ') else { continue };
        if let Some(topic) = Topic::ALL.into_iter().find(|known| known.word() == topic && from != me) {
            sound(topic);
        }
    }
    Ok(())
}
