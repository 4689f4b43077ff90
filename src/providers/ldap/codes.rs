//! What a directory's result codes mean for the engineer. Codes decide; of the diagnostic text only Active Directory's own
//! sub-codes are read. Sources: RFC 4511 appendix A; Microsoft's list of AcceptSecurityContext errors.

use ldap3::LdapResult;
use ldap3::controls::{Control, RawControl};

use super::about::PASSWORD_POLICY;
use super::{DN, WAY};
use crate::contract::directories::Dialect;
use crate::proof::{Aspect, Step};

/// The control that comes with a bind when the password has to be changed, in directories that descend from Netscape's.
const MUST_CHANGE: &str = "2.16.840.1.113730.3.4.4";

/// A directory's refusal, and what is known of both sides.
#[derive(Debug)]
pub(super) struct Refused {
    /// What it said.
    pub(super) result: LdapResult,
    /// What it refused.
    pub(super) when: When,
    /// Which directory it is.
    pub(super) dialect: Option<&'static Dialect>,
    /// Who asked.
    pub(super) account: String,
    /// Whether the account was let in only to change its password.
    pub(super) must_change: bool,
}

/// What a directory refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// To let somebody in, and what it says of the password besides.
    Bind(Option<Policy>),
    /// To answer a question.
    Search,
    /// To answer it page by page.
    Pages,
}

/// What a directory says of a password, by the control that it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Policy {
    /// It is no longer good.
    Expired,
    /// The account is locked.
    Locked,
    /// It is good for changing it, and for nothing else.
    MustChange,
}

impl Refused {
    /// Puts a refusal into words.
    pub(super) fn step(&self, name: Aspect<'_>) -> Step {
        let own = match self.when {
            When::Bind(policy) => self.of_a_bind(name, policy),
            When::Search | When::Pages if self.is_for_the_password() => Some(must_change(name)),
            When::Search | When::Pages => self.of_a_search(name),
        };
        own.unwrap_or_else(|| step(name, &self.result))
    }

    /// Tells whether an account is refused an answer because its password has to be changed first. Some codes say something else, whoever asks:
    /// of the question, of a limit, of another server or of the hour.
    pub(super) fn is_for_the_password(&self) -> bool {
        self.must_change && !matches!(self.result.rc, 3 | 4 | 10 | 11 | 12 | 32 | 34 | 51 | 52)
    }

    /// Puts the refusal of a person's own password into words: their entry was found, so the name is right.
    pub(super) fn of_a_person(&self, name: Aspect<'_>, person: &str) -> Step {
        let named = self.dialect.is_some_and(|known| known.refuses.contains_key(&self.result.rc));
        let says_no_more = matches!(data(&self.result.text).as_deref(), None | Some("52e"));
        if self.result.rc != 49 || self.when != When::Bind(None) || named || !says_no_more {
            return self.step(name);
        }
        let says = format!("that password is not `{person}`'s");
        match self.dialect.filter(|known| known.alike) {
            None => Step::invalid(name, says).hint("type it again, or leave it out"),
            Some(known) => {
                let says = format!("{says}, or the account is locked: {} answers both alike", known.title);
                Step::invalid(name, says).hint(format!("to unlock it: {}", known.unlock(&self.account)))
            }
        }
    }

    fn of_a_bind(&self, name: Aspect<'_>, policy: Option<Policy>) -> Option<Step> {
        let unlock = self.dialect.map_or_else(|| "unlock it, or wait".to_owned(), |known| known.unlock(&self.account));
        let locked = |says: &str| Some(Step::invalid(name, says).resting_on(&[]).hint(unlock.clone()));
        match policy {
            Some(Policy::Locked) => return locked("the account is locked"),
            Some(Policy::MustChange) => return Some(must_change(name)),
            Some(Policy::Expired) => {
                let says = "the password has expired";
                return Some(
                    Step::invalid(name, says).hint("set a new one; for a service account, one that does not expire"),
                );
            }
            None => {}
        }
        if let Some(says) = self.dialect.and_then(|known| known.refuses.get(&self.result.rc)) {
            return locked(says);
        }
        match self.result.rc {
            19 => locked("it is refused by a rule of the directory; the account may be locked"),
            49 => self.dialect.filter(|known| known.alike).map(|known| {
                let says = format!(
                    "the name or the password is wrong, or the account is locked: {} answers both alike",
                    known.title
                );
                Step::invalid(name, says)
                    .hint(format!("the name is a whole DN (cn=reader,ou=Services,dc=…); to unlock it: {unlock}"))
            }),
            53 => Some(
                Step::invalid(name, "it is unwilling to let this account in; it may be locked")
                    .hint("its own log says why"),
            ),
            _ => None,
        }
    }

