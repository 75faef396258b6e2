//! How many are in, in all and of each client's network.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Full {
    /// As many are in as may be.
    House,
    /// One network has as many in as one may have.
    Network,
}

/// A bounded number of places.
pub(super) struct Crowd {
    max: usize,
    of_network_max: usize,
    inside: Mutex<Inside>,
}

#[derive(Default)]
struct Inside {
    count: usize,
    by_network: HashMap<IpAddr, usize>,
}

impl Crowd {
    pub(super) fn new(max: usize, of_network_max: usize) -> Arc<Self> {
        Arc::new(Self { max, of_network_max, inside: Mutex::default() })
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place for somebody of `network`, of which one share in `kept_share` is kept for others; none is with 0.
    pub(super) fn enter(self: &Arc<Self>, network: IpAddr, kept_share: usize) -> Result<Place, Full> {
        let mut inside = self.lock();
        let kept = self.max.checked_div(kept_share).unwrap_or(0);
        if inside.count >= self.max - kept {
            return Err(Full::House);
        }
        if inside.by_network.get(&network).is_some_and(|count| *count >= self.of_network_max) {
            return Err(Full::Network);
        }
        *inside.by_network.entry(network).or_default() += 1;
        inside.count += 1;
        Ok(Place { crowd: Arc::clone(self), network })
    }
}

/// A place; dropping it gives it back.
pub(super) struct Place {
    crowd: Arc<Crowd>,
    network: IpAddr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inside = self.crowd.lock();
        inside.count -= 1;
        if let Some(count) = inside.by_network.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                inside.by_network.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enter(crowd: &Arc<Crowd>, network: &str, kept_share: usize) -> Result<Place, Full> {
        crowd.enter(network.parse().unwrap(), kept_share)
    }

    #[test]
    fn the_last_quarter_is_kept() {
        let crowd = Crowd::new(8, 8);
        let pages: Vec<_> = (0..6).map(|_| enter(&crowd, "192.0.2.1", 4).unwrap()).collect();
        assert_eq!(enter(&crowd, "192.0.2.2", 4).err(), Some(Full::House));
        let trade: Vec<_> = (0..2).map(|_| enter(&crowd, "192.0.2.2", 0).unwrap()).collect();
        assert_eq!(enter(&crowd, "192.0.2.2", 0).err(), Some(Full::House));
        drop(pages);
        assert!(enter(&crowd, "192.0.2.2", 4).is_ok());
        drop(trade);
    }

    #[test]
    fn one_network_does_not_fill_the_house() {
        let crowd = Crowd::new(8, 2);
        let mine: Vec<_> = (0..2).map(|_| enter(&crowd, "192.0.2.1", 0).unwrap()).collect();
        assert_eq!(enter(&crowd, "192.0.2.1", 0).err(), Some(Full::Network));
        assert!(enter(&crowd, "192.0.2.2", 0).is_ok());
        drop(mine);
        assert!(enter(&crowd, "192.0.2.1", 0).is_ok());
        assert!(crowd.lock().by_network.is_empty(), "nobody is remembered who has left");
    }
}
