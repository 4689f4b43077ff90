//! An error as it stands in a log, taken apart. What differs from portal to portal (times, names, addresses, what stands in quotes) is kept
//! apart from the words that are the same in all of them.

use std::collections::BTreeSet;

use crate::contract::concepts;

/// An error, taken apart.
#[derive(Clone, Debug, Default)]
pub(super) struct ErrorLine {
    /// The words that are the same in every portal.
    pub(super) words: Vec<String>,
    /// The numbers among them, which say something only where nothing else does.
    pub(super) numbers: BTreeSet<String>,
    /// What stands in quotes.
    pub(super) quoted: BTreeSet<String>,
    /// The keys among that.
    pub(super) keys: Vec<Vec<String>>,
    /// Words of a system's own, wherever they stand.
    pub(super) codes: BTreeSet<String>,
    /// Those of them by which a system numbers its errors.
    pub(super) numbered: BTreeSet<String>,
    /// The numbers of HTTP that say how something was refused.
    pub(super) statuses: BTreeSet<String>,
    /// Whether an address stands in quotes.
    pub(super) addressed: bool,
}

/// Keys of a program's data whose value is the error itself, however short.
const TELLING: [&str; 4] = ["error", "message", "msg", "reason"];

impl ErrorLine {
    /// Takes a text apart.
    pub(super) fn of(text: &str) -> Self {
        let mut line = Self::default();
        let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let open = line.take_quoted(&one_line);
        let all = open.split_whitespace().filter(|word| !differs(word)).flat_map(parts).filter(|word| word.len() > 1);
        let (numbers, words): (Vec<_>, Vec<_>) = all.partition(|word| is_number(word));
        line.words = words.into_iter().map(str::to_lowercase).collect();
        line.numbers = numbers.into_iter().map(str::to_owned).collect();
        line.statuses = line.numbers.iter().filter(|number| is_status(number)).cloned().collect();
        line.codes = parts(text).filter(|word| is_code(word)).map(str::to_lowercase).collect();
        line.numbered = parts(text).filter(|word| is_numbered(word)).map(str::to_lowercase).collect();
        line
    }

    /// Takes out what stands in quotes, and gives what is left.
    fn take_quoted(&mut self, text: &str) -> String {
        let mut open = String::new();
        let mut rest = text;
        let mut last = "";
        while let Some(start) = rest.find(['\'', '"', '`', '<', '[', '“']) {
            let (before, inside) = rest.split_at(start);
            open += before;
            let mark = inside.chars().next().unwrap_or_default();
            let ending = match mark {
                '<' => '>',
                '[' => ']',
                '“' => '”',
                quote => quote,
            };
            let after = &inside[mark.len_utf8()..];
            // An apostrophe opens nothing.
            let opens =
                mark != '\'' || before.is_empty() && open.is_empty() || open.ends_with([' ', '(', '`', '=', ':', ',']);
            match after.find(ending).filter(|_| opens) {
                Some(end) => {
                    let inside = &after[..end];
                    open.push(' ');
                    let is_told = before.trim() == ":" && TELLING.contains(&last);
                    last = inside;
                    if is_told || is_sentence(inside) {
                        open += &self.take_quoted(inside);
                        open.push(' ');
                    } else {
                        self.learn(inside);
                    }
                    rest = &after[end + ending.len_utf8()..];
                }
                None => {
                    open.push(' ');
                    rest = after;
                }
            }
        }
        open + rest
    }

    fn learn(&mut self, quoted: &str) {
        self.quoted.insert(quoted.to_lowercase());
        self.addressed |= quoted.contains("://");
        if quoted.contains('.') && !quoted.contains(['/', ' ']) && !quoted.ends_with(".yaml") {
            let parts =
                quoted.split(['.', '[', ']']).filter(|part| !part.is_empty() && !is_number(part) && *part != "…");
            self.keys.push(parts.map(str::to_owned).collect());
        }
    }
}

/// What stands in the quotes of a program's data is often the error itself.
fn is_sentence(quoted: &str) -> bool {
    quoted.split(' ').filter(|word| word.chars().all(|c| c.is_alphabetic() || ".,;:'".contains(c))).count() > 3
}

/// The words of a text, with what joins the parts of a name.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
}

