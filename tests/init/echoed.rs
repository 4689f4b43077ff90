//! Secrets that come back: from a server that repeats what it was sent, from a file that holds the same value, in an address that only
//! looks like none.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use devportal_auth::loopback::{self, Loopback};
use http::{HeaderName, HeaderValue};
use serde_json::json;

use crate::fake::answer;
use crate::program::Desk;

/// No provider's form, so that only its value tells that it is one.
const SECRET: &str = "correct-CANARY-battery-staple-3141";

/// Where the server's words may be cut, a secret of this length is cut somewhere in its middle.
const STEP: usize = 20;

/// Repeats every header and the body of each request in its answer, behind some letters. It says where it is like any other server.
fn echo(status: u16, before: usize) -> Loopback {
    let packed = STANDARD.encode(SECRET);
    loopback::serve(move |request| {
        let header = |(name, value): (&HeaderName, &HeaderValue)| format!("{name}: {} ", value.to_str().unwrap());
        let headers: String = request.headers().iter().map(header).collect();
        let asked = format!("{} {} {headers}", request.method(), request.uri());
        let body = String::from_utf8_lossy(request.body());
        let words = format!("{} {SECRET} {asked} {body} {packed}", "p".repeat(before));
        let words = words.replace(['"', '\\', '\r', '\n'], " ");
        let host = request.headers()["host"].to_str().unwrap();
        let reply = match request.uri().path().split_once("/.well-known") {
            Some((path, _)) => {
                let about = json!({
                    "issuer": format!("http://{host}{path}"), "token_endpoint": format!("http://{host}/token"),
                    "authorization_endpoint": format!("http://{host}/a"), "jwks_uri": format!("http://{host}/j"),
                    "response_types_supported": ["code"], "scopes_supported": ["openid", "profile", "email"],
                });
                answer(200, about)
            }
            None => {
                let about = json!({
                    "message": words, "error": words, "error_description": words, "login": words, "name": words,
                    "username": words, "id": 1,
                });
                answer(status, about).with("x-echo", words)
            }
        };
        reply.into()
    })
    .unwrap()
}

#[test]
fn what_a_server_repeats_of_a_secret_is_not_shown_wherever_its_words_are_cut() {
    let application = ["--set", "GITLAB_AUTH_CLIENT_ID=portal", "--secret-from", "GITLAB_AUTH_CLIENT_SECRET=env:GIVEN"];
    let gitlab = [&["--set", "GITLAB_GROUP=acme"][..], &application].concat();
    let profiles: [(&str, &str, &[&str]); 4] = [
        ("gitlab", "GITLAB_TOKEN", &gitlab),
        ("keycloak", "KEYCLOAK_CLIENT_SECRET", &["--set", "KEYCLOAK_REALM=acme", "--set", "KEYCLOAK_CLIENT_ID=portal"]),
        ("oidc", "OIDC_CLIENT_SECRET", &["--set", "OIDC_CLIENT_ID=portal"]),
        ("github-pat", "GITHUB_TOKEN", &["--set", "GITHUB_ORG=acme"]),
    ];
    let mut repeated = BTreeSet::new();
    for (profile, variable, more) in profiles {
        for (status, before) in
            [200, 401, 403].into_iter().flat_map(|status| (0..=120).step_by(STEP).map(move |before| (status, before)))
        {
            let provider = profile.trim_end_matches("-pat");
            let server = echo(status, before);
            let address = format!("{provider}={}", server.url().as_str().trim_end_matches('/'));
            let given = format!("{variable}=env:GIVEN");
            let desk = Desk::new().with("GIVEN", SECRET);
            let flags = ["--profile", profile, "--stage", "local", "--timeout", "2", "--url", &address];
            let said = desk.init(&[&flags[..], more, &["--secret-from", &given]].concat());
            assert!(!said.text.contains("CANARY"), "{profile} {before}: {}", said.text);
            assert!(!said.text.contains("orrect-C"), "{profile} {before}: {}", said.text);
            repeated.extend(said.text.contains("pppp").then_some(profile));
        }
    }
    // Where nothing of a server's words is shown, nothing is held.
    assert_eq!(repeated, BTreeSet::from(["github-pat", "gitlab"]));
}

const RUN: [&str; 10] = [
    "--offline",
    "--dry-run",
    "--profile",
    "keycloak",
    "--stage",
    "local",
    "--set",
    "KEYCLOAK_REALM=acme",
    "--secret-from",
    "KEYCLOAK_CLIENT_SECRET=env:GIVEN",
];

