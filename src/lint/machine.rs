//! Where an address leads, by its host: to this machine, to a neighbour that only this machine or its containers reach, or elsewhere.

use crate::contract::hosts::hosts;

/// The host of an address, or of a host with or without a port, in small letters.
pub(super) fn host(text: &str) -> String {
    let rest = text.trim().split_once("://").map_or(text.trim(), |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    match host.rsplit_once(':') {
        Some((name, port))
            if !port.contains(']') && !name.ends_with(':') && (!name.contains(':') || name.ends_with(']')) =>
        {
            name.to_owned()
        }
        _ => host,
    }
}

/// Tells whether a host is this machine.
pub(super) fn is_own(host: &str) -> bool {
    let ip = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    let is_name = host == "localhost" || host.ends_with(".localhost");
    is_name || ip.is_ok_and(|ip| ip.is_loopback() || ip.is_unspecified())
}

/// Tells whether a host is this machine, or the name of a container beside it.
pub(super) fn is_near(host: &str) -> bool {
    is_own(host) || host == "host.docker.internal" || !host.is_empty() && !host.contains(['.', ':'])
}

/// Tells whether a host is one that anybody on the internet may reach, by its name or address.
pub(super) fn is_public(host: &str) -> bool {
    let ip = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    let is_reserved = |ip: std::net::IpAddr| match ip {
        std::net::IpAddr::V4(ip) => ip.is_private() || ip.is_link_local() || ip.is_documentation() || is_shared(ip),
        std::net::IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local(),
    };
    !is_near(host) && !hosts().is_private(host) && !ip.is_ok_and(is_reserved)
}

/// An address that a provider of internet access shares among its customers (RFC 6598).
fn is_shared(ip: std::net::Ipv4Addr) -> bool {
    let [first, second, ..] = ip.octets();
    first == 100 && (64..128).contains(&second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_taken_out_of_whatever_names_it() {
        for (text, name) in [
            ("http://localhost:7007/x", "localhost"),
            ("ldap://user:pass@LDAP:1389", "ldap"),
            ("https://[::1]:8443", "[::1]"),
            ("[::1]", "[::1]"),
            ("::1", "::1"),
            ("db:5432", "db"),
            ("127.0.0.1", "127.0.0.1"),
        ] {
            assert_eq!(host(text), name, "{text}");
        }
    }

    #[test]
    fn a_public_host_is_told_from_those_of_a_network_of_ones_own() {
        for name in ["portal.acme.dev", "9.1.2.3", "[2a00::1]"] {
            assert!(is_public(name), "{name}");
        }
        for name in [
            "localhost",
            "portal",
            "10.0.0.7",
            "192.168.1.4",
            "100.64.0.1",
            "portal.lan",
            "a.svc.cluster.local",
            "10.0.0.1.nip.io",
        ] {
            assert!(!is_public(name), "{name}");
        }
    }

    #[test]
    fn this_machine_and_its_neighbours_are_told_from_all_others() {
        for name in ["localhost", "portal.localhost", "127.0.0.1", "[::1]", "::1", "0.0.0.0"] {
            assert!(is_own(name) && is_near(name), "{name}");
        }
        for name in ["db", "host.docker.internal", "keycloak"] {
            assert!(!is_own(name) && is_near(name), "{name}");
        }
        for name in ["", "10.0.0.7", "db.acme.dev", "localhost.acme.dev", "127.acme.dev"] {
            assert!(!is_own(name) && !is_near(name), "{name}");
        }
    }
}
