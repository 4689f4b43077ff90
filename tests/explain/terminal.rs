//! `explain` at a terminal: topics are searched by typing, and what is longer than the screen is shown by the person's own pager.

use std::process::Command;

use rexpect::session::{PtySession, spawn_command};

/// A run in a terminal of so many lines and columns.
fn at(size: &str, environment: &[(&str, &str)], arguments: &str) -> PtySession {
    let script = format!("stty sane {size}\n\"$0\" explain {arguments}\necho \"code=$?\"");
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_devportal-auth")]).env_clear().current_dir("/");
    command
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("TERM", "xterm")
        .env("LC_ALL", "C")
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
