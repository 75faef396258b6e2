//! The demonstration shop: six creators and what they sell, as plain data beside the formulas that make it.

mod art;
mod broken;
mod creator;
mod home;
mod machine;
mod piece;
mod repeats;
mod sewing;
mod sheets;
mod study;
mod workshop;

pub use creator::{Creator, creators};
pub use piece::{Difficulty, Licence, Machine, Offer, Piece};

/// Every piece, in the order in which a shop shows them at first.
pub fn collection() -> Vec<Piece> {
    let mut pieces = Vec::new();
    pieces.extend(home::pieces());
    pieces.extend(machine::pieces());
    pieces.extend(art::pieces());
    pieces.extend(workshop::pieces());
    pieces.extend(study::pieces());
    pieces.extend(sheets::pieces());
    pieces.extend(sewing::pieces());
    pieces.extend(repeats::pieces());
    pieces.extend(broken::pieces());
    pieces
}
