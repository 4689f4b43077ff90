use std::collections::BTreeSet;

use super::*;

fn all() -> &'static [System] {
    systems()
}

/// Tells whether it stands in front of the portal, so that nothing is asked of it.
fn is_in_front(system: &System) -> bool {
    system.signs_in.as_ref().is_some_and(|signs_in| signs_in.front.is_some())
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
                here.extend(
                    ask.form
                        .values()
                        .flat_map(|text| words(text))
                        .filter(|word| !["assertion", "callback"].contains(word)),
                );
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
            assert_eq!(secret.count() > 0, !is_in_front(system), "{id} holds no secret");
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
        if is_in_front(system) {
            continue;
        }
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

#[test]
fn every_example_looks_as_its_form_says() {
    for system in all() {
        for (variable, spec) in system.variables.iter().filter(|(_, spec)| spec.form.is_some()) {
            let form = regex_lite::Regex::new(&format!("^(?:{})$", spec.form.as_ref().unwrap())).unwrap();
            assert!(form.is_match(spec.example.as_ref().unwrap()), "{variable}");
        }
    }
}

#[test]
fn who_signs_people_in_finds_them_by_a_resolver_of_its_module_and_is_keyed_apart() {
    let mut keys = BTreeSet::new();
    for system in all() {
        let Some(signs_in) = &system.signs_in else { continue };
        assert!(keys.insert(&signs_in.key), "{} twice", signs_in.key);
        let written = system.fragment.iter().flat_map(|piece| piece.yaml.lines());
        let used: Vec<_> = written.filter_map(|line| line.split_once("resolver: ")).map(|(_, name)| name).collect();
        assert!(!used.is_empty() && used.iter().all(|name| signs_in.resolvers.contains_key(*name)), "{used:?}");
        let is_sent = signs_in.callback.is_some() && signs_in.authorize.is_some() && signs_in.redirect_label.is_some();
        assert_ne!(signs_in.front.is_some(), is_sent, "{}", system.name);
    }
    assert!(!keys.is_empty());
}
