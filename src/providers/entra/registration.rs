//! What a registration says of itself, where it may be asked: when its secret ends, and which callbacks it has. Most may not
//! ask (`Application.Read.All`), and then the exact callback is shown.

use serde::Deserialize;

use super::{CLIENT_ID, CLIENT_SECRET};
use crate::credential::{Fields, Secret};
use crate::proof::{Aspect, Step};
use crate::providers::http::{Http, below, date};
use crate::providers::oauth::wire;
use crate::providers::{SECRET_ENDS, Wanted};

/// How many days before its end a secret is worth a look.
const SOON: i64 = 30;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Application {
    #[serde(default)]
    web: Web,
    #[serde(default)]
    password_credentials: Vec<Password>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Web {
    #[serde(default)]
    redirect_uris: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Password {
    hint: Option<String>,
    end_date_time: Option<String>,
}

/// Steps about the callback and the secret's end.
pub(super) async fn told(http: &Http, wanted: &Wanted, fields: &Fields, token: &Secret) -> Vec<Step> {
    let id = fields.text(CLIENT_ID).unwrap_or_default();
    let mut url = below(&wanted.api_url, &["v1.0", &format!("applications(appId='{}')", id.replace('\'', "''"))]);
    url.query_pairs_mut().append_pair("$select", "displayName,web,passwordCredentials");
    let answer = wire::get(http, &url, Some(token)).await.ok().filter(|answer| answer.status == 200);
    match answer.and_then(|answer| answer.json::<Application>()) {
        Some(application) => {
            let secret = fields.text(CLIENT_SECRET).unwrap_or_default();
            callback(wanted, &application.web.redirect_uris)
                .into_iter()
                .chain(ends(&application.password_credentials, secret, date::now()))
                .collect()
        }
        None => untold(wanted),
    }
}

fn callback(wanted: &Wanted, registered: &[String]) -> Option<Step> {
    const NAME: Aspect<'static> = Aspect::new("callback", &[]);
    let callback = wanted.callback.as_ref()?.as_str();
    if registered.iter().any(|known| known == callback) {
        return Some(Step::valid(NAME, format!("`{callback}` is registered")));
    }
    let says = if registered.is_empty() { "no callback is registered" } else { "another callback is registered" };
    Some(Step::insufficient(NAME, says).hint(format!("add {callback} under \"Authentication\", platform Web")))
}

/// Most registrations may not read themselves.
fn untold(wanted: &Wanted) -> Vec<Step> {
    let callback = wanted.callback.iter().map(|callback| {
        Step::unknown("callback", "the registration may not read which callback it has")
            .hint(format!("under \"Authentication\", platform Web, there must be exactly {callback}"))
    });
    let secret = match wanted.setting(SECRET_ENDS) {
        Some(day) => Step::valid("secret", format!("ends on {day}")),
        None => Step::unknown("secret", "the registration may not read when its secret ends")
            .hint("its day is under \"Certificates & secrets\"; note it, for nobody can sign in after it"),
    };
    callback.chain([secret]).collect()
}

/// Graph keeps the first three characters of a secret to tell them apart.
fn ends(passwords: &[Password], secret: &str, now: i64) -> Option<Step> {
    const NAME: Aspect<'static> = Aspect::new("secret", &[CLIENT_SECRET]);
    let start: String = secret.chars().take(3).collect();
    let own = passwords.iter().find(|password| password.hint.as_deref() == Some(start.as_str()))?;
    let day = own.end_date_time.as_deref()?.get(..10)?;
    let days = (date::day(day)? - now).div_euclid(date::DAY);
    Some(match days {
        ..0 => Step::invalid(NAME, format!("it ended on {day}")).hint("make a new one"),
        0..=SOON => {
            Step::attention(NAME, format!("ends on {day}, in {days} days")).hint("make a new one before that day")
        }
        _ => Step::valid(NAME, format!("ends on {day}")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Verdict;

    #[test]
    fn a_secrets_end_is_found_by_its_first_characters() {
        let password = |hint: &str, end: &str| Password { hint: Some(hint.into()), end_date_time: Some(end.into()) };
        let all = [password("xyz", "2020-01-01T00:00:00Z"), password("abc", "2026-12-01T00:00:00Z")];
        let now = date::day("2026-11-24").unwrap();
        let step = ends(&all, "abc8Q~CANARY", now).unwrap();
        assert!(step.attention && step.says == "ends on 2026-12-01, in 7 days", "{step:?}");
        assert_eq!(ends(&all, "xyz8Q~CANARY", now).unwrap().verdict, Verdict::Invalid);
        assert!(ends(&all, "nop8Q~CANARY", now).is_none());
    }
}
