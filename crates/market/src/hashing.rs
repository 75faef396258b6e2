//! How many passwords are hashed at the same time: each takes 19 MiB, and nobody may have the server take all it has.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::Error;

/// Hashes at the same time at most, whatever the number of cores: together they take 76 MiB.
const AT_ONCE_MAX: usize = 4;

/// Who may wait for one of them; a hash takes some 40 ms, so that the last one waits about a second.
const WAITING_MAX: usize = 64;

/// When to come again, once there are more.
const RETRY_AFTER_SECONDS: u64 = 2;

/// The room in which passwords are hashed, with a bounded queue before it.
pub(crate) struct Hashing {
    /// Whoever is inside or waits.
    house: Arc<Semaphore>,
    /// Whoever is inside.
    room: Arc<Semaphore>,
}

impl Default for Hashing {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        Self::new(cores.min(AT_ONCE_MAX), WAITING_MAX)
    }
}

impl Hashing {
    fn new(at_once: usize, waiting: usize) -> Self {
        Self { house: Arc::new(Semaphore::new(at_once + waiting)), room: Arc::new(Semaphore::new(at_once)) }
    }

    /// Does `work` off the threads that serve, when its turn comes.
    ///
    /// # Errors
    /// [`Error::Busy`] at once where too many wait already; otherwise what `work` says.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let busy = || Error::Busy { retry_after_seconds: RETRY_AFTER_SECONDS };
        let place = Arc::clone(&self.house).try_acquire_owned().map_err(|_| busy())?;
        let turn = Arc::clone(&self.room).acquire_owned().await.map_err(|_| busy())?;
        let stays = move || {
            let done = work();
            // Held by the work and not by the request: whoever hangs up does not make room while the memory is still taken.
            drop((turn, place));
            done
        };
        tokio::task::spawn_blocking(stays).await.map_err(|error| Error::Stored(error.to_string()))?
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn so_many_are_hashed_and_wait_and_the_next_is_told_to_come_again() {
        let hashing = Arc::new(Hashing::new(1, 2));
        let (release, wait) = mpsc::channel::<()>();
        let wait = Arc::new(std::sync::Mutex::new(wait));
        let begin = || {
            let (hashing, wait) = (Arc::clone(&hashing), Arc::clone(&wait));
            tokio::spawn(async move {
                let work = move || Ok(wait.lock().expect("nobody broke").recv().is_ok());
                hashing.run(work).await
            })
        };
        let three = [begin(), begin(), begin()];
        while hashing.house.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let refused = hashing.run(|| Ok(())).await;
        assert!(matches!(refused, Err(Error::Busy { retry_after_seconds: 2 })), "{refused:?}");
        three.iter().for_each(|_| release.send(()).expect("somebody waits"));
        for one in three {
            assert!(one.await.expect("no panic").expect("no surprise"));
        }
        assert!(hashing.run(|| Ok(())).await.is_ok(), "there is room again");
    }
}
