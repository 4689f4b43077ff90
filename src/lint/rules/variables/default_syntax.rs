//! `default-syntax`: a default is written in a way that Backstage takes for a part of the name.

use super::form::{Form, form};
use crate::config::{Node, Place};
use crate::lint::{Confidence, Finding, Fix, Rule, Severity, Subject, Wanted};
use crate::secrecy::is_secret_key;

pub(in super::super) const RULE: Rule = Rule {
    id: "default-syntax",
    summary: "a default is written in a way that Backstage does not know",
    severity: Severity::Error,
    confidence: Confidence::High,
    page: include_str!("../../../../templates/rules/default-syntax.md"),
    check,
};

fn check(rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    let told = |want: Wanted<'_>| match form(want.name) {
        Form::Default(variable, sign, default) => Some(told(rule, subject, &want, (variable, sign, default))),
        _ => None,
    };
    subject.wanted().into_iter().filter_map(told).collect()
}

fn told(
    rule: &Rule,
    subject: &Subject<'_>,
    want: &Wanted<'_>,
    (variable, sign, default): (&str, &str, &str),
) -> Finding {
    let place = want.node.place;
    let no_default = format!("`${{{variable}{sign}…}}` is no default: all of it is taken for the name");
    let finding = rule.at(want.node).about(want.route.as_str());
    let finding = match earlier(subject, want) {
        Some(counts) => finding
            .severity(Severity::Warning)
            .says(format!("{no_default}, so this line says nothing of `{}`, whatever is set", want.route))
            .because(counts, "this counts"),
        None => finding.says(format!("{no_default}, so `{}` is never there, whatever is set", want.route)),
    };
    let meant = match sign {
        ":?" | "?" | ":+" | "+" => format!("${{{variable}}}"),
        _ if default.is_empty() || holds_secret(&want.route) => format!("${{{variable}}}"),
        _ => format!("${{{variable}:-{default}}}"),
    };
    let shown = if meant.contains(":-") { format!("${{{variable}:-…}}") } else { meant.clone() };
    if subject.is_images(place) {
        let list: Vec<_> = want.route.split('.').take_while(|key| key.parse::<usize>().is_err()).collect();
        let list = list.join(".");
        let whole = if list == want.route { "" } else { " whole, as lists replace," };
        return finding.hint(format!("set `{list}`{whole} in a file of your own, with `{shown}` or a value"));
    }
    let finding = finding.hint(format!("write `{shown}`"));
    match mended(subject, place, want.name, &meant) {
        Some(with) => finding.fix(Fix::replace(place, with)),
        None => finding,
    }
}

/// Tells whether what stands at a route is a secret, whose default everybody could read.
fn holds_secret(route: &str) -> bool {
    is_secret_key(route.rsplit('.').next().unwrap_or(route))
}

/// What an earlier file says there. It stays, as what is not there replaces nothing; a list is replaced whole (config-loader 1.10 and 1.11).
fn earlier<'s>(subject: &Subject<'s>, want: &Wanted<'_>) -> Option<&'s Node> {
    let in_list = want.route.split('.').any(|key| key.parse::<usize>().is_ok());
    let below = subject.layers.iter().take_while(|layer| layer.source != want.node.place.source);
    below.filter_map(|layer| layer.root.get(&want.route)).last().filter(|_| !in_list)
}

/// The value with the default in its right form; nothing where it goes over several lines.
fn mended(subject: &Subject<'_>, place: Place, name: &str, meant: &str) -> Option<String> {
    let raw = subject.raw(place).filter(|_| place.start.line == place.end.line)?;
    let wrong = format!("${{{name}}}");
    raw.contains(&wrong).then(|| raw.replace(&wrong, meant))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Layer, Role, Source, Sources, Spot, Value, Variables};
    use crate::lint::{Around, Portal};
    use crate::secrecy::Known;

    #[test]
    fn the_mend_keeps_what_stands_around_the_reference() {
        let mut sources = Sources::default();
        let source = sources.add(Source::new("a.yaml", "a: 'x ${V:d} y'\n"));
        let spot = |column| Spot { line: 1, column };
        let place = Place { source, start: spot(4), end: spot(16) };
        let root = Node::new(Value::Gone(vec!["V:d".into()]), place, None);
        let layers =
            [Layer { source, role: Role::Yours, root: root.clone(), faults: Vec::new(), secrets: Known::default() }];
        let (variables, portal, around) = (Variables::default(), Portal::default(), Around::default());
        let subject = Subject::new(&root, &layers, &[], &sources, &variables, &portal, &around, 0);
        let found = check(&RULE, &subject);
        assert_eq!(found[0].fix, Some(Fix::replace(place, "'x ${V:-d} y'")));
    }
}
