//! What a directory's result codes mean for the engineer. Codes decide; of the diagnostic text only Active Directory's own
//! sub-codes are read. Sources: RFC 4511 appendix A; Microsoft's list of AcceptSecurityContext errors.

use ldap3::LdapResult;

use super::{DN, WAY};
use crate::proof::{Aspect, Step};

/// Puts a refusal into words.
pub(super) fn step(name: Aspect<'_>, result: &LdapResult) -> Step {
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
        53 => invalid("it is unwilling; the account may be locked or the password empty").hint("its own log says why"),
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
