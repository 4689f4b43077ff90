//! `inline-secret`: a secret stands in a file of configuration instead of a reference.

use super::at_home;
use crate::config::{Node, Part, Role, Text, Value, parts};
use crate::lint::{Confidence, Finding, Rule, Severity, Subject};
use crate::secrecy::{
    is_example, is_made_by_chance, is_of_portal, is_one_word, is_placeholder, is_secret_key, names_key,
    only_names_owner, says_unused, sounds_secret, token_of, tries_out, words,
};

pub(in super::super) const RULE: Rule = Rule {
    id: "inline-secret",
    summary: "a secret stands in a file of configuration",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/inline-secret.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for layer in subject.kept_layers() {
        layer.root.visit(&mut |route, node| {
            let told = finding(rule, subject, route, node);
            let told = told.map(|told| at_home::judged(told, node, subject, layer));
            found.extend(told.map(|told| shown(told, subject, node)));
        });
    }
    found
}

/// What stands in an example is there to be seen, and somebody's own only by mistake.
fn shown(finding: Finding, subject: &Subject<'_>, node: &Node) -> Finding {
    if !is_example(subject.sources.name(node.place.source)) {
        return finding;
    }
    let hint = "if it is anybody's, replace it at its provider; else write `<NAME>` here, which nobody takes for one";
    let says = format!("{}, in a file that only shows what one looks like", finding.message);
    finding.severity(Severity::Note).says(says).hint(hint)
}

fn finding(rule: &Rule, subject: &Subject<'_>, route: &str, node: &Node) -> Option<Finding> {
    let key = route.rsplit('.').find(|key| key.parse::<usize>().is_err())?;
    let at = rule.at(node).about(route);
    if holds_password(node) {
        return Some(
            at.says(format!("the address in `{key}` holds a password"))
                .hint("write `${NAME}` where the password stands"),
        );
    }
    if let Some(name) = secret_in_query(node) {
        let says = format!("the address in `{key}` holds a secret as `{name}`, which every log of addresses has, too");
        return Some(at.says(says).hint("send it in a header that a variable fills, or write `${NAME}` in its place"));
    }
    if is_account(node) {
        let says = format!("`{key}` holds the key of a service account in plain text");
        return Some(at.says(says).hint("write `${NAME}`, or `$file` and the path that it is mounted at"));
    }
    if !is_secret_key(key) {
        return None;
    }
    if is_literal(route, node) {
        let name = variable_of(subject, route);
        let hint =
            format!("write `${{{name}}}` and keep the value in .env or your store; if it was ever pushed, replace it");
        return Some(at.says(format!("`{key}` holds a secret in plain text")).hint(hint));
    }
    let default = default(node)?;
    // What was made by chance is somebody's own; a word that a person chose is mostly for trying it out.
    let severity =
        if is_hexadecimal(default) || is_made_by_chance(default) { Severity::Error } else { Severity::Warning };
    Some(
        at.severity(severity)
            .says(format!("`{key}` falls back to a secret that everybody with this file knows"))
            .hint("take the default away, so that nothing runs on it unseen"),
    )
}

/// Tells whether a word that else stands in for a secret lets in whoever knows it.
pub(super) fn is_in_force(route: &str, text: &Text) -> bool {
    let key = route.rsplit('.').next().unwrap_or(route);
    let named = |text: &str| names_key(key, text) || tries_out(key, text);
    let chosen = |text: &str| only_names_owner(text) || says_unused(text) || is_one_word(text) || named(text);
    is_of_portal(route) && chosen(text.written())
}

fn is_literal(route: &str, node: &Node) -> bool {
    match &node.value {
        Value::Number(_) => true,
        Value::Text(text) if is_in_force(route, text) => true,
        // What has the form of a provider's token is told as such.
        Value::Text(text) if !text.is_reference() && !text.stands_in() => {
            let is_token = |text: &str| token_of(text).is_some();
            let told = is_token(text.written()) || words(text.written()).any(|(_, word)| is_token(word));
            !is_placeholder(text.written()) && !told
        }
        _ => false,
    }
}

/// What a secret is where its variable is not set.
fn default(node: &Node) -> Option<&str> {
    let written = node.as_text().filter(|text| text.is_reference())?.written();
    parts(written).into_iter().find_map(|part| match part {
        Part::Reference { default: Some(default), .. } if !is_placeholder(default) && token_of(default).is_none() => {
            Some(default)
        }
        _ => None,
    })
}

