//! What rules of this theme share: the configuration beside the table of keys, and names that were meant otherwise.

use crate::config::Node;
use crate::contract::keys::Shape;
use crate::lint::{Finding, Rule, Subject};

/// Visits every value that the table knows the form of, with its route.
pub(super) fn visit<'n>(
    node: &'n Node,
    shape: &'n Shape,
    route: &str,
    see: &mut impl FnMut(&str, &'n Node, &'n Shape),
) {
    see(route, node, shape);
    let deeper = |key: &str| if route.is_empty() { key.to_owned() } else { format!("{route}.{key}") };
    for (key, below) in node.entries() {
        if let Some(shape) = shape.child(key) {
            visit(below, shape, &deeper(key), see);
        }
    }
    if let Some(shape) = shape.item() {
        for (index, item) in node.items().enumerate() {
            visit(item, shape, &deeper(&index.to_string()), see);
        }
    }
}

/// A route with its `*` filled in.
pub(in super::super) fn filled(route: &str, stars: &[String]) -> String {
    let mut stars = stars.iter();
    let keys = route
        .split('.')
        .map(|key| if matches!(key, "*" | "-") { stars.next().map_or(key, String::as_str) } else { key });
    keys.collect::<Vec<_>>().join(".")
}

/// A finding about a variable: on its line, when it is set in a file.
pub(super) fn at_variable(rule: &Rule, subject: &Subject<'_>, name: &str) -> Finding {
    let place = subject.variables.given(name).and_then(|given| given.place);
    place.map_or_else(|| rule.nowhere(), |place| rule.at_place(place)).about(name)
}

/// The name that was meant, when one is only a slip of the finger away: signs and case, or one letter in five.
pub(in super::super) fn slip<'k>(given: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let plain = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    let given = plain(given);
    let far = |name: &&str| strsim::damerau_levenshtein(&given, &plain(name));
    let near = known.into_iter().min_by_key(far)?;
    let shorter = given.chars().count().min(near.chars().count());
    (far(&near) <= (shorter / 5).min(2)).then_some(near)
}

#[cfg(test)]
mod tests {
    use super::slip;

    #[test]
    fn a_slip_is_told_from_another_name() {
        let known = ["clientId", "clientSecret", "enterpriseInstanceUrl", "environment", "permission", "dn"];
        for (given, meant) in [
            ("clientID", "clientId"),
            ("client_id", "clientId"),
            ("enterpriseInstanceURL", "enterpriseInstanceUrl"),
            ("enviroment", "environment"),
            ("permissions", "permission"),
            ("DN", "dn"),
        ] {
            assert_eq!(slip(given, known), Some(meant), "{given}");
        }
        for given in ["client", "tenantId", "cn", "permits", "domain"] {
            assert_eq!(slip(given, known), None, "{given}");
        }
    }
}
