//! The sandbox's words: each makes its own provider fail, and what was seen to fail can be given right.

use rexpect::session::PtySession;

use crate::agreed::{at_a_terminal, sees};
use crate::program::Desk;

/// Answers what is asked, in this order.
fn goes_through(terminal: &mut PtySession, story: &[(&str, &str)]) {
    for (asked, answer) in story {
        sees(terminal, asked);
        terminal.send_line(answer).unwrap();
    }
}

const LOCAL: [&str; 6] = ["--sandbox", "--no-browser", "--stage", "local", "--portal-url", "http://localhost:7007"];

/// What is asked of GitHub and of Jenkins until the Apps' question, with another Jenkins than the right one.
const ELSEWHERE: [(&str, &str); 5] = [
    ("workflow runs?", ""),
    ("create repositories?", ""),
    ("Which organisation?", ""),
    ("Where is Jenkins?", "elsewhere"),
    ("is there one?", "make"),
];

fn with_jenkins(desk: &Desk) -> PtySession {
    let more = [
        "--profile",
        "github",
        "--auth",
        "github-app",
        "--integration",
        "github-app,jenkins",
        "--admin-group",
        "platform",
    ];
    at_a_terminal(desk, &[&LOCAL[..], &more].concat())
}

#[test]
fn a_word_makes_its_own_system_fail_which_can_be_given_right_then() {
    let desk = Desk::new();
    let mut terminal = with_jenkins(&desk);
    goes_through(&mut terminal, &ELSEWHERE);
    // The App is GitHub's, at whose address nothing is wrong.
    goes_through(&mut terminal, &[("The address you land on", ""), ("Which account?", ""), ("API token", "")]);
    sees(&mut terminal, "a page for people answers at this");
    goes_through(&mut terminal, &[("What now?", "give"), ("Where is Jenkins?", "")]);
    sees(&mut terminal, "acts as `devportal`");
    goes_through(&mut terminal, &[("sign-in shall be tried?", ""), ("Write?", "yes")]);
    sees(&mut terminal, "5 files in portal");
    terminal.exp_eof().unwrap();
    assert!(desk.read("portal/.env").contains("JENKINS_URL=https://jenkins.acme.dev"), "{}", desk.read("portal/.env"));
}

#[test]
fn after_a_no_what_was_made_is_taken_up_with_every_answer() {
    let desk = Desk::new();
    let mut terminal = with_jenkins(&desk);
    goes_through(&mut terminal, &ELSEWHERE[..3]);
    goes_through(&mut terminal, &[("Where is Jenkins?", ""), ("is there one?", "make")]);
    goes_through(&mut terminal, &[("The address you land on", ""), ("Which account?", ""), ("API token", "")]);
    goes_through(&mut terminal, &[("sign-in shall be tried?", ""), ("Write?", "no")]);
    sees(&mut terminal, "kept from this run: `acme-devportal`");
    terminal.exp_eof().unwrap();
    let mut terminal = at_a_terminal(&desk, &["--resume", "--no-browser", "--admin-group", "platform"]);
    let before = terminal.exp_string("sign-in shall be tried?").unwrap();
    for asked in ["Which portal", "Where do people", "Which organisation", "Where is Jenkins", "Which account"] {
        assert!(!before.contains(asked), "`{asked}` was asked again: {before}");
    }
    terminal.send_line("").unwrap();
    goes_through(&mut terminal, &[("Write?", "yes")]);
    sees(&mut terminal, "5 files in portal");
    terminal.exp_eof().unwrap();
}

