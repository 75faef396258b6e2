//! Days and months of moments, as both databases say them.

use basis::Time;

use crate::Backend;

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// `2026-11-30`.
    Day,
    /// `2026-11`.
    Month,
}

impl Unit {
    /// What the day or the month of `moment`, in UTC, is called.
    pub fn name(self, moment: Time) -> String {
        let pattern = match self {
            Self::Day => "%Y-%m-%d",
            Self::Month => "%Y-%m",
        };
        moment.format(pattern).to_string()
    }
}

/// An expression for the day or the month, in UTC, of the moment in `column`.
pub fn unit_of(backend: Backend, column: &str, unit: Unit) -> String {
    match (backend, unit) {
        // Moments are kept as `2026-11-30T13:07:39.123456+00:00`.
        (Backend::Sqlite, Unit::Day) => format!("SUBSTR({column}, 1, 10)"),
        (Backend::Sqlite, Unit::Month) => format!("SUBSTR({column}, 1, 7)"),
        (Backend::Postgres, Unit::Day) => format!("TO_CHAR({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"),
        (Backend::Postgres, Unit::Month) => format!("TO_CHAR({column} AT TIME ZONE 'UTC', 'YYYY-MM')"),
    }
}
