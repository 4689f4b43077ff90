//! What was refused is asked for again, and nothing else; what was refused is never offered.

use std::collections::BTreeMap;

use devportal_auth::browser::SystemBrowser;
use devportal_auth::init::End;
use devportal_auth::plan::Endpoints;
use devportal_auth::providers::github::GitHub;
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::ldap::Ldap;
use devportal_auth::sandbox::Sandbox;
use devportal_auth::sandbox::directory::{Directory, Kind, PASSWORD};

use crate::agreed::{at_a_terminal, through_the_rest};
use crate::pipeline::{Outcome, back, play, run, types};
use crate::program::Desk;

/// A wizard before a directory.
async fn directory(says: Vec<(&'static str, devportal_auth::answers::Reply)>) -> Outcome {
    let directory = Directory::start(Kind::OpenLdap).unwrap();
    let url = directory.url().clone();
    let stand_ins = BTreeMap::from([("ldap".to_owned(), Endpoints { api_url: url.clone(), url })]);
    let mut nobody = SystemBrowser { enabled: false, ..SystemBrowser::default() };
    let ldap = Ldap::new(Http::new(HttpOptions::default()).unwrap());
    play(Box::new(ldap), stand_ins, &mut nobody, says).await
}

fn asked<'o>(outcome: &'o Outcome, what: &[&str]) -> Vec<&'o str> {
    let named = |asked: &&String| what.contains(&asked.trim_end_matches('!'));
    outcome.asked.iter().filter(named).map(String::as_str).collect()
}

#[tokio::test]
async fn a_refused_token_asks_for_the_token_and_for_nothing_else() {
    let sandbox = Sandbox::start_with(["repo"]).unwrap();
    let token = sandbox.notes().classic_token;
    let wrong = format!("ghp_{}", "0".repeat(36));
    let says = vec![
        types("profile", "github-pat"),
        types("GITHUB_ORG", "acme"),
        types("GITHUB_TOKEN", &wrong),
        types("refused-credential", "give"),
        back("GITHUB_TOKEN"),
        types("refused-credential", "give"),
        types("GITHUB_TOKEN", token.expose()),
    ];
    let outcome = run(sandbox, says).await;
    assert_eq!(outcome.end, End::Fine, "{}", outcome.shown);
    assert_eq!(
        asked(&outcome, &["GITHUB_ORG", "GITHUB_TOKEN", "refused-credential"]),
        ["GITHUB_ORG", "GITHUB_TOKEN", "refused-credential", "GITHUB_TOKEN!", "refused-credential", "GITHUB_TOKEN!"]
    );
}

#[tokio::test]
async fn an_organisation_that_is_not_there_is_asked_again_without_being_offered() {
    let sandbox = Sandbox::start_with(["repo"]).unwrap();
    let outcome = run(sandbox, vec![types("GITHUB_ORG", "acmee"), types("GITHUB_ORG", "acme")]).await;
    assert_eq!(outcome.end, End::Fine, "{}", outcome.shown);
    assert_eq!(outcome.offered("GITHUB_ORG"), [None, None]);
}

#[tokio::test]
async fn a_base_that_is_not_in_the_directory_is_asked_again_and_the_address_is_not() {
    let settings = ["LDAP_URL", "LDAP_TLS", "LDAP_USERS_BASE_DN", "LDAP_USERS_FILTER", "LDAP_GROUPS_BASE_DN"];
    let before = |users: &'static str| {
        vec![
            types("profile", "ldap"),
            types("LDAP_URL", "ldaps://ldap.acme.test"),
            types("LDAP_USERS_BASE_DN", users),
            types("LDAP_GROUPS_BASE_DN", Kind::OpenLdap.groups_base()),
        ]
    };
    let account = || [types("LDAP_DN", Kind::OpenLdap.reader()), types("LDAP_SECRET", PASSWORD)];

    // Outside of the directory: anybody is told, before there is an account.
    let again = [types("LDAP_USERS_BASE_DN", Kind::OpenLdap.users_base())];
    let outside = before("ou=People,dc=acne,dc=test").into_iter().chain(again.clone()).chain(account()).collect();
    let outcome = directory(outside).await;
    assert_eq!(outcome.end, End::Fine, "{}", outcome.shown);
    assert_eq!(asked(&outcome, &settings)[5..], ["LDAP_USERS_BASE_DN!"], "{:?}", outcome.asked);
    assert_eq!(outcome.offered("LDAP_USERS_BASE_DN").last(), Some(&None));

    // Inside of it: only the account sees that it is not there.
    let give = [types("refused-credential", "give")];
    let inside = before("ou=Peple,dc=acme,dc=test").into_iter().chain(account()).chain(give).chain(again).collect();
    let outcome = directory(inside).await;
    assert_eq!(outcome.end, End::Fine, "{}", outcome.shown);
    assert_eq!(asked(&outcome, &settings)[5..], ["LDAP_USERS_BASE_DN!"], "{:?}", outcome.asked);
    assert_eq!(asked(&outcome, &["LDAP_DN", "LDAP_SECRET"]).len(), 2, "{:?}", outcome.asked);
}

