//! The places of a finding that are told: the largest, and not too many.

/// Places listed in one finding; further ones are only counted.
pub const PLACES_MAX: usize = 20;

/// The `PLACES_MAX` items of the largest measure, largest first.
pub(crate) fn largest<T: Copy>(items: &[T], measure: impl Fn(T) -> f64) -> Vec<T> {
    let mut ranked: Vec<(f64, T)> = items.iter().map(|&item| (measure(item), item)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked.into_iter().take(PLACES_MAX).map(|(_, item)| item).collect()
}
