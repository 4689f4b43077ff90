//! The time of a signature, in the two ways in which it is written.

use std::time::{Duration, SystemTime};

/// A second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment(SystemTime);

impl Moment {
    /// Seconds since 1970.
    pub fn of(seconds: u64) -> Self {
        Self(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
    }

    /// Reads one of the two forms.
    pub fn read(text: &str) -> Option<Self> {
        let plain = || {
            let [date, time] = <[&str; 2]>::try_from(text.strip_suffix('Z')?.split('T').collect::<Vec<_>>()).ok()?;
            let month = MONTHS.get(date.get(4..6)?.parse::<usize>().ok()?.checked_sub(1)?)?;
            let (year, day) = (date.get(..4)?, date.get(6..8)?);
            let (hour, minute, second) = (time.get(..2)?, time.get(2..4)?, time.get(4..6)?);
            // HTTP says the day of the week besides, and only the right one is a date
            let on = |weekday: &&str| {
                httpdate::parse_http_date(&format!("{weekday}, {day} {month} {year} {hour}:{minute}:{second} GMT")).ok()
            };
            WEEKDAYS.iter().find_map(on)
        };
        httpdate::parse_http_date(text).ok().or_else(plain).map(Self)
    }

    /// Seconds since 1970.
    pub fn seconds(&self) -> u64 {
        self.0.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
    }

    /// As HTTP writes it (`Fri, 26 Jun 2015 23:39:12 GMT`).
    pub fn http(&self) -> String {
        httpdate::fmt_http_date(self.0)
    }

    /// As AWS writes it (`20150830T123600Z`).
    pub fn stamp(&self) -> String {
        let http = self.http();
        let [_, day, month, year, time, _] = *http.split(' ').collect::<Vec<_>>() else { return String::new() };
        let month = MONTHS.iter().position(|name| *name == month).map_or(0, |at| at + 1);
        format!("{year}{month:02}{day}T{}Z", time.replace(':', ""))
    }
}

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_as_it_is_written() {
        let moment = Moment::of(1_440_938_160);
        assert_eq!(moment.stamp(), "20150830T123600Z");
        assert_eq!(moment.http(), "Sun, 30 Aug 2015 12:36:00 GMT");
        for text in [moment.stamp(), moment.http()] {
            assert_eq!(Moment::read(&text), Some(moment.clone()), "{text}");
        }
        for text in ["", "20150830", "20151330T123600Z", "now"] {
            assert_eq!(Moment::read(text), None, "{text}");
        }
    }
}
