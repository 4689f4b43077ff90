//! Everything that `templates/` speaks of has a page.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use devportal_auth::contract::{self, image, preset};
use devportal_auth::explain::{self, How, Kind, Scene};
use devportal_auth::report::{Look, markdown};

fn has(kind: Kind, id: &str) -> bool {
    explain::all().iter().any(|page| page.kind == kind && page.id == id)
}

fn files(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, found),
            false if path.extension().is_some_and(|extension| extension == "yaml") => {
                found.push(fs::read_to_string(path).unwrap())
            }
            false => {}
        }
    }
}

/// The names in `${NAME}` and `${NAME:-default}` of every file below `templates/v1` and `templates/v2`.
fn variables_read() -> BTreeSet<String> {
    let mut texts = Vec::new();
    ["v1", "v2"]
        .iter()
        .for_each(|folder| files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates").join(folder), &mut texts));
    let names = texts.iter().flat_map(|text| text.split("${").skip(1)).filter_map(|rest| rest.split(['}', ':']).next());
    names
        .filter(|name| name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_variable_has_its_page() {
    let contracts = contract::all();
    let mut names = variables_read();
    names.extend(contracts.iter().flat_map(|contract| contract.variables.keys().map(ToString::to_string)));
    names.extend(preset::all().iter().flat_map(|preset| preset.variables.keys().cloned()));
    assert!(names.len() > 50, "{}", names.len());
    let without: Vec<_> = names.iter().filter(|name| !has(Kind::Variable, name)).collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn every_provider_profile_preset_feature_scope_and_credential_has_its_page() {
    let providers = contract::providers();
    let contracts = contract::all();
    let mut wanted: Vec<(Kind, String)> = Vec::new();
    for provider in providers {
        wanted.push((Kind::Provider, provider.provider.clone()));
        for (name, feature) in &provider.features {
            wanted.push((Kind::Feature, name.clone()));
            wanted.extend(
                feature.scopes.iter().chain(feature.permissions.keys()).map(|scope| (Kind::Scope, scope.clone())),
            );
        }
    }
    wanted.extend(image::profiles().map(|profile| (Kind::Profile, profile.to_owned())));
    wanted.extend(preset::all().iter().map(|preset| (Kind::Preset, preset.name.clone())));
    wanted.extend(
        contracts.iter().flat_map(|contract| contract.credentials.keys().map(|id| (Kind::Credential, id.clone()))),
    );
    wanted.extend(
        contract::sign_in::sign_in()
            .providers
            .keys()
            .filter(|key| !["microsoft", "oauth2Proxy"].contains(&key.as_str()))
            .map(|key| (Kind::Provider, key.clone())),
    );
    let without: Vec<_> = wanted.iter().filter(|(kind, id)| !has(*kind, id)).collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn every_key_of_the_answers_file_has_its_page() {
    for key in [
        "version",
        "profile",
        "portal.url",
        "portal.stage",
        "purposes.authentication.provider",
        "purposes.integration.credential",
        "providers.<name>.api-url",
        "secrets",
    ] {
        assert!(has(Kind::Key, key), "{key}");
    }
}

#[test]
fn every_page_is_found_by_its_own_name_and_says_something() {
    for page in explain::all() {
        let found = explain::find(&page.topic()).unwrap();
        assert_eq!(found.how, How::Named, "{}", page.topic());
        assert_eq!(found.best().unwrap().topic(), page.topic());
        let text = page.markdown(&Scene::default(), 80);
        assert!(text.starts_with("# ") && text.lines().count() > 2, "{}", page.topic());
        assert!(!page.summary.contains('\n') && !page.summary.is_empty(), "{}", page.topic());
    }
}

#[test]
fn every_page_that_another_one_names_is_there() {
    for page in explain::all().iter().filter(|page| page.kind == Kind::Concept) {
        let text = page.markdown(&Scene::default(), 80);
        let names = text.split('`').skip(1).step_by(2).filter(|name| {
            name.trim_matches('-').contains('-') && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        });
        let lost: Vec<_> = names
            .filter(|name| {
                explain::find(name).is_none_or(|found| found.how != How::Named) && !KNOWN_WORDS.contains(name)
            })
            .collect();
        assert!(lost.is_empty(), "{}: {lost:?}", page.id);
    }
}

/// Words in backticks that are no pages.
const KNOWN_WORDS: [&str; 2] = ["realm-management", "create-app"];

#[test]
fn no_line_of_a_page_is_wider_than_the_terminal_but_for_one_long_word() {
    for width in [40, 80] {
        let look = Look { color: false, unicode: true, animated: false, width, quiet: false };
        for page in explain::all() {
            let text = page.markdown(&Scene::default(), width.into());
            let code = code_of(&text);
            let shown = markdown::page(&text, &look);
            let wide = shown.lines().filter(|line| !code.contains(&line.trim())).find(|line| {
                let line = before_command(line);
                let rest = line.rsplit_once(' ').map_or("", |(rest, _)| rest).trim_end();
                console::measure_text_width(rest) > width.into()
            });
            assert!(wide.is_none(), "{} at {width}: {wide:?}", page.topic());
            // What is there to be copied is there as it is written.
            let broken = code.iter().find(|line| !shown.lines().any(|shown| shown.trim() == **line));
            assert!(broken.is_none(), "{} at {width}: {broken:?}", page.topic());
        }
    }
}

/// The lines of code of a page, without their indentation: between fences, or indented behind an empty line.
fn code_of(text: &str) -> Vec<&str> {
    let (mut fenced, mut follows) = (false, true);
    let is_code = |line: &&str| {
        let is_fence = line.trim_start().starts_with("```");
        fenced ^= is_fence;
        let code = !is_fence && (fenced || follows && line.starts_with("    "));
        follows = code || line.trim().is_empty();
        code
    };
    text.lines().filter(is_code).map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// What stands before a command in backticks, which stays whole, so that it can be pasted.
fn before_command(line: &str) -> &str {
    let is_command = |rest: &str| rest.starts_with("devportal-auth ") || rest.contains(" -") || rest.contains(" | ");
    let command =
        line.match_indices('`').find(|(at, _)| is_command(line[at + 1..].split('`').next().unwrap_or_default()));
    command.map_or(line, |(at, _)| &line[..at])
}

#[test]
fn the_page_of_a_system_and_of_its_credential_says_how_that_is_made_and_what_it_has_to_be_allowed() {
    for (id, says) in [
        ("techdocs-s3", "`s3:ListBucket`"),
        ("techdocs-s3-key", "`s3:GetObject`"),
        ("aws", "`sts:AssumeRole`"),
        ("jenkins", "`Add new Token`"),
    ] {
        let page = explain::find(id).and_then(|found| found.best()).unwrap_or_else(|| panic!("{id}"));
        assert!(page.markdown(&Scene::default(), 200).contains(says), "{id}");
    }
}
