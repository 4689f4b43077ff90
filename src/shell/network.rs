//! How the network is used, from flags and the usual variables.

use std::path::PathBuf;

use anyhow::Result;

use super::cli::Global;
use super::process::variable;
use crate::agreed::Agreed;
use crate::contract::system::systems;
use crate::providers::Provider;
use crate::providers::azure_devops::AzureDevOps;
use crate::providers::entra::Entra;
use crate::providers::github::GitHub;
use crate::providers::gitlab::GitLab;
use crate::providers::http::{Http, HttpOptions, Proxy};
use crate::providers::keycloak::Keycloak;
use crate::providers::ldap::Ldap;
use crate::providers::oidc::Oidc;
use crate::providers::system::ByRow;

/// The client of every provider.
pub(super) fn http(global: &Global) -> Result<Http> {
    let mut ca_certs = global.ca_cert.clone();
    let named = ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"].into_iter().filter_map(variable);
    ca_certs.extend(named.filter(|path| !path.is_empty()).map(PathBuf::from));
    let proxy = Proxy::from_variables(variable)?;
    Http::new(HttpOptions { timeout: global.timeout, ca_certs, proxy, ..HttpOptions::default() })
}

/// Every provider, over one client. Each asks only what is agreed to for its own secrets.
pub(super) fn providers(http: &Http, agreed: &Agreed) -> Vec<Box<dyn Provider>> {
    let to = |provider: &str| http.clone().behind(agreed.gate(provider));
    let by_row = systems().iter().map(|system| Box::new(ByRow::new(system, to(&system.name))) as Box<dyn Provider>);
    let own: Vec<Box<dyn Provider>> = vec![
        Box::new(AzureDevOps::new(to("azure-devops"))),
        Box::new(Entra::new(to("entra"))),
        Box::new(GitHub::new(to("github"))),
        Box::new(GitLab::new(to("gitlab"))),
        Box::new(Keycloak::new(to("keycloak"))),
        Box::new(Ldap::new(to("ldap"))),
        Box::new(Oidc::new(to("oidc"))),
    ];
    own.into_iter().chain(by_row).collect()
}
