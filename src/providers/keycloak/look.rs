//! Is the realm there, and does it offer what the portal's sign-in needs? Asked before any credential exists.

use serde::Deserialize;
use url::Url;

use super::realm::{BASE_URL, REALM, Realm, THERE, WHERE};
use crate::proof::{Aspect, Proof, Step};
use crate::providers::Wanted;
use crate::providers::http::Answer;
use crate::providers::http::Http;
use crate::providers::oauth::wire;

/// The algorithm that the portal's sign-in expects of an id token unless it is told another
/// (`tokenSignedResponseAlg` of Backstage's oidc provider).
const EXPECTED_SIGNING: &str = "RS256";

/// The part of a realm's description that matters here.
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    id_token_signing_alg_values_supported: Vec<String>,
}

/// What a server says when it is asked for a realm.
enum RealmAnswer {
    Found(Metadata),
    /// Keycloak answers, and has no realm of this name.
    NoRealm,
    /// The browser is sent to another origin.
    Elsewhere(String),
    /// Nothing of Keycloak answers at this path.
    NoKeycloak,
    /// A status that tells nothing about the path.
    Unclear(u16),
}

/// Looks for the realm at the address given, then at the other of the two usual paths.
pub(super) async fn look(http: &Http, wanted: &Wanted) -> Proof {
    let given = match Realm::of(wanted) {
        Ok(realm) => realm,
        Err(step) => return Proof::of(step),
    };
    let first = match ask(http, &given).await {
        Ok(answer) => answer,
        Err(error) => return Proof::of(wire::no_answer(REALM, &error)),
    };
    if !matches!(first, RealmAnswer::NoKeycloak) {
        return report(wanted, &given, &first);
    }
    let other = given.at_the_other_path();
    match ask(http, &other).await {
        Ok(second @ (RealmAnswer::Found(_) | RealmAnswer::NoRealm)) => report(wanted, &other, &second),
        _ => report(wanted, &given, &first),
    }
}

async fn ask(http: &Http, realm: &Realm) -> anyhow::Result<RealmAnswer> {
    Ok(judge(&wire::get(http, &realm.metadata(), None).await?))
}

/// Tells a missing realm from a wrong path: Keycloak says `Realm does not exist` only where it is at home.
fn judge(answer: &Answer) -> RealmAnswer {
    match answer.status {
        200 => answer.json().map_or(RealmAnswer::NoKeycloak, RealmAnswer::Found),
        404 if wire::error(answer).error == "Realm does not exist" => RealmAnswer::NoRealm,
        300..400 => origin(answer).map_or(RealmAnswer::NoKeycloak, RealmAnswer::Elsewhere),
        408 | 429 | 500.. => RealmAnswer::Unclear(answer.status),
        _ => RealmAnswer::NoKeycloak,
    }
}

fn origin(answer: &Answer) -> Option<String> {
    let url = Url::parse(answer.header("location")?).ok()?;
    Some(url.origin().ascii_serialization())
}

fn report(wanted: &Wanted, realm: &Realm, answer: &RealmAnswer) -> Proof {
    let mut proof = Proof::default();
    if matches!(answer, RealmAnswer::Found(_) | RealmAnswer::NoRealm) {
        correct(&mut proof, wanted, realm);
    }
    proof.push(realm_step(realm, answer));
    if let RealmAnswer::Found(metadata) = answer {
        proof.push(issuer_step(realm, &metadata.issuer));
        proof.push(userinfo_step(metadata));
        proof.push(signing_step(metadata));
    }
    proof
}

/// Keeps the address that answered, when it is not the one that was written.
fn correct(proof: &mut Proof, wanted: &Wanted, realm: &Realm) {
    let written = wanted.setting(BASE_URL).unwrap_or(wanted.url.as_str());
    if written != realm.base() && wanted.setting(BASE_URL).is_some() {
        proof.settings.insert(BASE_URL.to_owned(), realm.base().to_owned());
        proof.push(Step::valid(WHERE, format!("Keycloak answers at `{}`; that is used from now on", realm.base())));
    }
    if wanted.setting(REALM) != Some(realm.name()) {
        proof.settings.insert(REALM.to_owned(), realm.name().to_owned());
    }
}

