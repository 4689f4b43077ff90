//! The doors of a portal: the blocks of sign-in providers that people would come in by, each with the credential that it holds,
//! and what reads the people who may come in.

use url::Url;

use super::ground::Ground;
use super::{Credential, each};
use crate::config::Node;
use crate::contract::entrance::is_known;
use crate::credential::Purpose;
use crate::lint::Subject;

/// A block that people would come in by.
pub struct Door<'s> {
    /// The provider's key below `auth.providers`.
    pub provider: String,
    /// The environment that the block is for.
    pub environment: String,
    /// The block.
    pub block: &'s Node,
    /// Where people are sent back to; nothing, when the configuration does not say where the portal is.
    pub callback: Option<Url>,
    /// The credential of the block.
    pub credential: Credential,
}

/// The doors that can be gone through from here, in the order of the configuration's credentials. A provider has one: the block of the environment that is asked for.
pub fn doors<'s>(subject: &'s Subject<'s>) -> Vec<Door<'s>> {
    let ground = Ground::of(subject);
    let offered = |provider: &str| is_known(provider) && subject.sign_in_providers().any(|(key, _)| key == provider);
    let door = |credential: Credential| {
        let route = credential.places.first()?.route.clone();
        let (provider, rest) = route.strip_prefix("auth.providers.")?.split_once('.')?;
        let block = ground.sign_in(provider).filter(|_| offered(provider))?.1;
        let environment = rest.split('.').next().unwrap_or_default().to_owned();
        let callback = ground.callback(provider, block);
        Some(Door { provider: provider.to_owned(), environment, block, callback, credential })
    };
    each(&ground).into_iter().filter_map(door).collect()
}

/// The credentials that read people and groups, each for that alone.
pub fn readers(subject: &Subject<'_>) -> Vec<Credential> {
    let mut readers = super::credentials(subject);
    for reader in &mut readers {
        reader.wanted.retain(|wanted| wanted.purposes.contains(&Purpose::OrgData));
        reader.places.retain(|stands| !stands.route.starts_with("auth.providers."));
    }
    readers.retain(|reader| !reader.wanted.is_empty());
    readers
}
