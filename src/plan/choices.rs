//! What was decided before anything was asked of a provider.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use super::{Endpoints, Hub};
use crate::answers::file::{Stage, Target};
use crate::contract::Contract;

/// What was decided before anything was asked of a provider.
#[derive(Clone, Debug)]
pub struct Choices {
    /// What reads the files that are written.
    pub target: Target,
    /// Red Hat Developer Hub, where that is the portal.
    pub hub: Option<Hub>,
    /// Presets of the v2 image that stay, although nothing here asks for them.
    pub presets: Vec<String>,
    /// What the portal is for.
    pub stage: Stage,
    /// The portal's address, without a trailing slash.
    pub portal: Url,
    /// The backend's own address, where it is another: in development the pages have a server of their own.
    pub developed: Option<Url>,
    /// The contract that people sign in by, or that stands alone.
    pub main: String,
    /// The credential that signs people in; the recommended one when nothing is said.
    pub sign_in: Option<String>,
    /// What the backend reads with; what is usual for `main` when nothing is said.
    pub integration: Option<Vec<Chosen>>,
    /// What the portal shows of other systems.
    pub also: Vec<Chosen>,
    /// Where people and groups come from.
    pub org_data: OrgData,
    /// Optional features that were chosen.
    pub features: BTreeSet<String>,
    /// Providers that are not at their usual address.
    pub addresses: BTreeMap<String, Endpoints>,
    /// Providers that are asked somewhere else than at their address: stand-ins on the loopback interface.
    pub stand_ins: BTreeMap<String, Endpoints>,
}

impl Choices {
    /// The address that the backend answers at, from which callbacks are made.
    pub fn backend(&self) -> &Url {
        self.developed.as_ref().unwrap_or(&self.portal)
    }
}

/// A credential that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The name of the contract that it is of.
    pub contract: String,
    /// Its id there.
    pub credential: String,
}

impl Chosen {
    /// One of a contract's.
    pub fn of(contract: &Contract, credential: impl Into<String>) -> Self {
        Self { contract: contract.name.clone(), credential: credential.into() }
    }
}

/// Where people and groups come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrgData {
    /// From where they sign in, or else from the integration, by this credential where there is a choice.
    Usual {
        /// The credential's id.
        credential: Option<String>,
    },
    /// From this contract's provider.
    From {
        /// The contract's name.
        contract: String,
        /// The credential's id.
        credential: Option<String>,
    },
    /// From nowhere.
    Nowhere,
}
