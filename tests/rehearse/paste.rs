//! A portal that is not on this machine: nobody answers where the browser ends, and its address is pasted.

use rexpect::process::WaitStatus;
use rexpect::session::{PtySession, spawn_command};
use url::Url;

use crate::desk::{Desk, straight};
use crate::fake::Fake;
use crate::keycloak::{NAME, PROMPT, Realm, Until, portal};
use crate::visitor;

const CALLBACK: &str = "https://portal.acme.dev/api/auth/oidc/handler/frame";

fn elsewhere(fake: &Fake) -> Desk {
    let desk = portal(fake, &[NAME], PROMPT);
    let text = std::fs::read_to_string(desk.path("app-config.yaml")).unwrap();
    desk.put("app-config.yaml", &text.replace(&format!("http://localhost:{}", desk.port), "https://portal.acme.dev"));
    desk
}

pub(crate) fn begin(desk: &Desk, arguments: &[&str]) -> PtySession {
    spawn_command(desk.command(arguments), Some(20_000)).unwrap()
}

/// What stands on the terminal from now to the end, and the exit code.
pub(crate) fn end(mut terminal: PtySession) -> (String, i32) {
    let said = terminal.exp_eof().unwrap();
    assert!(!said.contains("CANARY"), "{said}");
    let WaitStatus::Exited(_, code) = terminal.process().wait().unwrap() else { panic!("{said}") };
    (said.split_whitespace().collect::<Vec<_>>().join(" "), code)
}

#[test]
fn the_address_that_the_browser_ends_on_is_pasted_and_taken() {
    let fake = Realm::default().start(Until::Read);
    let desk = elsewhere(&fake);
    let mut terminal = begin(&desk, &["--only-host", fake.authority()]);
    terminal.exp_string("portal.acme.dev is not answered from here").unwrap();
    terminal.exp_string("The address you land on").unwrap();
    let tab = visitor::visit(visitor::opened(&desk.path("opened")), straight);
    let landed = tab.been.last().unwrap();
    assert!(landed.as_str().starts_with(CALLBACK), "{landed}");
    terminal.send_line(landed.as_str()).unwrap();
    let (said, code) = end(terminal);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("you would be `user:default/ada`"), "{said}");
}

#[test]
fn without_a_browser_the_whole_address_is_printed_and_what_is_no_answer_to_it_is_asked_for_again() {
    let fake = Realm::default().start(Until::Read);
    let desk = elsewhere(&fake);
    let mut terminal = begin(&desk, &["--only-host", fake.authority(), "--no-browser", "--accessible"]);
    let before = terminal.exp_string("The address you land on").unwrap();
    let address =
        before.split_whitespace().find_map(|word| Url::parse(word).ok().filter(|url| url.query().is_some())).unwrap();
    assert!(address.query_pairs().any(|(name, value)| name == "redirect_uri" && value == CALLBACK), "{address}");
    assert!(!before.contains("waits for it here"), "{before}");
    let tab = visitor::visit(address, straight);
    for (pasted, says) in [
        ("", "The address you land on"),
        ("nonsense-CANARY", "this is neither an address nor a code"),
        (&format!("{CALLBACK}?code=CANARY0123456789&state=0123"), "is not the one that was sent"),
    ] {
        terminal.send_line(pasted).unwrap();
        terminal.exp_string(says).unwrap();
    }
    terminal.send_line(tab.been.last().unwrap().as_str()).unwrap();
    let (said, code) = end(terminal);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("you would be `user:default/ada`"), "{said}");
}

#[test]
fn whoever_comes_back_by_themselves_while_a_paste_is_awaited_is_let_in() {
    let fake = Realm::default().start(Until::Read);
    let desk = portal(&fake, &[NAME], PROMPT);
    let mut terminal = begin(&desk, &["--only-host", fake.authority(), "--no-browser", "--accessible"]);
    let before = terminal.exp_string("The address you land on").unwrap();
    let address =
        before.split_whitespace().find_map(|word| Url::parse(word).ok().filter(|url| url.query().is_some())).unwrap();
    let tab = visitor::visit(address, straight);
    assert_eq!(tab.status, 200, "{tab:?}");
    let (said, code) = end(terminal);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("you would be `user:default/ada`"), "{said}");
}

#[test]
fn a_paste_is_not_awaited_for_longer_than_there_is_patience() {
    let fake = Realm::default().start(Until::Described);
    let desk = elsewhere(&fake);
    let terminal = begin(&desk, &["--only-host", fake.authority(), "--no-browser", "--accessible", "--patience", "1"]);
    let (said, code) = end(terminal);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("nothing came back within 1 s"), "{said}");
}
