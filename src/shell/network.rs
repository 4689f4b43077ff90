//! How the network is used, from flags and the usual variables.

use std::path::PathBuf;

use anyhow::Result;

use super::cli::Global;
use super::variable;
use crate::providers::http::{Http, HttpOptions, Proxy};

/// The client of every provider.
pub(super) fn http(global: &Global) -> Result<Http> {
    let mut ca_certs = global.ca_cert.clone();
    let named = ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"].into_iter().filter_map(variable);
    ca_certs.extend(named.filter(|path| !path.is_empty()).map(PathBuf::from));
    let proxy = Proxy::from_variables(variable)?;
    Http::new(HttpOptions { timeout: global.timeout, ca_certs, proxy, ..HttpOptions::default() })
}
