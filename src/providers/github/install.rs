//! Is the App installed on the organisation, for which repositories, and is it allowed what the portal needs?

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use serde::Deserialize;
use url::Url;

use super::app::{Account, App};
use super::client::{Auth, Client, Failure};
use super::permissions::{self, Waits};
use super::{pages, refusal};
use crate::credential::Secret;
use crate::near::nearest;
use crate::proof::{Aspect, Extent, Proof, Step};
use crate::providers::Wanted;
use crate::providers::http::Http;

/// The step's name.
const INSTALLED: Aspect<'static> = Aspect::new("installed", &[]);
/// The fact in a proof that is the page where a person mends it.
const MEND_PAGE: &str = "mend-page";
/// The most installations that are looked through. An App of one's own has a handful.
const MOST: usize = 1_000;

/// An App's place at an account.
#[derive(Deserialize)]
pub(super) struct Installation {
    id: u64,
    account: Option<Account>,
    #[serde(default)]
    repository_selection: String,
    html_url: Option<String>,
    suspended_at: Option<String>,
    /// What was approved there, which may be less than the App asks for.
    #[serde(default)]
    pub(super) permissions: BTreeMap<String, String>,
}

impl Installation {
    /// Tells whether it is the organisation's. A person's account of that name reads no teams.
    fn is_on(&self, organization: &str) -> bool {
        self.account.as_ref().is_some_and(|account| account.is(organization) && account.kind != "User")
    }
}

#[derive(Deserialize)]
struct Token {
    token: String,
}

#[derive(Deserialize)]
struct Seen {
    total_count: u64,
}

/// Returns the page that mends a proof that was refused, when a click there mends it.
pub(super) fn mend_page(proof: &Proof) -> Option<Url> {
    proof.settings.get(MEND_PAGE).filter(|_| proof.refused()).and_then(|page| Url::parse(page).ok())
}

/// Proves the installation. `signed` signs as the App.
pub(super) async fn prove(http: &Http, wanted: &Wanted, signed: &Client, app: &App) -> Proof {
    let Some(organization) = wanted.setting("organization") else {
        return Proof::of(Step::unknown(INSTALLED, "no organisation is named to look for it on"));
    };
    let (mut installations, partial) = match list(signed).await {
        Ok(read) => read,
        Err(failure) => return Proof::of(failure.step(INSTALLED)),
    };
    if let Some(at) = installations.iter().position(|there| there.is_on(organization)) {
        let there = &installations.swap_remove(at);
        return Place { http, wanted, signed, app, there }.prove().await;
    }
    if partial {
        let says = format!("not on `{organization}`, as far as GitHub's list of installations could be read");
        return Proof::of(Step::unknown(INSTALLED, says));
    }
    let page = pages::install(&wanted.url, app.html_url.as_deref(), &app.slug);
    let elsewhere: Vec<_> = installations.into_iter().filter_map(|there| there.account).collect();
    with_page(Proof::of(nowhere_near(organization, &elsewhere, &page)), &page)
}

/// Takes a token that acts for the App on an organisation.
///
/// # Errors
/// When it is not installed there, is suspended, or GitHub cannot be reached.
pub(super) async fn token(signed: &Client, organization: &str) -> Result<Secret> {
    let (installations, _) = list(signed).await.map_err(|failure| anyhow!(failure.step(INSTALLED).says))?;
    match installations.iter().find(|there| there.is_on(organization)) {
        Some(there) => token_of(signed, there).await,
        None => Err(anyhow!("the App is not installed on `{organization}`")),
    }
}

/// Lists where the App is installed, and tells whether there may be more. Backstage finds its installation in the same list, and
/// GitHub's description of `GET /orgs/ORG/installation` knows no answer for an App that is not there.
async fn list(signed: &Client) -> Result<(Vec<Installation>, bool), Failure> {
    let (list, extent) = signed.all("app/installations", MOST, &signed.reading()).await?;
    let entries = list.len();
    let read: Vec<_> = list.into_iter().filter_map(|one| serde_json::from_value(one).ok()).collect();
    let partial = extent != Extent::Whole || read.len() < entries;
    Ok((read, partial))
}

/// The accounts where the App is installed; none when they cannot be read.
pub(super) async fn accounts(signed: &Client) -> Vec<Account> {
    let (installations, _) = list(signed).await.unwrap_or_default();
    installations.into_iter().filter_map(|there| there.account).collect()
}

async fn token_of(signed: &Client, there: &Installation) -> Result<Secret> {
    let path = format!("app/installations/{}/access_tokens", there.id);
    let answer = signed.post(&path, None).await?;
    match (answer.status, answer.json::<Token>()) {
        (201, Some(given)) => Ok(Secret::new(given.token)),
        (201, None) => Err(anyhow!("GitHub's answer has an unknown form")),
        (403, _) if there.suspended_at.is_some() => Err(anyhow!("the App is suspended there")),
        _ => Err(anyhow!(refusal::step(INSTALLED, &answer).says)),
    }
}

/// An installation, with everything that says whether it is enough.
struct Place<'a> {
    http: &'a Http,
    wanted: &'a Wanted,
    signed: &'a Client,
    app: &'a App,
    there: &'a Installation,
}

