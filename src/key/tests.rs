//! A table over what happens to keys. The key is the sandbox's published one; armour is put on here, so that no scanner
//! takes the source for a leak.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256};

use super::*;

const BODY: &str = include_str!("../sandbox/app-key.b64");
const PUBLIC: &str = include_str!("../sandbox/app-key-public.b64");
const ALGORITHM: [u8; 15] = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

fn armoured(label: &str, body: &str) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", body.trim())
}

fn wrapped(der: &[u8]) -> String {
    let line = |line: &[u8]| String::from_utf8(line.to_vec()).unwrap();
    STANDARD.encode(der).as_bytes().chunks(64).map(line).collect::<Vec<_>>().join("\n")
}

fn key() -> String {
    armoured("RSA PRIVATE KEY", BODY)
}

fn der() -> Vec<u8> {
    STANDARD.decode(BODY.split_whitespace().collect::<String>()).unwrap()
}

fn long(tag: u8, inside: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(inside.len()).unwrap().to_be_bytes();
    [&[tag, 0x82, high, low], inside].concat()
}

fn pkcs8() -> String {
    let inside = [&[0x02, 0x01, 0x00][..], &ALGORITHM, &long(0x04, &der())].concat();
    armoured("PRIVATE KEY", &wrapped(&long(0x30, &inside)))
}

fn reading(given: &str) -> Reading {
    read(&Secret::new(given))
}

fn repaired(given: &str) -> (String, String) {
    match reading(given) {
        Reading::Repaired { key, was } => (was, key.expose().to_owned()),
        other => panic!("{other:?}"),
    }
}