#[test]
fn a_secret_that_stands_elsewhere_in_the_files_is_not_shown_in_their_differences() {
    let desk = Desk::new().with("GIVEN", SECRET);
    let packed = STANDARD.encode(STANDARD.encode(SECRET));
    desk.put("portal/app-config.local.yaml", format!("app:\n  title: {SECRET}\n  support: {packed}\n"));
    desk.put("portal/.env", format!("TITLE={SECRET}\n# {SECRET}\nKEYCLOAK_REALM='{SECRET}'\n"));
    let known = ["--set", "KEYCLOAK_BASE_URL=https://sso.acme.dev", "--set", "KEYCLOAK_CLIENT_ID=portal"];
    let said = desk.init(&[&RUN[..], &known].concat());
    said.ended(0, &["dry run: nothing was written", "title: ••••", "support: ••••"]);
    assert!(!said.text.contains("CANARY") && !said.text.contains(&packed[8..20]), "{}", said.text);
}

#[test]
fn a_password_in_the_address_of_a_plain_variable_is_not_shown() {
    for address in
        ["https://ada:CANARY-pw@sso.acme.dev", "https:/ada:CANARY-pw@sso.acme.dev", "//ada:CANARY-pw@sso.acme.dev"]
    {
        let desk = Desk::new().with("GIVEN", SECRET);
        desk.put("portal/.env", format!("KEYCLOAK_BASE_URL={address}\n"));
        let known = ["--set", "KEYCLOAK_BASE_URL=https://sso.acme.dev", "--set", "KEYCLOAK_CLIENT_ID=portal"];
        let said = desk.init(&[&RUN[..], &known].concat());
        said.ended(0, &["dry run: nothing was written", "ada:••••@sso.acme.dev"]);
        assert!(!said.text.contains("CANARY"), "{address}: {}", said.text);
    }
}

#[test]
fn a_password_in_an_odd_address_is_not_repeated() {
    for odd in ["https:/ada:CANARY-pw@sso.acme.dev", "https:ada:CANARY-pw@sso.acme.dev", "//ada:CANARY-pw@sso.acme.dev"]
    {
        let desk = Desk::new().with("GIVEN", SECRET).with("KEYCLOAK_BASE_URL", odd);
        let flag = format!("keycloak={odd}");
        let set = format!("KEYCLOAK_BASE_URL={odd}");
        desk.put("portal/devportal-auth.yaml", format!("version: 1\nproviders: {{ keycloak: {{ url: '{odd}' }} }}\n"));
        desk.put(
            "app-config.yaml",
            format!("app: {{ baseUrl: '{odd}' }}\nbackend: {{ baseUrl: '{odd}', baseUrl: x }}\n"),
        );
        for said in [
            desk.init(&[&RUN[..], &["--url", &flag]].concat()),
            desk.init(&[&RUN[..], &["--set", &set]].concat()),
            desk.init(&RUN),
            desk.run(&["validate", "app-config.yaml"]),
        ] {
            assert!(said.code != 0 && !said.text.contains("CANARY"), "{odd}: {}", said.text);
        }
    }
}

#[test]
fn a_providers_own_host_is_agreed_to_for_no_other_provider() {
    for (provider, host) in
        [("oidc", "gitlab.com"), ("gitlab", "github.com"), ("keycloak", "login.microsoftonline.com")]
    {
        let desk = Desk::new().with("GIVEN", SECRET);
        desk.put(
            "portal/devportal-auth.yaml",
            format!("version: 1\nproviders:\n  {provider}:\n    url: https://{host}\n"),
        );
        let (variable, set): (_, &[&str]) = match provider {
            "oidc" => ("OIDC_CLIENT_SECRET", &["--set", "OIDC_CLIENT_ID=portal"]),
            "gitlab" => (
                "GITLAB_TOKEN",
                &[
                    "--set",
                    "GITLAB_GROUP=acme",
                    "--set",
                    "GITLAB_AUTH_CLIENT_ID=portal",
                    "--secret-from",
                    "GITLAB_AUTH_CLIENT_SECRET=env:GIVEN",
                ],
            ),
            _ => ("KEYCLOAK_CLIENT_SECRET", &["--set", "KEYCLOAK_REALM=acme", "--set", "KEYCLOAK_CLIENT_ID=portal"]),
        };
        let given = format!("{variable}=env:GIVEN");
        let flags = ["--profile", provider, "--stage", "local", "--timeout", "2", "--secret-from", &given];
        let said = desk.init(&[&flags[..], set].concat());
        said.ended(2, &["nobody agreed to 1 host", host, "--trust-host"]);
    }
}
