//! An interrupted run is taken up as it was, or stays as it is: what it made and what it was given is never dropped without a word.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::agreed::{at_a_terminal, sees, through_features, through_the_rest};
use crate::program::{Desk, Said};

const KEY: &str = "PRIVATE KEY";
const JOURNAL: &str = "portal/.devportal-auth/journal.yaml";

/// A run that made an App and ended before it wrote its files.
fn interrupted() -> Desk {
    let desk = Desk::new();
    desk.rehearse(&["--admin-group", "platfrm"]).ended(2, &["kept from this run: `acme-devportal`"]);
    assert!(desk.read(JOURNAL).contains(KEY));
    desk
}

/// Everything but the lock, which names the process that had it last.
fn all(desk: &Desk) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut all = desk.all();
    all.remove(Path::new("portal/.devportal-auth/lock"));
    all
}

fn resume(desk: &Desk, flags: &[&str]) -> Said {
    desk.run(&[&["init", "--resume", "--no-input", "--yes", "--out", "portal"][..], flags].concat())
}

#[test]
fn a_dry_run_of_an_interrupted_run_leaves_everything_as_it_is() {
    let desk = interrupted();
    let before = all(&desk);
    for (flags, code) in [
        (&["--admin-group", "platform"][..], 0),
        (&["--admin-group", "platform", "--offline"], 0),
        (&["--admin-group", "platfrm"], 2),
        (&["--no-such-flag"], 2),
    ] {
        let said = resume(&desk, &[&["--dry-run"], flags].concat());
        assert_eq!(said.code, code, "{flags:?}: {}", said.text);
        assert!(all(&desk) == before, "{flags:?} changed something: {}", said.text);
    }
    resume(&desk, &["--admin-group", "platform"]).ended(0, &["written 5 files"]);
}

#[test]
fn a_journal_that_was_put_apart_is_found_and_gone_on_with_from_its_place() {
    let desk = interrupted();
    let whole = desk.read(JOURNAL);
    let whose = desk.path("portal").canonicalize().unwrap();
    let apart = whole.replace("\n# the end\n", &format!("\napart-from: {}\n# the end\n", whose.display()));
    assert_ne!(apart, whole);
    let desk = {
        let state = desk.path("state").display().to_string();
        desk.with("XDG_STATE_HOME", &state)
    };
    let file = desk.put("state/devportal-auth/journal-x1.yaml", &apart);
    #[cfg(unix)]
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    std::fs::remove_file(desk.path(JOURNAL)).unwrap();
    for flags in [&[][..], &["--dry-run"]] {
        let said = resume(&desk, &[&["--admin-group", "platform"], flags].concat());
        said.ended(2, &["journal-x1.yaml; move it to portal/.devportal-auth/journal.yaml first"]);
    }
    std::fs::rename(file, desk.path(JOURNAL)).unwrap();
    resume(&desk, &["--admin-group", "platform"]).ended(0, &["written 5 files"]);
}

#[test]
fn a_dry_run_beside_an_interrupted_run_leaves_it_as_it_is() {
    let desk = interrupted();
    let before = all(&desk);
    desk.rehearse(&["--dry-run"]).ended(0, &["dry run: nothing was made or written"]);
    assert!(all(&desk) == before);
}

#[test]
fn what_an_interrupted_run_made_is_not_dropped_for_other_choices() {
    let desk = interrupted();
    let says = ["the interrupted run left `acme-devportal`, which has no place in what is chosen now", "journal.yaml"];
    for other in ["github-pat", "keycloak"] {
        for more in [&[][..], &["--dry-run"], &["--offline"]] {
            let chosen = ["--profile", other, "--integration", "github-token"];
            resume(&desk, &[&chosen[..], more].concat()).ended(2, &says);
            assert!(desk.read(JOURNAL).contains(KEY), "{other} {more:?} dropped the key");
        }
    }
    resume(&desk, &["--admin-group", "platform"]).ended(0, &["written 5 files"]);
}

