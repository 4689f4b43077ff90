//! `--live`: which credentials the effective configuration holds, and what is to be proven of each. Pure: a configuration in,
//! credentials out. `prove` takes them to their providers, `findings` says what came of it where they stand, `tell` to a person.
//!
//! `ground` is what all of them stand on, `read` takes a credential's parts and remembers what is lacking, and each provider's
//! module knows its keys. `asked` holds back what would go to a server that nobody agreed to.

mod address;
mod asked;
mod azure_devops;
mod door;
mod entra;
mod findings;
mod github;
mod gitlab;
mod ground;
mod ldap;
mod openid;
mod prove;
mod read;
mod systems;
mod tell;

use url::Url;

use crate::config::{Place, Text};
use crate::credential::Fields;
use crate::lint::Subject;
use crate::proof::Step;
use crate::providers::Wanted;
use crate::secrecy::{is_connection, is_own_or_asked, is_secret_key};

pub use self::asked::{Open, hold_back, open};
pub use self::door::{Door, doors, readers};
pub use self::findings::findings;
pub use self::prove::{Outcome, prove, untold};
pub use self::tell::tell;

use self::ground::Ground;
use self::read::Reading;

/// One credential that the configuration holds.
#[derive(Clone, Debug)]
pub struct Credential {
    /// What a person calls it.
    pub title: String,
    /// The provider that knows it.
    pub provider: &'static str,
    /// Another provider that may know it better, and what is wanted then: a realm of Keycloak is an OpenID Connect server as well.
    pub rather: Option<(&'static str, Wanted)>,
    /// Where it stands; more than once when it serves several purposes.
    pub places: Vec<Stands>,
    /// What is wanted of it: once for each organisation or group that it reads.
    pub wanted: Vec<Wanted>,
    /// Whether one of them is enough.
    pub one_is_enough: bool,
    /// Its parts.
    pub fields: Fields,
    /// The addresses that the configuration names for it, and where.
    pub named: Vec<(Url, Place)>,
    /// Where the configuration says how the connection is kept from others' eyes, when it does.
    pub kept_by: Option<Place>,
    /// Why it cannot be tried; nothing is sent then.
    pub held_back: Option<Step>,
    /// What has to be said besides what its provider tells.
    pub besides: Vec<Step>,
}

/// Where a credential stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stands {
    /// The key (`integrations.github.0.token`).
    pub route: String,
    /// Its place in a file.
    pub place: Place,
}

impl Credential {
    /// A credential by its parts. Without an address there is nothing to ask.
    fn of(title: &str, provider: &'static str, stands: Stands, reading: Reading<'_>, wanted: Vec<Wanted>) -> Self {
        let (named, kept_by) = (reading.named.clone(), reading.kept_by);
        let (fields, lacking) = reading.done();
        let nowhere =
            || wanted.is_empty().then(|| Step::unknown("address", "where it is asked cannot be told from here"));
        let held_back = lacking.or_else(nowhere);
        Self {
            title: title.to_owned(),
            provider,
            rather: None,
            places: vec![stands],
            wanted,
            one_is_enough: false,
            fields,
            named,
            kept_by,
            held_back,
            besides: Vec::new(),
        }
    }

    /// Tells whether anything is sent.
    pub fn is_tried(&self) -> bool {
        self.held_back.is_none()
    }

    /// Tells whether both are the same thing at the same provider.
    fn is(&self, other: &Self) -> bool {
        let server = |one: &Self| one.wanted.first().map(|wanted| (wanted.url.clone(), wanted.kind));
        self.provider == other.provider
            && self.is_tried()
            && other.is_tried()
            && self.fields == other.fields
            && server(self) == server(other)
    }

    /// Takes over what another one of the same parts is for.
    fn also(&mut self, other: Self) {
        self.places.extend(other.places);
        self.named.extend(other.named);
        self.kept_by = self.kept_by.or(other.kept_by);
        self.besides.extend(other.besides);
        for more in other.wanted {
            match self.wanted.iter_mut().find(|wanted| is_of_one_place(wanted, &more)) {
                Some(wanted) => join(wanted, more),
                None => self.wanted.push(more),
            }
        }
    }
}

