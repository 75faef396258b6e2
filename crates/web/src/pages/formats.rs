//! The formats that are read, in words and for a file input.

/// `STL, OBJ, …`.
pub(super) fn formats_words() -> String {
    pattern::Format::ALL.iter().map(|format| format.title()).collect::<Vec<_>>().join(", ")
}

/// What a file input offers.
pub(super) fn accept() -> String {
    pattern::Format::ALL.iter().map(|format| format!(".{}", format.extension())).collect::<Vec<_>>().join(",")
}
