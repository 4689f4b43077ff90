//! How bad a secret in a file is that only tests read, or that only a service on one's own machine, or beside it in a compose file, asks
//! for.

mod deployed;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::config::carrier::{Carried, Form};
use crate::config::{Layer, Node, Text, Value};
use crate::lint::{Finding, Loaded, Severity, Subject, machine};
use crate::secrecy::{
    is_made_by_provider, is_of_portal, is_remark, is_throwaway, is_trial, keys_of_addresses, keys_of_names,
    only_tests_read,
};

/// Judges a secret again by where it is good for: a word that everybody would try keeps nothing, a database that nobody else reaches is
/// not opened by its password, and what tests take opens nothing that people work with. Where people work all are what they are anywhere.
pub(super) fn judged(finding: Finding, node: &Node, subject: &Subject<'_>, layer: &Layer) -> Finding {
    if finding.severity != Severity::Error {
        return finding;
    }
    let key = finding.route.rsplit('.').next().unwrap_or_default().to_owned();
    if is_of_tests(node, subject) {
        let says = format!("{}, in a file that only tests read", finding.message);
        return finding.severity(Severity::Warning).says(says).hint("make sure that nothing but the tests takes it");
    }
    let place = Surroundings { route: &finding.route, layer: &layer.root, config: subject.config };
    let secret = secret(node);
    let over = deployed::over(&finding.route, layer, subject);
    if let Some(file) = over.filter(|_| place.is_for_trying(secret.as_ref())) {
        let says = format!("{}, and `{file}` puts another in its place where the portal is deployed", finding.message);
        return finding
            .severity(Severity::Note)
            .says(says)
            .hint("write `${NAME}` here, too, and keep the value in .env");
    }
    if is_made_by_provider(&finding.route) && secret.as_ref().is_some_and(|secret| is_throwaway(&secret.word)) {
        let says = format!("`{key}` holds a word that its provider gives to nobody, so it stands in for a secret");
        return finding.severity(Severity::Note).says(says).hint("write `${NAME}`, and keep the value in .env");
    }
    let Some(secret) = secret else { return finding };
    let alone = place.is_own(secret.host.as_deref()) && is_opened_here_alone(subject);
    if is_in_use(&finding.route, node, subject, layer, alone) {
        return finding;
    }
    let own = is_of_portal(&finding.route) && is_of_development(&finding.route, subject, layer);
    let near = own || place.is_near(secret.host.as_deref());
    match () {
        () if near && (is_throwaway(&secret.word) || place.has_name(&secret.word)) => {
            let whom = if own { "a portal" } else { "a service" };
            let says =
                format!("`{key}` holds a word that everybody would try, for {whom} that only this machine reaches");
            finding.severity(Severity::Note).says(says).hint("write `${NAME}` before anybody else reaches it")
        }
        () if is_remarked(node, subject) => {
            let says = format!("{}, and the comment on it says that it is for trying something out", finding.message);
            finding.severity(Severity::Warning).says(says)
        }
        () if near && finding.route.starts_with("backend.database.") => finding.severity(Severity::Warning),
        () => finding,
    }
}

/// Tells whether people's work hangs on it: a file that is deployed has it, or it is in force where the portal is for the company.
fn is_in_use(route: &str, node: &Node, subject: &Subject<'_>, layer: &Layer, alone: bool) -> bool {
    let source = node.place.source;
    let deploys = |carried: &Carried| carried.source == source && carried.form != Form::Compose;
    let in_force = || subject.config.get(route).is_some_and(|said| said.place == node.place);
    !alone && subject.loaded(layer.root.place) == Some(Loaded::Deployed)
        || subject.around.carried.iter().any(deploys)
        || subject.is_production() && in_force()
}

/// Tells whether the portal is opened at this machine's own address alone, whatever its files are called.
fn is_opened_here_alone(subject: &Subject<'_>) -> bool {
    let addresses = ["app.baseUrl", "backend.baseUrl"].map(|route| subject.config.get(route).and_then(Node::text));
    addresses.iter().all(|address| address.is_some_and(|address| machine::is_own(&machine::host(address))))
}

/// Tells whether only tests read the file: by the folder that it is in.
fn is_of_tests(node: &Node, subject: &Subject<'_>) -> bool {
    let (source, name) = (node.place.source, subject.sources.name(node.place.source));
    let of_chart =
        || subject.around.carried.iter().any(|carried| carried.source == source && carried.form == Form::Helm);
    only_tests_read(name) || (is_trial(name) || subject.around.trials.contains(name)) && of_chart()
}

