//! The open connections, counted in all and for each address.
//!
//! Where a new one is one too many, the one that has waited longest without a request gives way: half-sent headers and idle
//! browsers keep nobody out. Only if all of them are at work is the new one refused.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use basis::ClientAddress;
use tokio::sync::Notify;

use crate::doors::Doors;

/// Why a connection is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Full {
    /// There are as many as there may be.
    House,
    /// Its own address has as many as one may have.
    Address,
}

impl Full {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::House => "house",
            Self::Address => "address",
        }
    }
}

/// All open connections of a listener.
pub(super) struct Connections {
    open: Mutex<Open>,
    emptied: Notify,
}

#[derive(Default)]
struct Open {
    by_number: HashMap<u64, Entry>,
    by_network: HashMap<IpAddr, usize>,
    next: u64,
}

struct Entry {
    network: IpAddr,
    /// Since when it has no request under way; none while it has one.
    waiting_since: Option<Instant>,
    cut: Arc<Notify>,
}

impl Connections {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self { open: Mutex::default(), emptied: Notify::new() })
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place for a connection from `peer`. A trusted proxy speaks for many and may fill the house alone.
    pub(super) fn enter(self: &Arc<Self>, peer: IpAddr, doors: &Doors) -> Result<Place, Full> {
        let network = ClientAddress::new(peer).network();
        let mut open = self.lock();
        let of_network = open.by_network.get(&network).copied().unwrap_or(0);
        if of_network >= doors.connections_per_address_max && !doors.trusted_proxies.contains(peer) {
            open.cut_longest_waiting(Some(network)).ok_or(Full::Address)?;
        }
        if open.by_number.len() >= doors.connections_max {
            open.cut_longest_waiting(None).ok_or(Full::House)?;
        }
        let (number, cut) = (open.next, Arc::new(Notify::new()));
        open.next += 1;
        open.by_number.insert(number, Entry { network, waiting_since: Some(Instant::now()), cut: Arc::clone(&cut) });
        *open.by_network.entry(network).or_default() += 1;
        metrics::gauge!("maquette_connections").set(open.by_number.len() as f64);
        Ok(Place { connections: Arc::clone(self), number, cut })
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.lock().by_number.len()
    }

    /// Waits until there is none.
    pub(super) async fn emptied(&self) {
        loop {
            let emptied = self.emptied.notified();
            if self.count() == 0 {
                return;
            }
            emptied.await;
        }
    }

    /// Ends those without a request under way.
    pub(super) fn cut_waiting(&self) {
        self.lock()
            .by_number
            .values()
            .filter(|entry| entry.waiting_since.is_some())
            .for_each(|entry| entry.cut.notify_one());
    }

    /// Ends all of them at once.
    pub(super) fn cut_all(&self) {
        self.lock().by_number.values().for_each(|entry| entry.cut.notify_one());
    }
}

impl Open {
    /// Ends the connection, of `network` or of all, that has waited longest for a request; none where all are at work.
    fn cut_longest_waiting(&mut self, network: Option<IpAddr>) -> Option<()> {
        let waiting = self.by_number.iter().filter(|(_, entry)| network.is_none_or(|network| entry.network == network));
        let longest = waiting.filter_map(|(number, entry)| Some((entry.waiting_since?, *number))).min();
        self.remove(longest?.1)?.cut.notify_one();
        Some(())
    }

    fn remove(&mut self, number: u64) -> Option<Entry> {
        let entry = self.by_number.remove(&number)?;
        if let Some(count) = self.by_network.get_mut(&entry.network) {
            *count -= 1;
            if *count == 0 {
                self.by_network.remove(&entry.network);
            }
        }
        Some(entry)
    }
}

/// One connection's place; dropping it gives it back.
pub(super) struct Place {
    connections: Arc<Connections>,
    number: u64,
    cut: Arc<Notify>,
}

impl Place {
    /// Waits until the connection is to end at once.
    pub(super) async fn cut(&self) {
        self.cut.notified().await;
    }

    /// To be held while a request is under way, until the last byte of its answer.
    pub(super) fn work(&self) -> Work {
        let work = Work { connections: Arc::clone(&self.connections), number: self.number };
        work.set_waiting(None);
        work
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.connections.lock();
        open.remove(self.number);
        metrics::gauge!("maquette_connections").set(open.by_number.len() as f64);
        if open.by_number.is_empty() {
            self.connections.emptied.notify_waiters();
        }
    }
}

/// A request under way on a connection; dropping it says that the connection waits again.
pub(super) struct Work {
    connections: Arc<Connections>,
    number: u64,
}

impl Work {
    fn set_waiting(&self, since: Option<Instant>) {
        if let Some(entry) = self.connections.lock().by_number.get_mut(&self.number) {
            entry.waiting_since = since;
        }
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.set_waiting(Some(Instant::now()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enter(connections: &Arc<Connections>, peer: &str) -> Result<Place, Full> {
        let doors = Doors { connections_max: 3, connections_per_address_max: 2, ..Doors::default() };
        connections.enter(peer.parse().unwrap(), &doors)
    }

    #[tokio::test]
    async fn whoever_waits_longest_gives_way_to_a_new_connection_of_its_address() {
        let connections = Connections::new();
        let oldest = enter(&connections, "192.0.2.1").unwrap();
        let second = enter(&connections, "192.0.2.1").unwrap();
        let other = enter(&connections, "192.0.2.2").unwrap();
        let third = enter(&connections, "192.0.2.1").unwrap();
        oldest.cut().await;
        assert_eq!(connections.count(), 3);
        drop((oldest, second, other, third));
        connections.emptied().await;
    }

    #[tokio::test]
    async fn a_connection_at_work_gives_way_to_nobody() {
        let connections = Connections::new();
        let (first, second) = (enter(&connections, "192.0.2.1").unwrap(), enter(&connections, "192.0.2.1").unwrap());
        let (work, more) = (first.work(), second.work());
        assert_eq!(enter(&connections, "192.0.2.1").err(), Some(Full::Address));
        let other = enter(&connections, "192.0.2.2").unwrap();
        let busy = other.work();
        assert_eq!(enter(&connections, "192.0.2.3").err(), Some(Full::House));
        drop(busy);
        assert!(enter(&connections, "192.0.2.3").is_ok());
        drop((work, more));
    }
}
