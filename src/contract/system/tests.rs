use std::collections::BTreeSet;

use super::*;

fn all() -> &'static [System] {
    systems().unwrap()
}

/// The words in `<word>` of a text.
fn words(text: &str) -> BTreeSet<&str> {
    text.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(word, _)| word).collect()
}

#[test]
fn every_row_speaks_of_its_own_settings_and_parts_alone() {
    for system in all() {
        let settings: BTreeSet<&str> = system.settings.keys().map(String::as_str).collect();
        for (id, spec) in &system.credentials {
            let mut known = settings.clone();
            known.extend(spec.fields.keys().map(String::as_str));
            let sent: BTreeSet<_> =
                spec.sends.basic.iter().chain(spec.sends.headers.values()).flat_map(|text| words(text)).collect();
            assert!(!sent.is_empty() && sent.is_subset(&known), "{id} sends {sent:?} of {known:?}");
            let secret = spec.fields.iter().filter(|(_, variable)| system.variables[*variable].secret);
            assert!(secret.clone().all(|(field, _)| sent.contains(field.as_str())), "{id} sends not all of itself");
            assert!(secret.count() > 0, "{id} holds no secret");
            let page = spec.page.as_deref().unwrap_or_default();
            assert!(words(page).iter().all(|word| *word == "url" || settings.contains(word)), "{id} opens {page}");
        }
        for ask in &system.proof {
            let paths = words(ask.order().1);
            assert!(paths.is_subset(&settings), "{} asks for {paths:?}", system.name);
            assert!(ask.get.is_some() != ask.post.is_some(), "{}: {}", system.name, ask.looks_at);
            assert!(ask.of.iter().all(|id| system.credentials.contains_key(id)), "{}: {:?}", system.name, ask.of);
            let fields = system.credentials.values().flat_map(|spec| spec.fields.keys()).map(String::as_str);
            let known: BTreeSet<_> = settings.iter().copied().chain(fields).collect();
            let rests = ask.rests_on.iter().chain(ask.answers.iter().filter_map(|answer| answer.rests_on).flatten());
            assert!(rests.clone().all(|part| known.contains(part)), "{}: {:?}", system.name, rests.collect::<Vec<_>>());
        }
    }
}

#[test]
fn every_row_can_be_asked_somewhere_found_and_proven() {
    for system in all() {
        let name = &system.name;
        assert!(system.url.is_some() || system.settings.contains_key("base-url"), "{name} is nowhere");
        assert!(!system.found.is_empty() && !system.proof.is_empty() && !system.fragment.is_empty(), "{name}");
        for id in system.credentials.keys() {
            assert!(system.proof.iter().any(|ask| ask.is_of(id)), "{name} proves no {id}");
        }
        for found in &system.found {
            let (credential, fields): (_, Vec<&str>) = match found {
                Found::Block(block) => (&block.credential, block.fields.keys().map(String::as_str).collect()),
                Found::Proxy { proxy } => (&proxy.credential, words(&proxy.value).into_iter().collect()),
            };
            let spec = match credential {
                Some(id) => system.credentials.get(id),
                None => system.credentials.values().next().filter(|_| system.credentials.len() == 1),
            };
            let spec = spec.unwrap_or_else(|| panic!("{name}: which of its credentials is found?"));
            let parts: Vec<&str> = spec.fields.keys().map(String::as_str).collect();
            assert_eq!(fields, parts, "{name}");
        }
        for answer in system.proof.iter().flat_map(|ask| &ask.answers) {
            assert!(!answer.status.is_empty() && !answer.says.ends_with('.'), "{name}: {}", answer.says);
        }
    }
}