    fn of_a_search(&self, name: Aspect<'_>) -> Option<Step> {
        let known = self.dialect?;
        match self.result.rc {
            4 | 11 => Some(Step::insufficient(name, "it stops at a limit of its own").hint(known.raise(&self.account))),
            50 => Some(Step::invalid(name, "this account may not read there").hint(known.rights(&self.account))),
            12 if self.when == When::Search => {
                let says = format!("{} does not know a rule that the filter asks for", known.title);
                Some(
                    Step::invalid(name, says)
                        .hint("rules of the form `attribute:1.2.840…:=` are mostly Active Directory's"),
                )
            }
            _ => None,
        }
    }
}

/// An account that was let in, and may do nothing but change its password.
fn must_change(name: Aspect<'_>) -> Step {
    let says = "the password has to be changed first; until then the directory answers this account nothing";
    Step::invalid(name, says)
        .resting_on(&[])
        .hint("change it as that account, or have it set so that it need not be changed")
}

/// What a directory says of a password besides its code.
pub(super) fn policy(controls: &[Control]) -> Option<Policy> {
    controls.iter().find_map(|Control(_, RawControl { ctype, val, .. })| match ctype.as_str() {
        PASSWORD_POLICY => error_of(val.as_deref()?),
        MUST_CHANGE => Some(Policy::MustChange),
        _ => None,
    })
}

/// The error in `SEQUENCE { warning [0] OPTIONAL, error [1] ENUMERATED OPTIONAL }`; what has another form says nothing.
fn error_of(value: &[u8]) -> Option<Policy> {
    let (&[0x30, length], mut rest) = value.split_first_chunk::<2>()? else { return None };
    rest = rest.get(..usize::from(length))?;
    while let Some((&[tag, length], after)) = rest.split_first_chunk::<2>() {
        let (content, after) = after.split_at_checked(usize::from(length))?;
        match (tag, content) {
            (0x81, [0]) => return Some(Policy::Expired),
            (0x81, [1]) => return Some(Policy::Locked),
            (0x81, [2]) => return Some(Policy::MustChange),
            _ => rest = after,
        }
    }
    None
}

/// Puts a code into words that are true of every directory.
fn step(name: Aspect<'_>, result: &LdapResult) -> Step {
    let invalid = |says: &str| Step::invalid(name, says);
    match result.rc {
        1 if sub_code(&result.text, &["000004dc", "00002020"]) => {
            invalid("it wants to know who is asking before it answers").hint("give the account's name and password")
        }
        3 => Step::unknown(name, "it needs more time than it gives itself").hint("narrow the base or the filter"),
        4 | 11 => Step::insufficient(name, "it stops at a limit of its own")
            .hint("have the limit raised for this account, or narrow the base or the filter"),
        8 | 13 => invalid("it takes no password over a connection that is not encrypted").hint("write ldaps://"),
        10 => invalid("this server does not have that part of the directory and points to another one")
            .hint("give the address of the server that has it; for a whole forest, its global catalog on port 3268"),
        12 => Step::insufficient(name, "it does not read long lists page by page"),
        32 => invalid("there is nothing of that name"),
        34 => invalid("that is no distinguished name").hint("one looks like ou=People,dc=acme,dc=dev"),
        48 => invalid("it takes no simple name and password from this account")
            .hint("anonymous binding may be off; give an account"),
        49 => bad_credentials(name, &result.text),
        50 => invalid("this account may not read there").hint("grant it the right to read the base and its entries"),
        51 | 52 => Step::unknown(name, "the directory is busy or going down").hint("try again later"),
        53 => {
            invalid("it lets this account in, and is unwilling to answer it; its password may have to be changed first")
                .hint("its own log says why")
        }
        code => Step::unknown(name, format!("it answered with result code {code}")).hint("its own log says why"),
    }
}

