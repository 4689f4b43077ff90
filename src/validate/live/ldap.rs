//! Directories: the account of `auth.providers.ldap`, and the one that reads people for `ldapOrg`.

use std::collections::BTreeSet;

use url::Url;

use super::ground::{Block, Ground, items};
use super::read::Reading;
use super::{Credential, Stands};
use crate::config::{Node, Value};
use crate::credential::{CredentialKind, Purpose};
use crate::proof::Step;
use crate::providers::Wanted;
use crate::providers::http::is_loopback;

const LDAP: &str = "ldap";
const TITLE: &str = "directory account";
/// Everything below a base, where no filter narrows it.
const EVERYTHING: &str = "(objectClass=*)";

/// Everything at directories.
pub(super) fn credentials(ground: &Ground<'_>) -> Vec<Credential> {
    let readers = ground.catalog("ldapOrg").into_iter().map(|block| reader(ground, &block));
    let readers: Vec<_> = readers.collect();
    let sign_in = sign_in(ground, &readers);
    readers.into_iter().chain(sign_in).collect()
}

fn sign_in(ground: &Ground<'_>, readers: &[Credential]) -> Option<Credential> {
    let (route, block) = ground.sign_in(LDAP)?;
    let options = block.get("ldapAuthenticationOptions")?;
    let mut reading = Reading::new(ground.subject);
    reading.field("dn", options, "adminDn");
    reading.field("password", options, "adminPassword");
    let url = options.get("ldapOpts").and_then(|node| reading.address(node, "url"));
    // Text is a yes here, whatever it says: it is handed on as it is.
    let off = |said: &Node| matches!(said.value, Value::Bool(false));
    let verified = reading.verified(options, "ldapOpts.tlsOptions.rejectUnauthorized", off);
    let start = options.get("starttls").and_then(Node::boolean) == Some(true);
    let base = reading.setting(options, "userSearchBase").unwrap_or_default();
    let attribute = options.get("usernameAttribute").and_then(Node::text).unwrap_or("uid").to_owned();
    let mut settings = vec![("users-base", base.clone())];
    // Who reads people below the same base shows more than this would.
    let below = |wanted: &Wanted| wanted.setting("users-base") == Some(base.as_str());
    if !readers.iter().any(|reader| reader.fields == reading.fields && reader.wanted.iter().any(below)) {
        settings.extend([("users-filter", format!("({attribute}=*)")), ("user-attribute", attribute)]);
    }
    let stands = Stands { route: format!("{route}.ldapAuthenticationOptions"), place: options.head() };
    Some(account(ground, reading, stands, Purpose::Authentication, Way { url, verified, start }, settings))
}

/// Both may hold several searches; the first of each is taken, as most have one.
fn reader(ground: &Ground<'_>, (route, block): &Block<'_>) -> Credential {
    let mut reading = Reading::new(ground.subject);
    let bind = block.get("bind").unwrap_or(block);
    reading.field("dn", bind, "dn");
    reading.field("password", bind, "secret");
    let url = reading.address(block, "target");
    let verified = reading.verified(block, "tls.rejectUnauthorized", |said| said.boolean() == Some(false));
    let mut settings = Vec::new();
    settings.extend(said(block, "vendor.dnAttributeName").map(|attribute| ("dn-attribute", attribute)));
    for (key, whose, named) in [
        ("users", ["users-base", "users-filter", "user-attribute", "users-paged"], "uid"),
        ("groups", ["groups-base", "groups-filter", "group-attribute", "groups-paged"], "cn"),
    ] {
        let first = block.get(key).map(|list| items(key, list)).unwrap_or_default();
        let Some((_, search)) = first.first() else { continue };
        let [base, filter, attribute, paged] = whose;
        settings.extend(reading.setting(search, "dn").map(|dn| (base, dn)));
        let options = search.get("options");
        let narrowed = options.and_then(|options| reading.setting(options, "filter"));
        settings.push((filter, narrowed.unwrap_or_else(|| EVERYTHING.to_owned())));
        if options.is_none_or(is_whole) {
            settings.push((paged, "false".to_owned()));
        }
        let map = |key: &str| said(search, &format!("map.{key}"));
        settings.push((attribute, map("name").unwrap_or_else(|| named.to_owned())));
        let mapped: &[(&str, &str)] = match key {
            "users" => &[
                ("email", "email-attribute"),
                ("displayName", "display-attribute"),
                ("memberOf", "member-of-attribute"),
                ("rdn", "naming-attribute"),
            ],
            _ => &[("members", "member-attribute")],
        };
        settings.extend(mapped.iter().filter_map(|(key, setting)| Some((*setting, map(key)?))));
    }
    let stands = Stands { route: route.clone(), place: block.head() };
    account(ground, reading, stands, Purpose::OrgData, Way { url, verified, start: false }, settings)
}

/// The text of a key further below.
fn said(node: &Node, path: &str) -> Option<String> {
    path.split('.').try_fold(node, |node, key| node.get(key)).and_then(Node::text).map(str::to_owned)
}

/// Tells whether a list is surely asked for as a whole, and not page by page.
fn is_whole(options: &Node) -> bool {
    options.lacks("paged") || options.get("paged").and_then(Node::boolean) == Some(false)
}

/// The way to the server.
struct Way {
    url: Option<Url>,
    verified: bool,
    start: bool,
}

fn account(
    ground: &Ground<'_>,
    mut reading: Reading<'_>,
    stands: Stands,
    purpose: Purpose,
    way: Way,
    settings: Vec<(&str, String)>,
) -> Credential {
    let wanted = way.url.map(|url| {
        reading.hold_back(in_the_clear(&url, way.start));
        let purposes = BTreeSet::from([purpose]);
        let mut wanted: Wanted = ground.wanted(LDAP, CredentialKind::BindAccount, &purposes, (&url, &url));
        wanted.settings = settings.into_iter().map(|(field, value)| (field.to_owned(), value)).collect();
        // Names other than distinguished ones are Active Directory's.
        if wanted.settings.get("user-attribute").is_some_and(|name| name.eq_ignore_ascii_case("sAMAccountName")) {
            wanted.settings.insert("directory".to_owned(), "active-directory".to_owned());
        }
        let tls = match (way.start, way.verified) {
            (true, true) => "starttls",
            (true, false) => "starttls-unverified",
            (false, true) => "verify",
            (false, false) => "unverified",
        };
        wanted.settings.insert("tls".to_owned(), tls.to_owned());
        wanted
    });
    Credential::of(TITLE, LDAP, stands, reading, wanted.into_iter().collect())
}

/// A password in the clear is sent to this machine only, whatever the configuration says.
fn in_the_clear(url: &Url, start: bool) -> Option<Step> {
    let host = url.host_str().unwrap_or_default();
    match url.scheme() {
        "ldaps" => None,
        "ldap" if start || is_loopback(host) => None,
        "ldap" => {
            let says = format!("`ldap://{host}` is not encrypted; no password was sent there");
            Some(Step::unknown("address", says).hint(format!("write `ldaps://{host}`")))
        }
        _ => Some(Step::unknown("address", "the address begins with neither `ldaps://` nor `ldap://`")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::address;
    use super::*;

    #[test]
    fn passwords_go_in_the_clear_to_this_machine_alone() {
        let held = |text: &str, start| in_the_clear(&address::read(text).unwrap(), start).is_some();
        assert!(held("ldap://dc.acme.dev", false) && held("http://dc.acme.dev", false));
        assert!(!held("ldap://dc.acme.dev", true) && !held("ldaps://dc.acme.dev", false));
        assert!(!held("ldap://127.0.0.1:3389", false));
    }
}
