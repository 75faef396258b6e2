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

/// Every piece, in the order in which a shop shows them at first: neighbours differ in kind, the broken ones come last.
pub fn collection() -> Vec<Piece> {
    let shelves = [
        home::pieces(),
        machine::pieces(),
        art::pieces(),
        workshop::pieces(),
        study::pieces(),
        sheets::pieces(),
        sewing::pieces(),
        repeats::pieces(),
    ];
    let mut pieces = dealt(shelves.concat());
    pieces.extend(broken::pieces());
    pieces
}

/// Steps through `pieces` by about the golden section of their number, so that what stands together is dealt apart.
fn dealt(pieces: Vec<Piece>) -> Vec<Piece> {
    let count = pieces.len();
    let shares_none = |step: &usize| (2..=*step).all(|by| !step.is_multiple_of(by) || !count.is_multiple_of(by));
    let step = (count * 382 / 1000..count).find(shares_none).unwrap_or(1);
    (0..count).map(|index| pieces[index * step % count].clone()).collect()
}
