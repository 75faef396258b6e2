//! Crowds: readers who look at one page after the other, with or without a pause, while other things go on.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use crate::{
    client::{Connection, Figures},
    visits::Visit,
    words::Dice,
};

/// Bytes of a reader's stack: there are many of them, and they do little.
const STACK_BYTES: usize = 256 * 1024;

/// How long a reader waits who was sent away.
const AGAIN: Duration = Duration::from_millis(100);

/// Readers at the same time.
pub struct Crowd {
    /// How many.
    pub readers: usize,
    /// How long each looks at a page before the next one.
    pub pause: Duration,
}

/// What came of it.
pub struct Outcome {
    /// Pages that were shown.
    pub shown: Figures,
    /// Requests that were sent away with a word when to come again.
    pub refused: usize,
    /// Everything else: other answers, and connections that broke.
    pub errors: usize,
}

/// What one reader saw.
#[derive(Default)]
struct Seen {
    latencies: Vec<Duration>,
    bytes: usize,
    refused: usize,
    errors: usize,
}

/// What readers look at, by name, and how often in a hundred.
const TASTE: [(&str, usize); 5] =
    [("listing", 40), ("browse, filtered", 20), ("browse, by words", 15), ("home", 15), ("shop", 10)];

/// Lets the crowd read until `over`.
pub fn read(address: &str, visits: &[Visit], crowd: &Crowd, over: &AtomicBool) -> Result<Outcome> {
    let liked = |(name, share): &(&str, usize)| {
        let visit = visits.iter().find(|visit| visit.name == *name).context("every page that is liked is there")?;
        let requests: Vec<Vec<u8>> = visit.requests.iter().map(|request| request.bytes("gzip, deflate, br")).collect();
        Ok((requests, *share))
    };
    let pages: Vec<(Vec<Vec<u8>>, usize)> = TASTE.iter().map(liked).collect::<Result<_>>()?;
    let begun = Instant::now();
    let seen: Vec<Seen> = std::thread::scope(|scope| {
        let reader = |number: usize| {
            let pages = &pages;
            std::thread::Builder::new()
                .stack_size(STACK_BYTES)
                .spawn_scoped(scope, move || one(address, pages, crowd, number, over))
        };
        let threads = (0..crowd.readers).map(reader).collect::<std::io::Result<Vec<_>>>()?;
        Ok::<_, std::io::Error>(threads.into_iter().map(|thread| thread.join().expect("no thread breaks")).collect())
    })?;
    let elapsed = begun.elapsed();
    let (refused, errors) = (seen.iter().map(|one| one.refused).sum(), seen.iter().map(|one| one.errors).sum());
    let bytes = seen.iter().map(|one| one.bytes).sum();
    let latencies = seen.into_iter().flat_map(|one| one.latencies).collect();
    Ok(Outcome { shown: Figures::of(latencies, elapsed, bytes), refused, errors })
}

fn one(address: &str, pages: &[(Vec<Vec<u8>>, usize)], crowd: &Crowd, number: usize, over: &AtomicBool) -> Seen {
    let (mut dice, mut seen, mut connection) = (Dice::new(number as u64 + 1), Seen::default(), None);
    // Not all at the same moment.
    std::thread::sleep(crowd.pause.mul_f64(number as f64 / crowd.readers as f64));
    while !over.load(Ordering::Relaxed) {
        let mut place = dice.below(100);
        let page = pages.iter().find(|(_, share)| {
            let here = place < *share;
            place = place.saturating_sub(*share);
            here
        });
        let Some((requests, _)) = page else { continue };
        let begun = Instant::now();
        let mut open = match connection.take().map_or_else(|| Connection::open(address), Ok) {
            Ok(open) => open,
            Err(_) => {
                seen.errors += 1;
                std::thread::sleep(AGAIN);
                continue;
            }
        };
        match open.ask(&requests[dice.below(requests.len())]) {
            Ok(answer) if answer.status == 200 => {
                seen.latencies.push(begun.elapsed());
                seen.bytes += answer.bytes;
                connection = Some(open);
                std::thread::sleep(crowd.pause);
            }
            Ok(answer) => {
                let told = matches!(answer.status, 429 | 503) && answer.retry_after;
                *(if told { &mut seen.refused } else { &mut seen.errors }) += 1;
                connection = Some(open);
                std::thread::sleep(AGAIN);
            }
            Err(_) => {
                seen.errors += 1;
                std::thread::sleep(AGAIN);
            }
        }
    }
    seen
}