fn realm_step(realm: &Realm, answer: &RealmAnswer) -> Step {
    let (name, base) = (realm.name(), realm.base());
    match answer {
        RealmAnswer::Found(_) => Step::valid(THERE, format!("`{name}` is at `{base}`")),
        RealmAnswer::NoRealm => Step::invalid(THERE, format!("Keycloak at `{base}` has no realm `{name}`"))
            .hint("it does not tell which realms it has; the console lists them, and upper and lower case matter"),
        RealmAnswer::Elsewhere(origin) => Step::invalid(WHERE, format!("`{base}` sends everybody on to `{origin}`"))
            .hint(format!("is Keycloak at `{origin}`? set the base URL to where it is")),
        RealmAnswer::NoKeycloak => {
            Step::invalid(WHERE, format!("no Keycloak answers at `{base}`, nor at `{}`", other_base(realm)))
                .hint("copy the address from the console: what stands before `/admin` or `/realms`")
        }
        RealmAnswer::Unclear(status) => Step::unknown(THERE, format!("`{base}` answered with status {status}"))
            .hint("try again when the server is well"),
    }
}

fn other_base(realm: &Realm) -> String {
    realm.at_the_other_path().base().to_owned()
}

/// Tokens carry the issuer, so a realm that calls itself something else is one that a client will not believe.
fn issuer_step(realm: &Realm, issuer: &str) -> Step {
    let asked = realm.issuer();
    if issuer == asked.as_str() {
        return Step::valid(Aspect::new("issuer", &[BASE_URL]), format!("`{issuer}`, as asked"));
    }
    let tail = format!("/realms/{}", realm.name());
    let hint = match issuer.strip_suffix(&tail) {
        Some(base) => format!("set the base URL to `{base}`, or fix Keycloak's `hostname` and proxy settings"),
        None => "fix Keycloak's `hostname` and proxy settings".to_owned(),
    };
    Step::insufficient(
        Aspect::new("issuer", &[BASE_URL]),
        format!("asked at `{asked}`, the realm calls itself `{issuer}`"),
    )
    .hint(hint)
}

fn userinfo_step(metadata: &Metadata) -> Step {
    match metadata.userinfo_endpoint {
        Some(_) => Step::valid("userinfo", "the realm tells who signed in"),
        None => {
            Step::insufficient("userinfo", "the realm names no userinfo endpoint, which the portal's sign-in needs")
        }
    }
}

fn signing_step(metadata: &Metadata) -> Step {
    let offered = &metadata.id_token_signing_alg_values_supported;
    if offered.iter().any(|algorithm| algorithm == EXPECTED_SIGNING) {
        return Step::valid("signing", format!("id tokens can be signed with {EXPECTED_SIGNING}"));
    }
    let offered: Vec<_> = offered.iter().map(|algorithm| format!("`{algorithm}`")).collect();
    Step::attention(
        "signing",
        format!("id tokens are not signed with {EXPECTED_SIGNING}, but with {}", offered.join(", ")),
    )
    .hint("set `tokenSignedResponseAlg` under `auth.providers.oidc` to the one the realm uses")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Verdict;

    fn realm(base: &str) -> Realm {
        let settings = [(BASE_URL.to_owned(), base.to_owned()), (REALM.to_owned(), "acme".to_owned())];
        Realm::of(&crate::providers::keycloak::tests::wanted(settings)).unwrap()
    }

    #[test]
    fn a_realm_by_another_name_is_told_with_both_names_and_the_way_out() {
        let step = issuer_step(&realm("http://sso.acme.dev"), "https://sso.acme.dev/realms/acme");
        assert_eq!(step.verdict, Verdict::Insufficient);
        assert!(step.says.contains("`http://sso.acme.dev/realms/acme`"), "{}", step.says);
        assert!(step.says.contains("`https://sso.acme.dev/realms/acme`"), "{}", step.says);
        assert!(step.hint.unwrap().contains("base URL to `https://sso.acme.dev`"));
    }

    #[test]
    fn another_signing_algorithm_is_worth_a_look_but_no_refusal() {
        let metadata = Metadata {
            issuer: String::new(),
            userinfo_endpoint: None,
            id_token_signing_alg_values_supported: vec!["ES256".to_owned()],
        };
        let step = signing_step(&metadata);
        assert!(step.attention && step.verdict == Verdict::Valid);
        assert!(step.says.contains("`ES256`"), "{}", step.says);
        assert_eq!(userinfo_step(&metadata).verdict, Verdict::Insufficient);
    }
}
