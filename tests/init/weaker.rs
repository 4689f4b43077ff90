//! A connection that is weaker than it could be needs a word of its own: what a file of the folder asks for is a proposal, even where
//! the host was agreed to.

use crate::agreed::{Untouched, at_a_terminal, sees};
use crate::program::{Desk, Said};

const CHOSEN: [&str; 14] = [
    "--profile",
    "ldap",
    "--stage",
    "local",
    "--set",
    "LDAP_USERS_BASE_DN=dc=acme",
    "--set",
    "LDAP_GROUPS_BASE_DN=dc=acme",
    "--set",
    "LDAP_USERS_FILTER=(uid=*)",
    "--set",
    "LDAP_GROUPS_FILTER=(cn=*)",
    "--timeout",
    "2",
];

/// A desk whose engineer said where the directory is, in a folder that says how the connection is kept.
fn desk(address: &str, kept: &str) -> Desk {
    let desk = Desk::new().with("LDAP_URL", address).with("LDAP_SECRET", "CANARY").with("LDAP_DN", "cn=a");
    desk.put("portal/.env", format!("LDAP_TLS={kept}\n"));
    desk
}

fn inside_of_tls(server: &Untouched) -> String {
    server.url.replace("http", "ldaps")
}

#[track_caller]
fn refused(said: &Said, words: &[&str]) {
    said.ended(2, &[&["nobody agreed to 1 weaker connection", "nothing was written"], words].concat());
    assert!(!said.text.contains("CANARY"), "{}", said.text);
}

#[test]
fn a_script_sends_nothing_over_a_connection_that_the_folder_weakens() {
    let server = Untouched::start();
    let desk = desk(&inside_of_tls(&server), "unverified");
    let asked = format!(
        "{} - the directory - without verifying the server's certificate, by `LDAP_TLS` from .env",
        server.host()
    );
    refused(&desk.init(&CHOSEN), &[&asked, "--set LDAP_TLS=unverified"]);
    server.stays_so();
    let (clear, begun) = (self::desk("ldap://ldap.invalid", "plain"), self::desk("ldap://ldap.invalid", "starttls"));
    refused(&clear.init(&CHOSEN), &["ldap.invalid:389 - the directory - in the clear, by `LDAP_TLS` from .env"]);
    let said = begun.init(&CHOSEN);
    assert!(!said.text.contains("nobody agreed"), "{}", said.text);
}

#[test]
fn what_an_interrupted_run_remembers_of_the_connection_is_proposed() {
    let server = Untouched::start();
    let desk = desk(&inside_of_tls(&server), "");
    let journal = "version: 1\nstore: dotenv\nchoices:\n  LDAP_TLS: unverified\n  trust-weaker: 'yes'\n";
    desk.journal(journal);
    refused(&desk.init(&[&CHOSEN[..], &["--resume"]].concat()), &["`LDAP_TLS` from the interrupted run"]);
    server.stays_so();
}

#[test]
fn a_weaker_connection_is_agreed_to_by_a_flag_the_environment_and_a_named_file() {
    for way in 0..3 {
        let server = Untouched::start();
        let desk = desk(&inside_of_tls(&server), "unverified");
        desk.put("answers.yaml", "version: 1\nprofile: ldap\nvalues: { LDAP_TLS: unverified }\n");
        let (desk, flags): (_, &[&str]) = match way {
            0 => (desk, &["--set", "LDAP_TLS=unverified"]),
            1 => (desk.with("LDAP_TLS", "unverified"), &[]),
            _ => (desk, &["--answers", "answers.yaml"]),
        };
        let said = desk.init(&[&CHOSEN[..], flags].concat());
        assert!(!said.text.contains("nobody agreed"), "{}", said.text);
        assert_ne!(*server.connections.lock().unwrap(), 0, "{}", said.text);
    }
}

#[test]
fn a_person_is_asked_once_about_a_weaker_connection() {
    let server = Untouched::start();
    let desk = desk(&inside_of_tls(&server), "unverified");
    // A dry run would remember nothing.
    let flags = ["--integration", "none", "--org-data", "none", "--portal-url", "http://localhost:7007"];
    let flags = [&CHOSEN[..], &flags].concat();
    let question = format!("May secrets be sent to `{}` unverified?", server.host());
    let mut terminal = at_a_terminal(&desk, &flags);
    sees(&mut terminal, "How is the connection kept");
    terminal.send_line("").unwrap();
    sees(&mut terminal, &question);
    terminal.send_line("").unwrap();
    sees(&mut terminal, "nothing was sent to");
    terminal.exp_eof().unwrap();
    server.stays_so();

    let mut terminal = at_a_terminal(&desk, &flags);
    sees(&mut terminal, "How is the connection kept");
    terminal.send_line("").unwrap();
    sees(&mut terminal, &question);
    terminal.send_line("y").unwrap();
    sees(&mut terminal, "connect");
    drop(terminal);
    let state = desk.read("home/.local/state/devportal-auth/agreed-hosts.json");
    assert!(state.contains("unverified") && !state.contains("CANARY"), "{state}");
    let said = desk.init(&[&CHOSEN[..], &["--dry-run"]].concat());
    assert!(!said.text.contains("nobody agreed"), "{}", said.text);
}
