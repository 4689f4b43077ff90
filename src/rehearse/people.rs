//! Who is in the catalog: everything that the configuration's org data reads, and how much of what sign-in tells it tells.

use super::everybody::Everybody;
use super::judge::Knows;
use crate::config::Node;
use crate::proof::{Census, Extent, Limit, Step};
use crate::providers::http::Unreachable;
use crate::providers::{Provider, Wanted};
use crate::validate::live::{Credential, Door};

/// The step about the directory.
pub(super) const ORG_DATA: &str = "org data";

/// One directory that is read.
pub(super) struct Source<'a> {
    provider: &'a dyn Provider,
    wanted: &'a Wanted,
    credential: &'a Credential,
    /// What it tells of what sign-in would.
    pub(super) knows: Knows,
}

/// The directories that can be read, and what is to be said of the others.
pub(super) fn sources<'a>(
    door: &Door<'_>,
    readers: &'a [Credential],
    providers: &'a [Box<dyn Provider>],
) -> (Vec<Source<'a>>, Vec<Step>) {
    let (mut sources, mut steps) = (Vec::new(), Vec::new());
    for reader in readers {
        if let Some(why) = &reader.held_back {
            steps.push(Step { name: ORG_DATA.to_owned(), ..why.clone() });
            continue;
        }
        let Some(provider) = providers.iter().find(|provider| provider.id() == reader.provider) else { continue };
        let of =
            |wanted| Source { provider: &**provider, wanted, credential: reader, knows: knows(door, reader, wanted) };
        sources.extend(reader.wanted.iter().map(of));
    }
    if readers.is_empty() {
        let says = "the configuration reads no directory; people in files of the catalog are not looked at here";
        steps.push(Step::unknown(ORG_DATA, says).hint("add org data: `devportal-auth init --org-data PROVIDER`"));
    }
    (sources, steps)
}

impl Source<'_> {
    /// Reads it.
    ///
    /// # Errors
    /// When it cannot be read; as the step that says so.
    pub(super) async fn read(&self, census: &mut dyn Census) -> Result<Extent, Step> {
        let read = self.provider.directory(self.wanted, &self.credential.fields, census).await;
        read.map_err(|error| unasked(ORG_DATA, format!("could not read people and groups: {error:#}"), &error))
    }

    /// The credential with what is wanted of it, for a look at one person.
    pub(super) fn asked(&self) -> (&dyn Provider, &Wanted, &Credential) {
        (self.provider, self.wanted, self.credential)
    }
}

/// The step about a provider that could not be asked, with what to look at where it was not reached.
pub(super) fn unasked(name: &str, says: String, error: &anyhow::Error) -> Step {
    let unreachable = error.chain().find_map(|cause| cause.downcast_ref::<Unreachable>());
    let hint = unreachable.and_then(|unreachable| unreachable.steps.iter().rev().find_map(|step| step.hint.clone()));
    Step { hint, ..Step::unknown(name, says) }
}

/// Asks for everybody in all of them. Tells how much that was, and what could not be read.
pub(super) async fn ask(sources: &[Source<'_>], everybody: &mut Everybody<'_>) -> (Extent, Vec<Step>) {
    let (mut extent, mut steps) = (Extent::Whole, Vec::new());
    for source in sources {
        everybody.knows = source.knows;
        let read = source.read(everybody).await;
        extent = extent.and(read.as_ref().map_or(Extent::Part(Limit::Elsewhere), |read| *read));
        steps.extend(read.err());
    }
    (extent, steps)
}

/// Reads all of them, and tells how much that was.
pub(super) async fn read(sources: &[Source<'_>], census: &mut dyn Census) -> (Extent, Vec<Step>) {
    let (mut extent, mut steps) = (Extent::Whole, Vec::new());
    for source in sources {
        match source.read(census).await {
            Ok(read) => extent = extent.and(read),
            Err(step) => {
                extent = extent.and(Extent::Part(Limit::Elsewhere));
                steps.push(step);
            }
        }
    }
    (extent, steps)
}

/// People of another system, or of another server of the same, are told nothing of by signing in here.
fn knows(door: &Door<'_>, reader: &Credential, read: &Wanted) -> Knows {
    let signs_in = door.credential.wanted.first();
    let same = |setting: &str| signs_in.is_some_and(|own| own.setting(setting) == read.setting(setting));
    let same_server =
        signs_in.is_some_and(|own| own.url.host_str() == read.url.host_str() && own.url.port() == read.url.port());
    match (door.provider.as_str(), reader.provider) {
        _ if !same_server => Knows::Nothing,
        ("oidc", "keycloak") if door.credential.provider == "keycloak" && same("realm") => Knows::All,
        ("github", "github") | ("gitlab", "gitlab") => Knows::AllButMail,
        ("microsoft", "entra") if same("tenant") => Knows::AllButMail,
        ("ldap", "ldap") if names_by(door).is_some_and(|name| read.setting("user-attribute") == Some(name)) => {
            Knows::All
        }
        _ => Knows::Nothing,
    }
}

/// The attribute that people's names are taken from at sign-in.
fn names_by<'d>(door: &'d Door<'_>) -> Option<&'d str> {
    let options = door.block.get("ldapAuthenticationOptions")?;
    Some(options.get("usernameAttribute").and_then(Node::text).unwrap_or("uid"))
}