/// A word that is another one in each portal and each second: an address, a path, a time, an id.
fn differs(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let digits = word.chars().filter(char::is_ascii_digit).count();
    word.contains("://")
        || word.contains('@')
        || word.starts_with("acme")
        || word.contains("acme.")
        || is_entry(word)
        || word.starts_with('/')
        || word.matches('/').count() > 1
        || (digits > 3 && word.contains(['-', ':', '.']) && !word.contains("::"))
        || (word.len() > 24 && digits > 4)
}

/// The name of an entry in a directory, or the first part of one that has blanks.
fn is_entry(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    ["cn=", "ou=", "dc=", "uid="]
        .iter()
        .any(|attribute| word.starts_with(attribute) || word.contains(&format!(",{attribute}")))
}

/// A number of HTTP by which something is refused; 443 is a port.
fn is_status(number: &str) -> bool {
    number.parse().is_ok_and(|number: u16| (400..=431).contains(&number) || (500..=511).contains(&number))
}

fn is_number(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit())
}

/// A provider's or a system's own word for an error, which says what is wrong whatever stands around it: `AADSTS50011`, `invalid_client`,
/// `ECONNRESET`, `InvalidCredentialsError`.
fn is_code(word: &str) -> bool {
    if concepts::words().classes.iter().any(|class| class == word) {
        return false;
    }
    let capitals = word.chars().filter(char::is_ascii_uppercase).count();
    let small = word.chars().any(|c| c.is_ascii_lowercase());
    word.len() >= 6 && (word.contains('_') || (capitals >= 4 && !small) || (capitals >= 2 && word.ends_with("Error")))
}

/// Tells whether a text has an error in it that its system has a number for.
pub(super) fn is_numbered_error(text: &str) -> bool {
    parts(text).any(is_numbered)
}

/// An error that its system has a number for, such as `AADSTS50011`.
fn is_numbered(word: &str) -> bool {
    let digits = word.trim_start_matches(|c: char| c.is_ascii_uppercase());
    word.len() - digits.len() >= 4 && digits.len() >= 4 && is_number(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_from_portal_to_portal_does_not_count() {
        let line = ErrorLine::of(
            "2026-03-04T05:06:07.089Z auth error Origin 'http://localhost:7007' isn't  allowed\n[3] by https://x.test/y for ada@acme.dev",
        );
        assert_eq!(line.words, ["auth", "error", "origin", "isn", "allowed", "by", "for"]);
        assert_eq!(
            ErrorLine::of("at 'auth.providers.github.production.clientId' in 'a.yaml'").keys,
            [["auth", "providers", "github", "production", "clientId"]]
        );
    }

    #[test]
    fn the_name_of_a_directorys_entry_differs_and_a_port_is_no_status() {
        let line = ErrorLine::of(
            "LDAP bind failed for CN=svc,OU=Service Accounts,DC=acme, Error: connect localhost 443, 404 - x",
        );
        assert_eq!(line.words, ["ldap", "bind", "failed", "for", "error", "connect", "localhost"]);
        assert_eq!(line.statuses.into_iter().collect::<Vec<_>>(), ["404"]);
    }

    #[test]
    fn what_a_programs_data_call_the_error_is_the_error() {
        assert_eq!(ErrorLine::of("{\"error\":\"HTTP 403 Forbidden\",\"who\":\"ada\"}").words, ["http", "forbidden"]);
    }

    #[test]
    fn a_number_that_a_system_gives_its_errors_is_told_from_other_words_with_digits() {
        assert!(is_numbered("AADSTS50011") && is_numbered("AADSTS7000222"));
        for word in ["ERR1", "SHA256", "HTTP2", "1E08010C", "8443", "ECONNRESET", "ISO8601"] {
            assert!(!is_numbered(word), "{word}");
        }
    }

    #[test]
    fn a_systems_own_word_is_known_by_its_form() {
        for code in [
            "AADSTS50011",
            "invalid_client",
            "ECONNRESET",
            "InvalidCredentialsError",
            "ERR_CONNECTION_RESET",
            "EAI_AGAIN",
        ] {
            assert!(is_code(code), "{code}");
        }
        for word in
            ["PAT", "sign", "GitHub", "Backstage", "clientId", "catalogPath", "HttpError", "GithubEntityProvider"]
        {
            assert!(!is_code(word), "{word}");
        }
    }
}
