//! What Microsoft's error codes mean for the engineer. The number decides, never the text, which is not shown: it repeats ids.
//! Source: Microsoft identity platform, error code reference.

use serde::Deserialize;

use super::{CLIENT_ID, CLIENT_SECRET, TENANT};
use crate::proof::{Aspect, Step};
use crate::providers::http::Answer;

#[derive(Default, Deserialize)]
struct Body {
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_codes: Vec<u64>,
}

/// Puts a refusal of the login host into words.
pub(super) fn step(name: Aspect<'_>, answer: &Answer) -> Step {
    let body: Body = answer.json().unwrap_or_default();
    match body.error_codes.first() {
        Some(code) => coded(name, *code),
        None if answer.status == 429 => {
            Step::unknown(name, "Microsoft wants to be asked less often").hint("try again in a minute")
        }
        None if answer.status >= 500 => Step::unknown(name, "Microsoft has trouble of its own").hint("try again later"),
        None if body.error == "invalid_client" => Step::invalid(name, "Microsoft refuses the client id or its secret"),
        None => Step::unknown(name, format!("an answer that Microsoft does not give (status {})", answer.status))
            .hint("is there a proxy or a sign-in page between here and Microsoft?"),
    }
}

fn coded(name: Aspect<'_>, code: u64) -> Step {
    let rests_on: &'static [&'static str] = match code {
        7_000_215 | 7_000_222 | 7_000_218 => &[CLIENT_SECRET],
        700_016 => &[CLIENT_ID, TENANT],
        90_002 | 900_023 | 9_001_023 => &[TENANT],
        90_013 => &[CLIENT_ID],
        // The rest is mended at Microsoft.
        _ => &[],
    };
    let (says, hint) = match code {
        7_000_215 => (
            "the secret is wrong",
            "take the column \"Value\", not \"Secret ID\"; a secret that was just made may need a minute",
        ),
        7_000_222 => ("the secret has expired", "make a new one under \"Certificates & secrets\""),
        7_000_218 => ("the secret is missing", "the registration wants one; give its value"),
        700_016 => (
            "there is no such registration in this tenant",
            "is the id the \"Application (client) ID\", and the tenant the one that it was made in?",
        ),
        7_000_112 => ("the registration is disabled", "an administrator enables it under \"Enterprise applications\""),
        90_002 => ("there is no such tenant", "its id is on the overview page of Microsoft Entra ID"),
        900_023 => ("the tenant is neither an id nor a domain", "its id is on the overview page of Microsoft Entra ID"),
        9_001_023 => ("this does not work for a tenant called `common`", "give the id of your own tenant"),
        90_013 => ("something in the request cannot be read", "is the client id a UUID?"),
        500_011 => ("this tenant does not know the system that is asked for", "is it connected to this tenant?"),
        50_011 => ("the callback is not registered", "add it under \"Authentication\", platform Web, letter by letter"),
        900_971 => ("the registration has no callback at all", "add one under \"Authentication\", platform Web"),
        90_094 | 65_001 => {
            ("an administrator has not agreed to what it asks for", "open the page of consent as an administrator")
        }
        53_000..=53_011 => {
            ("a conditional access policy forbids it", "an administrator sees in the sign-in logs which one")
        }
        _ => {
            return Step::unknown(name, format!("Microsoft refuses it with AADSTS{code}"))
                .hint(format!("https://login.microsoftonline.com/error?code={code} says what it means"));
        }
    };
    Step::invalid(name, format!("{says} (AADSTS{code})")).resting_on(rests_on).hint(hint)
}

/// Puts a refusal of Graph into words.
pub(super) fn graph(name: Aspect<'_>, answer: &Answer) -> Step {
    match answer.status {
        401 => Step::invalid(name, "Microsoft Graph does not take the token")
            .hint("is Graph's host the one of this cloud?"),
        403 => Step::insufficient(name, "the registration may not read that in Microsoft Graph")
            .hint("an administrator grants the permission and agrees to it"),
        404 => Step::insufficient(name, "Microsoft Graph has nothing of that name"),
        429 => Step::unknown(name, "Microsoft Graph wants to be asked less often").hint("try again in a minute"),
        400 => Step::invalid(name, "Microsoft Graph cannot read the filter").hint("try it in Graph Explorer"),
        status => Step::unknown(name, format!("Microsoft Graph answered with status {status}")).hint("try again later"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Verdict;

    #[test]
    fn every_code_that_engineers_meet_has_words_and_a_next_step_and_a_strange_one_refuses_nothing() {
        for code in [
            7_000_215, 7_000_222, 7_000_218, 700_016, 7_000_112, 90_002, 900_023, 9_001_023, 90_013, 500_011, 50_011,
            900_971, 90_094, 65_001, 53_003,
        ] {
            let step = coded("client".into(), code);
            assert_eq!((step.verdict, step.hint.is_some()), (Verdict::Invalid, true), "{code}");
            assert!(step.says.ends_with(&format!("(AADSTS{code})")));
        }
        assert_eq!(coded("client".into(), 1).verdict, Verdict::Unknown);
    }
}