/// The same for each value of a setting; once without it when there is none.
fn for_each(wanted: &Wanted, field: &str, values: &[String]) -> Vec<Wanted> {
    if values.is_empty() {
        return vec![wanted.clone()];
    }
    let with = |value: &String| {
        let mut one = wanted.clone();
        one.settings.insert(field.to_owned(), value.clone());
        one
    };
    values.iter().map(with).collect()
}

/// Tells whether two things that are wanted can be seen in one proof: no setting contradicts.
fn is_of_one_place(one: &Wanted, other: &Wanted) -> bool {
    one.settings.iter().all(|(field, value)| other.settings.get(field).is_none_or(|said| said == value))
}

fn join(wanted: &mut Wanted, more: Wanted) {
    wanted.purposes.extend(more.purposes);
    wanted.callback = wanted.callback.take().or(more.callback);
    wanted.settings.extend(more.settings);
    for (scope, features) in more.scopes {
        wanted.scopes.entry(scope).or_default().extend(features);
    }
    wanted.permissions.extend(more.permissions);
}

/// Every credential of the effective configuration that can be proven; what stands twice is there once.
pub fn credentials(subject: &Subject<'_>) -> Vec<Credential> {
    let ground = Ground::of(subject);
    let mut all: Vec<Credential> = Vec::new();
    for credential in each(&ground) {
        match all.iter_mut().find(|known| known.is(&credential)) {
            Some(known) => known.also(credential),
            None => all.push(credential),
        }
    }
    github::lend(&mut all);
    name_apart(&mut all);
    all
}

/// Every credential that stands somewhere, as often as it does.
fn each(ground: &Ground<'_>) -> Vec<Credential> {
    let mut found = github::credentials(ground);
    found.extend(gitlab::credentials(ground));
    found.extend(azure_devops::credentials(ground));
    found.extend(entra::credentials(ground));
    found.extend(openid::credentials(ground));
    found.extend(ldap::credentials(ground));
    found.extend(systems::credentials(ground));
    found
}

/// The keys of other secrets that belong to some system outside, which no provider here knows. `found` are the credentials that are
/// known.
pub fn untried(subject: &Subject<'_>, found: &[Credential]) -> Vec<String> {
    let places: Vec<&str> = found.iter().flat_map(|one| &one.places).map(|stands| stands.route.as_str()).collect();
    let is_found = |route: &str| {
        places
            .iter()
            .any(|place| route.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    };
    let is_secret = |route: &str, text: &Text| {
        let key = route.rsplit('.').find(|part| part.parse::<usize>().is_err()).unwrap_or_default();
        is_secret_key(key) || is_connection(route) && may_hold_password(text)
    };
    let is_other = |route: &str, text: &Text| is_secret(route, text) && !is_found(route) && !is_own_or_asked(route);
    let texts = subject.texts().into_iter().filter(|(route, _, text)| is_other(route, text));
    texts.map(|(route, ..)| route).collect()
}

/// Tells whether a text that says how something is reached has a password in it, or may have one, as nobody said what it is.
fn may_hold_password(text: &Text) -> bool {
    match text.known() {
        Some(said) => {
            Url::parse(said).is_ok_and(|url| url.password().is_some())
                || said.to_ascii_lowercase().contains("password=")
        }
        None => text.is_reference(),
    }
}

/// Credentials of the same name are told apart by their keys.
fn name_apart(all: &mut [Credential]) {
    let titles: Vec<String> = all.iter().map(|credential| credential.title.clone()).collect();
    for credential in all.iter_mut() {
        let alike = titles.iter().filter(|title| **title == credential.title).count() > 1;
        if let Some(stands) = credential.places.first().filter(|_| alike) {
            credential.title = format!("{} ({})", credential.title, stands.route);
        }
    }
}

#[cfg(test)]
mod tests;
