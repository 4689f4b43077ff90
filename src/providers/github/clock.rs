//! How far this machine's clock is from GitHub's. An App's signature holds for minutes, so a clock that is wrong makes a
//! good key look like a bad one.

use http::HeaderMap;
use http::header::DATE;

use crate::providers::http::date;

/// A signature is dated a minute back, so more than that ahead it seems to come from the future.
const MOST_AHEAD: i64 = 60;
/// A signature ends after nine minutes, so more than that behind it seems to be over.
const MOST_BEHIND: i64 = 540;

/// Says how the clock is wrong, when it is wrong enough to spoil a signature (`8 minutes behind`).
pub(super) fn wrong(headers: &HeaderMap) -> Option<String> {
    judge(date::seconds_ahead(headers.get(DATE)?.to_str().ok()?)?)
}

fn judge(ahead: i64) -> Option<String> {
    match ahead {
        _ if ahead > MOST_AHEAD => Some(format!("{} ahead", date::minutes(ahead))),
        _ if -ahead > MOST_BEHIND => Some(format!("{} behind", date::minutes(-ahead))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clock_that_spoils_a_signature_is_wrong() {
        for fine in [0, 60, -540] {
            assert_eq!(judge(fine), None, "{fine}");
        }
        assert_eq!(judge(61).unwrap(), "a minute ahead");
        assert_eq!(judge(-600).unwrap(), "10 minutes behind");
        assert_eq!(judge(89_000).unwrap(), "1483 minutes ahead");
    }
}
