//! Which words of a filter a directory does not know. It answers such a filter with nobody, and with no error.

use std::collections::HashSet;

use super::wire::Connection;
use crate::contract::directories::directories;

/// What a condition of a filter is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word<'f> {
    /// An attribute.
    Attribute(&'f str),
    /// A rule by which values are compared (`1.2.840.113556.1.4.803`).
    Rule(&'f str),
    /// A class that entries are of.
    Class(&'f str),
}

impl<'f> Word<'f> {
    const fn text(self) -> &'f str {
        match self {
            Self::Attribute(text) | Self::Rule(text) | Self::Class(text) => text,
        }
    }
}

/// The words of a filter that the directory does not have in its schema, as they are written. None, when it does not show that.
pub(super) async fn unknown(connection: &mut Connection, filter: &str) -> Vec<String> {
    let Some(at) = connection.about.schema.clone() else { return of_others(connection, filter) };
    let kinds = ["attributeTypes", "matchingRules", "objectClasses"];
    let Ok(Some(schema)) = connection.base(&at, &kinds).await else { return of_others(connection, filter) };
    let [attributes, rules, classes] = kinds.map(|kind| names(&schema.texts(kind)));
    let is_unknown = |word: &Word<'_>| {
        let known = match word {
            Word::Attribute(_) => &attributes,
            Word::Rule(_) => &rules,
            Word::Class(_) => &classes,
        };
        !known.is_empty() && !known.contains(&word.text().to_lowercase())
    };
    told(words(filter).into_iter().filter(is_unknown))
}

/// What only Active Directory has, in another one that does not show its schema.
fn of_others(connection: &Connection, filter: &str) -> Vec<String> {
    let elsewhere = connection.about.is_known && !connection.about.is_active_directory();
    told(words(filter).into_iter().filter(|word| elsewhere && is_active_directorys(word.text())))
}

fn told<'f>(words: impl Iterator<Item = Word<'f>>) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for word in words.map(Word::text) {
        if !told.iter().any(|known| known == word) {
            told.push(word.to_owned());
        }
    }
    told
}

/// Tells whether only Active Directory has an attribute of this name.
pub(super) fn is_active_directorys(attribute: &str) -> bool {
    directories().active_directory.iter().any(|own| own.trim_end_matches('=') == attribute.to_lowercase())
}

/// The words of a filter that parses. A bracket in a value is escaped there.
fn words(filter: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    for condition in filter.split('(').filter_map(|piece| piece.split(')').next()) {
        let Some((name, value)) = condition.split_once('=') else { continue };
        let mut parts = name.trim_end_matches(['~', '<', '>']).split(':').filter(|part| !part.is_empty());
        let starts_with_rule = name.starts_with(':');
        let attribute = parts.next().filter(|_| !starts_with_rule).and_then(|part| part.split(';').next());
        words.extend(attribute.map(str::trim).map(Word::Attribute));
        words.extend(parts.filter(|part| !part.eq_ignore_ascii_case("dn")).map(Word::Rule));
        let is_class = attribute.is_some_and(|name| name.eq_ignore_ascii_case("objectClass")) && !value.contains('*');
        words.extend(is_class.then_some(Word::Class(value.trim())));
    }
    words
}

/// Every name of definitions (`( 2.5.4.3 NAME ( 'cn' 'commonName' ) …`), and their numbers, in small letters.
fn names(definitions: &[String]) -> HashSet<String> {
    let mut names = HashSet::new();
    for definition in definitions {
        names.extend(definition.split_whitespace().nth(1).map(str::to_lowercase));
        let Some((_, named)) = definition.split_once(" NAME ") else { continue };
        let named = named.trim_start();
        let end = if named.starts_with('(') {
            named.find(')')
        } else {
            named.get(1..).and_then(|rest| rest.find('\'')).map(|at| at + 2)
        };
        let named = end.and_then(|end| named.get(..end)).unwrap_or_default();
        names.extend(named.split('\'').skip(1).step_by(2).map(str::to_lowercase));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_made_of_attributes_rules_and_classes() {
        use Word::{Attribute, Class, Rule};
        let filter =
            "(&(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2))(cn;lang-de=A*)(n>=3)(uid=*))";
        let expected = [
            Attribute("objectClass"),
            Class("user"),
            Attribute("userAccountControl"),
            Rule("1.2.840.113556.1.4.803"),
            Attribute("cn"),
            Attribute("n"),
            Attribute("uid"),
        ];
        assert_eq!(words(filter), expected);
        assert_eq!(words("(ou:dn:=People)"), [Attribute("ou")]);
        assert_eq!(words("(objectClass=*)"), [Attribute("objectClass")]);
    }

    #[test]
    fn definitions_have_a_number_and_one_name_or_several() {
        let read = names(&[
            "( 2.5.4.3 NAME ( 'cn' 'commonName' ) DESC 'RFC4519: what it''s called' SUP name )".to_owned(),
            "( 1.2.3 NAME 'mail' EQUALITY caseIgnoreIA5Match X-ORIGIN 'NAME' )".to_owned(),
            "odd".to_owned(),
        ]);
        let mut read: Vec<_> = read.into_iter().collect();
        read.sort();
        assert_eq!(read, ["1.2.3", "2.5.4.3", "cn", "commonname", "mail"]);
    }
}
