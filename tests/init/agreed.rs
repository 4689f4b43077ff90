//! A secret is only sent to a host that somebody agreed to: what a file of the folder names is asked about first, and where nobody
//! is there, nothing is sent to anybody.

use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rexpect::session::{PtySession, spawn_command};

use crate::fake::{Fake, acme, ada, answer, bare, get, owner, post, raw};
use crate::program::{Desk, Said};

const TOKEN: &str = "ghp_CANARYzQWBuTSOoRi4A9spHcVY5nc0zqW4Q";

/// A server to which nothing may ever be said.
pub(crate) struct Untouched {
    pub(crate) url: String,
    pub(crate) connections: Arc<Mutex<usize>>,
}

impl Untouched {
    pub(crate) fn start() -> Self {
        let connections = Arc::new(Mutex::new(0));
        let counted = Arc::clone(&connections);
        let url = raw(move |_stream| *counted.lock().unwrap() += 1);
        Self { url, connections }
    }

    pub(crate) fn host(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    #[track_caller]
    pub(crate) fn stays_so(&self) {
        assert_eq!(*self.connections.lock().unwrap(), 0, "somebody went to {}", self.url);
    }
}

/// A GitHub that has `acme` and takes the token.
#[track_caller]
fn github() -> Fake {
    crate::fake::github(ada("repo"), owner())
}

fn desk() -> Desk {
    Desk::new().with("GITHUB_TOKEN", TOKEN)
}

/// Puts a file into the folder that says where GitHub is, as a pull request could.
fn declares(desk: &Desk, url: &str) {
    let providers = format!("providers:\n  github:\n    url: {url}\n    api-url: {url}\n");
    desk.put("portal/devportal-auth.yaml", format!("version: 1\ntarget: v1\nprofile: github-pat\n{providers}"));
}

const GITHUB: [&str; 6] = ["--profile", "github-pat", "--stage", "local", "--set", "GITHUB_ORG=acme"];

#[track_caller]
fn names(said: &Said, host: &str, by: &str) {
    let trust = format!("--trust-host {host}");
    said.ended(2, &["nobody agreed to 1 host", host, by, &trust, "--answers FILE", "nothing was written"]);
    assert!(!said.text.contains("CANARY"), "{}", said.text);
}

#[test]
fn a_script_sends_nothing_to_a_host_that_only_the_folder_names() {
    for dry_run in [&["--dry-run"][..], &[]] {
        let (desk, server) = (desk(), Untouched::start());
        declares(&desk, &server.url);
        let said = desk.init(&[&GITHUB[..], dry_run].concat());
        names(&said, server.host(), "`providers.github` in devportal-auth.yaml");
        said.ended(2, &[&format!("--url github={}", server.url), &format!("host {}", server.host())]);
        assert_eq!(desk.portal(), ["devportal-auth.yaml"]);
        server.stays_so();
    }
}

#[test]
fn a_host_is_agreed_to_by_a_flag_by_a_named_file_and_by_trusting_it() {
    for way in 0..4 {
        let (desk, server) = (desk(), github());
        declares(&desk, &server.base());
        let (url, host) = (format!("github={}", server.base()), server.authority());
        let flags: &[&str] = match way {
            0 => &["--url", &url, "--api-url", &url],
            1 => &["--answers", "portal/devportal-auth.yaml"],
            2 => &["--trust-host", host],
            _ => &["--trust-host", "127.0.0.1:*"],
        };
        let said = desk.init(&[&GITHUB[..], flags].concat());
        said.ended(0, &["Prove host 127.0.0.1", "written"]);
        // What was said holds for this folder from now on.
        desk.init(&GITHUB).ended(0, &[&format!("host {host}")]);
        for text in desk.portal().iter().filter(|name| !name.starts_with(".devportal-auth")) {
            assert!(!desk.read(&format!("portal/{text}")).contains("agreed"), "{text}");
        }
    }
}

#[test]
fn trusting_another_port_or_host_is_no_agreement() {
    for other in ["127.0.0.1:1", "127.0.0.1", "localhost:*", "github.com"] {
        let (desk, server) = (desk(), Untouched::start());
        declares(&desk, &server.url);
        let said = desk.init(&[&GITHUB[..], &["--trust-host", other]].concat());
        names(&said, server.host(), "`providers.github` in devportal-auth.yaml");
        server.stays_so();
    }
    desk().init(&["--trust-host", "https://ada:CANARY@ghe.acme.dev"]).ended(2, &["a host with its port"]);
}

#[test]
fn an_address_out_of_the_folders_variables_is_proposed_and_one_out_of_the_environment_is_said() {
    for (profile, name, scheme, flags) in [
        ("keycloak", "KEYCLOAK_BASE_URL", "http", &["--set", "KEYCLOAK_REALM=acme"][..]),
        ("oidc", "OIDC_ISSUER", "http", &[]),
        ("gitlab", "GITLAB_URL", "http", &["--set", "GITLAB_GROUP=acme"]),
        (
            "ldap",
            "LDAP_URL",
            "ldap",
            &["--set", "LDAP_USERS_BASE_DN=dc=acme", "--set", "LDAP_GROUPS_BASE_DN=dc=acme", "--set", "LDAP_DN=cn=a"],
        ),
    ] {
        let server = Untouched::start();
        let address = server.url.replace("http", scheme);
        let flags = [&["--profile", profile, "--stage", "local"][..], flags].concat();
        let secrets = "KEYCLOAK_CLIENT_ID=a\nKEYCLOAK_CLIENT_SECRET=CANARY\nOIDC_CLIENT_ID=a\nOIDC_CLIENT_SECRET=CANARY\n\
                       GITLAB_TOKEN=CANARY\nGITLAB_AUTH_CLIENT_ID=a\nGITLAB_AUTH_CLIENT_SECRET=CANARY\nLDAP_SECRET=CANARY\n";
        let desk = Desk::new();
        desk.put("portal/.env", format!("{name}={address}\n{secrets}"));
        names(&desk.init(&flags), server.host(), &format!("`{name}` from .env"));
        server.stays_so();
        let desk = desk.with(name, &address);
        let said = desk.init(&[&flags[..], &["--timeout", "2"]].concat());
        assert!(!said.text.contains("nobody agreed"), "{}", said.text);
        assert_ne!(*server.connections.lock().unwrap(), 0, "{}", said.text);
    }
}

#[test]
fn a_host_that_makes_up_gitlabs_address_is_proposed_as_well() {
    let desk = Desk::new();
    desk.put("portal/.env", "GITLAB_HOST=gitlab.invalid\nGITLAB_TOKEN=CANARY\n");
    let flags = ["--profile", "gitlab", "--stage", "local", "--set", "GITLAB_GROUP=acme"];
    let secrets = ["--set", "GITLAB_AUTH_CLIENT_ID=a", "--secret-from", "GITLAB_AUTH_CLIENT_SECRET=env:GITLAB_SECRET"];
    let said = desk.with("GITLAB_SECRET", "CANARY").init(&[&flags[..], &secrets].concat());
    names(&said, "gitlab.invalid", "`GITLAB_HOST` from .env");
}

#[test]
fn what_an_interrupted_run_remembers_is_proposed_and_its_api_never_joins_another_host() {
    let (server, mut said) = (Untouched::start(), Fake::start());
    for (at, found) in
        [("orgs/acme", answer(200, acme())), ("user", ada("repo")), ("user/memberships/orgs/acme", owner())]
    {
        said.often(get(&format!("/api/v3/{at}")), found);
    }
    let journal = |desk: &Desk, choices: &str| {
        desk.journal(&format!("version: 1\nstore: dotenv\nchoices:\n{choices}"));
    };
    let url = &server.url;
    let ours = desk();
    journal(&ours, &format!("  url.github: {url}\n  api-url.github: {url}\n  trust-host: 'yes'\n"));
    names(&ours.init(&[&GITHUB[..], &["--resume"]].concat()), server.host(), "the interrupted run");
    let ours = desk();
    journal(&ours, &format!("  api-url.github: {url}\n"));
    let flag = format!("github={}", said.base());
    let trust = ["--resume", "--url", &flag, "--dry-run"];
    ours.init(&[&GITHUB[..], &trust].concat()).ended(0, &["dry run"]);
    server.stays_so();
    let ours = Desk::new();
    journal(&ours, &format!("  KEYCLOAK_BASE_URL: {url}\n"));
    ours.put("portal/.env", "KEYCLOAK_CLIENT_ID=a\nKEYCLOAK_CLIENT_SECRET=CANARY\n");
    let flags = ["--resume", "--profile", "keycloak", "--stage", "local", "--set", "KEYCLOAK_REALM=acme"];
    names(&ours.init(&flags), server.host(), "`KEYCLOAK_BASE_URL` from the interrupted run");
    server.stays_so();
}

#[test]
fn every_host_is_named_before_anything_is_sent_to_one_that_is_agreed_to() {
    let (said, other) = (Untouched::start(), Untouched::start());
    let desk = desk().with("KEYCLOAK_BASE_URL", &said.url);
    declares(&desk, &other.url);
    desk.put("portal/.env", "KEYCLOAK_CLIENT_ID=a\nKEYCLOAK_CLIENT_SECRET=CANARY\n");
    let flags =
        ["--profile", "keycloak", "--stage", "local", "--set", "KEYCLOAK_REALM=acme", "--integration", "github-token"];
    let flags = [&flags[..], &["--set", "GITHUB_ORG=acme"]].concat();
    names(&desk.init(&flags), other.host(), "devportal-auth.yaml");
    said.stays_so();
    other.stays_so();
}

#[test]
fn what_the_folder_declares_is_taken_and_a_host_among_it_is_only_proposed() {
    let (desk, server) = (desk(), Untouched::start());
    let values =
        format!("values: {{ KEYCLOAK_BASE_URL: {}, KEYCLOAK_REALM: acme, KEYCLOAK_CLIENT_ID: a }}", server.url);
    desk.put("portal/devportal-auth.yaml", format!("version: 1\ntarget: v1\nprofile: keycloak\n{values}\n"));
    let flags = ["--profile", "keycloak", "--stage", "local"];
    let missing = desk.init(&flags);
    missing.ended(2, &["1 answer is missing", "KEYCLOAK_CLIENT_SECRET"]);
    desk.put("portal/.env", "KEYCLOAK_CLIENT_SECRET=CANARY\n");
    names(&desk.init(&flags), server.host(), "`KEYCLOAK_BASE_URL` from devportal-auth.yaml");
    server.stays_so();
}

#[test]
fn a_run_that_asks_nobody_needs_no_agreement() {
    let (desk, server) = (desk(), Untouched::start());
    declares(&desk, &server.url);
    desk.init(&[&GITHUB[..], &["--offline"]].concat()).ended(0, &["nothing was proven"]);
    server.stays_so();
}

/// An issuer that names another server for its tokens.
fn issuer(tokens: &str) -> Fake {
    let mut fake = Fake::start();
    let own = fake.base();
    let body = serde_json::json!({
        "issuer": own, "authorization_endpoint": format!("{own}/a"), "token_endpoint": format!("{tokens}/t"),
        "userinfo_endpoint": format!("{own}/u"), "jwks_uri": format!("{own}/k"),
        "id_token_signing_alg_values_supported": ["RS256"],
    });
    fake.often(get("/.well-known/openid-configuration"), answer(200, body));
    fake.often(get("/a"), bare(400));
    fake
}

#[test]
fn a_server_that_a_provider_itself_names_for_its_tokens_needs_an_agreement_of_its_own() {
    let tokens = Untouched::start();
    let issuer = issuer(&tokens.url);
    let desk = Desk::new().with("OIDC_ISSUER", &issuer.base()).with("OIDC_CLIENT_SECRET", "CANARY");
    let flags = ["--profile", "oidc", "--stage", "local", "--set", "OIDC_CLIENT_ID=a"];
    names(&desk.init(&flags), tokens.host(), "the server itself, for its tokens");
    tokens.stays_so();
    let said = desk.init(&[&flags[..], &["--trust-host", tokens.host(), "--timeout", "2"]].concat());
    assert!(!said.text.contains("nobody agreed"), "{}", said.text);
    assert_ne!(*tokens.connections.lock().unwrap(), 0, "{}", said.text);
}

const TENANT: &str = "9f0c2b7e-54a1-4c0e-9d6b-2f4f6f1f7a31";
const CLIENT: &str = "1b4d6f2a-8c3e-4f57-b1a0-6d2c9e7f3a58";

/// A Microsoft whose lists go on at another server.
fn microsoft(elsewhere: &str) -> Fake {
    let roles = URL_SAFE_NO_PAD.encode(r#"{"roles":["User.Read.All","GroupMember.Read.All"]}"#);
    let list = serde_json::json!({ "value": [], "@odata.nextLink": format!("{elsewhere}/v1.0/more") });
    let mut fake = Fake::start();
    let issuer = serde_json::json!({ "issuer": format!("https://login.acme.dev/{TENANT}/v2.0") });
    fake.often(get(&format!("/{TENANT}/v2.0/.well-known/openid-configuration")), answer(200, issuer));
    let token = serde_json::json!({ "access_token": format!("e30.{roles}.x") });
    fake.often(post(&format!("/{TENANT}/oauth2/v2.0/token")), answer(200, token));
    fake.often(get("/v1.0/users"), answer(200, list.clone()));
    fake.often(get("/v1.0/groups"), answer(200, list));
    fake.often(get(&format!("/v1.0/applications(appId='{CLIENT}')")), bare(404));
    fake
}

#[test]
fn a_next_page_at_another_server_is_not_asked_for() {
    let elsewhere = Untouched::start();
    let microsoft = microsoft(&elsewhere.url);
    let url = format!("entra={}", microsoft.base());
    let tenant = format!("AZURE_TENANT_ID={TENANT}");
    let chosen = ["--profile", "azure", "--stage", "local", "--integration", "none", "--admin-group", "backstage-x"];
    let at = ["--url", &url, "--api-url", &url, "--set", &tenant];
    let client = format!("AZURE_CLIENT_ID={CLIENT}");
    let client = ["--set", &client];
    let said = Desk::new().with("AZURE_CLIENT_SECRET", "CANARY").init(&[&chosen[..], &at, &client].concat());
    assert!(said.text.contains("the next page is at another host, which was not asked"), "{}", said.text);
    elsewhere.stays_so();
}

#[test]
fn names_of_this_machine_lead_to_this_machine() {
    let (desk, server) = (desk(), github());
    let url = format!("github={}", server.base().replace("127.0.0.1", "ghe.localhost"));
    desk.init(&[&GITHUB[..], &["--url", &url, "--api-url", &url]].concat()).ended(0, &["written"]);
}

/// The program at a terminal, with a person who is played.
pub(crate) fn at_a_terminal(desk: &Desk, arguments: &[&str]) -> PtySession {
    let mut command: Command = desk.command(&[&["init", "--out", "portal", "--store", "dotenv"], arguments].concat());
    command.stdin(Stdio::inherit()).env("TERM", "xterm").env("ACCESSIBLE", "1").env("LC_ALL", "C");
    spawn_command(command, Some(20_000)).unwrap()
}

pub(crate) fn sees(terminal: &mut PtySession, text: &str) {
    if let Err(error) = terminal.exp_string(text) {
        panic!("waited for {text:?}: {error}");
    }
}

#[test]
fn a_person_is_asked_once_for_each_host_that_the_folder_names() {
    let (desk, server, other) = (desk(), github(), Untouched::start());
    declares(&desk, &server.base());
    let flags = [&GITHUB[..], &["--portal-url", "http://localhost:7007", "--dry-run"]].concat();
    let host = server.authority();
    let question = format!("May GitHub's secrets be sent to `{host}`?");

    let mut terminal = at_a_terminal(&desk, &flags);
    through_the_rest(&mut terminal);
    sees(&mut terminal, &question);
    terminal.send_line("").unwrap();
    sees(&mut terminal, &format!("nothing was sent to {host}, and nothing was written"));
    terminal.exp_eof().unwrap();
    assert!(!desk.path("home/.local/state").exists());

    let agrees = |flags: &[&str], then: &str| {
        let mut terminal = at_a_terminal(&desk, flags);
        through_the_rest(&mut terminal);
        sees(&mut terminal, &question);
        terminal.send_line("y").unwrap();
        sees(&mut terminal, then);
        terminal
    };
    agrees(&flags, "dry run: nothing was written").exp_eof().unwrap();
    assert!(!desk.path("home/.local/state").exists(), "a dry run remembers something");
    let mut terminal = agrees(&[&GITHUB[..], &["--portal-url", "http://localhost:7007"]].concat(), "Write?");
    terminal.send_control('c').unwrap();
    sees(&mut terminal, "cancelled; no file was written. Kept: 3 answers");
    terminal.exp_eof().unwrap();
    let state = desk.read("home/.local/state/devportal-auth/agreed-hosts.json");
    assert!(state.contains("127.0.0.1") && !state.contains("CANARY"), "{state}");

    // It is remembered, for a script as well; and for this folder and this host only.
    desk.init(&[&GITHUB[..], &["--dry-run"]].concat()).ended(0, &["dry run"]);
    declares(&desk, &other.url);
    names(&desk.init(&[&GITHUB[..], &["--dry-run"]].concat()), other.host(), "devportal-auth.yaml");
    let mut terminal = at_a_terminal(&desk, &flags);
    through_the_rest(&mut terminal);
    sees(&mut terminal, &format!("May GitHub's secrets be sent to `{}`?", other.host()));
    terminal.send_line("n").unwrap();
    sees(&mut terminal, "nothing was sent to");
    terminal.exp_eof().unwrap();
    other.stays_so();
}

#[test]
fn what_a_flag_said_is_agreed_for_the_check_that_follows_although_nothing_was_proven() {
    let desk = Desk::new().with("TOKEN", &"11a0b1c2d3".repeat(3)).with("PAT", &format!("ghp_{}", "a1B2".repeat(9)));
    let given = ["--set", "GITHUB_ORG=acme", "--secret-from", "GITHUB_TOKEN=env:PAT"];
    let jenkins = ["--set", "JENKINS_USERNAME=ada", "--secret-from", "JENKINS_TOKEN=env:TOKEN"];
    let flags = ["--profile", "github-pat", "--stage", "local", "--integration", "jenkins", "--offline"];
    let address = ["--set", "JENKINS_URL=https://jenkins.acme.dev"];
    desk.init(&[&flags[..], &given, &jenkins, &address].concat()).ended(0, &["written"]);
    let state = desk.read("home/.local/state/devportal-auth/agreed-hosts.json");
    assert!(state.contains("jenkins.acme.dev") && !state.contains("api.github.com"), "{state}");
    // What only a file of the folder proposes is not agreed to by being written once more.
    let declared = desk.read("portal/devportal-auth.yaml").replace("jenkins.acme.dev", "evil.acme.dev");
    desk.put("portal/devportal-auth.yaml", declared);
    std::fs::remove_file(desk.path("portal/.env")).unwrap();
    desk.init(&[&flags[..], &given, &jenkins].concat()).ended(0, &["written"]);
    assert!(
        !desk.read("home/.local/state/devportal-auth/agreed-hosts.json").contains("evil"),
        "a proposal is remembered"
    );
}

/// Presses enter at the question about other systems, and at those about features.
pub(crate) fn through_the_rest(terminal: &mut PtySession) {
    sees(terminal, "What else shall the portal show?");
    terminal.send_line("").unwrap();
    through_features(terminal);
}

/// Presses enter at the questions about features.
pub(crate) fn through_features(terminal: &mut PtySession) {
    for question in ["Shall the portal show workflow runs?", "Shall templates create repositories?"] {
        sees(terminal, question);
        terminal.send_line("").unwrap();
    }
}

#[test]
fn what_a_person_types_is_said_and_what_enter_takes_out_of_the_folder_is_not() {
    let (typed, proposed) = (Untouched::start(), Untouched::start());
    let desk = Desk::new();
    desk.put("portal/.env", format!("OIDC_ISSUER={}\n", proposed.url));
    let chosen = ["--profile", "oidc", "--stage", "local", "--integration", "none", "--org-data", "none", "--dry-run"];
    let flags = [&chosen[..], &["--portal-url", "http://localhost:7007", "--timeout", "2"]].concat();
    let mut terminal = at_a_terminal(&desk, &flags);
    sees(&mut terminal, "Where is the server?");
    terminal.send_line(&typed.url).unwrap();
    let before = terminal.exp_string("No answer came").unwrap();
    terminal.send_line("unproven").unwrap();
    let rest = before + &terminal.exp_eof().unwrap();
    assert!(!rest.contains("secrets be sent") && rest.contains("dry run"), "{rest}");
    assert_ne!(*typed.connections.lock().unwrap(), 0, "{rest}");

    let mut terminal = at_a_terminal(&desk, &flags);
    sees(&mut terminal, "Where is the server?");
    terminal.send_line("").unwrap();
    sees(&mut terminal, &format!("May OpenID Connect's secrets be sent to `{}`?", proposed.host()));
    terminal.send_line("<").unwrap();
    sees(&mut terminal, "Where is the server?");
    terminal.send_line("").unwrap();
    sees(&mut terminal, "secrets be sent to");
    terminal.send_line("n").unwrap();
    sees(&mut terminal, "nothing was sent to");
    terminal.exp_eof().unwrap();
    proposed.stays_so();
}

#[test]
fn a_broken_memory_is_told_and_nothing_is_agreed_to_by_it() {
    let (desk, server) = (desk(), Untouched::start());
    declares(&desk, &server.url);
    desk.put("home/.local/state/devportal-auth/agreed-hosts.json", "{ broken");
    let said = desk.init(&GITHUB);
    names(&said, server.host(), "devportal-auth.yaml");
    said.ended(2, &["agreed-hosts.json cannot be taken, so nothing is remembered"]);
    server.stays_so();
}
