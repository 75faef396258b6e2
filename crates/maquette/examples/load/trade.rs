//! Buyers: each signs in and buys one thing after the other, as a browser does.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use crate::{
    client::{Answer, Connection, Figures},
    stock::{self, Pick, Shelf},
    visits::Request,
};

/// What came of it.
pub struct Trade {
    /// How long each checkout took that went well.
    pub checkouts: Figures,
    /// Requests that were sent away with a word when to come again; each was sent again.
    pub refused: usize,
}

/// How long somebody waits who was sent away.
const AGAIN: Duration = Duration::from_millis(200);

/// Lets `buyers` buy until `over`. `first` is the number of the first one: whoever bought something does not buy it twice.
pub fn buy(address: &str, shelf: &Shelf, first: usize, buyers: usize, over: &AtomicBool) -> Result<Trade> {
    let begun = Instant::now();
    let one = |number: usize| -> Result<(Vec<Duration>, usize)> {
        let mut buyer = Buyer::sign_in(address, first + number)?;
        let mut took = Vec::new();
        for pick in shelf.picks.iter().cycle().skip(number * shelf.picks.len() / buyers).take(shelf.picks.len()) {
            if over.load(Ordering::Relaxed) {
                break;
            }
            took.push(buyer.buy(pick)?);
        }
        Ok((took, buyer.refused))
    };
    let done: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..buyers).map(|number| scope.spawn(move || one(number))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no thread breaks")).collect::<Result<_>>()
    })?;
    let refused = done.iter().map(|(_, refused)| refused).sum();
    let latencies: Vec<Duration> = done.into_iter().flat_map(|(took, _)| took).collect();
    Ok(Trade { checkouts: Figures::of(latencies, begun.elapsed(), 0), refused })
}

struct Buyer<'a> {
    address: &'a str,
    connection: Connection,
    session: String,
    refused: usize,
    bought: usize,
}

impl<'a> Buyer<'a> {
    fn sign_in(address: &'a str, number: usize) -> Result<Self> {
        let connection = Connection::open(address)?;
        let mut buyer = Self { address, connection, session: String::new(), refused: 0, bought: 0 };
        let visitor = basis::token(&basis::SystemRandom, "");
        let email = stock::email(number);
        let fields = [("email", email.as_str()), ("password", stock::PASSWORD), ("next", "/")];
        let answer = buyer.send(&Request::form("/sign-in", ("mq_visitor", &visitor), &fields))?;
        buyer.session = answer.session.with_context(|| format!("{email} was not signed in"))?;
        Ok(buyer)
    }

    /// Puts it into the basket and pays; gives how long paying took.
    fn buy(&mut self, pick: &Pick) -> Result<Duration> {
        let session = self.session.clone();
        let cookie = ("mq_session", session.as_str());
        self.send(&Request::form("/basket/add", cookie, &[("licence", &pick.offer.to_string())]))?;
        self.bought += 1;
        let (once, total) = (basis::token(&basis::SystemRandom, "try_"), pick.price_minor.to_string());
        let fields = [("once", once.as_str()), ("total", &total), ("card", "paid"), ("terms", "1")];
        let checkout = Request::form("/checkout", cookie, &fields);
        let begun = Instant::now();
        self.send(&checkout)?;
        Ok(begun.elapsed())
    }

    /// Until it is taken: whoever is told to come again does so.
    fn send(&mut self, request: &Request) -> Result<Answer> {
        let bytes = request.bytes("gzip");
        loop {
            let answer = match self.connection.ask(&bytes) {
                Ok(answer) => answer,
                Err(error) => {
                    // A connection that was refused or cut: a browser opens another one.
                    self.connection = Connection::open(self.address).context(error)?;
                    self.refused += 1;
                    std::thread::sleep(AGAIN);
                    continue;
                }
            };
            match answer.status {
                303 => return Ok(answer),
                429 | 503 if answer.retry_after => self.refused += 1,
                status => {
                    let (target, text) = (&request.target, self.connection.text());
                    anyhow::bail!("{target} of thing {} was answered with {status}: {text}", self.bought);
                }
            }
            std::thread::sleep(AGAIN);
        }
    }
}
