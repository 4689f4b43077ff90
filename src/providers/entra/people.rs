//! Streams the people and groups that the portal's catalog would get, by the names that its module gives them
//! (`@backstage/plugin-catalog-backend-module-msgraph` 0.10): a person's mail address, a group's name, each made fit.

use anyhow::{Result, anyhow, bail};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::{client, error};
use crate::credential::{Fields, Secret};
use crate::proof::{Census, DirectoryGroup, DirectoryUser, Extent, Identity, Limit, Sought};
use crate::providers::Wanted;
use crate::providers::http::{Http, Reading, below};
use crate::providers::oauth::wire;

/// The most groups whose members are read.
const MOST_GROUPS: usize = 300;
/// The most pages of one list that are read, a hundred entries each.
const MOST_PAGES: usize = 500;
const PAGE: &str = "100";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    id: Option<String>,
    display_name: Option<String>,
    mail: Option<String>,
    user_principal_name: Option<String>,
    account_enabled: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    id: String,
    display_name: Option<String>,
    mail_nickname: Option<String>,
    #[serde(default)]
    security_enabled: Option<bool>,
}

#[derive(Deserialize)]
struct Page<T> {
    value: Vec<T>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
}

struct Reader<'a> {
    http: &'a Http,
    base: &'a Url,
    token: Secret,
    reading: Reading,
}

/// Reads everybody, as the filters of the portal's configuration say.
pub(super) async fn everybody(
    http: &Http,
    wanted: &Wanted,
    fields: &Fields,
    census: &mut dyn Census,
) -> Result<Extent> {
    let token = client::token(http, wanted, fields).await?;
    let reader = Reader { http, base: &wanted.api_url, token, reading: Reading::begun(http) };
    let select = "id,displayName,mail,userPrincipalName,accountEnabled";
    let users = list(&wanted.api_url, &["users"], wanted.setting("user-filter"), select);
    let people = reader.each(users, |user: User| user.taken().into_iter().for_each(|user| census.user(user))).await?;
    if !census.wants_groups() {
        return Ok(people);
    }
    let groups = list(
        &wanted.api_url,
        &["groups"],
        wanted.setting("group-filter"),
        "id,displayName,mailNickname,securityEnabled",
    );
    let mut found = Vec::new();
    let groups = reader.each(groups, |group: Group| found.push(group)).await?;
    let mut extent = people.and(groups);
    if found.len() > MOST_GROUPS {
        extent = extent.and(Extent::Part(Limit::Number));
    }
    for group in found.into_iter().take(MOST_GROUPS) {
        let Some(name) = group.name() else { continue };
        let mut members = Vec::new();
        let path = ["groups", &group.id, "members", "microsoft.graph.user"];
        let taken = |user: User| members.extend(user.taken().map(|user| user.name));
        extent = extent.and(reader.each(list(&wanted.api_url, &path, None, select), taken).await?);
        census.group(DirectoryGroup { name, members, ..DirectoryGroup::default() });
    }
    Ok(extent)
}

impl Reader<'_> {
    /// Hands each entry of a list on; says whether that is all. The next page is only asked for at the same host.
    async fn each<T: DeserializeOwned>(&self, first: Url, mut take: impl FnMut(T)) -> Result<Extent> {
        let (mut url, mut pages) = (first, self.reading.list());
        for _ in 0..MOST_PAGES {
            if let Some(limit) = pages.over() {
                return Ok(Extent::Part(limit));
            }
            let what = url.path().rsplit('/').next().unwrap_or_default().to_owned();
            let answer = wire::get(self.http, &url, Some(&self.token)).await?;
            let Some(page) = answer.json::<Page<T>>().filter(|_| answer.status == 200) else {
                bail!("could not read {what}: {}", error::graph("people".into(), &answer).says)
            };
            // The next page's address stands in the answer, too, and may be another one each time.
            let held =
                answer.json::<Page<Value>>().map(|page| page.value.iter().map(Value::to_string).collect::<Vec<_>>());
            if let Some(limit) = pages.whole(page.value.len(), &held) {
                return Ok(Extent::Part(limit));
            }
            page.value.into_iter().for_each(&mut take);
            match page.next.as_deref().map(Url::parse) {
                None => return Ok(Extent::Whole),
                Some(Ok(next)) if next.origin() == self.base.origin() => url = next,
                Some(_) => bail!("could not read {what} whole: the next page is at another host, which was not asked"),
            }
        }
        Ok(Extent::Part(Limit::Number))
    }
}

