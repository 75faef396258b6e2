//! The way from page to page of a long list.

use views::{Chip, Pager};

/// Pages that can be asked for: whoever looks further filters.
const PAGES_MAX: u64 = 10_000;

/// The page that `text` asks for, counted from 0; the first where it asks for none.
pub(super) fn wanted(text: &str) -> u64 {
    text.parse::<u64>().unwrap_or(1).clamp(1, PAGES_MAX) - 1
}

/// The pager of a list of `total` entries, `size` a page, that shows the page `current`; `at` gives the address of a page,
/// all counted from 0. It has nine links at most, however long the list is.
pub(super) fn pager(current: u64, total: u64, size: u64, at: impl Fn(u64) -> String) -> Pager {
    let last = total.div_ceil(size).clamp(1, PAGES_MAX) - 1;
    let near = current.saturating_sub(2).max(1)..current.saturating_add(3).min(last);
    let shown = std::iter::once(0).chain(near).chain((last > 0).then_some(last));
    let mut pages: Vec<Chip> = Vec::new();
    let mut before = None;
    for number in shown {
        if before.is_some_and(|before| before + 1 < number) {
            pages.push(Chip::new("", "…"));
        }
        pages.push(Chip { current: number == current, ..Chip::new(at(number), (number + 1).to_string()) });
        before = Some(number);
    }
    Pager {
        previous: (current > 0).then(|| at(current.min(last + 1) - 1)),
        next: (current < last).then(|| at(current + 1)),
        pages: if last > 0 { pages } else { Vec::new() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(current: u64, total: u64) -> String {
        let pager = pager(current, total, 24, |number| format!("?page={}", number + 1));
        let mark = |chip: &Chip| if chip.current { format!("[{}]", chip.label) } else { chip.label.clone() };
        let words: Vec<_> = pager.pages.iter().map(mark).collect();
        format!("{:?} {} {:?}", pager.previous.as_deref(), words.join(" "), pager.next.as_deref())
    }

    #[test]
    fn the_ends_and_what_is_near_are_shown() {
        assert_eq!(labels(0, 24), "None  None");
        assert_eq!(labels(0, 25), "None [1] 2 Some(\"?page=2\")");
        assert_eq!(labels(1, 25), "Some(\"?page=1\") 1 [2] None");
        assert_eq!(labels(5, 480), "Some(\"?page=5\") 1 … 4 5 [6] 7 8 … 20 Some(\"?page=7\")");
        assert_eq!(labels(19, 480), "Some(\"?page=19\") 1 … 18 19 [20] None");
    }

    #[test]
    fn a_page_behind_the_last_leads_back_to_the_list() {
        assert_eq!(labels(99, 48), "Some(\"?page=2\") 1 2 None");
    }

    #[test]
    fn a_page_is_asked_for_by_its_number() {
        assert_eq!(["", "x", "0", "1", "7", "99999999999999999999", "20000"].map(wanted), [0, 0, 0, 0, 6, 0, 9_999]);
    }
}
