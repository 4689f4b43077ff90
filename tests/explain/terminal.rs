//! `explain` at a terminal: topics are searched by typing, and what is longer than the screen is shown by the person's own pager.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use rexpect::session::{PtySession, spawn_command};

/// A run in a terminal of so many lines and columns.
fn at(size: &str, environment: &[(&str, &str)], arguments: &str) -> PtySession {
    let script = format!("stty sane {size}\nunset $UNSET\n\"$0\" explain {arguments}\necho \"code=$?\"");
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_devportal-auth")]).env_clear().current_dir("/");
    command
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("TERM", "xterm")
        .env("LC_ALL", "C")
        .env("PAGER", "")
        .envs(environment.iter().copied());
    spawn_command(command, Some(30_000)).unwrap()
}

#[test]
fn without_a_topic_letters_narrow_the_list_and_enter_shows_the_page() {
    let mut terminal = at("rows 24 cols 80", &[], "");
    terminal.exp_string("What shall be explained?").unwrap();
    terminal.exp_string("letters narrow").unwrap();
    terminal.send("popup").unwrap();
    terminal.flush().unwrap();
    terminal.exp_string("The window closed again").unwrap();
    terminal.send("\r").unwrap();
    terminal.flush().unwrap();
    terminal.exp_string("The window closes by itself whatever went wrong").unwrap();
    terminal.exp_string("code=0").unwrap();
}

#[test]
fn a_terminal_that_draws_nothing_again_gets_the_list_whole() {
    let mut terminal = at("rows 24 cols 40", &[("TERM", "dumb")], "");
    let shown = terminal.exp_string("code=0").unwrap();
    assert!(shown.contains("concepts") && !shown.contains('\u{1b}'), "{shown}");
    assert!(shown.lines().all(|line| line.trim_end().chars().count() <= 40), "{shown}");
}

#[test]
fn what_is_longer_than_the_screen_is_given_to_the_persons_own_pager() {
    let pager = ("PAGER", "sed s/^/paged:/");
    let mut terminal = at("rows 24 cols 80", &[pager, ("NO_COLOR", "1")], "authentication");
    terminal.exp_string("paged:Authentication: who is the person").unwrap();
    terminal.exp_string("code=0").unwrap();
    let short = at("rows 24 cols 80", &[pager], "key portal.url").exp_string("code=0").unwrap();
    assert!(short.contains("portal.url") && !short.contains("paged:"), "{short}");
    let nowhere = at("rows 24 cols 80", &[("PAGER", "./sed")], "authentication").exp_string("code=0").unwrap();
    assert!(nowhere.contains("The browser opens a window"), "{nowhere}");
}

#[test]
fn without_a_pager_of_ones_own_less_is_taken_where_it_is_and_starts_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let less = folder.path().join("less");
    fs::write(&less, "#!/bin/sh\nsed \"s/^/$LESS $LESSSECURE:/\"\n").unwrap();
    fs::set_permissions(&less, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let mut terminal =
        at("rows 24 cols 80", &[("PATH", &path), ("NO_COLOR", "1"), ("UNSET", "PAGER")], "authentication");
    terminal.exp_string("FRX 1:Authentication: who is the person").unwrap();
    terminal.exp_string("code=0").unwrap();
}

#[test]
fn an_error_that_is_pasted_is_looked_for_and_what_nobody_knows_says_what_to_do() {
    let mut terminal = at("rows 24 cols 80", &[], "");
    terminal.exp_string("or an error as it stands in a log").unwrap();
    terminal.send("zxcvb qwertz\r").unwrap();
    terminal.flush().unwrap();
    terminal.exp_string("nothing is known of these words").unwrap();
    terminal.exp_string("What shall be explained?").unwrap();
    terminal.send("2026-11-02 catalog error x refresh failed, HttpError: Bad credentials 'it'; (so)\r").unwrap();
    terminal.flush().unwrap();
    terminal.exp_string("A provider refuses the backend").unwrap();
    terminal.exp_string("code=0").unwrap();
}

#[test]
fn letters_find_a_page_by_an_error_that_it_is_about() {
    let mut terminal = at("rows 24 cols 80", &[], "");
    terminal.exp_string("What shall be explained?").unwrap();
    terminal.send("violates the following Content").unwrap();
    terminal.flush().unwrap();
    terminal.exp_string("what the portal's pages may talk to").unwrap();
    terminal.send("\r").unwrap();
    terminal.flush().unwrap();
    terminal.exp_string("Content Security Policy").unwrap();
    terminal.exp_string("code=0").unwrap();
}

#[test]
fn advice_is_asked_for_where_somebody_is() {
    let mut terminal =
        at("rows 24 cols 80", &[("ACCESSIBLE", "1")], "--advise --code github --stage local --may tokens");
    terminal.exp_string("How many people will use the portal?").unwrap();
    terminal.send_line("some").unwrap();
    terminal.exp_string("wants a number").unwrap();
    terminal.send_line("3").unwrap();
    terminal.exp_string("Where do these people have their accounts?").unwrap();
    terminal.send_line("none").unwrap();
    terminal.exp_string("Take profile `github-pat`").unwrap();
    terminal.exp_string("code=0").unwrap();
}
