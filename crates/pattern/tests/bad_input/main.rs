//! Bad input, one module for each way to be bad. Every answer is kept as the sentences that a person reads.

mod answers;
mod bombs;
mod cut;
mod disguised;
mod good;
mod indices;
mod names;
mod numbers;
mod packages;
mod svg;