/// Tells whether a text is as long as a provider's secret and made of hexadecimal digits, as those of GitHub's clients are.
fn is_hexadecimal(text: &str) -> bool {
    text.len() >= 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Tells whether an address carries a password (`postgres://user:password@host`).
fn holds_password(node: &Node) -> bool {
    let written = node.as_text().map_or("", |text| text.written());
    let Some((_, rest)) = written.split_once("://") else { return false };
    let user = rest.split(['/', '?', '#', ' ']).next().and_then(|authority| authority.rsplit_once('@'));
    let password = user.and_then(|(user, _)| user.split_once(':')).map(|(_, password)| password);
    password.is_some_and(|password| !password.contains('$') && !is_placeholder(password))
}

/// The parameter of an address that holds a secret (`https://host/path?api_key=…`).
fn secret_in_query(node: &Node) -> Option<&str> {
    let written = node.as_text()?.written();
    let (_, query) = written.split_once("://").and_then(|(_, rest)| rest.split_once('?'))?;
    let parameters = query.split('#').next()?.split('&').filter_map(|parameter| parameter.split_once('='));
    let mut secret = parameters.filter(|(name, value)| {
        sounds_secret(name) && value.len() >= SHORTEST && !value.contains('$') && !is_placeholder(value)
    });
    secret.next().map(|(name, _)| name)
}

/// No key of a service is shorter.
const SHORTEST: usize = 12;

/// Tells whether a text is the JSON of a service account with its key.
fn is_account(node: &Node) -> bool {
    let written = node.as_text().map(Text::written).filter(|text| text.trim_start().starts_with('{'));
    let account: Option<serde_json::Value> = written.and_then(|text| serde_json::from_str(text).ok());
    let key = account.as_ref().and_then(|account| account.get("private_key")?.as_str());
    key.is_some_and(|key| !key.contains("${") && !is_placeholder(key))
}

/// The name that the variable should have: the image's for this key, in whichever environment of a sign-in, or one made from the key.
fn variable_of(subject: &Subject<'_>, route: &str) -> String {
    let images = || subject.layers.iter().filter(|layer| layer.role == Role::Image);
    let sole = |node: &Node| node.as_text().and_then(Text::sole_variable).map(str::to_owned);
    let known = images().filter_map(|layer| sole(layer.root.get(route)?)).next_back();
    let elsewhere = in_any_environment(route);
    let reached = || images().flat_map(|layer| layer.root.reach(elsewhere.as_deref().unwrap_or(route)));
    known.or_else(|| reached().filter_map(|(_, node)| sole(node)).next_back()).unwrap_or_else(|| made_of(route))
}

/// The key of a sign-in's block in every environment that it may have (`auth.providers.oidc.*.clientSecret`).
fn in_any_environment(route: &str) -> Option<String> {
    let (provider, below) = route.strip_prefix("auth.providers.")?.split_once('.')?;
    let (_, key) = below.split_once('.')?;
    Some(format!("auth.providers.{provider}.*.{key}"))
}

fn made_of(route: &str) -> String {
    // What says where a key stands, and not whose it is.
    const PLAIN: &[&str] = &[
        "auth",
        "providers",
        "integrations",
        "catalog",
        "development",
        "production",
        "default",
        "apps",
        "options",
        "connection",
        "credentials",
    ];
    let words: Vec<_> = route.split('.').filter(|key| key.parse::<usize>().is_err() && !PLAIN.contains(key)).collect();
    let last = &words[words.len().saturating_sub(2)..];
    let joined = if route.starts_with("auth.providers.") { last.join("_auth_") } else { last.join("_") };
    let mut name = String::new();
    for c in joined.chars() {
        if c.is_ascii_uppercase() && name.ends_with(|last: char| last.is_ascii_lowercase() || last.is_ascii_digit()) {
            name.push('_');
        }
        name.push(if c.is_ascii_alphanumeric() { c } else { '_' });
    }
    name.to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_named_as_profiles_name_them() {
        assert_eq!(made_of("integrations.github.0.token"), "GITHUB_TOKEN");
        assert_eq!(made_of("auth.providers.github.production.clientSecret"), "GITHUB_AUTH_CLIENT_SECRET");
        assert_eq!(made_of("backend.database.connection.password"), "DATABASE_PASSWORD");
        assert_eq!(made_of("backend.auth.externalAccess.0.options.token"), "EXTERNAL_ACCESS_TOKEN");
        assert_eq!(made_of("techdocs.publisher.awsS3.credentials.secretAccessKey"), "AWS_S3_SECRET_ACCESS_KEY");
        assert_eq!(made_of("token"), "TOKEN");
    }
}
