//! What an answer means: by its row, or else by its status alone.

use super::answer::Answer;
use crate::contract::system::{Ask, Counts, System};
use crate::proof::{Aspect, Step};
use crate::providers::http::date;

/// The setting that an address that leads elsewhere rests on.
const ADDRESS: &[&str] = &["base-url"];
/// What is looked at of a credential's end.
const EXPIRY: &str = "expiry";
/// How many days before its end a credential is worth a look.
const SOON: i64 = 14;

/// Puts an answer into words.
pub(super) fn step(system: &System, ask: &Ask, answer: &Answer) -> Step {
    let aspect = Aspect::new(&ask.looks_at, ask.rests_on);
    let Some(row) = ask.answers.iter().find(|row| answer.fits(row)) else { return by_status(system, aspect, answer) };
    let says = answer.told(&row.says);
    let step = match row.is {
        Counts::Valid => Step::valid(aspect, says),
        Counts::Attention => Step::attention(aspect, says),
        Counts::Insufficient => Step::insufficient(aspect, says),
        Counts::Invalid => Step::invalid(aspect, says),
        Counts::Unknown => Step::unknown(aspect, says),
    };
    let step = row.rests_on.map_or(step.clone(), |rests_on| step.resting_on(rests_on));
    match &row.hint {
        Some(hint) => step.hint(hint.as_str()),
        None => step,
    }
}

/// What no row speaks of.
fn by_status(system: &System, aspect: Aspect<'_>, answer: &Answer) -> Step {
    let title = &system.title;
    match answer.status {
        400 if answer.wants_tls() => Step::invalid(aspect, "only `https` is spoken at this address")
            .resting_on(ADDRESS)
            .hint("begin the address with `https`"),
        401 => Step::invalid(aspect, format!("{title} does not know the credential"))
            .hint("was it copied whole, and does it still stand where it was made?"),
        403 => Step::insufficient(aspect, format!("{title} knows the credential, and it may not do that")),
        200..=299 | 404 if answer.is_page() => elsewhere(system, aspect, "a page for people answers at this address"),
        404 => elsewhere(system, aspect, "there is no such thing at this address"),
        300..=399 => Step::unknown(aspect, format!("{title} sends the caller on, as it does with people"))
            .resting_on(ADDRESS)
            .hint("is the address the one of the server itself, with its path, and with https where it has that?"),
        429 => Step::unknown(aspect, format!("{title} wants to be asked less often")).hint("try again in a minute"),
        500..=599 => Step::unknown(aspect, format!("{title} has trouble of its own")).hint("try again later"),
        status => Step::unknown(aspect, format!("an answer that {title} does not give (status {status})"))
            .hint("is something else at this address?"),
    }
}

fn elsewhere(system: &System, aspect: Aspect<'_>, what: &str) -> Step {
    Step::invalid(aspect, format!("{what}, not {}'s API", system.title))
        .resting_on(ADDRESS)
        .hint("look at the address: the server's own, with its path where it has one")
}

/// What says nothing of the credential, because nobody at all is answered in the same way.
pub(super) fn open(system: &System, ask: &Ask) -> Step {
    let says = format!("{} answers this to anybody, so it proves nothing", system.title);
    Step::unknown(Aspect::new(&ask.looks_at, ask.rests_on), says)
}

/// What says nothing of a secret, because any other one is not refused either.
pub(super) fn any(system: &System, ask: &Ask) -> Step {
    let says = format!("{} refuses no other secret, so it does not tell of this one", system.title);
    Step::unknown(Aspect::new(&ask.looks_at, ask.rests_on), says)
        .hint("is it a public client? make it a confidential one, which has to show its secret")
}

/// When the credential ends, where the answer tells. `now` is in seconds since 1970.
pub(super) fn end(ask: &Ask, answer: &Answer, now: i64) -> Option<Step> {
    let told = answer.told(ask.ends.as_deref()?);
    let day = told.get(..10).unwrap_or(&told);
    if told.is_empty() {
        return None;
    }
    let Some(ends) = date::day(day) else { return Some(Step::unknown(EXPIRY, "when it ends cannot be read")) };
    Some(ends_on(day, ends - now))
}

/// When a signed token ends, by what it says itself. `ends` and `now` are in seconds since 1970.
pub(super) fn own_end(ends: i64, now: i64) -> Step {
    let left = ends - now;
    if (0..date::DAY).contains(&left) {
        let says = if left < 7_200 { date::minutes(left) } else { format!("{} hours", left / 3_600) };
        return Step::attention(EXPIRY, format!("ends in {says}"))
            .hint("nobody renews it for the portal: make one that lives longer");
    }
    ends_on(&date::written(ends), left)
}

/// A refusal of a signed token that has ended by what it says itself: that is why, and nothing else has to be looked at.
pub(super) fn ended(refused: Step, ask: &Ask, ends: i64) -> Step {
    Step { says: format!("it ended on {}, by what it says itself", date::written(ends)), ..refused }
        .resting_on(ask.rests_on)
}

fn ends_on(day: &str, left: i64) -> Step {
    match left.div_euclid(date::DAY) {
        ..=SOON => Step::attention(EXPIRY, format!("ends on {day}")).hint("make a new one before that day"),
        _ => Step::valid(EXPIRY, format!("ends on {day}")),
    }
}