fn unusable(given: &str) -> String {
    match reading(given) {
        Reading::Unusable { what, hint } => {
            assert!(!hint.is_empty());
            what
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_key_as_github_gives_it_and_one_as_pkcs8_are_sound() {
    for given in [key(), key().trim_end().to_owned(), pkcs8(), format!("{}\n\n", key())] {
        assert_eq!(reading(&given), Reading::Sound(Secret::new(given)));
    }
}

#[test]
fn a_mangled_key_is_named_and_comes_back_as_github_gave_it() {
    let base64 = |text: &str| STANDARD.encode(text);
    let key = key();
    let indented: String = key.lines().map(|line| format!("    {line}\n")).collect();
    for (given, was) in [
        (base64(&key), "base64"),
        (wrapped(key.as_bytes()), "base64"),
        (STANDARD_NO_PAD.encode(&key), "base64"),
        (URL_SAFE.encode(&key), "base64"),
        (base64(&base64(&key)), "base64 more than once"),
        (format!("\"{}\"", base64(&key)), "in quotes, base64"),
        (key.replace('\n', " "), "with spaces for newlines"),
        (key.replace('\n', ""), "on a single line"),
        (key.replace('\n', "\\n"), "with `\\n` for newlines"),
        (format!("'{}'", key.replace('\n', "\\n")), "in quotes, with `\\n` for newlines"),
        (key.replace('\n', "\\\\n"), "with `\\n` for newlines"),
        (key.replace('\n', "\\r\\n"), "with `\\n` for newlines"),
        (format!("\"{key}\""), "in quotes"),
        (format!("'{}'\n", key.trim()), "in quotes"),
        (key.replace('\n', "\r\n"), "with Windows line ends"),
        (key.replace('\n', "\r"), "with Windows line ends"),
        (format!("\u{feff}{key}"), "behind a byte order mark"),
        (
            base64(&format!("\u{feff}{}", key.replace('\n', "\r\n"))),
            "base64, behind a byte order mark, with Windows line ends",
        ),
        (indented.clone(), "indented"),
        (format!("privateKey: |\n{indented}"), "with other text around it, indented"),
        (format!("GITHUB_PRIVATE_KEY=\"{key}\""), "with other text around it"),
        (key.replace('\n', "\n\n"), "with empty lines in it"),
        (key.trim_start_matches("--").to_owned(), "with a damaged BEGIN or END line"),
        (key.split("-----END").next().unwrap().to_owned(), "without its END line"),
        (BODY.to_owned(), "without its BEGIN and END lines"),
        (BODY.replace('\n', ""), "without its BEGIN and END lines"),
        (format!("{}{key}", armoured("CERTIFICATE", "AAAA")), "with other text around it"),
    ] {
        assert_eq!(repaired(&given), (was.to_owned(), key.clone()));
    }
    assert_eq!(repaired(&base64(&pkcs8())), ("base64".to_owned(), pkcs8()));
    assert_eq!(repaired(&pkcs8().replace('\n', "")), ("on a single line".to_owned(), pkcs8()));
}

#[test]
fn what_is_no_key_is_named() {
    let elliptic = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap().serialize_pem();
    let base64 = STANDARD.encode(key());
    for (given, what) in [
        ("", "there is no private key"),
        (" \n", "there is no private key"),
        ("<your key>", "placeholder"),
        ("changeme", "placeholder"),
        ("${GITHUB_PRIVATE_KEY}", "placeholder"),
        ("your-private-key", "placeholder"),
        ("...", "placeholder"),
        ("/home/ada/acme.2026-01-05.private-key.pem", "a path"),
        ("~/Downloads/key.pem", "a path"),
        ("C:\\Users\\ada\\new.pem", "a path"),
        ("acme-devportal.private-key.pem", "a path"),
        ("998877", "a number"),
        ("Iv23liABCDEFGHIJKLMN", "a client id"),
        (&"0123456789abcdef".repeat(3)[..40], "a client secret"),
        (&format!("ghp{}", "_0123456789"), "a token"),
        (&format!("github{}", "_pat_0123456789"), "a token"),
        ("SHA256:3Z8kPzv9cL0aZ3r2tQ==", "fingerprint"),
        ("ssh-rsa AAAAB3NzaC1yc2E ada@acme", "public key"),
        ("the key is in the vault", "not a private key"),
        (&BODY.lines().nth(3).unwrap().repeat(2), "a piece"),
        (&base64[..base64.len() / 2], "cut off: its END line"),
        (key().split_at(900).0, "cut off: its END line"),
        (&armoured("RSA PRIVATE KEY", &wrapped(&der()[..600])), "cut off: its end"),
        (&armoured("RSA PRIVATE KEY", "not base64 at all!"), "not base64"),
        (&armoured("RSA PRIVATE KEY", &wrapped(&long(0x30, &[7; 400]))), "too short"),
        (&armoured("RSA PRIVATE KEY", &wrapped(&long(0x30, &[7; 1_400]))), "cannot sign"),
        (&armoured("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA"), "a passphrase"),
        (&armoured("ENCRYPTED PRIVATE KEY", BODY), "a passphrase"),
        (&armoured("OPENSSH PRIVATE KEY", BODY), "OpenSSH"),
        (&armoured("EC PRIVATE KEY", "AAAA"), "elliptic"),
        (&elliptic, "elliptic"),
        (&STANDARD.encode(&elliptic), "elliptic"),
        (&armoured("RSA PUBLIC KEY", PUBLIC), "public key"),
        (&armoured("PUBLIC KEY", PUBLIC), "public key"),
        (&armoured("RSA PRIVATE KEY", PUBLIC), "too short"),
        (&armoured("CERTIFICATE", BODY), "certificate"),
        (&armoured("PGP PRIVATE KEY BLOCK", BODY), "PGP"),
        (&armoured("THING", BODY), "not a private key"),
    ] {
        let told = unusable(given);
        assert!(told.contains(what), "wanted `{what}`, got `{told}`");
    }
}

#[test]
fn no_reading_shows_any_of_the_key() {
    let key = key();
    let pieces: Vec<&str> = BODY.lines().collect();
    for given in [key.clone(), key.replace('\n', " "), key.split_at(900).0.to_owned(), STANDARD.encode(&key)] {
        let shown = format!("{:?}", reading(&given));
        assert!(!pieces.iter().any(|piece| shown.contains(&piece[..8])), "{shown}");
    }
    let shown = format!("{:?}", reading("/home/CANARY/key.pem"));
    assert!(!shown.contains("CANARY"), "{shown}");
}

#[test]
fn any_text_is_read_to_an_end() {
    use proptest::prelude::*;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let text =
        prop_oneof![any::<String>(), "(-{0,6}(BEGIN|END) [A-Z ]{0,20}-{0,6}|[\\\\nr'\"]|[A-Za-z0-9+/=]{0,9}){0,12}"];
    runner
        .run(&text, |given| {
            prop_assert!(!matches!(reading(&given), Reading::Sound(_)));
            Ok(())
        })
        .unwrap();
}
