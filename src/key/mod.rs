//! The key doctor: what was given as a GitHub App's private key, is it one, and if it is mangled, how does it read?
//!
//! Keys arrive through clipboards, YAML, CI variables and shells, each of which has its own way to break them. GitHub hands
//! out PKCS #1 (`RSA PRIVATE KEY`); PKCS #8 (`PRIVATE KEY`) signs as well, here and in Backstage. A key is sound only when
//! it has signed something. No message holds any of the text that was given.

mod armour;
mod peel;
mod stranger;
#[cfg(test)]
mod tests;

use octocrab::jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::json;

use self::armour::Block;
use self::peel::Peeled;
use crate::credential::Secret;

/// What to do when nothing of it can be used.
const ANOTHER: &str = "give the .pem file that GitHub saved, or make another on the App's page: \
                       `Private keys`, `Generate a private key`";

/// What was found in the place of a private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// It signs as it stands.
    Sound(Secret),
    /// It signs after its form was put right.
    Repaired {
        /// The key as GitHub would have given it.
        key: Secret,
        /// What was wrong with its form (`base64, in quotes`).
        was: String,
    },
    /// It cannot sign, whatever is done to it.
    Unusable {
        /// What it is.
        what: String,
        /// What to do next.
        hint: String,
    },
}

impl Reading {
    fn unusable(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Unusable { what: what.into(), hint: hint.into() }
    }
}

/// Reads what was given as a private key.
pub(crate) fn read(given: &Secret) -> Reading {
    if given.expose().trim().is_empty() {
        return Reading::unusable("there is no private key", ANOTHER);
    }
    match peel::peel(given.expose()) {
        Some(peeled) => judge(given, &peeled),
        None => stranger::name(given.expose().trim()),
    }
}

fn judge(given: &Secret, peeled: &Peeled) -> Reading {
    let Some(key) = peeled.block.canonical().filter(signs) else { return refuse(&peeled.block) };
    match peeled.was.as_slice() {
        [] => Reading::Sound(given.clone()),
        was => Reading::Repaired { key, was: was.join(", ") },
    }
}

/// Tries the key, because many a text looks like one.
fn signs(pem: &Secret) -> bool {
    let key = EncodingKey::from_rsa_pem(pem.expose().as_bytes());
    key.is_ok_and(|key| encode(&Header::new(Algorithm::RS256), &json!({ "iss": "trial" }), &key).is_ok())
}

/// Says why a block does not sign.
fn refuse(block: &Block) -> Reading {
    let (what, hint) = match block.label.as_str() {
        "OPENSSH PRIVATE KEY" => (
            "it is a key in OpenSSH's own form, which GitHub Apps do not use",
            "if it is the App's key, rewrite a copy with `ssh-keygen -p -m PEM -f COPY`; otherwise make another on the \
             App's page",
        ),
        "ENCRYPTED PRIVATE KEY" => (ENCRYPTED, DECRYPT),
        _ if block.is_encrypted() => (ENCRYPTED, DECRYPT),
        "EC PRIVATE KEY" => (ELLIPTIC, ANOTHER),
        "PUBLIC KEY" | "RSA PUBLIC KEY" => ("it is a public key; the private one signs", ANOTHER),
        label if label.contains("CERTIFICATE") => ("it is a certificate, not a private key", ANOTHER),
        label if label.contains("PGP") => ("it is a PGP key, not an App's key", ANOTHER),
        "RSA PRIVATE KEY" | "PRIVATE KEY" => return refuse_private(block),
        _ => ("it is not a private key, although it has a BEGIN line", ANOTHER),
    };
    Reading::unusable(what, hint)
}

const ENCRYPTED: &str = "the private key is encrypted with a passphrase, which neither GitHub nor the portal knows";
const DECRYPT: &str = "write a copy without one: `openssl rsa -in KEY -out COPY`";
const ELLIPTIC: &str = "it is an elliptic-curve key; GitHub Apps sign with RSA";

fn refuse_private(block: &Block) -> Reading {
    let what = match block.der() {
        _ if !block.ended => "the private key is cut off: its END line is missing",
        None => "the private key is damaged: what stands between its BEGIN and END lines is not base64",
        Some(der) if armour::names_a_curve(&der) => ELLIPTIC,
        Some(der) if armour::is_short(&der) => "the private key is cut off: its end is missing",
        Some(der) if armour::is_weak(&der) => "the private key is too short: RSA needs 2048 bits or more",
        Some(_) => "the private key is damaged: it cannot sign",
    };
    Reading::unusable(what, ANOTHER)
}
