//! Somebody cleans the checkout while a run is at work in it: nothing that a provider shows once is lost.

use std::fs;

use crate::agreed::{at_a_terminal, sees, through_features};
use crate::program::Desk;

const AT: [&str; 6] = ["--sandbox", "--profile", "github", "--portal-url", "http://localhost:7007", "--stage=local"];

/// A wizard that has made the App and waits for an answer.
fn made(desk: &Desk) -> rexpect::session::PtySession {
    let mut terminal =
        at_a_terminal(desk, &[&AT[..], &["--auth", "github-app", "--integration", "github-app"]].concat());
    through_features(&mut terminal);
    sees(&mut terminal, "Which organisation?");
    terminal.send_line("acme").unwrap();
    sees(&mut terminal, "make it, or is there one?");
    terminal.send_line("make").unwrap();
    sees(&mut terminal, "The address you land on");
    terminal.send_line("").unwrap();
    sees(&mut terminal, "its secrets are kept");
    sees(&mut terminal, "Whose sign-in shall be tried?");
    terminal
}

#[test]
fn a_journal_that_is_swept_away_is_written_anew_with_everything_in_it() {
    let desk = Desk::new();
    let mut terminal = made(&desk);
    fs::remove_dir_all(desk.path("portal/.devportal-auth")).unwrap();
    terminal.send_line("").unwrap();
    sees(&mut terminal, "administ");
    terminal.send_line("").unwrap();
    sees(&mut terminal, "Write?");
    assert!(desk.read("portal/.devportal-auth/journal.yaml").contains("PRIVATE KEY"), "the key is lost");
    terminal.send_control('c').unwrap();
    sees(&mut terminal, "go on with it: `devportal-auth init --resume --out portal`");
    terminal.exp_eof().unwrap();
}

#[test]
fn where_the_journal_can_be_written_no_more_what_was_made_goes_to_the_persons_own_folder() {
    let desk = Desk::new();
    let mut terminal = made(&desk);
    fs::remove_dir_all(desk.path("portal")).unwrap();
    fs::write(desk.path("portal"), "a file in its place").unwrap();
    terminal.send_line("").unwrap();
    sees(&mut terminal, "administ");
    terminal.send_line("").unwrap();
    let shown = terminal.exp_eof().unwrap();
    assert!(shown.contains("kept from this run: `acme-devportal`") && shown.contains("then go on with it"), "{shown}");
    let (_, moved) = shown.split_once("move ").unwrap();
    let file: String = moved.split(" to ").next().unwrap().split_whitespace().collect();
    assert!(fs::read_to_string(&file).unwrap().contains("PRIVATE KEY"), "{file}: the key is lost");
}

#[test]
fn a_journal_that_cannot_be_removed_makes_no_failure_of_what_is_written() {
    let desk = Desk::new();
    let mut terminal = made(&desk);
    terminal.send_line("").unwrap();
    sees(&mut terminal, "administ");
    terminal.send_line("").unwrap();
    sees(&mut terminal, "Write?");
    fs::create_dir(desk.path("portal/.devportal-auth/.journal-in-the-way")).unwrap();
    terminal.send_line("yes").unwrap();
    sees(&mut terminal, "everything is written; could not remove");
    let shown = terminal.exp_eof().unwrap();
    assert!(shown.contains("written") && !shown.contains("error:"), "{shown}");
    assert!(desk.path("portal/.env").exists());
}

#[test]
fn a_run_of_the_sandbox_is_known_as_one_from_the_first_line_of_its_journal() {
    use devportal_auth::journal::Journal;
    use devportal_auth::secrets::StoreName;

    let folder = tempfile::tempdir().unwrap();
    let choices = [("sandbox".to_owned(), "yes".to_owned())].into();
    let journal = Journal::start_with(folder.path(), StoreName::Dotenv, choices).unwrap();
    assert!(fs::read_to_string(journal.file()).unwrap().contains("sandbox: yes"));
}
