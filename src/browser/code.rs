//! The code that a provider sends back by way of the browser, out of a redirect or out of what a person pasted.

use anyhow::{Result, bail, ensure};
use url::{Url, form_urlencoded};

use crate::credential::Secret;

/// The lengths that a code may have: GitHub's are 40 characters, OAuth servers' can be much longer.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=2048;
/// How much of a provider's own words is repeated.
const MOST_WORDS: usize = 300;

/// What a provider sends back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// A code.
    Code(Secret),
    /// An error, by its code and its words, fit for a terminal.
    Error(String, String),
}

impl Came {
    /// The code.
    ///
    /// # Errors
    /// When something else came.
    pub fn code(self) -> Result<Secret> {
        match self {
            Self::Code(code) => Ok(code),
            Self::Error(error, why) => bail!("{}", refusal(&error, &why)),
        }
    }
}

/// Reads what a person pasted: the whole address that the browser ended on, whose `state` must be ours, or the bare code, which a person
/// vouches for.
///
/// # Errors
/// When there is nothing in it that a provider sends back, or the address belongs to another run. What was pasted is never repeated.
pub(super) fn came_by(pasted: &str, state: &str) -> Result<Came> {
    let pasted = pasted.trim().trim_matches(['"', '\'', '<', '>', '`']).trim();
    ensure!(!pasted.is_empty(), "nothing was pasted; paste the whole address that the browser ended on");
    if pasted.contains(['?', '=', '&']) || pasted.contains("://") {
        return came_in(query_of(pasted), state);
    }
    ensure!(
        is_code(pasted) && !is_word(pasted),
        "this is neither an address nor a code; paste the whole address that the browser ended on"
    );
    Ok(Came::Code(Secret::new(pasted)))
}

/// The query of an address that may lack its scheme, or that is only a query.
fn query_of(pasted: &str) -> &str {
    let address = pasted.split('#').next().unwrap_or_default();
    match address.split_once('?') {
        Some((_, query)) => query,
        None if address.contains('/') => "",
        None => address,
    }
}

/// Tells whether a redirect's query belongs to this run, whatever else is in it.
pub(super) fn is_ours(query: &str, state: &str) -> bool {
    single(query, "state").is_ok_and(|theirs| theirs.as_deref() == Some(state))
}

/// Reads a redirect's query, after comparing its `state` with ours.
pub(super) fn came_in(query: &str, state: &str) -> Result<Came> {
    match single(query, "state")? {
        Some(theirs) if theirs == state => {}
        Some(_) => bail!(
            "the `state` in the address is not the one that was sent, so it belongs to another run; open the page of this one once more, \
             and paste what that ends on"
        ),
        None => bail!("the address holds no `state`; paste the whole address that the browser ended on"),
    }
    if let Some(error) = single(query, "error")? {
        let why = single(query, "error_description")?.unwrap_or_default();
        return Ok(Came::Error(plain(&error), plain(&why)));
    }
    match single(query, "code")? {
        Some(code) if is_code(&code) => Ok(Came::Code(Secret::new(code))),
        Some(_) => bail!("the `code` in the address is not one that a provider makes; paste the whole address"),
        None => bail!("the address holds no `code`; confirm in the browser, then paste the address that it ends on"),
    }
}

fn refusal(error: &str, why: &str) -> String {
    match why {
        "" => format!("the provider answered `{error}`"),
        why => format!("the provider answered `{error}`: {why}"),
    }
}

/// A provider's words, fit for a terminal: one line, no control characters, not too long.
fn plain(words: &str) -> String {
    let visible = |letter: char| if letter.is_control() { ' ' } else { letter };
    let one_line: String = words.chars().take(MOST_WORDS).map(visible).collect();
    one_line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A parameter that may be there once. Twice would leave it to chance which of the two is meant.
fn single(query: &str, name: &str) -> Result<Option<String>> {
    let mut values = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name).map(|(_, value)| value);
    let first = values.next();
    ensure!(values.next().is_none(), "the address holds `{name}` twice; start again");
    Ok(first.map(Into::into))
}

fn is_code(text: &str) -> bool {
    LENGTHS.contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/!*$".contains(&byte))
}

/// Tells whether a text is something that people type. Codes are drawn: hardly any has no digit, and it is in the address, too.
fn is_word(text: &str) -> bool {
    text.len() <= 40 && !text.contains(|letter: char| letter.is_ascii_digit())
}

/// Adds our `state` to the address that a form is posted to.
pub(crate) fn with_state(action: &Url, state: &str) -> Url {
    let mut action = action.clone();
    action.query_pairs_mut().append_pair("state", state);
    action
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_from(pasted: &str, state: &str) -> Result<Secret> {
        came_by(pasted, state)?.code()
    }

    const STATE: &str = "5747e5747e5747e5747e5747e5747e57";
    const CODE: &str = "CANARY0123456789";

    #[test]
    fn a_code_is_taken_from_an_address_a_query_or_by_itself() {
        for pasted in [
            format!("http://127.0.0.1:41873/k3v9/done?code={CODE}&state={STATE}"),
            format!("  \"127.0.0.1:41873/k3v9/done?state={STATE}&code={CODE}#top\"\n"),
            format!("<http://127.0.0.1:1/x?code={CODE}&state={STATE}>"),
            format!("code={CODE}&state={STATE}"),
            format!("?code={CODE}&state={STATE}"),
            CODE.to_owned(),
            format!(" {CODE}\r\n"),
        ] {
            assert_eq!(code_from(&pasted, STATE).unwrap().expose(), CODE, "{pasted}");
        }
    }

    #[test]
    fn what_cannot_be_taken_is_refused_with_its_reason_and_never_repeated() {
        for (pasted, says) in [
            (String::new(), "nothing was pasted"),
            (format!("http://127.0.0.1:1/x/done?code={CODE}&state=other"), "belongs to another run"),
            (format!("http://127.0.0.1:1/x/done?code={CODE}&state="), "belongs to another run"),
            (format!("http://127.0.0.1:1/x/done?code={CODE}"), "holds no `state`"),
            (format!("http://127.0.0.1:1/x/done?state={STATE}"), "holds no `code`"),
            (format!("http://127.0.0.1:1/x/done?code=&state={STATE}"), "not one that a provider makes"),
            (format!("http://127.0.0.1:1/x?code={CODE}&code=2&state={STATE}"), "holds `code` twice"),
            (format!("http://127.0.0.1:1/x?code={CODE}&state=x&state={STATE}"), "holds `state` twice"),
            (format!("https://github.com/{CODE}"), "holds no `state`"),
            ("CANARY".to_owned(), "neither an address nor a code"),
            ("CANARY-nonsense".to_owned(), "neither an address nor a code"),
            (format!("my code is {CODE}"), "neither an address nor a code"),
        ] {
            let error = format!("{:#}", code_from(&pasted, STATE).unwrap_err());
            assert!(error.contains(says), "{pasted}: {error}");
            assert!(!error.contains("CANARY"), "{error}");
        }
    }

    #[test]
    fn a_providers_refusal_is_told_without_control_characters() {
        let query = format!("error=access_denied&error_description=no%1b%5b31m%0Away&state={STATE}");
        let error = came_in(&query, STATE).unwrap().code().unwrap_err().to_string();
        assert_eq!(error, "the provider answered `access_denied`: no [31m way");
    }

    #[test]
    fn the_state_joins_a_query_that_is_already_there() {
        let action = Url::parse("https://example.test/new?a=b").unwrap();
        assert_eq!(with_state(&action, STATE).as_str(), format!("https://example.test/new?a=b&state={STATE}"));
    }
}
