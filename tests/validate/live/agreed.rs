//! Which hosts a check asks: those that somebody agreed to, and never one because a configuration names it.

use super::stand::{self, Desk, Said};
use crate::fake::Fake;

fn gitlab(server: &Fake) -> String {
    let host = server.authority();
    format!(
        "integrations:\n  gitlab:\n    - host: {host}\n      baseUrl: http://{host}\n      token: ${{GITLAB_TOKEN}}\n"
    )
}

#[track_caller]
fn answering() -> Fake {
    stand::gitlab("read_api", "2999-01-01")
}

/// A folder that names this server, and a secret for it.
fn desk(server: &Fake) -> Desk {
    let desk = Desk::with(&gitlab(server));
    desk.put("vars", "GITLAB_TOKEN=glpat-CANARY\n");
    desk
}

fn live(desk: &Desk, arguments: &[&str]) -> Said {
    desk.live_at(&[], &[&["--env-file", "vars"][..], arguments].concat())
}

#[test]
fn a_script_asks_no_host_that_only_the_configuration_names_and_says_where_it_is_named() {
    let server = Fake::start();
    let desk = desk(&server);
    let said = live(&desk, &[]);
    said.ended(0).says("1 unknown").says(&format!("agree to it: `--only-host {}`", server.authority()));
    said.says(&format!(
        "nobody agreed to `{}`, which app-config.yaml:4 names; nothing was sent there",
        server.authority()
    ));
    assert_eq!(said.found()[0].0, "credential-unknown");
    live(&desk, &["--require-live"]).ended(3);
    assert!(!format!("{}{}", said.stdout, said.stderr).contains("CANARY"));
}

#[test]
fn only_the_hosts_that_are_named_by_flags_are_asked() {
    let (server, other) = (answering(), Fake::start());
    let desk = desk(&server);
    let both = format!("{}{}", gitlab(&server), gitlab(&other).replace("integrations:\n  gitlab:\n", ""));
    desk.put("app-config.yaml", &both);
    live(&desk, &["--only-host", server.authority()]).ended(0).says("1 proven, 1 unknown");
    live(&desk, &["--only-host", &format!("http://{}", server.authority())]).says("1 proven, 1 unknown");
    live(&desk, &["--only-host", server.authority(), "--require-live"]).ended(3);
    // Not even a provider's own host goes without being named then.
    desk.put("app-config.yaml", "integrations: { github: [{ host: github.com, token: '${GITLAB_TOKEN}' }] }\n");
    live(&desk, &["--only-host", server.authority()])
        .says("nobody agreed to `api.github.com`, which app-config.yaml:1 names");
    // A host alone is no word about a program that listens at another of its ports.
    desk.put("app-config.yaml", &gitlab(&other));
    live(&desk, &["--only-host", "127.0.0.1"]).ended(0).says(&format!("`--only-host {}`", other.authority()));
    desk.run(&["validate", "--only-host", "ghe.acme.dev"]).ended(2).says("--live");
}

#[test]
fn the_advice_names_everything_that_is_asked_so_that_it_switches_nothing_off() {
    let (server, other) = (answering(), Fake::start());
    let desk = desk(&server);
    let both = format!("{}{}", gitlab(&server), gitlab(&other).replace("integrations:\n  gitlab:\n", ""));
    desk.put("app-config.yaml", &both);
    let mut ports = [server.authority().to_owned(), other.authority().to_owned()];
    ports.sort_by_key(|authority| authority.rsplit_once(':').unwrap().1.parse::<u16>().unwrap());
    let way = format!("agree to them: `--only-host {} --only-host {}`", ports[0], ports[1]);
    let said = live(&desk, &["--only-host", server.authority()]);
    said.ended(0).says(&way).says("1 proven, 1 unknown");
    assert_eq!(live(&desk, &[]).told().matches(&way).count(), 2);
}

#[test]
fn a_connection_that_the_configuration_weakens_needs_a_word_of_its_own() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let desk = Desk::with(&format!(
        "auth:
  providers:
    ldap:
      development:
        ldapAuthenticationOptions:
          userSearchBase: dc=acme
          adminDn: cn=a
          adminPassword: ${{LDAP_SECRET}}
          ldapOpts:
            url: ldaps://{host}
            tlsOptions:
              rejectUnauthorized: false
"
    ));
    desk.put("vars", "LDAP_SECRET=CANARY\n");
    let (only, unverified) = (["--only-host", &host], ["--unverified-host", &host]);
    let said = live(&desk, &only);
    said.ended(0).says("1 unknown").says(&format!("agree to it: `--unverified-host {host}`"));
    said.says("without verifying the server's certificate, as app-config.yaml:12 has it; nothing was sent there");
    // To do without its certificate is no word about the host itself.
    live(&desk, &unverified).ended(0).says(&format!("agree to it: `--only-host {host}`"));
    assert!(listener.accept().is_err(), "somebody went there");
    let said = live(&desk, &[&only[..], &unverified, &["--timeout", "1"]].concat());
    let text = format!("{}{}", said.stdout, said.stderr);
    assert!(!text.contains("nobody agreed") && !text.contains("CANARY"), "{text}");
    assert!(listener.accept().is_ok(), "nobody went there: {text}");
}

