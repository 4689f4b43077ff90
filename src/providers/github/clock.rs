//! How far this machine's clock is from GitHub's. An App's signature holds for minutes, so a clock that is wrong makes a
//! good key look like a bad one.

use std::time::{SystemTime, UNIX_EPOCH};

use http::HeaderMap;
use http::header::DATE;

use crate::providers::dates;

/// A signature is dated a minute back, so more than that ahead it seems to come from the future.
const MOST_AHEAD: i64 = 60;
/// A signature ends after nine minutes, so more than that behind it seems to be over.
const MOST_BEHIND: i64 = 540;

/// Says how the clock is wrong, when it is wrong enough to spoil a signature (`8 minutes behind`).
pub(super) fn wrong(headers: &HeaderMap) -> Option<String> {
    let theirs = dates::http(headers.get(DATE)?.to_str().ok()?)?;
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

#[cfg(test)]
mod tests {
    use super::*;

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