#[test]
fn what_was_down_while_something_was_made_answers_when_it_is_made_again() {
    let desk = Desk::new();
    let flags = ["--profile", "keycloak", "--integration", "none", "--yes"];
    let mut terminal = at_a_terminal(&desk, &[&LOCAL[..], &flags].concat());
    goes_through(&mut terminal, &[("Where is Keycloak?", ""), ("Which realm?", "")]);
    for (typed, then) in [("down", "nothing was made: could not reach"), ("", "made         devportal")] {
        goes_through(&mut terminal, &[("is there one?", "make"), ("? Client ID", "")]);
        goes_through(&mut terminal, &[("? Administrator's name", ""), ("? Administrator's password", typed)]);
        sees(&mut terminal, then);
    }
    terminal.send_control('c').unwrap();
    terminal.exp_eof().unwrap();

    // Where a browser landed holds a code, which is still good.
    let desk = Desk::new();
    let mut terminal = with_jenkins(&desk);
    goes_through(&mut terminal, &ELSEWHERE[..3]);
    goes_through(&mut terminal, &[("Where is Jenkins?", ""), ("is there one?", "make")]);
    goes_through(&mut terminal, &[("The address you land on", "down"), ("could not reach", "make")]);
    sees(&mut terminal, "made         acme-devportal");
    terminal.send_control('c').unwrap();
    terminal.exp_eof().unwrap();
}

#[test]
fn a_directory_that_is_none_or_answers_nothing_is_asked_again_with_what_was_said() {
    let desk = Desk::new();
    let flags = ["--profile", "ldap", "--integration", "none", "--yes", "--admin-group", "platform"];
    let mut terminal = at_a_terminal(&desk, &[&LOCAL[..], &flags].concat());
    let settings = |word| {
        [
            ("Where is the directory?", word),
            ("others' eyes?", ""),
            ("are the people?", ""),
            ("people found there?", ""),
            ("are the groups?", ""),
            ("groups found there?", ""),
        ]
    };
    goes_through(&mut terminal, &settings("elsewhere"));
    sees(&mut terminal, "what came is no LDAP");
    goes_through(&mut terminal, &[("No answer came. What now?", "settings")]);
    sees(&mut terminal, "asked once more; enter takes what is offered");
    goes_through(&mut terminal, &settings(""));
    goes_through(&mut terminal, &[("? The reading account", ""), ("? Its password", "down")]);
    sees(&mut terminal, "the connection was closed");
    goes_through(&mut terminal, &[("No answer came. What now?", "again"), ("sign-in shall be tried?", "")]);
    sees(&mut terminal, "5 files in portal");
    terminal.exp_eof().unwrap();
}

#[test]
fn an_apps_number_and_its_client_are_taken_only_in_their_own_form() {
    let desk = Desk::new();
    let mut terminal = with_jenkins(&desk);
    goes_through(&mut terminal, &ELSEWHERE[..3]);
    goes_through(&mut terminal, &[("Where is Jenkins?", ""), ("is there one?", "have")]);
    goes_through(&mut terminal, &[("? App ID", "abc")]);
    sees(&mut terminal, "`GITHUB_APP_ID` is written like `998877`");
    goes_through(&mut terminal, &[("? App ID", "998877"), ("? The App's client ID", "12345")]);
    sees(&mut terminal, "`GITHUB_CLIENT_ID` is written like `Iv23li");
    terminal.send_control('c').unwrap();
    terminal.exp_eof().unwrap();
}

/// Who asks whether somebody would be let in has an answer, and be it that nobody can tell.
#[test]
fn a_person_whose_sign_in_cannot_be_tried_is_not_passed_over() {
    let says = ["whether `ada` would be let in could not be determined: no people and groups are read", "--org-data"];
    let desk = Desk::new();
    desk.rehearse(&["--profile", "oidc", "--org-data", "none", "--person", "ada"]).ended(3, &says);
    assert_eq!(desk.portal(), [""; 0]);
    desk.rehearse(&["--profile", "oidc", "--org-data", "none", "--person", "none"]).ended(0, &["written 5 files"]);
}

#[test]
fn without_a_preset_the_image_is_told_of_none() {
    let desk = Desk::new();
    let said = desk.rehearse(&["--target", "v2", "--profile", "oidc", "--integration", "none"]);
    said.ended(0, &["start the portal with the variables of .env"]);
    assert!(!said.text.contains("VEECODE_PRESETS= "), "{}", said.text);
}
