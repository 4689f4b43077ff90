use std::collections::BTreeSet;

use super::*;

fn all() -> &'static [System] {
    systems().unwrap()
}

/// The requests of a system that are made for a credential.
fn asks<'s>(system: &'s System, id: &'s str) -> impl Iterator<Item = &'s Ask> {
    system.proof.iter().filter(move |ask| ask.is_of(id))
}

#[test]
fn every_row_speaks_of_its_own_settings_and_parts_alone() {
    for system in all() {
        let settings: BTreeSet<&str> = system.settings.keys().map(String::as_str).collect();
        for (id, spec) in system.credentials.iter().filter(|(_, spec)| spec.ambient.is_none()) {
            let mut known = settings.clone();
            known.extend(spec.fields.keys().map(String::as_str));
            let mut sent = BTreeSet::new();
            for ask in asks(system, id) {
                let mut here: BTreeSet<&str> = ask.sends(spec).texts().flat_map(words).collect();
                here.extend(ask.form.values().flat_map(|text| words(text)).filter(|word| *word != "assertion"));
                here.extend(ask.needs.iter().map(String::as_str));
                if let Some(packed) = &spec.packed {
                    assert!(spec.fields.contains_key(&packed.part), "{id} unpacks {}", packed.part);
                    known.extend(packed.holds.values().map(String::as_str));
                    sent.insert(packed.part.as_str());
                }
                let others = |word: &&str| system.credentials.values().any(|spec| spec.fields.contains_key(*word));
                assert!(
                    here.iter().all(|word| known.contains(word) || others(word)),
                    "{id} sends {here:?} of {known:?}"
                );
                sent.extend(here);
                known.extend(ask.keeps.keys().map(String::as_str));
            }
            let secret = spec.fields.iter().filter(|(_, variable)| system.variables[*variable].secret);
            assert!(secret.clone().all(|(field, _)| sent.contains(field.as_str())), "{id} sends not all of itself");
            assert!(secret.count() > 0, "{id} holds no secret");
            let page = spec.page.as_deref().unwrap_or_default();
            assert!(words(page).all(|word| word == "url" || settings.contains(word)), "{id} opens {page}");
        }
        for ask in &system.proof {
            let paths: BTreeSet<_> = words(ask.order().1).chain(words(ask.at.as_deref().unwrap_or_default())).collect();
            // a secret never stands in a path
            let open = system.credentials.values().flat_map(|spec| &spec.fields);
            let open =
                open.filter(|(_, variable)| !system.variables[*variable].secret).map(|(field, _)| field.as_str());
            let packed = system.credentials.values().filter_map(|spec| spec.packed.as_ref());
            let packed =
                packed.flat_map(|packed| packed.holds.values()).map(String::as_str).filter(|part| *part == "account");
            let known: BTreeSet<_> = settings.iter().copied().chain(open).chain(packed).collect();
            assert!(paths.is_subset(&known), "{} asks for {paths:?}", system.name);
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
        for (id, _) in system.credentials.iter().filter(|(_, spec)| spec.ambient.is_none()) {
            assert!(system.proof.iter().any(|ask| ask.is_of(id)), "{name} proves no {id}");
        }
        for found in &system.found {
            let (credential, fields): (_, BTreeSet<&str>) = match found {
                Found::Block(block) => {
                    (&block.credential, block.fields.keys().chain(block.optional.keys()).map(String::as_str).collect())
                }
                Found::Proxy { proxy } => (&proxy.credential, words(&proxy.value).collect()),
            };
            let spec = match credential {
                Some(id) => system.credentials.get(id),
                None => system.credentials.values().next().filter(|_| system.credentials.len() == 1),
            };
            let spec = spec.unwrap_or_else(|| panic!("{name}: which of its credentials is found?"));
            let parts: BTreeSet<&str> = spec.fields.keys().map(String::as_str).collect();
            assert_eq!(fields, parts, "{name}");
        }
        for answer in system.proof.iter().flat_map(|ask| &ask.answers) {
            assert!(!answer.status.is_empty() && !answer.says.ends_with('.'), "{name}: {}", answer.says);
        }
    }
}
