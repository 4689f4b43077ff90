//! Secrets that stand where something else belongs: in the place of an id, of a directory's entry, or of a whole block. Which keys these
//! are is in `templates/`.

use std::sync::OnceLock;

use serde::Deserialize;

use super::forms::begins_as_token;
use super::names::plain;

const FACTS: &str = embedded!("backstage/secret-places");

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Facts {
    blocks: Vec<String>,
    texts: Vec<String>,
    ids: Vec<String>,
    forms_of_ids: Vec<String>,
    named_clients: Vec<String>,
    entries: Vec<String>,
    own: Vec<String>,
    asked: Vec<String>,
    connections: Vec<String>,
}

fn facts() -> &'static Facts {
    static READ: OnceLock<Facts> = OnceLock::new();
    READ.get_or_init(|| facts!(FACTS))
}

/// Tells whether keys lead to a block of secrets, where no text belongs.
pub fn is_block(keys: &[&str]) -> bool {
    let leads = |route: &String| {
        let wanted = route.split('.').rev();
        wanted.clone().count() <= keys.len()
            && wanted.zip(keys.iter().rev()).all(|(one, key)| one == "*" || one == *key)
    };
    facts().blocks.iter().any(leads) && !facts().texts.iter().any(leads)
}

/// Tells whether secrets below a key belong to the portal itself, or to what a provider is asked about as a whole.
pub fn is_own_or_asked(route: &str) -> bool {
    let below = |block: &String| route.strip_prefix(block.as_str()).is_some_and(|rest| rest.starts_with('.'));
    facts().own.iter().chain(&facts().asked).any(below)
}

/// Tells whether a key says in one text how a database or a cache is reached.
pub fn is_connection(route: &str) -> bool {
    let is = |known: &String| {
        known.split('.').count() == route.split('.').count()
            && known.split('.').zip(route.split('.')).all(|(one, key)| one == "*" || one == key)
    };
    facts().connections.iter().any(is)
}

/// Tells whether what stands in the place of an id, or of a name in a directory, may be a secret that was swapped with it.
pub fn is_swapped(key: &str, said: &str) -> bool {
    let plain = plain(key);
    let ends = |all: &[String]| all.iter().any(|end| plain.ends_with(end.as_str()));
    match () {
        () if ends(&facts().ids) => is_no_id(said.trim()),
        () if plain == "dn" || ends(&facts().entries) => !said.contains(['=', '@', '\\']) && !said.trim().is_empty(),
        () => false,
    }
}

/// Tells whether what is given for a variable of an id is surely a secret: a client secret of GitHub or GitLab, a provider's token, or
/// what nobody would call a client that is given its name by people.
pub fn is_no_id_for_sure(variable: &str, said: &str) -> bool {
    let plain = plain(variable);
    let is_of_named = || facts().named_clients.iter().any(|who| plain.starts_with(who.as_str())) && is_no_id(said);
    let is_of_github = said.len() == 40 && said.chars().all(|c| c.is_ascii_hexdigit());
    facts().ids.iter().any(|end| plain.ends_with(end.as_str()))
        && (begins_as_token(said) || is_of_github || is_of_named())
}

/// No id that a person gives a client is as long and has letters and digits alone.
const LONG: usize = 24;

fn is_no_id(said: &str) -> bool {
    let known = |form: &String| said.starts_with(form.as_str()) || said.ends_with(form.as_str());
    let fits = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '_' | '~' | '+' | '/' | '=')
            || (said.contains('~') && matches!(c, '-' | '.'))
    };
    // GitLab's ids are 64 digits.
    let is_gitlab = said.len() == 64 && said.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
    let digits = said.contains(|c: char| c.is_ascii_digit());
    let random =
        said.len() >= LONG && digits && said.chars().all(fits) && said.contains(|c: char| c.is_ascii_alphabetic());
    (begins_as_token(said) || random && !is_gitlab) && !facts().forms_of_ids.iter().any(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_in_the_place_of_an_id_is_told_from_an_id() {
        let hexadecimal = |length: usize| "c0ffee77aa".repeat(7)[..length].to_owned();
        for (key, said) in [
            ("clientId", hexadecimal(40).as_str()),
            ("GITHUB_AUTH_CLIENT_ID", &hexadecimal(40)),
            ("clientId", "GOCSPX-hunter2"),
            ("clientId", "Zx8Q~hunter2hunter2hunter2hunter.qr_st"),
            ("appId", "Vq3Lm9T2bWc7Rk0Hd5YsJf8NpZaXe1Gu"),
            ("dn", "hunter2"),
            ("LDAP_BIND_DN", "hunter2"),
        ] {
            assert!(is_swapped(key, said), "{key}: {said}");
        }
        for (key, said) in [
            ("clientId", "Iv23liAbCdEfGhIjKlMn"),
            ("clientId", &hexadecimal(20)),
            ("clientId", &hexadecimal(64)),
            ("clientId", "1234567890-abc123def456.apps.googleusercontent.com"),
            ("clientId", "7d1c9e3a-aaaa-bbbb-cccc-0123456789ab"),
            ("clientId", "backstage-production-01-europe"),
            ("appId", "998877"),
            ("dn", "cn=reader,dc=acme"),
            ("adminDn", "reader@acme.dev"),
            ("title", &hexadecimal(40)),
        ] {
            assert!(!is_swapped(key, said), "{key}: {said}");
        }
    }

    #[test]
    fn a_block_of_secrets_is_known_by_the_keys_that_lead_to_it() {
        for way in
            [&["x", "auth", "session"][..], &["integrations", "gitlab"], &["auth", "providers", "oidc", "production"]]
        {
            assert!(is_block(way), "{way:?}");
        }
        for way in [&["session"][..], &["auth", "environment"], &["auth", "providers", "guest", "userEntityRef"]] {
            assert!(!is_block(way), "{way:?}");
        }
    }
}
