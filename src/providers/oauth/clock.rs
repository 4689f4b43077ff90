//! Whether this machine's clock agrees with a server's. Decisions only.

use crate::proof::Step;
use crate::providers::http::Answer;
use crate::providers::http::date;

/// How many seconds a clock may be wrong before tokens, which live for minutes, suffer.
const MOST_WRONG: i64 = 120;

/// Says that a clock is wrong, by the date that an answer carries.
pub(crate) fn wrong(answer: &Answer) -> Option<Step> {
    told(answer.header("date").and_then(date::seconds_ahead)?)
}

/// Tokens live for minutes, so a clock that is wrong by some makes good ones look ended.
fn told(ahead: i64) -> Option<Step> {
    let how = if ahead > 0 { "ahead of" } else { "behind" };
    let says = format!("this machine's clock is {} {how} the server's", date::minutes(ahead.abs()));
    let step = Step::attention("clock", says).hint("where the portal runs, the clocks must agree, or sign-in fails");
    (ahead.abs() > MOST_WRONG).then_some(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_told_when_it_is_wrong_by_minutes() {
        assert!(told(120).is_none() && told(-120).is_none());
        assert_eq!(told(600).unwrap().says, "this machine's clock is 10 minutes ahead of the server's");
        assert_eq!(told(-180).unwrap().says, "this machine's clock is 3 minutes behind the server's");
    }
}
