//! How far this machine's clock is from GitHub's. An App's signature holds for minutes, so a clock that is wrong makes a
//! good key look like a bad one.

use std::time::{SystemTime, UNIX_EPOCH};

use http::HeaderMap;
use http::header::DATE;

/// A signature is dated a minute back, so more than that ahead it seems to come from the future.
const MOST_AHEAD: i64 = 60;
/// A signature ends after nine minutes, so more than that behind it seems to be over.
const MOST_BEHIND: i64 = 540;

/// Says how the clock is wrong, when it is wrong enough to spoil a signature (`8 minutes behind`).
pub(super) fn wrong(headers: &HeaderMap) -> Option<String> {
    let theirs = seconds(headers.get(DATE)?.to_str().ok()?)?;
    let ours = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    apart(i64::try_from(ours).ok()?, theirs)
}

fn apart(ours: i64, theirs: i64) -> Option<String> {
    let ahead = ours - theirs;
    let minutes = |seconds: i64| match seconds / 60 {
        1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    };
    match ahead {
        _ if ahead > MOST_AHEAD => Some(format!("{} ahead", minutes(ahead))),
        _ if -ahead > MOST_BEHIND => Some(format!("{} behind", minutes(-ahead))),
        _ => None,
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
pub(super) fn days(year: i64, month: usize, day: i64) -> Option<i64> {
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
    fn only_a_clock_that_spoils_a_signature_is_wrong() {
        assert_eq!(apart(1_000, 1_000), None);
        assert_eq!(apart(1_060, 1_000), None);
        assert_eq!(apart(1_000, 1_540), None);
        assert_eq!(apart(1_061, 1_000).unwrap(), "a minute ahead");
        assert_eq!(apart(1_000, 1_600).unwrap(), "10 minutes behind");
        assert_eq!(apart(90_000, 1_000).unwrap(), "1483 minutes ahead");
    }
}