#[test]
fn a_run_that_is_taken_up_goes_on_where_and_as_it_was_begun() {
    let desk = interrupted();
    let before = desk.read(JOURNAL);
    resume(&desk, &["--store", "keyring"]).ended(2, &["keeps its secrets in the store `dotenv`", "`--store keyring`"]);
    assert_eq!(desk.read(JOURNAL), before);
    let real = before.replace("  sandbox: yes\n", "").replace("  sandbox: 'yes'\n", "");
    assert_ne!(real, before);
    desk.journal(&real);
    resume(&desk, &["--sandbox"]).ended(2, &["the interrupted run was not of the sandbox", "leave `--sandbox` out"]);
    assert_eq!(desk.read(JOURNAL), real);
}

#[test]
fn a_journal_that_was_cut_off_is_not_taken_for_all_that_was_given() {
    let desk = interrupted();
    let whole = desk.read(JOURNAL);
    let cut = &whole[..whole.len() - 12];
    desk.journal(cut);
    resume(&desk, &["--sandbox"]).ended(2, &["journal.yaml was cut off", "bring it back whole"]);
    assert_eq!(desk.read(JOURNAL), cut, "what it still holds is gone");
    desk.journal(&whole);
}

#[test]
fn a_run_that_was_killed_while_it_wrote_is_taken_up_with_what_it_was_given() {
    let desk = Desk::new().with("GIVEN", "CANARY-of-before");
    let run = ["--offline", "--profile", "github-pat", "--stage", "local", "--set", "GITHUB_ORG=before"];
    desk.init(&[&run[..], &["--secret-from", "GITHUB_TOKEN=env:GIVEN"]].concat()).ended(0, &[]);
    let older = desk.read("portal/.env");
    assert!(older.contains("CANARY-of-before"));
    // Its copy of a still older file is the only one there is.
    desk.put("portal/.devportal-auth/backup/.env.1", "older still\n");
    let (values, secrets) = ("GITHUB_ORG: now", "GITHUB_TOKEN: CANARY-of-now");
    let choices = "profile: github-pat, stage: local";
    desk.journal(&format!(
        "version: 1\nstore: dotenv\nwriting: true\nchoices: {{ {choices} }}\nvalues: {{ {values} }}\nsecrets: {{ {secrets} }}\n"
    ));
    let desk = desk.with("GITHUB_TOKEN", "CANARY-of-the-environment");
    resume(&desk, &["--offline"]).ended(0, &["written"]);
    let now = desk.read("portal/.env");
    assert!(now.contains("GITHUB_TOKEN=CANARY-of-now") && now.contains("GITHUB_ORG=now"), "{now}");
    assert!(!now.contains("of-before") && !now.contains("of-the-environment"), "{now}");
    assert_eq!(desk.read("portal/.devportal-auth/backup/.env.1"), "older still\n", "a copy of the same run is gone");
    assert_eq!(desk.read("portal/.devportal-auth/backup/.env.2"), older);
}

#[test]
fn whoever_cancels_a_run_that_was_once_killed_while_it_wrote_is_told_that_files_may_be_new() {
    let desk = Desk::new();
    let (values, secrets) = ("GITHUB_ORG: now", "GITHUB_TOKEN: CANARY-of-now");
    let journal = format!(
        "version: 1\nstore: dotenv\nwriting: true\nchoices: {{ profile: github-pat, stage: local, portal-url: 'http://localhost:7007' }}\n\
         values: {{ {values} }}\nsecrets: {{ {secrets} }}\n"
    );
    desk.journal(&journal);
    let mut terminal = at_a_terminal(&desk, &["--resume", "--offline"]);
    through_the_rest(&mut terminal);
    sees(&mut terminal, "Write?");
    terminal.send_control('c').unwrap();
    let shown = terminal.exp_eof().unwrap();
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        shown.contains("cancelled; the run was once stopped while it wrote: some of its files may be new"),
        "{shown}"
    );
    assert!(!shown.contains("no file was written") && shown.contains("--resume --out portal"), "{shown}");
    // A no is told the same.
    let mut terminal = at_a_terminal(&desk, &["--resume", "--offline"]);
    sees(&mut terminal, "Write?");
    terminal.send_line("no").unwrap();
    let shown = terminal.exp_eof().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains("kept from this run") && shown.contains("some of its files may be new"), "{shown}");
}

