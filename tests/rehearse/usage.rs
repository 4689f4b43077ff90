//! What the command line and the machine have to give before anything is asked.

use std::net::TcpListener;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::keycloak::{NAME, PROMPT, Realm, Until, portal};
use crate::visitor;

#[test]
fn without_anybody_there_somebody_has_to_be_named() {
    let fake = Realm::default().start(Until::Nothing);
    let desk = portal(&fake, &[NAME], PROMPT);
    for flags in [&["--no-input"][..], &["--no-browser"]] {
        let said = desk.run(flags);
        assert_eq!(said.code, 2, "{}{}", said.out, said.err);
        said.says("nobody is here to sign in; name somebody with `--as NAME`");
    }
}

#[test]
fn a_host_that_nobody_agreed_to_is_asked_nothing() {
    let fake = Realm::default().start(Until::Nothing);
    let desk = portal(&fake, &[NAME], PROMPT);
    let said = desk.run(&["--only-host", "sso.acme.dev"]);
    assert_eq!(said.code, 3, "{}{}", said.out, said.err);
    said.says("nobody agreed to");
}

#[test]
fn a_portal_that_runs_already_is_told_of() {
    let fake = Realm::default().start(Until::Described);
    let desk = portal(&fake, &[NAME], PROMPT);
    let _portal = TcpListener::bind(("127.0.0.1", desk.port)).unwrap();
    let said = desk.run(&["--only-host", fake.authority()]);
    assert_eq!(said.code, 2, "{}{}", said.out, said.err);
    said.says("another program listens");
}

#[test]
fn a_provider_that_is_not_there_and_a_profile_that_is_none_are_refused() {
    let fake = Realm::default().start(Until::Nothing);
    let desk = portal(&fake, &[NAME], PROMPT);
    let said = desk.run(&["--provider", "github", "--as", "ada"]);
    assert_eq!(said.code, 2);
    said.says("nobody signs in by `github` here, but by `oidc`");
    let said = desk.run(&["nowhere.yaml", "--as", "ada"]);
    assert_eq!(said.code, 2);
    said.says("could not read nowhere.yaml");
    desk.put("p.json", "CANARY");
    let said = desk.run(&["--profile-json", "p.json"]);
    assert_eq!(said.code, 2);
    said.says("p.json is no JSON object");
    let said = desk.run(&["--as", "ada", "--secret-from", "OTHER=env:X"]);
    assert_eq!(said.code, 2);
}

#[test]
fn a_run_that_is_stopped_while_it_waits_ends_as_cancelled_and_lets_go_of_the_port() {
    let fake = Realm::default().start(Until::Described);
    let desk = portal(&fake, &[NAME], PROMPT);
    let child =
        desk.command(&["--only-host", fake.authority()]).stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    visitor::opened(&desk.path("opened"));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("cancelled") && !said.contains("written"), "{said}");
    assert!(TcpListener::bind(("127.0.0.1", desk.port)).is_ok());
}

#[test]
fn without_a_written_resolver_it_is_left_open_what_the_portals_own_code_brings() {
    let fake = Realm::default().start(Until::People);
    let desk = portal(&fake, &[NAME], PROMPT);
    let text = std::fs::read_to_string(desk.path("app-config.yaml")).unwrap();
    let at = text.find("        signIn:").unwrap();
    let rest = text.find("catalog:").unwrap();
    desk.put("app-config.yaml", &format!("{}{}", &text[..at], &text[rest..]));
    for whom in [&["--as", "ada"][..], &["--everybody"]] {
        let said = desk.run(&[&["--only-host", fake.authority()][..], whom].concat());
        assert_eq!(said.code, 3, "{}{}", said.out, said.err);
        said.says("no resolver is written for `oidc`");
        said.says("write `auth.providers.oidc.production.signIn.resolvers`");
    }
    let flags = ["--only-host", fake.authority(), "--everybody", "--format", "json"];
    let (without, with) = (desk.run(&flags).json(), portal(&fake, &["unheard-of"], PROMPT).run(&flags).json());
    let keys = |document: &Value| document.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&without), keys(&with));
    assert!(without["count"].as_object().unwrap().values().all(|count| count == 0), "{without}");
    assert_eq!((&without["people"], &without["everybody-gets-in"]), (&json!([]), &Value::Null));
    assert_eq!(without["steps"][0]["name"], json!("resolvers"));
}

#[test]
fn nobody_is_sent_where_nothing_could_be_pasted_from() {
    let fake = Realm::default().start(Until::Described);
    let desk = portal(&fake, &[NAME], PROMPT);
    let text = std::fs::read_to_string(desk.path("app-config.yaml")).unwrap();
    desk.put("app-config.yaml", &text.replace(&format!("http://localhost:{}", desk.port), "https://portal.acme.dev"));
    let said = desk.run(&["--only-host", fake.authority()]);
    assert_eq!(said.code, 2, "{}{}", said.out, said.err);
    said.says("the browser ends at portal.acme.dev, which is not this machine");
    assert!(!desk.path("opened").exists());
}

#[test]
fn every_host_that_nobody_agreed_to_is_named_in_the_advice() {
    let fake = Realm::default().start(Until::Nothing);
    let desk = portal(&fake, &[NAME], PROMPT);
    let text = std::fs::read_to_string(desk.path("app-config.yaml")).unwrap();
    desk.put(
        "app-config.yaml",
        &text.replace(&format!("baseUrl: {}", fake.base()), "baseUrl: https://people.acme.dev"),
    );
    let said = desk.run(&["--only-host", "sso.acme.dev"]);
    assert_eq!(said.code, 3, "{}{}", said.out, said.err);
    said.says(&format!("agree to them: `--only-host {} --only-host people.acme.dev`", fake.authority()));
}

#[test]
fn a_release_of_which_nothing_is_known_is_told_with_those_that_are_known() {
    let fake = Realm::default().start(Until::People);
    let desk = portal(&fake, &[NAME], PROMPT);
    let flags = ["--only-host", fake.authority(), "--everybody", "--backstage"];
    desk.run(&[&flags[..], &["9.99"]].concat())
        .says("Backstage 9.99 is newer than all that is known here, which is 1.40 to 1.57");
    assert!(!desk.run(&[&flags[..], &["1.57"]].concat()).words().contains("newer than"));
}
