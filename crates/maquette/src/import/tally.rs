//! Where each file ended, counted and told.

use std::{path::Path, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

/// The state a file ends in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// On sale.
    Published,
    /// A moderator looks at it first.
    Held,
    /// It has a fault, or what was said of it cannot stand; its draft waits for its creator.
    Refused(String),
    /// It is no pattern.
    Skipped(String),
    /// An earlier run brought it to its end.
    Unchanged,
    /// None of these: the next run tries again.
    Unfinished(String),
}

/// The last line on standard output.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Totals {
    pub files: u64,
    pub published: u64,
    pub held: u64,
    pub refused: u64,
    pub skipped: u64,
    pub unchanged: u64,
    pub seconds: f64,
}

/// Counts ends and shows them as they come: a bar where somebody watches, a line for what is not on sale.
pub struct Tally {
    pub totals: Totals,
    pub unfinished: u64,
    bar: ProgressBar,
}

impl Tally {
    /// For `files` files.
    pub fn new(files: usize) -> Self {
        // Hidden by itself where standard error is no terminal.
        let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} files, {elapsed} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { totals: Totals { files: files as u64, ..Totals::default() }, unfinished: 0, bar }
    }

    /// Says what is being done.
    pub fn doing(&self, words: &str) {
        self.bar.set_message(words.to_owned());
    }

    /// Counts the end of `relative`.
    pub fn end(&mut self, relative: &Path, end: &End) {
        let (count, word, why) = match end {
            End::Published => (&mut self.totals.published, "published", None),
            End::Held => (&mut self.totals.held, "held", Some("a moderator looks at it first")),
            End::Refused(why) => (&mut self.totals.refused, "refused", Some(why.as_str())),
            End::Skipped(why) => (&mut self.totals.skipped, "skipped", Some(why.as_str())),
            End::Unchanged => (&mut self.totals.unchanged, "unchanged", None),
            End::Unfinished(why) => (&mut self.unfinished, "unfinished", Some(why.as_str())),
        };
        *count += 1;
        if let Some(why) = why {
            // Quoted as Rust does it: a name may hold anything.
            self.bar.suspend(|| eprintln!("{word:<10} {relative:?}: {why}"));
        }
        self.bar.inc(1);
    }

    /// Tells something of `relative` that is no end.
    pub fn note(&self, relative: &Path, words: &str) {
        self.bar.suspend(|| eprintln!("{:<10} {relative:?}: {words}", "note"));
    }

    /// Takes the bar away.
    pub fn finish(self) -> (Totals, u64) {
        self.bar.finish_and_clear();
        (self.totals, self.unfinished)
    }
}
