//! The groups that a resolver takes everybody for a member of: those that are written out in what it says a person belongs to.

use super::brackets::{bare, closing, is_of_word, is_word};
use super::facts;

/// The groups in a token's claims, as entity references. What goes by the person, or by anything else, is left out.
pub(super) fn groups(body: &str) -> Vec<String> {
    let belongs = &facts().resolving.belongs;
    let places = body.match_indices(belongs.as_str()).filter(|(at, name)| is_word(body, *at, name.len()));
    let lists = places.filter_map(|(at, name)| list(&body[at + name.len()..]));
    let mut found: Vec<_> = lists.flat_map(elements).filter_map(|element| group(body, element)).collect();
    found.sort();
    found.dedup();
    found
}

/// The list that stands behind a name: `: [ … ]`, `= [ … ]`.
fn list(behind: &str) -> Option<&str> {
    let value = behind.trim_start().strip_prefix([':', '='])?.trim_start();
    let end = value.starts_with('[').then(|| closing(value, 0))??;
    Some(&value[1..end])
}

/// What a list holds, each by itself.
fn elements(list: &str) -> Vec<&str> {
    let ends = bare(list).filter(|(_, c, depth)| *c == ',' && *depth == 0).map(|(at, ..)| at);
    let mut start = 0;
    let mut found = Vec::new();
    for end in ends.chain([list.len()]) {
        found.push(list[start..end].trim());
        start = (end + 1).min(list.len());
    }
    found
}

/// The group that an element is, where it is one whoever the person is: written there, or under a name that stands for it.
fn group(body: &str, element: &str) -> Option<String> {
    if let Some(written) = written(element) {
        return is_group(written).then(|| written.to_lowercase());
    }
    let is_name = !element.is_empty() && element.chars().all(is_of_word);
    let value = is_name.then(|| constant(body, element))??;
    match written(value) {
        Some(written) => is_group(written).then(|| written.to_lowercase()),
        None => made(value),
    }
}

/// A text in quotes, and nothing else.
fn written(value: &str) -> Option<&str> {
    let quote = value.chars().next().filter(|c| matches!(c, '\'' | '"' | '`'))?;
    let text = value[1..].strip_suffix(quote)?;
    (!text.contains([quote, '$', '\\'])).then_some(text)
}

fn is_group(reference: &str) -> bool {
    let begins = &facts().resolving.group;
    reference.len() > begins.len()
        && reference.get(..begins.len()).is_some_and(|kind| kind.eq_ignore_ascii_case(begins))
}

/// The value of a constant: `const admins = …;`.
fn constant<'b>(body: &'b str, name: &str) -> Option<&'b str> {
    let mut places = body.match_indices("const").filter(|(at, found)| is_word(body, *at, found.len()));
    places.find_map(|(at, found)| {
        let rest = body[at + found.len()..].trim_start().strip_prefix(name)?;
        let value = rest.trim_start().strip_prefix('=')?;
        let end = bare(value)
            .find(|(at, c, depth)| *depth <= 0 && (*c == ';' || *c == '\n' && !value[..*at].trim().is_empty()));
        Some(value[..end?.0].trim())
    })
}

/// The group of a reference that is put together of what is written there: `stringifyEntityRef({ kind: 'Group', name: 'admins', … })`.
fn made(value: &str) -> Option<String> {
    let words = &facts().resolving;
    let inner = value.strip_prefix(words.refers.as_str())?.trim_start().strip_prefix('{')?;
    let inner = inner.trim_end().strip_suffix(')')?.trim_end().strip_suffix('}')?;
    let said = |key: &str| {
        elements(inner).into_iter().find_map(|element| {
            let (name, value) = element.split_once(':')?;
            (name.trim() == key).then(|| value.trim())
        })
    };
    let kind = written(said(&words.kind)?)?;
    let namespace = match said(&words.namespace) {
        Some(usual) if words.usual.iter().any(|known| known == usual) => "default",
        None => "default",
        Some(namespace) => written(namespace)?,
    };
    let reference = format!("{kind}:{namespace}/{}", written(said(&words.name)?)?).to_lowercase();
    is_group(&reference).then_some(reference)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_that_are_written_out_are_named_as_entity_references() {
        for (body, found) in [
            ("ent: [me, 'group:default/Admin']", vec!["group:default/admin"]),
            ("ent: [\n  me,\n  `group:default/a`,\n  \"group:b\",\n]", vec!["group:b", "group:default/a"]),
            ("const ent = [`user:default/${id}`, 'group:default/team-a'];", vec!["group:default/team-a"]),
            ("const all = 'group:default/all';\nissueToken({ ent: [me, all] })", vec!["group:default/all"]),
            (
                "const a = stringifyEntityRef({\n  kind: 'Group',\n  name: 'K',\n  namespace: DEFAULT_NAMESPACE,\n})\nent: [a]",
                vec!["group:default/k"],
            ),
            (
                "const a = stringifyEntityRef({ kind: 'group', name: 'k', namespace: 'ops' });\nent: [a]",
                vec!["group:ops/k"],
            ),
        ] {
            assert_eq!(groups(body), found, "{body}");
        }
    }

    #[test]
    fn what_goes_by_the_person_or_cannot_be_told_is_no_group_of_everybody() {
        for body in [
            "ent: [me, `group:default/${team}`]",
            "ent: ['group:' + department]",
            "ent: [me, is ? 'group:default/admin' : 'group:default/all']",
            "ent: groups",
            "ent: [me, ...'group:default/admin']",
            "const a = stringifyEntityRef({ kind: 'Group', name: team });\nent: [a]",
            "const a = stringifyEntityRef({ kind: 'User', name: 'ada' });\nent: [a]",
            "const a = stringifyEntityRef({ kind: 'Group', name: 'k', namespace: ours });\nent: [a]",
            "const a = is ? 'group:default/a' : 'group:default/b';\nent: [a]",
            "let a = 'group:default/a';\na = me;\nent: [a]",
            "talent: ['group:default/admin']",
        ] {
            assert_eq!(groups(body), Vec::<String>::new(), "{body}");
        }
    }
}
