//! Where an address leads, by its host: to this machine, to a neighbour that only this machine or its containers reach, or elsewhere.

use std::net::{IpAddr, Ipv4Addr};

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
    hosts().is_own(host) || address(host).is_some_and(|ip| ip.is_loopback() || ip.is_unspecified())
}

/// The address that a host is, or that its name stands for.
fn address(host: &str) -> Option<IpAddr> {
    let ip = host.trim_start_matches('[').trim_end_matches(']').parse();
    ip.ok().or_else(|| hosts().address(host).map(IpAddr::V4))
}

/// Tells whether a host is this machine, or the name of a container beside it.
pub(super) fn is_near(host: &str) -> bool {
    is_own(host) || host == "host.docker.internal" || !host.is_empty() && !host.contains(['.', ':'])
}

/// Tells whether a host is one that anybody on the internet may reach, by its name or address.
pub(super) fn is_public(host: &str) -> bool {
    let is_reserved = |ip: IpAddr| match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_link_local() || ip.is_documentation() || is_shared(ip),
        IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local(),
    };
    // What cannot be read out of a name that stands for an address is not known.
    let is_hidden = hosts().is_private(host) || hosts().is_addressed(host) && address(host).is_none();
    !is_near(host) && !is_hidden && !address(host).is_some_and(is_reserved)
}

/// An address that a provider of internet access shares among its customers (RFC 6598).
fn is_shared(ip: Ipv4Addr) -> bool {
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
        for name in ["portal.acme.dev", "9.1.2.3", "[2a00::1]", "portal.74.220.18.43.nip.io"] {
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
            "portal.nip.io",
            "portal.localtest.me",
        ] {
            assert!(!is_public(name), "{name}");
        }
    }

    #[test]
    fn this_machine_and_its_neighbours_are_told_from_all_others() {
        for name in [
            "localhost",
            "portal.localhost",
            "127.0.0.1",
            "[::1]",
            "::1",
            "0.0.0.0",
            "portal.localtest.me",
            "portal.127.0.0.1.nip.io",
            "ui.portal.orb.local",
        ] {
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
