//! Days and times, as a reader writes them where they live.

use crate::{
    HOUSE, Locale, Zone,
    known::{Clock, Order},
};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// How much of a month's name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthForm {
    /// `November`.
    Whole,
    /// `Nov`.
    Short,
}

/// In which form a reader gets figures and times.
#[derive(Clone, Debug)]
pub struct Forms {
    /// How they write.
    pub locale: &'static Locale,
    /// Where their clock hangs.
    pub zone: Zone,
}

impl Default for Forms {
    /// The house's own: what somebody gets who says nothing.
    fn default() -> Self {
        Self { locale: &HOUSE, zone: Zone::UTC }
    }
}

impl Forms {
    /// The same with days and times of UTC, for what is counted by its days.
    #[must_use]
    pub fn in_utc(&self) -> Self {
        Self { locale: self.locale, zone: Zone::UTC }
    }

    /// The day of `unix` seconds: `30 November 2026`. Empty beyond the years that a calendar has.
    pub fn day(&self, unix: i64) -> String {
        let Some(wall) = self.zone.at(unix) else { return String::new() };
        self.date(wall.moment.year(), wall.moment.month(), Some(wall.moment.month_day()), MonthForm::Whole)
    }

    /// Day and time of `unix` seconds with the zone: `30 Nov 2026, 08:56 CET`. Empty beyond the years that a calendar has.
    pub fn moment(&self, unix: i64) -> String {
        let Some(wall) = self.zone.at(unix) else { return String::new() };
        let moment = &wall.moment;
        let day = self.date(moment.year(), moment.month(), Some(moment.month_day()), MonthForm::Short);
        format!("{day}, {} {}", self.time(moment.hour(), moment.minute()), wall.zone)
    }

    /// The month of `unix` seconds: `November 2026`.
    pub fn month(&self, unix: i64) -> String {
        let Some(wall) = self.zone.at(unix) else { return String::new() };
        self.date(wall.moment.year(), wall.moment.month(), None, MonthForm::Whole)
    }

    fn date(&self, year: i32, month: u8, day: Option<u8>, form: MonthForm) -> String {
        let name = MONTHS[usize::from(month.clamp(1, 12)) - 1];
        // The English short forms are the first three letters, but for those that are short anyway.
        let name = if form == MonthForm::Short { &name[..3] } else { name };
        match (self.locale.order, day) {
            (Order::Day, Some(day)) => format!("{day} {name} {year}"),
            (Order::Month, Some(day)) => format!("{name} {day}, {year}"),
            (Order::Year, Some(day)) => format!("{year} {name} {day}"),
            (Order::Year, None) => format!("{year} {name}"),
            (_, None) => format!("{name} {year}"),
        }
    }

    fn time(&self, hour: u8, minute: u8) -> String {
        match self.locale.clock {
            Clock::TwoDigits => format!("{hour:02}:{minute:02}"),
            Clock::OneDigit => format!("{hour}:{minute:02}"),
            Clock::Halves(before_noon, after_noon) => {
                let half = if hour < 12 { before_noon } else { after_noon };
                // Noon and midnight are twelve.
                let hour = if hour.is_multiple_of(12) { 12 } else { hour % 12 };
                format!("{hour}:{minute:02}\u{a0}{half}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 30 November 2026, 07:56 UTC.
    const WINTER: i64 = 1_796_025_360;
    /// 3 July 2026, 22:30 UTC.
    const SUMMER: i64 = 1_783_117_800;

    fn forms(tag: &str, zone: &str) -> Forms {
        Forms { locale: Locale::named(tag).expect("a locale"), zone: Zone::named(zone).expect("a zone") }
    }

    fn moments(tag: &str, zone: &str) -> [String; 2] {
        [WINTER, SUMMER].map(|unix| forms(tag, zone).moment(unix).replace('\u{a0}', " "))
    }

    #[test]
    fn a_moment_is_what_the_clock_on_the_wall_shows() {
        assert_eq!(Forms::default().moment(WINTER), "30 Nov 2026, 07:56 UTC");
        for (tag, zone, expected) in [
            ("de", "Europe/Berlin", ["30 Nov 2026, 08:56 CET", "4 Jul 2026, 00:30 CEST"]),
            ("de-CH", "Europe/Zurich", ["30 Nov 2026, 08:56 CET", "4 Jul 2026, 00:30 CEST"]),
            ("en-US", "America/New_York", ["Nov 30, 2026, 2:56 AM EST", "Jul 3, 2026, 6:30 PM EDT"]),
            ("en-CA", "America/Toronto", ["Nov 30, 2026, 2:56 a.m. EST", "Jul 3, 2026, 6:30 p.m. EDT"]),
            ("en-AU", "Australia/Adelaide", ["30 Nov 2026, 6:26 pm ACDT", "4 Jul 2026, 8:00 am ACST"]),
            ("pt-BR", "America/Sao_Paulo", ["30 Nov 2026, 04:56 UTC−3", "3 Jul 2026, 19:30 UTC−3"]),
            ("ja", "Asia/Tokyo", ["2026 Nov 30, 16:56 JST", "2026 Jul 4, 7:30 JST"]),
            ("en-GB", "Asia/Kathmandu", ["30 Nov 2026, 13:41 UTC+5:45", "4 Jul 2026, 04:15 UTC+5:45"]),
            ("es", "Europe/Madrid", ["30 Nov 2026, 8:56 CET", "4 Jul 2026, 0:30 CEST"]),
        ] {
            assert_eq!(moments(tag, zone), expected, "{tag} in {zone}");
        }
    }

    #[test]
    fn noon_and_midnight_are_twelve() {
        let american = forms("en-US", "UTC");
        let times = [(0, 5), (11, 59), (12, 0), (23, 59)].map(|(hour, minute)| american.time(hour, minute));
        assert_eq!(times, ["12:05\u{a0}AM", "11:59\u{a0}AM", "12:00\u{a0}PM", "11:59\u{a0}PM"]);
    }

    #[test]
    fn a_day_is_the_one_in_the_reader_s_zone() {
        assert_eq!(forms("en-GB", "UTC").day(SUMMER), "3 July 2026");
        assert_eq!(forms("de", "Europe/Berlin").day(SUMMER), "4 July 2026");
        assert_eq!(forms("de", "Europe/Berlin").in_utc().day(SUMMER), "3 July 2026");
        assert_eq!(forms("en-US", "America/New_York").day(SUMMER), "July 3, 2026");
        assert_eq!(forms("ja", "Asia/Tokyo").day(SUMMER), "2026 July 4");
        assert_eq!([forms("ja", "UTC").month(SUMMER), forms("en-US", "UTC").month(SUMMER)], ["2026 July", "July 2026"]);
        assert_eq!(Forms::default().day(i64::MAX), "");
    }
}