#[test]
fn whoever_goes_on_gets_back_to_what_was_given_before_and_to_making_it() {
    let desk = Desk::new();
    let flags = "--sandbox --no-browser --target v1 --profile github --stage local --portal-url http://localhost:7007 \
                 --auth github-app --integration github-app";
    let mut terminal = at_a_terminal(&desk, &flags.split(' ').collect::<Vec<_>>());
    through_features(&mut terminal);
    sees(&mut terminal, "Which organisation?");
    terminal.send_line("").unwrap();
    sees(&mut terminal, "GitHub App: make it, or is there one?");
    for (asked, answer) in [
        ("number or name", "2"),
        ("App ID", "12345"),
        ("App's client ID", "Iv23liABCDEFGHIJKLMN"),
        ("App's client secret", "0123456789abcdef0123456789abcdef01234567"),
    ] {
        sees(&mut terminal, asked);
        terminal.send_line(answer).unwrap();
    }
    sees(&mut terminal, "private key");
    sees(&mut terminal, "number or name");
    terminal.send_control('c').unwrap();
    sees(&mut terminal, "Kept:");
    terminal.exp_eof().unwrap();
    let mut terminal = at_a_terminal(&desk, &["--resume"]);
    sees(&mut terminal, "GitHub App: make it, or is there one?");
    sees(&mut terminal, "number or name");
    terminal.send_line("2").unwrap();
    sees(&mut terminal, "private key");
    sees(&mut terminal, "number or name");
    terminal.send_line("<").unwrap();
    for asked in ["App's client secret", "App's client ID", "App ID"] {
        sees(&mut terminal, "asked once more");
        sees(&mut terminal, "goes back");
        sees(&mut terminal, asked);
        terminal.send_line("<").unwrap();
    }
    sees(&mut terminal, "GitHub App: make it, or is there one?");
    sees(&mut terminal, "number or name");
    terminal.send_control('c').unwrap();
    terminal.exp_eof().unwrap();
}

/// Runs of the sandbox have a folder of their own, which nobody named: it is found again, and where there are several, each is named.
#[test]
fn a_run_of_the_sandbox_without_a_folder_is_found_again_by_resume_alone() {
    let desk = Desk::new();
    fs::create_dir_all(desk.path("tmp")).unwrap();
    let tmp = desk.path("tmp").display().to_string();
    let desk = desk.with("TMPDIR", &tmp);
    let scripted = ["--no-input", "--yes"];
    let resume = |more: &[&str]| desk.run(&[&["init", "--resume"][..], &scripted, more].concat());
    let begin = || desk.run(&[&["init", "--sandbox", "--admin-group", "platfrm"][..], &scripted].concat());
    resume(&["--sandbox"]).ended(2, &["there is no interrupted run in .", "`--out`"]);
    begin().ended(2, &["kept from this run: `acme-devportal`"]);
    resume(&["--admin-group", "platform"]).ended(0, &["written 5 files"]);
    resume(&[]).ended(2, &["there is no interrupted run in ."]);

    begin().ended(2, &[]);
    begin().ended(2, &[]);
    let said = resume(&[]);
    said.ended(2, &["2 runs of the sandbox were interrupted"]);
    let named = said.text.matches("`devportal-auth init --resume --out ").count();
    assert_eq!(named, 2, "{}", said.text);
    // A run of this folder comes first, unless the sandbox is asked for.
    desk.put(".devportal-auth/journal.yaml", "version: 1\nstore: dotenv\nchoices: { profile: github-pat }\n");
    let own = desk.path(".devportal-auth/journal.yaml");
    fs::set_permissions(own, fs::Permissions::from_mode(0o600)).unwrap();
    resume(&["--offline", "--stage", "local"]).ended(2, &["answers are missing"]);
    resume(&["--sandbox"]).ended(2, &["2 runs of the sandbox were interrupted"]);
}
