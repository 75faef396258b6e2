//! The tables that are printed, in Markdown.

use store::Backend;

use crate::client::Figures;

/// The head of a table of `what` with these columns.
pub fn head(what: &str, columns: &[&str]) {
    println!("| {what} | {} |", columns.join(" | "));
    println!("|---|{}", "---|".repeat(columns.len()));
}

/// One line: answers a second, p50 and p99 in milliseconds, and the `rest` as it is.
pub fn line(name: &str, figures: &Figures, rest: &[String]) {
    let (p50, p99) = (figures.percentile_ms(50.0), figures.percentile_ms(99.0));
    println!("| {name} | {:.0} | {p50:.2} | {p99:.2} | {} |", figures.per_second(), rest.join(" | "));
}

/// How long pages take in markets of several sizes.
#[derive(Default)]
pub struct Growth {
    sizes: Vec<usize>,
    pages: Vec<(&'static str, Vec<f64>)>,
}

impl Growth {
    /// The median of `page` in the market that is measured now.
    pub fn note(&mut self, page: &'static str, p50_ms: f64) {
        match self.pages.iter_mut().find(|(name, _)| *name == page) {
            Some((_, medians)) => medians.push(p50_ms),
            None => self.pages.push((page, vec![p50_ms])),
        }
    }

    /// That market, of so many listings, is done with.
    pub fn next(&mut self, listings: usize) {
        self.sizes.push(listings);
    }

    /// The medians by size, and what the largest market takes of the smallest one's, beside the logarithms' ratio.
    pub fn print(&self, backend: Backend) {
        let (Some(&least), Some(&most)) = (self.sizes.first(), self.sizes.last()) else { return };
        if least == most {
            return;
        }
        let logarithms = (most as f64).ln() / (least as f64).ln();
        println!("\nGrowth on {backend:?}: p50 in ms; the logarithm of the catalogue grows by {logarithms:.2}\n");
        let sizes: Vec<String> = self.sizes.iter().map(|size| format!("{size} listings")).collect();
        let mut columns: Vec<&str> = sizes.iter().map(String::as_str).collect();
        columns.push("grows by");
        head("page", &columns);
        for (name, medians) in &self.pages {
            let figures: Vec<String> = medians.iter().map(|median| format!("{median:.2}")).collect();
            let grown = medians.last().zip(medians.first()).map_or(f64::NAN, |(last, first)| last / first);
            println!("| {name} | {} | {grown:.2} |", figures.join(" | "));
        }
    }
}