#[tokio::test]
async fn what_cannot_be_a_token_is_refused_at_the_prompt_before_anything_is_sent() {
    let sandbox = Sandbox::start_with(["repo"]).unwrap();
    let token = sandbox.notes().classic_token;
    let says = vec![
        types("profile", "github-pat"),
        types("GITHUB_ORG", "acme"),
        types("GITHUB_TOKEN", "hello"),
        types("GITHUB_TOKEN", token.expose()),
    ];
    let outcome = run(sandbox, says).await;
    assert_eq!(outcome.end, End::Fine, "{}", outcome.shown);
    assert_eq!(asked(&outcome, &["GITHUB_TOKEN", "refused-credential"]), ["GITHUB_TOKEN", "GITHUB_TOKEN!"]);
}

#[tokio::test]
async fn whoever_goes_back_finds_what_they_said() {
    let sandbox = Sandbox::start_with(["repo"]).unwrap();
    let says = vec![
        types("portal-url", "https://portal.acme.test"),
        back("stage"),
        back("portal-url"),
        types("stage", "local"),
        types("GITHUB_ORG", "acme"),
    ];
    let outcome = run(sandbox, says).await;
    assert_eq!(outcome.end, End::Fine, "{}", outcome.shown);
    assert_eq!(outcome.asked[1..6], ["profile", "portal-url", "stage", "portal-url", "profile"]);
    let offered = outcome.offered("portal-url");
    assert_eq!(offered[1..], [Some("https://portal.acme.test"), Some("https://portal.acme.test")]);
    assert_eq!(outcome.offered("profile")[1], Some("github"));
}

#[tokio::test]
async fn a_provider_that_does_not_answer_is_told_before_more_is_asked_and_a_person_says_how_to_go_on() {
    // Nobody listens there any more.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = url::Url::parse(&format!("http://{gone}")).unwrap();
    let at = || BTreeMap::from([("github".to_owned(), Endpoints { api_url: url.clone(), url: url.clone() })]);
    let github = || Box::new(GitHub::new(Http::new(HttpOptions::default()).unwrap()));
    let mut nobody = SystemBrowser { enabled: false, ..SystemBrowser::default() };
    let begun = || vec![types("profile", "github-pat"), types("GITHUB_ORG", "acme"), types("no-answer", "again")];

    let says = begun().into_iter().chain([types("no-answer", "stop")]).collect();
    let stopped = play(github(), at(), &mut nobody, says).await;
    assert_eq!((stopped.end, stopped.asked.last().map(String::as_str)), (End::Untold, Some("no-answer")));
    assert_eq!(asked(&stopped, &["GITHUB_ORG", "GITHUB_TOKEN"]), ["GITHUB_ORG"]);

    let token = format!("ghp_{}", "0".repeat(36));
    let says = begun().into_iter().chain([types("no-answer", "unproven"), types("GITHUB_TOKEN", &token)]).collect();
    let unproven = play(github(), at(), &mut nobody, says).await;
    assert_eq!(unproven.end, End::Fine, "{}", unproven.shown);
    assert!(unproven.shown.contains("nothing was proven"), "{}", unproven.shown);
    assert!(unproven.files().iter().any(|file| file.contains("proof: skipped")));
}

#[test]
fn a_slip_in_an_address_that_nobody_answers_at_can_be_mended_where_it_is_told() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let desk = Desk::new();
    let flags = ["--profile", "keycloak", "--integration", "none", "--timeout", "5"];
    let mut terminal = at_a_terminal(&desk, &[&AT[..], &flags].concat());
    until(&mut terminal, "Where is Keycloak?");
    terminal.send_line("sso.acme.dv").unwrap();
    until(&mut terminal, "write it with `https://`, such as `https://sso.acme.dev`");
    terminal.send_line(&format!("http://{gone}")).unwrap();
    until(&mut terminal, "Which realm?");
    terminal.send_line("acme").unwrap();
    for answer in ["settings", "<"] {
        let shown = until(&mut terminal, "number or name");
        assert!(shown.contains("No answer came. What now?"), "{shown}");
        assert!(shown.contains("change what was asked before") && shown.contains("Where is Keycloak"), "{shown}");
        terminal.send_line(answer).unwrap();
        until(&mut terminal, "Where is Keycloak?");
        terminal.send_line("").unwrap();
        until(&mut terminal, "Which realm?");
        terminal.send_line("").unwrap();
    }
    until(&mut terminal, "number or name");
    terminal.send_line("stop").unwrap();
    terminal.exp_eof().unwrap();

    let mut terminal = at_a_terminal(&desk, &["--resume", "--timeout", "5"]);
    until(&mut terminal, "change what was asked before");
    terminal.send_control('c').unwrap();
    terminal.exp_eof().unwrap();
}