fn list(base: &Url, path: &[&str], filter: Option<&str>, select: &str) -> Url {
    let mut url = below(base, &[&["v1.0"], path].concat());
    url.query_pairs_mut().append_pair("$top", PAGE).append_pair("$select", select);
    filter.iter().for_each(|filter| _ = url.query_pairs_mut().append_pair("$filter", filter));
    url
}

impl User {
    /// The user that the module makes; none of somebody without a name, or who is disabled.
    fn taken(self) -> Option<DirectoryUser> {
        self.display_name.as_ref().filter(|_| self.account_enabled != Some(false))?;
        let name = self.mail.as_ref().or(self.user_principal_name.as_ref())?;
        let (name, email, id) = (fit(name), self.mail.clone(), self.id.clone());
        let sought = Some(Sought::Found(self.told()));
        Some(DirectoryUser { name, email, id, sought, ..DirectoryUser::default() })
    }

    /// Sign-in tells the mail address of the profile, which is the name they sign in with where there is none.
    fn told(self) -> Identity {
        Identity { email: self.mail.or(self.user_principal_name), id: self.id, ..Identity::default() }
    }
}

impl Group {
    fn name(&self) -> Option<String> {
        let display = self.display_name.as_ref()?;
        let name = if self.security_enabled == Some(true) { None } else { self.mail_nickname.as_ref() };
        Some(fit(name.unwrap_or(display)))
    }
}

/// As the module makes names fit (`normalizeEntityName`).
fn fit(name: &str) -> String {
    let keep = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.') { c } else { '_' };
    let mut fit: String = name.trim().to_lowercase().chars().map(keep).collect();
    fit.truncate(fit.trim_end_matches('_').len());
    while fit.contains("__") {
        fit = fit.replace("__", "_");
    }
    fit
}

/// Looks a person up by the name that they sign in with, or by mail address.
pub(super) async fn look_up(http: &Http, wanted: &Wanted, fields: &Fields, said: &str) -> Result<Sought> {
    let token = client::token(http, wanted, fields).await?;
    let escaped = said.replace('\'', "''");
    let filter = match said.contains('@') {
        true => format!("mail eq '{escaped}' or userPrincipalName eq '{escaped}'"),
        // People sign in with a whole address; a mere name is taken for what stands before its @.
        false => format!("startsWith(userPrincipalName,'{escaped}@')"),
    };
    let url = list(&wanted.api_url, &["users"], Some(&filter), "id,displayName,mail,userPrincipalName,accountEnabled");
    let answer = wire::get(http, &url, Some(&token)).await?;
    if answer.status == 403 {
        return Ok(Sought::Untold("the registration may not look for people".to_owned()));
    }
    let page: Option<Page<User>> = answer.json().filter(|_| answer.status == 200);
    let people =
        page.ok_or_else(|| anyhow!("could not look for a person: {}", error::graph("person".into(), &answer).says))?;
    let mut people = people.value.into_iter();
    Ok(match (people.next(), people.next()) {
        (Some(one), Some(another)) => {
            let named = |user: User| user.user_principal_name.unwrap_or_default();
            let both = format!("`{}` and `{}`", named(one), named(another));
            Sought::Nobody(format!("`{said}` is several people, {both} among them; give the whole address"))
        }
        (user, _) => who(said, user),
    })
}

fn who(said: &str, user: Option<User>) -> Sought {
    match user {
        None => Sought::Nobody(format!("the tenant has nobody called `{said}`")),
        Some(user) if user.account_enabled == Some(false) => {
            Sought::Nobody(format!("`{said}` is disabled in the tenant"))
        }
        Some(user) => Sought::Found(user.told()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_fit_as_the_catalogs_module_does() {
        assert_eq!(fit("Alice@Example.com"), "alice_example.com");
        assert_eq!(fit("backstage-Ops & SRE!"), "backstage-ops_sre");
        assert_eq!(fit("  Zoë "), "zo");
    }
}
