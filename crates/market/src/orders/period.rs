//! Stretches of the calendar that a statement is asked for: whole months of UTC.

use basis::Time;
use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime};
use store::calendar::Unit;

/// From its first moment up to its last one, which is the next period's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first moment.
    pub from: Time,
    /// The first one that is no longer in it.
    pub until: Time,
}

/// Days or months that are told apart in one period; of a longer one the latest.
const UNITS_MAX: usize = 120;

fn midnight(date: NaiveDate) -> Time {
    date.and_time(NaiveTime::MIN).and_utc()
}

fn month_of(moment: Time) -> NaiveDate {
    let date = moment.date_naive();
    date.with_day(1).unwrap_or(date)
}

impl Period {
    /// So many months from `first` on; none beyond the calendar's end.
    fn months(first: NaiveDate, count: u32) -> Option<Self> {
        Some(Self { from: midnight(first), until: midnight(first.checked_add_months(Months::new(count))?) })
    }

    /// A month, counted from 1; none where there is no such month.
    pub fn month(year: i32, month: u32) -> Option<Self> {
        Self::months(NaiveDate::from_ymd_opt(year, month, 1)?, 1)
    }

    /// A year.
    pub fn year(year: i32) -> Option<Self> {
        Self::months(NaiveDate::from_ymd_opt(year, 1, 1)?, 12)
    }

    /// The month of `now` and those right before it, `count` of them.
    pub fn latest(now: Time, count: u32) -> Option<Self> {
        Self::months(month_of(now).checked_sub_months(Months::new(count.saturating_sub(1)))?, count)
    }

    /// The months from that of `first` to that of `now`.
    pub fn since(first: Time, now: Time) -> Self {
        let until = month_of(now).checked_add_months(Months::new(1)).map_or(now, midnight);
        Self { from: midnight(month_of(first)), until }
    }

    /// The first moment of each of its days or months that has begun by `now`.
    pub fn units(&self, unit: Unit, now: Time) -> Vec<Time> {
        let next = |date: &NaiveDate| match unit {
            Unit::Day => date.checked_add_days(Days::new(1)),
            Unit::Month => date.checked_add_months(Months::new(1)),
        };
        let all = std::iter::successors(Some(self.from.date_naive()), next).map(midnight);
        let mut begun: Vec<Time> = all.take_while(|moment| *moment < self.until && *moment <= now).collect();
        begun.drain(..begun.len().saturating_sub(UNITS_MAX));
        begun
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Time {
        text.parse().expect("a moment")
    }

    fn ends(period: Option<Period>) -> (Time, Time) {
        let period = period.expect("it is in the calendar");
        (period.from, period.until)
    }

    #[test]
    fn periods_begin_and_end_with_months() {
        let whole = |from: &str, until: &str| (moment(from), moment(until));
        let january = whole("2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z");
        assert_eq!(ends(Period::month(2027, 1)), january);
        assert_eq!(ends(Period::month(2026, 12)).1, january.0);
        assert_eq!(ends(Period::year(2026)), whole("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"));
        let now = moment("2026-01-31T23:59:59Z");
        assert_eq!(ends(Period::latest(now, 12)), whole("2025-02-01T00:00:00Z", "2026-02-01T00:00:00Z"));
        let since = Period::since(moment("2024-02-29T12:00:00Z"), now);
        assert_eq!((since.from, since.until), whole("2024-02-01T00:00:00Z", "2026-02-01T00:00:00Z"));
        for (year, month) in [(2026, 0), (2026, 13), (i32::MAX, 1)] {
            assert_eq!(Period::month(year, month), None);
        }
        assert_eq!(Period::year(262_142), None, "its end is beyond what can be counted");
    }

    #[test]
    fn units_are_those_that_have_begun() {
        let february = Period::month(2028, 2).expect("a month");
        let names = |unit: Unit, now: &str| -> Vec<String> {
            february.units(unit, moment(now)).into_iter().map(|moment| unit.name(moment)).collect()
        };
        assert_eq!(names(Unit::Day, "2028-02-02T00:00:00Z"), ["2028-02-01", "2028-02-02"]);
        assert_eq!(names(Unit::Day, "2030-01-01T00:00:00Z").last().map(String::as_str), Some("2028-02-29"));
        assert_eq!(names(Unit::Month, "2030-01-01T00:00:00Z"), ["2028-02"]);
        assert!(names(Unit::Day, "2028-01-31T23:59:59Z").is_empty());
        let ages = Period::since(moment("1970-01-01T00:00:00Z"), moment("2028-02-02T00:00:00Z"));
        let units = ages.units(Unit::Month, moment("2028-02-02T00:00:00Z"));
        assert_eq!((units.len(), units[0]), (120, moment("2018-03-01T00:00:00Z")), "the last ten years");
    }
}
