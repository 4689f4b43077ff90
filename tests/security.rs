//! The page on security says nothing that no test holds: each statement names its tests, and each of them is there.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says why")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn page() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("SECURITY.md")).unwrap()
}

/// The names of all tests.
fn tests() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders = vec![root.join("src"), root.join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push(path);
            }
        }
    }
    let name = |line: &str| {
        let rest = line.trim().trim_start_matches("async ").strip_prefix("fn ")?;
        rest.split_once('(').map(|(name, _)| name.to_owned())
    };
    let mut names = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        let lines: Vec<_> = text.lines().collect();
        let is_test = |line: &str| line.trim_start().starts_with("#[test]") || line.contains("tokio::test");
        for (at, _) in lines.iter().enumerate().filter(|(_, line)| is_test(line)) {
            // What is left out of every run holds nothing.
            let head: Vec<_> = lines[at..].iter().take(5).take_while(|line| !line.contains("#[ignore")).collect();
            names.extend(head.iter().find_map(|line| name(line)));
        }
    }
    names
}

/// The tests that a statement names.
fn named(statement: &str) -> Vec<&str> {
    let comments = statement.split("<!--").skip(1).filter_map(|rest| rest.split_once("-->"));
    comments.flat_map(|(names, _)| names.split(',')).map(str::trim).collect()
}

#[test]
fn every_statement_on_security_names_tests_that_are_there() {
    let (page, tests) = (page(), tests());
    let missing: Vec<_> = named(&page).into_iter().filter(|name| !tests.contains(*name)).collect();
    assert!(missing.is_empty(), "the page names tests that are not there: {missing:?}");
}

#[test]
fn every_statement_on_security_names_a_test() {
    let page = page();
    let held = ["What it trusts", "What it never does", "What it sends where", "What is kept where"];
    for section in page.split("\n## ").filter(|section| held.iter().any(|title| section.starts_with(title))) {
        let body = section.split_once('\n').map_or("", |(_, body)| body);
        let items = body.split("\n- ").flat_map(|item| item.split("\n| ")).flat_map(|item| item.split("\n\n"));
        let heads = ["|-", "what | where", "### "];
        for item in
            items.map(str::trim).filter(|item| !item.is_empty() && !heads.iter().any(|head| item.starts_with(head)))
        {
            assert!(!named(item).is_empty(), "no test is named for: {item}");
        }
    }
}