/// Tells whether a secret of the portal's own is taken on a developer's machine alone: by the file that it is in, by where that portal
/// is, or because a variable takes its place where the portal is deployed.
fn is_of_development(route: &str, subject: &Subject<'_>, layer: &Layer) -> bool {
    let is_reference = |other: &Layer| other.root.get(route).and_then(Node::as_text).is_some_and(Text::is_reference);
    let replaced = || subject.own_layers().skip_while(|own| own.source != layer.source).any(is_reference);
    let at_home = || {
        let address = [&layer.root, subject.config].into_iter().find_map(|root| root.get("backend.baseUrl"));
        address.and_then(Node::text).is_some_and(|address| machine::is_own(&machine::host(address)))
    };
    subject.loaded(layer.root.place) == Some(Loaded::Developed) || replaced() || at_home()
}

/// Tells whether a comment at the end of a secret's line, or in the lines above it, says that it is for trying something out.
fn is_remarked(node: &Node, subject: &Subject<'_>) -> bool {
    let Some(source) = subject.sources.get(node.place.source) else { return false };
    let at = source.bytes(node.place);
    let behind = source.text[at.end..].lines().next().unwrap_or_default();
    let above = source.text[..at.start].lines().rev().skip(1).map(str::trim).take_while(|line| line.starts_with('#'));
    [behind].into_iter().filter(|rest| rest.trim_start().starts_with('#')).chain(above).any(is_remark)
}

/// A secret as it is told to whoever asks for it.
struct Told {
    word: Zeroizing<String>,
    /// The host that it is for, where both are one address.
    host: Option<String>,
}

/// The secret, without the name of whose it is.
fn secret(node: &Node) -> Option<Told> {
    let written = match &node.value {
        Value::Text(text) => text.written(),
        Value::Number(number) => number,
        _ => return None,
    };
    if let Some(pair) = pair_of_header(written) {
        return Some(Told { word: word_of(&pair)?, host: None });
    }
    let user = written.split_once("://").and_then(|(_, rest)| rest.split(['/', '?', '#']).next()?.rsplit_once('@'));
    let Some((user, _)) = user else { return Some(Told { word: written.to_owned().into(), host: None }) };
    Some(Told { word: word_of(user)?, host: Some(machine::host(written)) })
}

/// What a `Basic` header holds: a name and a password.
fn pair_of_header(written: &str) -> Option<Zeroizing<String>> {
    let (scheme, coded) = written.trim().split_once(' ')?;
    let plain = scheme.eq_ignore_ascii_case("basic").then(|| STANDARD.decode(coded.trim()).ok())??;
    String::from_utf8(plain).ok().map(Zeroizing::new)
}

/// The password of a name and a password. Who is called as the password is keeps nothing either.
fn word_of(pair: &str) -> Option<Zeroizing<String>> {
    let (name, password) = pair.split_once(':')?;
    Some((if name == password { "password" } else { password }).to_owned().into())
}

/// Tells whether a word is one that somebody thought of: letters and signs between them, and no more digits than a year has.
fn is_thought_of(word: &str) -> bool {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '!');
    word.len() - letters.len() <= MOST_DIGITS
        && letters.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '-' | '_' | '.' | ' '))
}

/// No year has more.
const MOST_DIGITS: usize = 4;

/// What stands around a secret, in its own file first.
struct Surroundings<'s> {
    route: &'s str,
    layer: &'s Node,
    config: &'s Node,
}

impl Surroundings<'_> {
    /// Tells whether a secret that is not in use where people work opens nothing: the portal alone takes it, only this machine asks for
    /// it, or it is a word that somebody thought of, and no server elsewhere is named beside it.
    fn is_for_trying(&self, secret: Option<&Told>) -> bool {
        let Some(Told { word, host }) = secret else { return false };
        let elsewhere = || host.is_some() || self.beside(keys_of_addresses(), 2).is_some();
        is_of_portal(self.route)
            || self.is_near(host.as_deref())
            || is_throwaway(word)
            || !elsewhere() && is_thought_of(word)
    }

    fn is_near(&self, host: Option<&str>) -> bool {
        let near = |address: &str| machine::is_near(&machine::host(address));
        match host {
            Some(host) => machine::is_near(host),
            None => match self.beside(keys_of_addresses(), 2) {
                Some(address) => near(address),
                None => {
                    let deeper = self.deeper(keys_of_addresses());
                    !deeper.is_empty() && deeper.into_iter().all(near)
                }
            },
        }
    }

    /// Tells whether the server that it is for is this machine itself, and no container beside it.
    fn is_own(&self, host: Option<&str>) -> bool {
        let address = host.or_else(|| self.beside(keys_of_addresses(), 2));
        address.is_some_and(|address| machine::is_own(&machine::host(address)))
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

    /// What some keys say in the blocks that stand beside the secret.
    fn deeper(&self, keys: &[String]) -> Vec<&str> {
        let block = self.route.rsplit_once('.').and_then(|(block, _)| self.layer.get(block));
        let blocks: Vec<_> = block.into_iter().flat_map(Node::entries).map(|(_, beside)| beside).collect();
        let pairs = blocks.into_iter().flat_map(|beside| keys.iter().map(move |key| (beside, key)));
        pairs.filter_map(|(beside, key)| beside.entry(key)?.as_text()?.assumed()).collect()
    }
}
