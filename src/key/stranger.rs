//! Names what stands in a private key's place and is none: a path, a placeholder, another of the App's values.

use super::{ANOTHER, Reading};

/// What tokens begin with.
/// <https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github>
const TOKENS: [&str; 6] = ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"];
/// What stands in examples where a value has to go.
const PLACEHOLDERS: [&str; 10] =
    ["changeme", "change-me", "change_me", "your", "replace", "placeholder", "xxx", "todo", "example", "dummy"];
/// What public keys of OpenSSH begin with.
const OPENSSH_PUBLIC: [&str; 3] = ["ssh-rsa ", "ssh-ed25519 ", "ecdsa-"];

/// Says what a text is that holds no key.
pub(super) fn name(text: &str) -> Reading {
    let starts = |beginnings: &[&str]| beginnings.iter().any(|beginning| text.starts_with(beginning));
    let (what, hint) = if is_placeholder(text) {
        ("there is a placeholder where the private key should be", ANOTHER)
    } else if starts(&TOKENS) {
        ("there is a token where the private key should be", ANOTHER)
    } else if starts(&["Iv1.", "Iv23", "Ov23"]) {
        ("there is a client id where the private key should be", ANOTHER)
    } else if text.starts_with("SHA256:") {
        ("there is a key's fingerprint where the private key should be; GitHub does not show the key again", ANOTHER)
    } else if starts(&OPENSSH_PUBLIC) {
        ("it is a public key; the private one signs", ANOTHER)
    } else if text.bytes().all(|byte| byte.is_ascii_digit()) {
        ("there is a number, perhaps the App's id, where the private key should be", ANOTHER)
    } else if text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        ("there is a client secret, or an old token, where the private key should be", ANOTHER)
    } else if is_path(text) {
        ("there is a path where the private key should be", "give what is in the file, not where it is")
    } else if is_piece(text) {
        ("it may be a piece of a private key, but its beginning or its end is missing", ANOTHER)
    } else {
        ("it is not a private key: it has no `BEGIN RSA PRIVATE KEY` line", ANOTHER)
    };
    Reading::unusable(what, hint)
}

fn is_placeholder(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let marked = (text.starts_with('<') && text.ends_with('>')) || text.contains("${") || text.starts_with("{{");
    let said = text.len() < 60 && !is_path(text) && PLACEHOLDERS.iter().any(|word| lower.contains(word));
    let filler = text.chars().all(|c| matches!(c, '.' | '*' | '-' | '…' | '?' | '•'));
    marked || said || filler
}

fn is_path(text: &str) -> bool {
    let drive = matches!(text.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    let rooted = ["/", "~/", "./", "../", "file:", "\\\\"].iter().any(|start| text.starts_with(start));
    let named = [".pem", ".key", ".txt", ".b64", ".crt"].iter().any(|end| text.to_ascii_lowercase().ends_with(end));
    text.len() < 1_000 && !text.contains('\n') && (drive || rooted || named)
}

/// Tells whether it could be a line or more of a key's body.
fn is_piece(text: &str) -> bool {
    let body = |c: char| c.is_ascii_alphanumeric() || c.is_whitespace() || matches!(c, '+' | '/' | '=' | '-');
    text.len() >= 60 && text.chars().all(body)
}
