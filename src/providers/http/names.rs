//! Looks names up. This machine's own names are asked of nobody: whatever a resolver would say, they lead to this machine, because
//! it is the only one that is spoken to in the clear.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Name, Resolve, Resolving};
use tokio::net::lookup_host;

use super::manners::is_local_name;

/// The addresses of a name.
///
/// # Errors
/// When nobody knows the name.
pub(super) async fn look_up(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    if is_local_name(host) {
        return Ok(vec![(Ipv4Addr::LOCALHOST, port).into(), (Ipv6Addr::LOCALHOST, port).into()]);
    }
    Ok(lookup_host((host, port)).await?.collect())
}

/// The same, as the client of requests wants it.
#[derive(Debug)]
pub(super) struct Names;

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = look_up(name.as_str(), 0).await?;
            Ok(Box::new(found.into_iter()) as Box<dyn Iterator<Item = SocketAddr> + Send>)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn this_machines_names_lead_to_this_machine_whatever_a_resolver_says() {
        for name in ["localhost", "kc.localhost", "no-such-name.Localhost"] {
            let found = look_up(name, 4711).await.unwrap();
            assert!(!found.is_empty() && found.iter().all(|at| at.ip().is_loopback() && at.port() == 4711), "{name}");
        }
    }
}