const AT: [&str; 4] = ["--portal-url", "http://localhost:7007", "--stage", "local"];

/// Waits for a text at the terminal.
fn until(terminal: &mut rexpect::session::PtySession, text: &str) -> String {
    terminal.exp_string(text).unwrap_or_else(|error| panic!("waited for {text:?}: {error}"))
}

#[test]
fn what_was_answered_before_ctrl_c_is_not_asked_again() {
    let desk = Desk::new();
    let mut terminal = at_a_terminal(&desk, &[&AT[..], &["--sandbox"]].concat());
    until(&mut terminal, "Which portal is it?");
    terminal.send_line("v1").unwrap();
    until(&mut terminal, "Where do people sign in?");
    terminal.send_line("github-pat").unwrap();
    through_the_rest(&mut terminal);
    until(&mut terminal, "Which organisation?");
    terminal.send_line("acme").unwrap();
    until(&mut terminal, "Access token");
    terminal.send_control('c').unwrap();
    until(&mut terminal, "go on with it: `devportal-auth init --resume --out portal`");
    terminal.exp_eof().unwrap();
    assert!(!desk.path("portal/.env").exists());

    let mut terminal = at_a_terminal(&desk, &["--resume"]);
    let shown = until(&mut terminal, "Access token");
    assert!(!shown.contains("Which organisation?") && !shown.contains("Where do people"), "{shown}");
    terminal.send_control('c').unwrap();
    until(&mut terminal, "go on with it");
    terminal.exp_eof().unwrap();

    // Mere answers are in nobody's way: a new run begins anew.
    let mut terminal = at_a_terminal(&desk, &["--sandbox"]);
    until(&mut terminal, "Which portal is it?");
    terminal.send_control('c').unwrap();
    terminal.exp_eof().unwrap();
}

#[test]
fn a_token_that_was_typed_is_kept_and_proven_when_the_run_goes_on() {
    let token = format!("ghp_CANARY{}", "0".repeat(30));
    let desk = Desk::new();
    let mut terminal = at_a_terminal(&desk, &[&AT[..], &["--sandbox", "--profile", "github-pat"]].concat());
    through_the_rest(&mut terminal);
    until(&mut terminal, "Which organisation?");
    terminal.send_line("acme").unwrap();
    until(&mut terminal, "Access token");
    terminal.send_line(&format!("Bearer {token}")).unwrap();
    let shown = until(&mut terminal, "What now?");
    assert!(shown.contains("the word before it taken off") && !shown.contains("CANARY"), "{shown}");
    terminal.send_control('c').unwrap();
    until(&mut terminal, "Kept: a value for `GITHUB_TOKEN`");
    terminal.exp_eof().unwrap();

    let mut terminal = at_a_terminal(&desk, &["--resume"]);
    let shown = until(&mut terminal, "What now?");
    assert!(shown.contains("Prove") && !shown.contains("Access token\r\n?"), "{shown}");
    assert!(!shown.contains("CANARY"), "{shown}");
    terminal.send_control('c').unwrap();
    terminal.exp_eof().unwrap();
}

#[test]
fn a_word_of_another_question_is_no_answer_and_a_list_is_read_out_once() {
    let desk = Desk::new();
    let mut terminal = at_a_terminal(&desk, &["--sandbox", "--target", "v1", "--stage", "local"]);
    until(&mut terminal, "Where do people sign in?");
    until(&mut terminal, "number or name");
    terminal.send_line("nosuch").unwrap();
    until(&mut terminal, "`nosuch` is none of these");
    let shown = until(&mut terminal, "number or name");
    assert!(!shown.contains("GitLab"), "the list once more: {shown}");
    terminal.send_line("keycl").unwrap();
    until(&mut terminal, "= Keycloak");
    until(&mut terminal, "Where will the portal be?");
    terminal.send_line("help").unwrap();
    until(&mut terminal, "it must begin with");
    terminal.send_control('c').unwrap();
    terminal.exp_eof().unwrap();
}

/// The words that the sandbox knows at a prompt: each shows a failure, and the right answer goes on after it.
#[test]
fn the_sandbox_shows_how_each_thing_fails_and_goes_on() {
    let desk = Desk::new();
    let flags = [&AT[..], &["--sandbox", "--profile", "github-pat"]].concat();
    let mut terminal = at_a_terminal(&desk, &flags);
    through_the_rest(&mut terminal);
    for (asked, word, then) in [
        ("to see it fail: `unknown`", "unknown", "nobody-here"),
        ("? ", "down", "No answer came. What now?"),
        ("number or name", "again", "acme"),
        ("to see it fail: `refused`", "refused", "GitHub refuses the credential"),
        ("number or name", "give", "to see it fail"),
        ("? Access token", "poor", "lacks `repo` for discovery"),
    ] {
        until(&mut terminal, asked);
        terminal.send_line(word).unwrap();
        until(&mut terminal, then);
    }
}