impl Place<'_> {
    async fn prove(&self) -> Proof {
        if self.there.suspended_at.is_some() {
            let step = Step::insufficient(INSTALLED, format!("on {}, but suspended", self.whose()));
            return mended_at(Proof::default(), step, "lift it", self.page().as_ref());
        }
        let proof = Proof::of(reach(self, self.count().await));
        let allowed = permissions::judge(&self.wanted.permissions, &self.there.permissions, &self.app.permissions);
        match allowed.waits {
            Waits::No => mended_at(proof, allowed.step, "", None),
            Waits::ForAnOwner => mended_at(proof, allowed.step, "an owner approves them", self.page().as_ref()),
            Waits::ForTheApp => {
                let page = pages::permissions(&self.wanted.url, self.owner(), &self.app.slug);
                mended_at(proof, allowed.step, "add them to the App, then approve them where it is", Some(&page))
            }
        }
    }

    /// Counts the repositories that the App sees, which is told but never demanded.
    async fn count(&self) -> Option<u64> {
        let token = token_of(self.signed, self.there).await.ok()?;
        let client = Client::new(self.http, &self.wanted.api_url, Auth::Token(token)).ok()?;
        let answer = client.get("installation/repositories?per_page=1").await.ok()?;
        answer.json::<Seen>().map(|seen| seen.total_count).filter(|_| answer.status == 200)
    }

    fn whose(&self) -> String {
        let login = self.there.account.as_ref().map(|account| pages::shown(&account.login));
        login.map_or_else(|| "the organisation".to_owned(), |login| format!("`{login}`"))
    }

    /// Where an owner of the organisation finds the installation.
    fn page(&self) -> Option<Url> {
        pages::trusted(&self.wanted.url, self.there.html_url.as_deref())
    }

    /// The organisation that the App belongs to; nobody when it is a person's.
    fn owner(&self) -> Option<&str> {
        self.app.owner.as_ref().filter(|owner| owner.kind != "User").map(|owner| owner.login.as_str())
    }
}

/// Says for how many repositories an App is installed.
fn reach(place: &Place<'_>, count: Option<u64>) -> Step {
    let whose = place.whose();
    if place.there.repository_selection != "selected" {
        let all = count.map_or_else(|| "all repositories".to_owned(), |count| format!("all {count} repositories"));
        return Step::valid(INSTALLED, format!("on {whose}, {all}"));
    }
    let some = match count {
        Some(1) => "1 selected repository".to_owned(),
        Some(count) => format!("{count} selected repositories"),
        None => "selected repositories".to_owned(),
    };
    let step = Step::attention(INSTALLED, format!("on {whose}, for {some}; the portal does not see the others"));
    match place.page() {
        Some(page) => step.hint(format!("let it see more: {page}")),
        None => step,
    }
}

/// Says that the App is not where it should be, and where it is.
fn nowhere_near(organization: &str, elsewhere: &[Account], page: &Url) -> Step {
    let says = |says: String| Step::insufficient(INSTALLED, says);
    let install = format!("an owner of `{organization}` installs it: {page}");
    if elsewhere.iter().any(|account| account.is(organization)) {
        return says(format!("`{organization}` is a person's account, not an organisation"))
            .resting_on(&["organization"])
            .hint("name the organisation that the portal shall read");
    }
    let close = |account: &&Account| nearest(organization, [account.login.as_str()]).is_some();
    match (elsewhere.iter().find(close), elsewhere) {
        (Some(account), _) => says(format!("on `{}`, not on `{organization}`", pages::shown(&account.login)))
            .resting_on(&["organization"])
            .hint(format!("is the organisation misspelt? If not, {install}")),
        (None, []) => says(format!("not on `{organization}` yet")).hint(install),
        (None, [first, rest @ ..]) => {
            let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
            says(format!("not on `{organization}` yet, only on `{}`{more}", pages::shown(&first.login))).hint(install)
        }
    }
}

fn mended_at(mut proof: Proof, step: Step, what: &str, page: Option<&Url>) -> Proof {
    let Some(page) = page else {
        proof.push(step);
        return proof;
    };
    proof.push(step.hint(format!("{what}: {page}")));
    with_page(proof, page)
}

fn with_page(mut proof: Proof, page: &Url) -> Proof {
    proof.settings.insert(MEND_PAGE.to_owned(), page.to_string());
    proof
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(organization: &str, elsewhere: &[(&str, &str)]) -> String {
        let account = |(login, kind): &(&str, &str)| Account { login: (*login).into(), kind: (*kind).into() };
        let accounts: Vec<_> = elsewhere.iter().map(account).collect();
        let page = Url::parse("https://github.com/apps/acme-devportal/installations/new").unwrap();
        let step = nowhere_near(organization, &accounts, &page);
        assert!(step.hint.is_some());
        step.says
    }

    #[test]
    fn where_an_app_is_instead_is_said() {
        assert_eq!(said("acme", &[]), "not on `acme` yet");
        assert_eq!(said("acmee", &[("Acme", "Organization")]), "on `Acme`, not on `acmee`");
        assert_eq!(said("acme", &[("globex", "Organization")]), "not on `acme` yet, only on `globex`");
        let two = [("globex", "Organization"), ("initech", "Organization")];
        assert_eq!(said("acme", &two), "not on `acme` yet, only on `globex` and 1 more");
        assert_eq!(said("ada", &[("ada", "User")]), "`ada` is a person's account, not an organisation");
    }
}
