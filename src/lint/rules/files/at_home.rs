//! How bad a secret in a file is that only a service on one's own machine, or beside it in a compose file, asks for.

use crate::config::carrier::Form;
use crate::config::{Layer, Node, Text, Value};
use crate::lint::{Finding, Loaded, Severity, Subject, machine};
use crate::secrecy::{is_throwaway, keys_of_addresses, keys_of_names};

/// Judges a secret again by where it is good for: a word that everybody would try keeps nothing, and a database that nobody else reaches
/// is not opened by its password. Where people work both are what they are anywhere.
pub(super) fn judged(finding: Finding, node: &Node, subject: &Subject<'_>, layer: &Layer) -> Finding {
    if finding.severity != Severity::Error || is_in_use(&finding.route, node, subject, layer) {
        return finding;
    }
    let place = Surroundings { route: &finding.route, layer: &layer.root, config: subject.config };
    let Some(secret) = secret(node).filter(|(_, host)| place.is_near(host.as_deref())) else { return finding };
    let (word, _) = secret;
    match () {
        () if is_throwaway(word) || place.has_name(word) => {
            let key = finding.route.rsplit('.').next().unwrap_or_default();
            let says =
                format!("`{key}` holds a word that everybody would try, for a service that only this machine reaches");
            finding.severity(Severity::Note).says(says).hint("write `${NAME}` before anybody else reaches it")
        }
        () if finding.route.starts_with("backend.database.") => finding.severity(Severity::Warning),
        () => finding,
    }
}

/// Tells whether people's work hangs on it: a file that is deployed has it, or it is in force where the portal is for the company.
fn is_in_use(route: &str, node: &Node, subject: &Subject<'_>, layer: &Layer) -> bool {
    let source = node.place.source;
    let deploys = |carried: &crate::config::carrier::Carried| carried.source == source && carried.form != Form::Compose;
    let in_force = || subject.config.get(route).is_some_and(|said| said.place == node.place);
    subject.loaded(layer.root.place) == Some(Loaded::Deployed)
        || subject.around.carried.iter().any(deploys)
        || subject.is_production() && in_force()
}

/// The secret, and the host that it is for where both are one address.
fn secret(node: &Node) -> Option<(&str, Option<String>)> {
    let written = match &node.value {
        Value::Text(text) => text.written(),
        Value::Number(number) => number,
        _ => return None,
    };
    let user = written.split_once("://").and_then(|(_, rest)| rest.split(['/', '?', '#']).next()?.rsplit_once('@'));
    let Some((user, _)) = user else { return Some((written, None)) };
    let (name, password) = user.split_once(':')?;
    // Who is called as the password is keeps nothing either.
    let word = if name == password { "password" } else { password };
    Some((word, Some(machine::host(written))))
}

/// What stands around a secret, in its own file first.
struct Surroundings<'s> {
    route: &'s str,
    layer: &'s Node,
    config: &'s Node,
}

impl Surroundings<'_> {
    fn is_near(&self, host: Option<&str>) -> bool {
        let beside = || self.beside(keys_of_addresses(), 2).map(machine::host);
        host.map(str::to_owned).or_else(beside).is_some_and(|host| machine::is_near(&host))
    }

    fn has_name(&self, word: &str) -> bool {
        self.beside(keys_of_names(), 1) == Some(word)
    }

    /// What one of some keys says, beside the secret or beside the blocks around it, so many of them.
    fn beside(&self, keys: &[String], blocks: usize) -> Option<&str> {
        let above = std::iter::successors(self.route.rsplit_once('.'), |(above, _)| above.rsplit_once('.'));
        above.take(blocks).find_map(|(block, _)| {
            let at = |key: &String| {
                let route = format!("{block}.{key}");
                [self.layer, self.config]
                    .into_iter()
                    .find_map(|root| root.get(&route)?.as_text().and_then(Text::assumed))
            };
            keys.iter().find_map(at)
        })
    }
}
