//! What is in the folder already stays: comments, order, other keys, other lines.

use std::fs;

use crate::program::Desk;

const THEIRS: &str = "# our portal\r\ntechdocs:\r\n  builder: local # never external\r\n\r\nauth:\r\n  # keep: audited\r\n  session:\r\n    secret: ${SESSION}\r\ncatalog:\r\n  rules: [ { allow: [Component] } ]";

#[test]
fn an_existing_configuration_keeps_its_comments_order_and_line_ends() {
    let desk = Desk::new();
    desk.put("portal/app-config.local.yaml", THEIRS);
    desk.rehearse(&[]).ended(0, &["edit app-config.local.yaml"]);
    let now = desk.read("portal/app-config.local.yaml");
    let mut rest = now.as_str();
    for line in THEIRS.lines() {
        let at = rest.find(line).unwrap_or_else(|| panic!("`{line}` is gone, or out of order, in\n{now}"));
        rest = &rest[at + line.len()..];
    }
    assert!(now.matches('\n').count() == now.matches("\r\n").count(), "the line ends are mixed");
    assert!(now.contains("usernameMatchingUserEntityName"));
    let backup = fs::read_dir(desk.path("portal/.devportal-auth/backup")).unwrap().next().unwrap().unwrap().path();
    let kept = walk(&backup).into_iter().any(|text| text == THEIRS);
    assert!(kept, "there is no backup of what was edited");
}

#[test]
fn an_entry_of_ones_own_list_that_goes_is_told_by_name() {
    let desk = Desk::new();
    desk.put(
        "portal/app-config.local.yaml",
        "integrations:\n  github:\n    - host: github.com\n      token: ${GITHUB_TOKEN}\n    - host: ghe.acme.test\n      token: CANARY-of-another\n",
    );
    let plain = ["--target", "backstage", "--auth", "github", "--integration", "github-token"];
    let said = desk.rehearse(&plain);
    said.ended(
        0,
        &[
            "`host: ghe.acme.test` of `integrations.github` goes: the list is written anew",
            "a copy of the file is kept",
        ],
    );
    assert!(!said.text.contains("CANARY"), "{}", said.text);
    assert!(!desk.rehearse(&plain).text.contains(" goes: "), "it is gone by then");
}

fn walk(path: &std::path::Path) -> Vec<String> {
    if path.is_dir() {
        return fs::read_dir(path).unwrap().flat_map(|entry| walk(&entry.unwrap().path())).collect();
    }
    vec![fs::read_to_string(path).unwrap()]
}

#[test]
fn other_variables_and_ignored_files_stay() {
    let desk = Desk::new();
    desk.put("portal/.env", "# ours\nLOG_LEVEL=debug # loud\nexport TZ=UTC\n");
    desk.put("portal/.gitignore", "node_modules");
    desk.rehearse(&[]).ended(0, &[]);
    assert!(desk.read("portal/.env").starts_with("# ours\nLOG_LEVEL=debug # loud\nexport TZ=UTC\n"));
    assert_eq!(desk.read("portal/.gitignore"), "node_modules\n.env\n.devportal-auth/\n.devportal-auth-*.tmp\n");
}

#[test]
fn a_file_of_secrets_that_git_tracks_is_refused_before_anything_is_made() {
    let desk = Desk::new();
    if desk.shell("git init -q portal && : >portal/.env && git -C portal add .env").code != 0 {
        eprintln!("skipped: there is no git here");
        return;
    }
    desk.rehearse(&[]).ended(4, &["git tracks it", "git rm --cached .env"]);
    assert_eq!(desk.read("portal/.env"), "");
    assert!(!desk.path("portal/.devportal-auth").exists());
}
