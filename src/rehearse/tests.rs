//! Configurations for the tests of the parts, and what a portal asks the providers for.

use super::ask::{Drawn, ask};
use super::way;
use crate::config::{Attached, Files, Node};
use crate::contract::entrance::entrances;
use crate::credential::Secret;
use crate::lint::{Portal, Subject};
use crate::providers::oidc::Description;
use crate::validate::live::{Door, doors};
use crate::validate::{Assembled, FileText, Input, assemble};
use url::Url;

struct Nothing;

impl Files for Nothing {
    fn keeping(&self, _from: &str, _object: &str) -> Option<String> {
        None
    }

    fn attached(&self, _: &str, _: &str) -> Result<Attached, String> {
        Err("does not exist".to_owned())
    }
}

/// A portal of one file, whose environment is empty.
pub(super) fn assembled(text: &str) -> Assembled {
    let input = Input {
        files: vec![FileText { name: "app-config.yaml".to_owned(), text: Ok(Secret::new(text)) }],
        portal: Portal { whole: Some(true), ..Portal::default() },
        ..Input::default()
    };
    assemble(input, &Nothing)
}

/// What one file comes to.
pub(super) fn config(text: &str) -> Node {
    assembled(text).merged.root
}

/// Does something with the only door of a portal with this block.
pub(super) fn at_door<T>(provider: &str, block: &str, act: impl FnOnce(&Subject<'_>, &Door<'_>) -> T) -> T {
    let assembled = assembled(&format!(
        "backend: {{ baseUrl: 'https://portal.acme.dev/x/' }}\nauth: {{ environment: production, providers: {{ {provider}: {{ production: {block} }} }} }}"
    ));
    let subject = assembled.subject();
    act(&subject, &doors(&subject).into_iter().next().unwrap())
}

fn described(plain_challenge: bool) -> Description {
    let at = |path: &str| Url::parse(&format!("https://id.acme.dev/{path}")).unwrap();
    let (authorization, token, userinfo) = (at("a"), at("t"), at("u"));
    Description { issuer: "https://id.acme.dev".into(), authorization, token, userinfo, plain_challenge }
}

/// The address that a portal with this block sends people to.
fn asked(provider: &str, block: &str, plain_challenge: bool) -> Url {
    let entrance = &entrances().providers[provider];
    at_door(provider, block, |_, door| {
        let way = match entrance.openid {
            false => way::fixed(door, entrance),
            true => way::described(door, described(plain_challenge)),
        };
        let drawn = Drawn { state: [1; 16], nonce: [2; 16], verifier: [3; 32] };
        ask(door, entrance, &way.unwrap(), "https://portal.acme.dev", &drawn).address
    })
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

#[test]
fn additional_scopes_are_taken_from_a_text_or_a_list_and_scope_from_neither() {
    for written in ["'read:org, user:email'", "[read:org, 'user:email']", "'read:org|user:email'"] {
        let block = format!("{{ clientId: a, clientSecret: b, scope: repo, additionalScopes: {written} }}");
        let scope = parameter(&asked("github", &block, false), "scope");
        assert_eq!(scope.as_deref(), Some("read:user read:org user:email"), "{written}");
    }
}

#[test]
fn people_are_sent_back_below_the_backends_address_or_where_the_block_says_to_the_letter() {
    let redirect = |block: &str| parameter(&asked("gitlab", block, false), "redirect_uri").unwrap();
    assert_eq!(redirect("{ clientId: a, clientSecret: b }"), "https://portal.acme.dev/x/api/auth/gitlab/handler/frame");
    let written = "{ clientId: a, clientSecret: b, callbackUrl: 'https://portal.acme.dev/back/' }";
    assert_eq!(redirect(written), "https://portal.acme.dev/back/");
}

#[test]
fn a_server_that_knows_only_plain_challenges_gets_the_verifier_itself() {
    let block = "{ clientId: a, clientSecret: b, metadataUrl: 'https://id.acme.dev' }";
    let (plain, hashed) = (asked("oidc", block, true), asked("oidc", block, false));
    assert_eq!(parameter(&plain, "code_challenge").unwrap(), "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM");
    assert_eq!(parameter(&plain, "code_challenge_method"), None);
    assert_eq!(parameter(&hashed, "code_challenge_method").as_deref(), Some("S256"));
    assert_ne!(parameter(&hashed, "code_challenge"), parameter(&plain, "code_challenge"));
    assert_eq!(parameter(&plain, "prompt").as_deref(), Some("none"));
}

#[test]
fn the_usual_servers_are_gone_to_unless_the_block_names_another() {
    let to = |provider, block: &str| asked(provider, block, false).as_str().split('?').next().unwrap().to_owned();
    assert_eq!(to("github", "{ clientId: a, clientSecret: b }"), "https://github.com/login/oauth/authorize");
    assert_eq!(
        to("github", "{ clientId: a, clientSecret: b, enterpriseInstanceUrl: 'https://ghe.acme.dev/' }"),
        "https://ghe.acme.dev/login/oauth/authorize"
    );
    assert_eq!(
        to("microsoft", "{ clientId: a, clientSecret: b, tenantId: acme }"),
        "https://login.microsoftonline.com/acme/oauth2/v2.0/authorize"
    );
}

#[test]
fn microsofts_addresses_for_every_tenant_are_known_and_no_others() {
    let any = |metadata: &str| {
        let block = format!("{{ clientId: a, clientSecret: b, metadataUrl: '{metadata}' }}");
        at_door("oidc", &block, |_, door| way::described(door, described(false))).unwrap().openid.unwrap().any_tenant
    };
    for tenant in ["common", "organizations", "consumers"] {
        let server = format!("https://login.microsoftonline.com/{tenant}/v2.0");
        for path in ["", "/", "/.well-known/openid-configuration"] {
            assert!(any(&format!("{server}{path}")), "{server}{path}");
        }
    }
    assert!(!any("https://login.microsoftonline.com/acme/v2.0") && !any("https://id.acme.dev/common/v2.0"));
}
