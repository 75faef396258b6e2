//! The formats that are read, in words and for a file input.

use market::attachment;

/// `STL, OBJ, …`.
pub(super) fn formats_words() -> String {
    pattern::Format::ALL.iter().map(|format| format.title()).collect::<Vec<_>>().join(", ")
}

/// `PDF, STEP, …`: what goes along with a pattern and is not judged.
pub(super) fn attachments_words() -> String {
    let mut titles: Vec<&str> = attachment::ALL.iter().map(|known| known.title).collect();
    titles.dedup();
    titles.join(", ")
}

/// The endings of patterns, and of a zip of several, as a file input offers them.
pub(super) fn accept() -> String {
    let patterns = pattern::Format::ALL.iter().map(|format| format.extension());
    patterns.chain(["zip"]).map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(",")
}

/// The endings of what goes along, in the same way.
pub(super) fn accept_attachments() -> String {
    let endings = attachment::ALL.iter().flat_map(|known| known.extensions);
    endings.map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(",")
}
