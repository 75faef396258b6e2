//! Where an import goes: a market of this machine, or one behind an address. Both take the same steps.

use std::{future::Future, path::Path};

use anyhow::Result;
use pattern::Severity;

use store::facts::Kind;

use super::{plan::Entry, tally::End};

/// One file, ready to be sent.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// The name it is uploaded under.
    pub name: String,
    /// Where its bytes are now.
    pub path: &'a Path,
}

/// What came of adding an entry.
#[derive(Clone, Debug)]
pub enum Added<T> {
    /// Its files are being examined; the ticket asks after them.
    Waits(T),
    /// It has ended already.
    Ended(End),
}

/// What is known of an entry that waits.
#[derive(Clone, Debug, PartialEq)]
pub enum Looked {
    /// Some file is still on its way.
    Working,
    /// Every file is through, and none has a fault; the kind of the first that can be shown.
    Sound {
        /// mesh, drawing or raster.
        kind: Kind,
    },
    /// Some file has a fault, told in a sentence.
    Faulty(String),
    /// An examination was given up, for this reason.
    GivenUp(String),
}

/// Takes entries, one after the other.
pub trait Destination {
    /// Names an entry that waits.
    type Ticket: Clone;

    /// Bytes of one file at most.
    fn bytes_max(&self) -> u64;

    /// Puts the files of `entry` into a listing, unless an earlier run did.
    fn add(&mut self, entry: &Entry, parts: &[Part<'_>]) -> impl Future<Output = Result<Added<Self::Ticket>>>;

    /// What is known of each of `tickets`, in their order.
    fn look(&mut self, tickets: &[Self::Ticket]) -> impl Future<Output = Result<Vec<Looked>>>;

    /// Says what a listing is, and publishes it; none where what was said has its files judged anew first.
    fn publish(
        &mut self,
        entry: &Entry,
        ticket: &Self::Ticket,
        kind: Kind,
    ) -> impl Future<Output = Result<Option<End>>>;
}

/// The worst of a report's findings, in words.
pub fn worst_finding(report: Option<&inspect::Report>) -> String {
    let fails = |finding: &&pattern::Finding| finding.severity == Severity::Fail;
    let finding = report.and_then(|report| report.findings.iter().find(fails));
    finding
        .map(|finding| format!("{} {}", finding.code, finding.message))
        .unwrap_or_else(|| "It could not be read.".to_owned())
}