/// StartTLS was asked for and refused.
pub(super) fn no_starttls(code: u64) -> Step {
    Step::invalid(WAY, format!("it does not begin TLS inside a plain connection (code {code})"))
        .hint("write ldaps://, which is TLS from the first byte")
}

/// Active Directory says in a sub-code why it refuses a name and password; others never do.
fn bad_credentials(name: Aspect<'_>, text: &str) -> Step {
    let says = |says: &str, hint: &str| Step::invalid(name, says).hint(hint);
    // What the directory says of an account that it knows is mended there.
    let there = |what: &str, hint: &str| says(what, hint).resting_on(&[]);
    match data(text).as_deref() {
        Some("525") => {
            says("there is no such account", "write it as DN, name@domain or DOMAIN\\name").resting_on(&[DN])
        }
        Some("530") => there("the account may not sign in at this hour", "change its logon hours"),
        Some("531") => there("the account may not sign in from this machine", "change its \"log on to\" list"),
        Some("532") => {
            there("the password has expired", "set a new one; for a service account, one that does not expire")
        }
        Some("533") => there("the account is disabled", "enable it in the directory"),
        Some("701") => there("the account has expired", "extend it in the directory"),
        Some("773") => there("the password must be changed first", "clear \"must change password at next logon\""),
        Some("775") => there("the account is locked after too many wrong passwords", "unlock it, or wait"),
        _ => says(
            "the name or the password is wrong",
            "the name is a whole DN (cn=reader,ou=Services,dc=…); Active Directory takes name@domain as well",
        ),
    }
}

/// The sub-code in `… AcceptSecurityContext error, data 52e, v1db1`.
fn data(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("data ")?;
    let code: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    Some(code.to_lowercase()).filter(|code| !code.is_empty())
}

fn sub_code(text: &str, codes: &[&str]) -> bool {
    let text = text.to_lowercase();
    codes.iter().any(|code| text.starts_with(code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Verdict;

    fn result(rc: u32, text: &str) -> LdapResult {
        LdapResult { rc, matched: String::new(), text: text.to_owned(), refs: Vec::new(), ctrls: Vec::new() }
    }

    #[test]
    fn active_directory_says_why_it_refuses_a_password() {
        let text = |code| {
            format!("80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data {code}, v4563")
        };
        for (code, words) in [
            ("525", "no such account"),
            ("52e", "name or the password is wrong"),
            ("530", "at this hour"),
            ("531", "from this machine"),
            ("532", "has expired"),
            ("533", "disabled"),
            ("701", "account has expired"),
            ("773", "must be changed"),
            ("775", "locked"),
        ] {
            let step = step("bind".into(), &result(49, &text(code)));
            assert!(step.says.contains(words), "{code}: {}", step.says);
            assert_eq!(step.verdict, Verdict::Invalid);
            assert!(step.hint.is_some());
        }
    }

    #[test]
    fn every_code_that_a_person_can_mend_says_how_and_a_strange_one_refuses_nothing() {
        for rc in [8, 10, 13, 34, 48, 49, 50, 53] {
            let step = step("bind".into(), &result(rc, ""));
            assert_eq!((step.verdict, step.hint.is_some()), (Verdict::Invalid, true), "{rc}");
        }
        for rc in [3, 51, 52, 80, 9999] {
            assert_eq!(step("bind".into(), &result(rc, "")).verdict, Verdict::Unknown, "{rc}");
        }
        let before_bind = result(1, "000004DC: LdapErr: DSID-0C0907E9, comment: …");
        assert!(step("bind".into(), &before_bind).says.contains("who is asking"));
    }

    #[test]
    fn the_servers_own_text_is_never_shown() {
        for rc in 0..100 {
            let step = step("bind".into(), &result(rc, "CANARY data 52e"));
            assert!(!format!("{step:?}").contains("CANARY"));
        }
    }
}
