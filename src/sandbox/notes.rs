//! The sandbox's secrets: made from nothing but their names, so that they are the same in every run, look like the real
//! ones, and stand nowhere in the source for a scanner to find. They open nothing.

use crate::credential::Secret;

const ALPHANUMERIC: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const HEXADECIMAL: &[u8] = b"0123456789abcdef";

/// What a person who plays in the sandbox may use.
#[derive(Clone, Debug)]
pub struct Notes {
    /// The organisation that there is.
    pub organization: &'static str,
    /// Who the tokens belong to; owns the organisation.
    pub person: &'static str,
    /// A classic personal access token.
    pub classic_token: Secret,
    /// A fine-grained personal access token that may do everything that is asked.
    pub fine_grained_token: Secret,
    /// A classic token that may read public repositories only.
    pub poor_token: Secret,
    /// A classic token that was taken back.
    pub refused_token: Secret,
    /// The id of the OAuth App that is made on the sandbox's page.
    pub client_id: String,
    /// That OAuth App's secret.
    pub client_secret: Secret,
}

impl Notes {
    /// Writes the notes; always the same.
    pub(super) fn new() -> Self {
        Self {
            organization: super::world::ORGANIZATION,
            person: super::world::PEOPLE[0].login,
            classic_token: classic("classic token"),
            poor_token: classic("classic token with little"),
            refused_token: classic("classic token that was taken back"),
            fine_grained_token: Secret::new(format!(
                "github_{}_{}_{}",
                "pat",
                letters("fine-grained token, id", ALPHANUMERIC, 22),
                letters("fine-grained token", ALPHANUMERIC, 59)
            )),
            client_id: format!("Ov23li{}", client_letters("OAuth App", 14)),
            client_secret: client_secret("OAuth App"),
        }
    }
}

fn classic(whose: &str) -> Secret {
    Secret::new(with_checksum("ghp", &letters(whose, ALPHANUMERIC, 30)))
}

/// The letters of a client's id. What stands before them tells a GitHub App (`Iv23`) from an OAuth App (`Ov23`).
pub(super) fn client_letters(whose: &str, count: usize) -> String {
    letters(&format!("client id of {whose}"), ALPHANUMERIC, count)
}

/// The id of an application of GitLab: 64 hexadecimal digits.
pub(super) fn application_id(whose: &str) -> String {
    letters(&format!("application id of {whose}"), HEXADECIMAL, 64)
}

/// A client's secret.
pub(super) fn client_secret(whose: &str) -> Secret {
    Secret::new(letters(&format!("client secret of {whose}"), HEXADECIMAL, 40))
}

/// A webhook's secret.
pub(super) fn webhook_secret(whose: &str) -> String {
    letters(&format!("webhook secret of {whose}"), HEXADECIMAL, 40)
}

/// The code that confirms a manifest.
pub(super) fn code(number: usize) -> String {
    letters(&format!("manifest code {number}"), HEXADECIMAL, 40)
}

/// The token of an installation.
pub(super) fn installation_token(installation: u64) -> String {
    with_checksum("ghs", &letters(&format!("installation {installation}"), ALPHANUMERIC, 30))
}

/// GitHub ends its short tokens with a checksum: the CRC-32 of what comes before.
fn with_checksum(prefix: &str, body: &str) -> String {
    format!("{prefix}_{body}{}", base62(crc32(body.as_bytes()).into()))
}

/// A number in six digits of base 62, the highest first.
pub(super) fn base62(number: u64) -> String {
    let digit = |place| char::from(ALPHANUMERIC[(number / 62_u64.pow(place) % 62) as usize]);
    (0..6).rev().map(digit).collect()
}

/// Reads six digits of base 62.
pub(super) fn from_base62(digits: &str) -> Option<u64> {
    let digit = |digit: u8| ALPHANUMERIC.iter().position(|known| *known == digit);
    let add = |number: u64, byte: u8| Some(number * 62 + digit(byte)? as u64);
    (digits.len() == 6).then(|| digits.bytes().try_fold(0, add))?
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

/// A number that depends on the name alone, by FNV-1a.
pub(super) fn hash(name: &str) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    name.as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, step)
}

/// Letters that depend on the name alone: its hash starts Knuth's 64-bit generator.
fn letters(name: &str, alphabet: &[u8], count: usize) -> String {
    let mut number = hash(name);
    let mut next = || {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(alphabet[(number >> 33) as usize % alphabet.len()])
    };
    (0..count).map(|_| next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_that_github_writes() {
        // The example token of GitHub's own announcement of the format.
        let token = with_checksum("x", "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ");
        assert!(token.ends_with("0mLq17"), "{token}");
    }

    #[test]
    fn secrets_look_real_and_are_the_same_in_every_run() {
        let (one, other) = (Notes::new(), Notes::new());
        assert_eq!(one.classic_token, other.classic_token);
        assert_eq!(one.classic_token.characters(), 40);
        assert_eq!(one.fine_grained_token.characters(), 93);
        assert_eq!(one.client_id.len(), 20);
        assert_eq!(one.client_secret.characters(), 40);
        assert_ne!(client_secret("one"), client_secret("other"));
    }
}
