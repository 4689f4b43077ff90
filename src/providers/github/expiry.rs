//! When a token ends, and how many requests are left, by the headers of an answer.

use super::client::Answer;
use super::pages;
use crate::proof::Step;
use crate::providers::http::date;

/// Tells when a personal access token ends. Absent means unknown, not never.
const ENDS: &str = "github-authentication-token-expiration";
/// How many days before its end a token is worth a look.
const SOON: i64 = 14;
const DAY: i64 = 86_400;

/// Says when the token ends, if GitHub does. `now` is in seconds since 1970.
pub(super) fn step(answer: &Answer, now: i64) -> Option<Step> {
    const NAME: &str = "expiry";
    let told = answer.header(ENDS)?;
    let Some(ends) = seconds(told) else {
        return Some(Step::unknown(NAME, format!("it ends at `{}`, which cannot be read", pages::shown(told))));
    };
    let day = told.split_whitespace().next().unwrap_or_default();
    let days = (ends - now) / DAY;
    Some(match ends - now {
        // GitHub takes the token, so either its header is wrong, as it was in September 2025, or this machine's clock.
        left if left <= 0 => Step::attention(NAME, format!("GitHub says that it ended on {day}, and still takes it"))
            .hint("make a new one, and see whether this machine's clock is right"),
        left if left < DAY => Step::attention(NAME, format!("ends on {day}, within a day")).hint("make a new one now"),
        _ if days <= SOON => {
            let days = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
            Step::attention(NAME, format!("ends on {day}, in {days}")).hint("make a new one before that day")
        }
        _ => Step::valid(NAME, format!("ends on {day}")),
    })
}

/// Says that the hour's requests are nearly used up, when they are. A server of one's own may have no limit.
pub(super) fn budget(answer: &Answer) -> Option<Step> {
    let (left, limit): (u64, u64) = (answer.number("x-ratelimit-remaining")?, answer.number("x-ratelimit-limit")?);
    (left < limit / 10).then(|| {
        Step::attention("requests", format!("{left} of {limit} requests are left this hour"))
            .hint("something else uses this credential; give the portal one of its own")
    })
}

/// Reads the two forms that were seen as seconds since 1970: `2026-12-01 10:00:00 UTC` and `2026-12-01 10:00:00 +0500`.
fn seconds(text: &str) -> Option<i64> {
    let [day, time, zone] = *text.split_whitespace().collect::<Vec<_>>() else { return None };
    let [year, month, day] = numbers::<3>(day, '-', [9_999, 12, 31])?;
    let [hours, minutes, seconds] = numbers::<3>(time, ':', [23, 59, 60])?;
    let month = usize::try_from(month).ok()?.checked_sub(1)?;
    let local = date::days(year, month, day)? * DAY + hours * 3_600 + minutes * 60 + seconds;
    Some(local - offset(zone)?)
}

/// How many seconds a zone is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "UTC" | "Z") {
        return Some(0);
    }
    let (sign, digits) =
        zone.strip_prefix('+').map(|rest| (1, rest)).or(zone.strip_prefix('-').map(|rest| (-1, rest)))?;
    let digits: i64 = digits.parse().ok().filter(|_| digits.len() == 4)?;
    Some(sign * (digits / 100 * 3_600 + digits % 100 * 60))
}

fn numbers<const N: usize>(text: &str, between: char, most: [i64; N]) -> Option<[i64; N]> {
    let parts: Vec<i64> = text.split(between).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let parts: [i64; N] = parts.try_into().ok()?;
    parts.iter().zip(most).all(|(part, most)| (0..=most).contains(part)).then_some(parts)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::answer::tests::answer;
    use super::*;
    use crate::proof::Verdict;

    /// 2026-11-29 00:53:20 UTC.
    const NOW: i64 = 1_795_913_600;

    fn told(ends: &str) -> Step {
        step(&answer(200, &[(ENDS, ends)], &Value::Null), NOW).unwrap()
    }

    #[test]
    fn the_end_is_read_in_both_forms_and_worth_a_look_when_it_is_near() {
        for (ends, says, attention) in [
            ("2027-12-01 10:00:00 UTC", "ends on 2027-12-01", false),
            ("2026-12-14 00:53:20 UTC", "ends on 2026-12-14", false),
            ("2026-12-14 00:53:19 UTC", "ends on 2026-12-14, in 14 days", true),
            ("2026-11-30 10:00:00 UTC", "ends on 2026-11-30, in 1 day", true),
            ("2026-11-29 05:53:21 +0500", "ends on 2026-11-29, within a day", true),
            ("2026-11-29 05:53:20 +0500", "GitHub says that it ended on 2026-11-29, and still takes it", true),
            ("2026-11-28 20:53:19 -0400", "GitHub says that it ended on 2026-11-28, and still takes it", true),
        ] {
            let step = told(ends);
            assert_eq!((step.says.as_str(), step.attention, step.verdict), (says, attention, Verdict::Valid), "{ends}");
        }
    }

    #[test]
    fn an_end_in_another_form_is_unknown_and_none_is_not_never() {
        for ends in ["soon", "2026-12-01", "2026-13-01 10:00:00 UTC", "2026-12-01 10:00:00 CET", "2026-00-01 1:0:0 UTC"]
        {
            assert_eq!(told(ends).verdict, Verdict::Unknown, "{ends}");
        }
        assert!(step(&answer(200, &[], &Value::Null), NOW).is_none());
    }

    #[test]
    fn requests_that_are_nearly_used_up_are_said() {
        let left = |left| {
            let headers = [("x-ratelimit-limit", "5000"), ("x-ratelimit-remaining", left)];
            budget(&answer(200, &headers, &Value::Null))
        };
        assert!(left("4999").is_none());
        assert_eq!(left("12").unwrap().says, "12 of 5000 requests are left this hour");
    }
}
