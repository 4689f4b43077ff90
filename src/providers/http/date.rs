//! Reads the dates of answers, so that a clock that is wrong here can be told. Decisions only.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// Now, in seconds since 1970.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    i64::try_from(since).unwrap_or(i64::MAX)
}

/// Reads a day (`2026-12-01`) as the seconds since 1970 at its beginning, UTC.
pub fn day(text: &str) -> Option<i64> {
    let [year, month, day] = *text.split('-').collect::<Vec<_>>() else { return None };
    let month: usize = month.parse::<usize>().ok().filter(|month| (1..=12).contains(month))?;
    Some(days(year.parse().ok()?, month - 1, day.parse().ok().filter(|day| (1..=31).contains(day))?)? * DAY)
}

/// Writes seconds since 1970 as a day.
pub fn written(seconds: i64) -> String {
    // Civil from days, after Howard Hinnant, http://howardhinnant.github.io/date_algorithms.html
    let shifted = seconds.div_euclid(DAY) + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted - era * 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// How many seconds this machine's clock is ahead of a server's, by the date that its answer carries.
pub fn seconds_ahead(date: &str) -> Option<i64> {
    Some(now() - seconds(date)?)
}

/// Says a number of seconds in whole minutes.
pub fn minutes(seconds: i64) -> String {
    match seconds / 60 {
        1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}

/// Reads an HTTP date (`Tue, 24 Nov 2026 03:21:05 GMT`) as seconds since 1970.
fn seconds(date: &str) -> Option<i64> {
    let [_, day, month, year, time, "GMT"] = *date.split(' ').collect::<Vec<_>>() else { return None };
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = months.iter().position(|name| *name == month)?;
    let number = |text: &str, most: i64| text.parse::<i64>().ok().filter(|number| (0..=most).contains(number));
    let [hours, minutes, seconds] = *time.split(':').collect::<Vec<_>>() else { return None };
    let time = number(hours, 23)? * 3_600 + number(minutes, 59)? * 60 + number(seconds, 60)?;
    Some(days(number(year, 9_999)?, month, number(day, 31)?)? * 86_400 + time)
}

/// Days from 1970-01-01 to a day of the Gregorian calendar; `month` counts from 0.
pub fn days(year: i64, month: usize, day: i64) -> Option<i64> {
    const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let finished = if month < 2 { year - 1 } else { year };
    let leap_days = finished / 4 - finished / 100 + finished / 400 - 477;
    Some((year - 1970) * 365 + leap_days + BEFORE.get(month)? + day - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_dates_are_read() {
        for (date, since_1970) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
            ("Fri, 01 Mar 2024 00:00:00 GMT", 1_709_251_200),
            ("Tue, 24 Nov 2026 03:21:05 GMT", 1_795_490_465),
        ] {
            assert_eq!(seconds(date), Some(since_1970), "{date}");
        }
        for date in ["", "now", "Tue, 24 Foo 2026 03:21:05 GMT", "Tue, 24 Nov 2026 03:21 GMT", "a b c d e f g"] {
            assert_eq!(seconds(date), None, "{date}");
        }
    }

    #[test]
    fn days_are_read_and_written_alike() {
        for text in ["1970-01-01", "2000-02-29", "2026-12-01", "2027-03-01"] {
            assert_eq!(day(text).map(written).as_deref(), Some(text));
        }
        assert_eq!(day("1970-01-01"), Some(0));
        assert_eq!(day("2000-02-29"), Some(951_782_400));
        for text in ["", "2026-13-01", "2026-00-01", "2026-12-32", "soon"] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
