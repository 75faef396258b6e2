//! Where an import goes: a market of this machine, or one behind an address. Both take the same steps.

use std::{future::Future, path::Path};

use anyhow::Result;
use pattern::Severity;

use store::facts::Kind;

use super::{photos::Shown, plan::Entry, tally::End};

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

    /// Puts the files of `entry` and its photographs into a listing, unless an earlier run did. A zip is sent as it is, and
    /// unpacked there.
    fn add(
        &mut self,
        entry: &Entry,
        parts: &[Part<'_>],
        photos: &[Shown],
    ) -> impl Future<Output = Result<Added<Self::Ticket>>>;

    /// What is known of each of `tickets`, in their order.
    fn look(&mut self, tickets: &[Self::Ticket]) -> impl Future<Output = Result<Vec<Looked>>>;

    /// What was left out of the zips of an entry that is sound, in sentences.
    fn left_out(&mut self, ticket: &Self::Ticket) -> impl Future<Output = Result<Vec<String>>>;

    /// Says what a listing and its photographs are, and publishes it; none where what was said has its files judged anew
    /// first.
    fn publish(
        &mut self,
        entry: &Entry,
        ticket: &Self::Ticket,
        kind: Kind,
    ) -> impl Future<Output = Result<Option<End>>>;
}

/// The worst of a report's findings, in words, and what to do.
pub fn worst_finding(report: Option<&inspect::Report>) -> String {
    let fails = |finding: &&pattern::Finding| finding.severity == Severity::Fail;
    let finding = report.and_then(|report| report.findings.iter().find(fails));
    finding
        .map(|finding| format!("{} {} {}", finding.code, finding.message, finding.fix))
        .unwrap_or_else(|| UNREAD.to_owned())
}

/// What is said of a file of which nobody knows more.
pub const UNREAD: &str = "It could not be read.";

/// What is said where `count` files were left out of a zip; the first of them are named.
pub fn left_out_words(archive: &str, paths: &[String], count: u64) -> String {
    let more = count.saturating_sub(paths.len() as u64);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("left out of {archive}: {}{more}", paths.join(", "))
}
