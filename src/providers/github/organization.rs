//! The organisation: is there one of this name, asked before any credential exists, and how does a token's person stand
//! to it?

use serde::Deserialize;
use url::Url;

use super::app::{self, Account};
use super::client::{Answer, Auth, Client};
use super::install;
use super::pages;
use super::refusal::{self, Refusal};
use crate::credential::{CredentialKind, Fields, Purpose, Secret};
use crate::near::nearest;
use crate::proof::{Aspect, Proof, Step};
use crate::providers::Wanted;
use crate::providers::http::{Http, Unreachable, below, part};

/// The setting that names the organisation, and the step that looks at it.
pub(super) const ORGANIZATION: &str = "organization";
/// What the steps about it rest on.
const THERE: Aspect<'static> = Aspect::new("organization", &[ORGANIZATION]);
/// The longest name of an account: 39 characters, and some more for those that a company's own directory makes.
const LONGEST_NAME: usize = 60;
/// The organisations of a token's person.
const OWN: &str = "user/orgs?per_page=100";
/// How many of a person's own organisations are named.
const MOST_NAMED: usize = 5;

/// Reads an organisation's name, also out of its page's address or with an `@` before it.
pub(super) fn login(text: &str) -> Result<&str, Step> {
    let text = text.trim();
    let path = match text.split_once("://") {
        Some((_, address)) => address.split_once('/').map_or("", |(_, path)| path),
        None => text,
    };
    let path = path.trim_start_matches(['/', '@']);
    let name = ["orgs/", "organizations/"].iter().find_map(|before| path.strip_prefix(before)).unwrap_or(path);
    let name = name.split(['/', '?', '#']).next().unwrap_or_default();
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(fits) {
        let step = Step::invalid(THERE, "an organisation's name has only letters, digits and `-`");
        return Err(step.hint("it is the last part of its page's address"));
    }
    Ok(name)
}

/// Looks for the organisation as nobody in particular. A credential that is at hand is only asked for likely names.
pub(super) async fn look(http: &Http, wanted: &Wanted, at_hand: &Fields) -> Proof {
    let Some(given) = wanted.setting(ORGANIZATION) else { return Proof::default() };
    let name = match login(given) {
        Ok(name) => name,
        Err(step) => return Proof::of(step),
    };
    let Ok(nobody) = Client::new(http, &wanted.api_url, Auth::Nobody) else {
        return Proof::of(Step::unknown(THERE, format!("`{}` is no address of an API", wanted.api_url)));
    };
    let found = match found_as_nobody(&nobody, wanted, name).await {
        Ok(found) => found,
        Err(unreachable) => return Proof::of(unreachable.step(THERE)),
    };
    match found {
        Found::Told(proof) => proof,
        Found::Absent(step) => {
            Proof::of(match nearest(name, names_seen(http, wanted, at_hand).await.iter().map(String::as_str)) {
                Some(near) => step.hint(format!("is it `{near}`?")),
                None => step,
            })
        }
    }
}

/// What a stranger is told.
enum Found {
    Told(Proof),
    Absent(Step),
}

async fn found_as_nobody(nobody: &Client, wanted: &Wanted, name: &str) -> Result<Found, Unreachable> {
    let answer = nobody.get(&format!("orgs/{}", part(name))).await?;
    if let Some(found) = answer.found::<Account>() {
        return Ok(Found::Told(there(wanted, &found)));
    }
    Ok(Found::Told(Proof::of(match refusal::judge(&answer) {
        Refusal::NotFound if shows_nothing_to_strangers(&wanted.api_url) => hidden(),
        Refusal::NotFound => {
            let as_person = nobody.get(&format!("users/{}", part(name))).await?;
            match person(&as_person) {
                Some(step) => step,
                None => return Ok(Found::Absent(absent(wanted, name))),
            }
        }
        Refusal::SignInFirst | Refusal::BadCredentials => hidden(),
        refusal => refusal.step(THERE),
    })))
}

/// The organisations that a credential sees; none when there is no credential or it sees none.
async fn names_seen(http: &Http, wanted: &Wanted, at_hand: &Fields) -> Vec<String> {
    let accounts: Vec<Account> = match wanted.kind {
        CredentialKind::AccessToken => match at_hand.get("token").filter(|token| !token.is_empty()) {
            Some(token) => their_own(http, wanted, token).await.unwrap_or_default(),
            None => Vec::new(),
        },
        CredentialKind::GithubApp => match app::signing(http, wanted, at_hand, &mut Proof::default()) {
            Ok(signed) => install::accounts(&signed).await,
            Err(_) => Vec::new(),
        },
        _ => Vec::new(),
    };
    accounts.iter().map(|account| pages::shown(&account.login)).collect()
}

async fn their_own(http: &Http, wanted: &Wanted, token: &Secret) -> Option<Vec<Account>> {
    let client = Client::new(http, &wanted.api_url, Auth::Token(token.clone())).ok()?;
    client.get(OWN).await.ok()?.found()
}

/// Tells whether even an organisation that is there may be absent for a stranger: GHE.com keeps an enterprise to itself.
/// A server of one's own that does so answers 401 instead.
/// <https://docs.github.com/en/enterprise-cloud@latest/admin/data-residency/about-github-enterprise-cloud-with-data-residency>
fn shows_nothing_to_strangers(api_url: &Url) -> bool {
    api_url.host_str().is_some_and(|host| host.ends_with(".ghe.com"))
}

fn hidden() -> Step {
    Step::unknown(THERE, "this GitHub shows nothing to who is not signed in")
        .hint("the credential will tell whether the organisation is there")
}