#[test]
fn a_host_that_a_file_of_variables_fills_in_is_named_where_it_stands() {
    let server = Fake::start();
    let desk = desk(&server);
    desk.put("app-config.yaml", "integrations: { gitlab: [{ host: '${GITLAB_HOST}', token: '${GITLAB_TOKEN}' }] }\n");
    desk.put("vars", &format!("# GitLab\nGITLAB_HOST={}\nGITLAB_TOKEN=glpat-CANARY\n", server.authority()));
    live(&desk, &[]).says("vars:2 names; nothing was sent there");
}

#[test]
fn what_the_process_says_of_a_known_address_is_said_and_any_other_variable_is_not() {
    let (server, other) = (answering(), Fake::start());
    let text = |variable: &str| {
        format!("integrations: {{ gitlab: [{{ host: x, baseUrl: '${{{variable}}}', token: '${{GITLAB_TOKEN}}' }}] }}\n")
    };
    let desk = desk(&server);
    let run = |variable: &str, server: &Fake| {
        desk.put("app-config.yaml", &text(variable));
        let set = [(variable, format!("http://{}", server.authority())), ("GITLAB_TOKEN", "glpat-CANARY".to_owned())];
        desk.run_with(&set, &["validate", "--live", "--process-env", "--format", "json", "--select", stand::PROVEN])
    };
    run("GITLAB_URL", &server).says("1 proven");
    // The name of a branch, for one, is in a variable that whoever opens a pull request chooses.
    run("GITHUB_HEAD_REF", &other).says("1 unknown").says("nobody agreed to");
}

#[test]
fn what_was_agreed_to_about_a_folder_is_asked_and_nothing_is_learnt_from_inside_of_it() {
    let server = answering();
    let desk = desk(&server);
    let state = tempfile::tempdir().unwrap();
    let kept = |provider: &str, folder: &str| {
        let (host, port) = server.authority().split_once(':').unwrap();
        let one = serde_json::json!({ "folder": folder, "provider": provider, "host": host, "port": port.parse::<u16>().unwrap() });
        serde_json::json!({ "agreed": [one] }).to_string()
    };
    let here = std::fs::canonicalize(desk.path(".")).unwrap().display().to_string();
    let file = state.path().join("devportal-auth/agreed-hosts.json");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    let run = |state: &std::path::Path| {
        let set = [("XDG_STATE_HOME", state.display().to_string())];
        let arguments = ["--env-file", "vars", "--format", "json", "--select", stand::PROVEN];
        desk.run_with(&set, &[&["validate", "--live"][..], &arguments].concat())
    };
    for (text, says) in [
        (kept("github", &here), "1 unknown"),
        (kept("gitlab", "/elsewhere"), "1 unknown"),
        ("{ broken".to_owned(), "so nothing is remembered"),
    ] {
        std::fs::write(&file, text).unwrap();
        run(state.path()).says(says);
    }
    std::fs::create_dir_all(desk.path("state/devportal-auth")).unwrap();
    desk.put("state/devportal-auth/agreed-hosts.json", &kept("gitlab", &here));
    run(std::path::Path::new(&desk.path("state"))).says("1 unknown");
    assert!(server.is_untouched());
    std::fs::write(&file, kept("gitlab", &here)).unwrap();
    run(state.path()).says("1 proven");
    // It was about this folder's files, from wherever they are named, and about no other's.
    let set = [("XDG_STATE_HOME", state.path().display().to_string())];
    let named = |file: &str| {
        let run = ["validate", "--live", file, "--env-file", "vars", "--format", "json", "--select", stand::PROVEN];
        desk.run_with(&set, &run)
    };
    named("./app-config.yaml").says("1 proven");
    std::fs::create_dir(desk.path("other")).unwrap();
    desk.put("other/app-config.yaml", &gitlab(&server));
    named("other/app-config.yaml").says("1 unknown");
}

#[test]
fn a_person_is_asked_about_a_host_and_declining_sends_nothing() {
    let (server, state) = (answering(), tempfile::tempdir().unwrap());
    let desk = desk(&server);
    let arguments = ["validate", "--live", "--env-file", "vars", "--fail-on", "never"];
    let question = format!("May GitLab's secrets be sent to `{}`?", server.authority());
    let at_terminal = || {
        let mut command = desk.command(&arguments);
        command.env("XDG_STATE_HOME", state.path()).env("TERM", "xterm").env("ACCESSIBLE", "1").env("LC_ALL", "C");
        rexpect::session::spawn_command(command, Some(20_000)).unwrap()
    };
    let mut terminal = at_terminal();
    terminal.exp_string(&question).unwrap();
    terminal.send_line("").unwrap();
    terminal.exp_string("1 unknown").unwrap();
    terminal.exp_eof().unwrap();
    assert!(server.is_untouched());
    let mut terminal = at_terminal();
    terminal.exp_string(&question).unwrap();
    terminal.send_line("y").unwrap();
    terminal.exp_string("1 proven").unwrap();
    terminal.exp_eof().unwrap();
    // A yes is remembered.
    let mut terminal = at_terminal();
    assert!(!terminal.exp_string("1 proven").unwrap().contains("secrets be sent"));
}
