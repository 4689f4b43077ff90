//! Puts in words why a server's certificate was refused: who signed it, until when it was good, which names it has.

use std::net::IpAddr;

use rustls::pki_types::CertificateDer;
use rustls::{CertificateError, Error};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;
use x509_parser::x509::X509Name;

use super::unreachable::clean;
use crate::proof::Step;

/// The most names of a certificate that are listed.
const MOST_NAMES: usize = 5;

/// What a person wants to know of one certificate.
struct Facts {
    subject: String,
    issuer: String,
    not_before: String,
    not_after: String,
    names: Vec<String>,
    /// Whether it signed itself.
    own_issuer: bool,
    /// Whether it may sign others.
    authority: bool,
}

/// Judges a handshake that failed, by the chain that the server presented and the real verdict.
pub(super) fn refusal(chain: &[CertificateDer<'_>], error: &Error, host: &str) -> Step {
    let facts = chain.first().and_then(|certificate| facts(certificate));
    match (error, facts) {
        (Error::InvalidCertificate(why), Some(facts)) => refused(why, &facts, &signer(chain), host),
        (Error::InvalidCertificate(_), None) => failed("its certificate cannot be read"),
        _ => broken(error),
    }
}

/// Names who signed the chain, which must be somebody that this machine knows.
pub(super) fn signer(chain: &[CertificateDer<'_>]) -> String {
    let all: Vec<Facts> = chain.iter().filter_map(|certificate| facts(certificate)).collect();
    let Some(mut last) = all.first() else { return "nobody".to_owned() };
    for _ in 0..all.len() {
        match all.iter().find(|next| !last.own_issuer && next.subject == last.issuer) {
            Some(next) => last = next,
            None => break,
        }
    }
    last.issuer.clone()
}

fn refused(why: &CertificateError, facts: &Facts, signer: &str, host: &str) -> Step {
    use CertificateError as Why;
    match why {
        Why::UnknownIssuer if facts.own_issuer => {
            failed(format!("its certificate, `{signer}`, is signed by itself, and this machine does not know it"))
                .hint(TRUST)
        }
        Why::UnknownIssuer => {
            failed(format!("its certificate is signed by `{signer}`, which this machine does not know")).hint(TRUST)
        }
        Why::Expired | Why::ExpiredContext { .. } => failed(format!("its certificate expired on {}", facts.not_after))
            .hint("renew the certificate on the server; if the date is right, look at this machine's clock"),
        Why::NotValidYet | Why::NotValidYetContext { .. } => {
            failed(format!("its certificate is not valid before {}", facts.not_before))
                .hint("look at this machine's clock")
        }
        Why::NotValidForName | Why::NotValidForNameContext { .. } => {
            failed(format!("its certificate is not for `{host}`, but for {}", listed(&facts.names)))
                .hint("use a name that the certificate has, or have this one added to it")
        }
        Why::Revoked => failed(format!("its certificate was revoked by `{signer}`")),
        _ if facts.authority => failed(format!("it presents the certificate of an authority, `{}`", facts.subject))
            .hint("a server needs a certificate of its own, signed by the authority"),
        _ => failed(format!("its certificate was refused: {}", clean(&why.to_string()))),
    }
}

/// What to do about an unknown authority, here and in the portal.
const TRUST: &str =
    "trust it: --ca-cert FILE (the portal will need the same: NODE_EXTRA_CA_CERTS, or a key of its entry for that)";

/// Judges a handshake that failed before a certificate was judged.
fn broken(error: &Error) -> Step {
    match error {
        Error::InvalidMessage(_) => failed("what answers on this port does not speak TLS")
            .hint("is the port right? a server without TLS is only used on this machine"),
        Error::PeerIncompatible(_) => {
            failed("it offers no TLS version or cipher that is still safe").hint("the server must offer TLS 1.2 or 1.3")
        }
        Error::AlertReceived(alert) => failed(format!("it broke the handshake off with the alert `{alert:?}`")),
        _ => failed("the handshake failed"),
    }
}

/// A failed TLS step.
pub(super) fn failed(says: impl Into<String>) -> Step {
    Step::invalid("TLS", says)
}

fn facts(certificate: &CertificateDer<'_>) -> Option<Facts> {
    let (_, parsed) = X509Certificate::from_der(certificate).ok()?;
    let day = |time: x509_parser::time::ASN1Time| time.to_datetime().date().to_string();
    Some(Facts {
        subject: named(parsed.subject()),
        issuer: named(parsed.issuer()),
        not_before: day(parsed.validity().not_before),
        not_after: day(parsed.validity().not_after),
        names: names(&parsed),
        own_issuer: parsed.issuer() == parsed.subject(),
        authority: parsed.is_ca(),
    })
}

/// The common name, else the organisation, else everything.
fn named(name: &X509Name<'_>) -> String {
    let mut parts = name.iter_common_name().chain(name.iter_organization()).filter_map(|part| part.as_str().ok());
    parts.next().map_or_else(|| clean(&name.to_string()), clean)
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else { return Vec::new() };
    let name = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) => Some(clean(name)),
        GeneralName::IPAddress(bytes) => address(bytes).map(|address| address.to_string()),
        _ => None,
    };
    extension.value.general_names.iter().filter_map(name).collect()
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    let four = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    four.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}

fn listed(names: &[String]) -> String {
    let mut shown: Vec<_> = names.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(MOST_NAMES) {
        _ if names.is_empty() => return "no name at all".to_owned(),
        0 => {}
        more => shown.push(format!("{more} more")),
    }
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_of_names_is_cut() {
        let names: Vec<_> = (1..=7).map(|n| format!("h{n}")).collect();
        assert_eq!(listed(&names), "`h1`, `h2`, `h3`, `h4`, `h5`, 2 more");
        assert_eq!(listed(&[]), "no name at all");
    }

    #[test]
    fn the_signer_of_a_chain_is_the_one_that_was_not_presented() {
        use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
        let authority = |name: &str| {
            let mut params = CertificateParams::new(Vec::new()).unwrap();
            params.distinguished_name.push(DnType::CommonName, name);
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params
        };
        let (root_key, between_key, key) =
            (KeyPair::generate().unwrap(), KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let root = Issuer::new(authority("Acme\u{1b}[31m Root"), root_key);
        let between_params = authority("Acme Between");
        let between = between_params.signed_by(&between_key, &root).unwrap();
        let issuer = Issuer::new(between_params, between_key);
        let leaf = CertificateParams::new(vec!["sso.acme.dev".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
        let chain = [leaf.der().clone(), between.der().clone()];
        assert_eq!(signer(&chain), "Acme\u{fffd}[31m Root");
        let step = refusal(&chain, &CertificateError::NotValidForName.into(), "other.acme.dev");
        assert_eq!(step.says, "its certificate is not for `other.acme.dev`, but for `sso.acme.dev`");
    }

    #[test]
    fn a_handshake_that_never_came_to_a_certificate_says_why() {
        let step = refusal(&[], &Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType), "a");
        assert_eq!(step.says, "what answers on this port does not speak TLS");
        assert!(refusal(&[], &CertificateError::BadEncoding.into(), "a").says.contains("cannot be read"));
    }
}