/// Says that it is there, and takes over its own spelling.
fn there(wanted: &Wanted, found: &Account) -> Proof {
    let login = pages::shown(&found.login);
    let page = below(&wanted.url, &[&login]);
    let mut proof = Proof::of(Step::valid(THERE, format!("`{login}` is there: {page}")));
    if wanted.setting(ORGANIZATION) != Some(&login) {
        proof.settings.insert(ORGANIZATION.to_owned(), login);
    }
    proof
}

/// Says that the name is a person's, if it is.
fn person(answer: &Answer) -> Option<Step> {
    let person = answer.found::<Account>().filter(|account| account.kind != "Organization")?;
    let says = format!("`{}` is a person's account, not an organisation", pages::shown(&person.login));
    Some(Step::invalid(THERE, says).hint("people and teams come from an organisation; name one"))
}

fn absent(wanted: &Wanted, name: &str) -> Step {
    let host = wanted.url.host_str().unwrap_or_default();
    Step::invalid(THERE, format!("{host} has no organisation `{name}`"))
        .hint(format!("it is the last part of its page's address, as `my-org` in {}", below(&wanted.url, &["my-org"])))
}

#[derive(Deserialize)]
struct Membership {
    state: String,
    #[serde(default)]
    role: String,
}

/// Says how the token's person stands to the organisation.
pub(super) async fn membership(
    client: &Client,
    wanted: &Wanted,
    name: &str,
    person: &str,
) -> Result<Step, Unreachable> {
    let answer = client.get(&format!("orgs/{}", part(name))).await?;
    let Some(found) = answer.found::<Account>() else {
        return match refusal::judge(&answer) {
            Refusal::NotFound => Ok(misspelt(name, &client.get(OWN).await?)),
            refusal => Ok(refusal.step(THERE)),
        };
    };
    let answer = client.get(&format!("user/memberships/orgs/{}", part(&found.login))).await?;
    Ok(standing(wanted, &pages::shown(&found.login), person, &answer))
}

/// Judges the membership. GitHub tells it only to tokens that read organisations, and whether that matters is what the
/// scopes and the permissions say.
fn standing(wanted: &Wanted, organization: &str, person: &str, answer: &Answer) -> Step {
    match (answer.found::<Membership>(), refusal::judge(answer)) {
        (Some(membership), _) if membership.state == "pending" => {
            let page = below(&wanted.url, &["orgs", organization, "invitation"]);
            Step::insufficient(THERE, format!("`{person}` is invited to `{organization}` and has not accepted"))
                .hint(format!("accept it: {page}"))
        }
        (Some(membership), _) => {
            let stands = if membership.role == "admin" { "owns" } else { "is a member of" };
            Step::valid(THERE, format!("`{person}` {stands} `{organization}`"))
        }
        (None, Refusal::NotFound) => outsider(wanted, organization, person),
        (None, Refusal::LacksScope(_) | Refusal::LacksPermission(_) | Refusal::Forbidden) => {
            Step::valid(THERE, format!("`{organization}` is there; this token may not ask who is a member"))
        }
        (None, refusal) => refusal.step(THERE),
    }
}

fn outsider(wanted: &Wanted, organization: &str, person: &str) -> Step {
    let says = format!("`{person}` is not a member of `{organization}`");
    if wanted.purposes.contains(&Purpose::OrgData) {
        Step::insufficient(THERE, format!("{says}, so people and teams are not seen"))
            .hint("let an owner invite this account, or take another account's token")
    } else {
        Step::attention(THERE, format!("{says}: it sees public repositories, and those it was added to"))
    }
}

/// Offers the person's own organisation that is spelt nearly so. Those that want single sign-on may be left out.
fn misspelt(name: &str, own: &Answer) -> Step {
    let accounts: Vec<Account> = own.found().unwrap_or_default();
    let names: Vec<_> = accounts.iter().map(|account| pages::shown(&account.login)).collect();
    let step = Step::invalid(THERE, format!("there is no organisation `{name}` that this token sees"));
    let partial = own.header("x-github-sso").is_some_and(|told| told.starts_with("partial-results"));
    match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => step.hint(format!("is it `{near}`?")),
        None if partial => step.hint("is it spelt right? if so, authorise the token for its single sign-on"),
        None if names.is_empty() => step.hint("is it spelt right, and is the token's person a member?"),
        None => {
            let shown: Vec<_> = names.iter().take(MOST_NAMED).map(|name| format!("`{name}`")).collect();
            step.hint(format!("the token's person is in {}", shown.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_out_of_its_address_too() {
        for text in [
            "acme",
            " acme ",
            "@acme",
            "https://github.com/acme",
            "https://github.com/acme/portal?tab=x",
            "https://ghe.acme.dev/orgs/acme/people",
            "https://github.com/organizations/acme/settings/profile",
        ] {
            assert_eq!(login(text).unwrap(), "acme", "{text}");
        }
        for bad in ["", "a b", "https://github.com/", "https://github.com", "acmé", "../x", &"a".repeat(61)] {
            assert!(login(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_an_enterprise_on_ghe_com_hides_without_saying_so() {
        let hides = |api: &str| shows_nothing_to_strangers(&Url::parse(api).unwrap());
        assert!(hides("https://api.octocorp.ghe.com"));
        for api in ["https://api.github.com", "https://ghe.acme.dev/api/v3", "https://ghe.com.acme.dev/api/v3"] {
            assert!(!hides(api), "{api}");
        }
    }
}
