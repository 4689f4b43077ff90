//! A realm of Keycloak: people sign in there, and org data reads it.

use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::desk::{Desk, straight};
use crate::fake::{Answer, Asked, Fake, answer, back, get, post};

pub(crate) const AUTHORIZE: &str = "/realms/acme/protocol/openid-connect/auth";
const DESCRIPTION: &str = "/realms/acme/.well-known/openid-configuration";
pub(crate) const TOKEN: &str = "/realms/acme/protocol/openid-connect/token";
const USERINFO: &str = "/realms/acme/protocol/openid-connect/userinfo";
const USERS: &str = "/admin/realms/acme/users";
const GROUPS: &str = "/admin/realms/acme/groups";
const MEMBERS: &str = "/admin/realms/acme/groups/g1/members";

/// What the realm is like.
#[derive(Clone)]
pub(crate) struct Realm {
    pub(crate) userinfo: Value,
    pub(crate) users: Value,
    /// What comes back in place of a code.
    pub(crate) error: Option<&'static str>,
    /// What the token endpoint answers in place of tokens.
    pub(crate) refusal: Option<Answer>,
    /// How far its clock is ahead.
    pub(crate) ahead: i64,
    /// From which person on the list is refused.
    pub(crate) refused_from: Option<u64>,
}

pub(crate) fn ada() -> Value {
    json!({ "sub": "u-1", "preferred_username": "ada", "email": "ada@acme.dev", "email_verified": true })
}

impl Default for Realm {
    fn default() -> Self {
        let users = json!([
            { "id": "u-1", "username": "ada", "email": "Ada@acme.dev", "emailVerified": true },
            { "id": "u-2", "username": "bob", "email": "bob@acme.dev", "emailVerified": false },
        ]);
        Self { userinfo: ada(), users, error: None, refusal: None, ahead: 0, refused_from: None }
    }
}

/// How far a run comes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// Nobody asks anything.
    Nothing,
    Described,
    Sent,
    Refused,
    Read,
    /// Nobody signs in.
    Directory,
    /// The same, and nobody looks at groups.
    People,
}

impl Realm {
    #[track_caller]
    pub(crate) fn start(self, until: Until) -> Fake {
        use Until::{Directory, Nothing, People, Read, Refused, Sent};

        let mut fake = Fake::start();
        let realm = format!("{}/realms/acme", fake.base());
        if !matches!(until, Nothing | Directory | People) {
            fake.often(get(DESCRIPTION), description(&realm));
        }
        let sent: Arc<Mutex<Asked>> = Arc::default();
        if matches!(until, Sent | Refused | Read) {
            let (kept, error) = (Arc::clone(&sent), self.error);
            fake.often(get(AUTHORIZE), move |asked: &Asked| {
                *kept.lock().unwrap() = asked.clone();
                match error {
                    Some(error) => back(asked, &[("error", error), ("error_description", "CANARY words")]),
                    None => back(asked, &[("code", "CANARY-code-0123456789")]),
                }
            });
        }
        if matches!(until, Refused | Read) {
            // The pair is `portal:CANARY-secret`.
            let shown = post(TOKEN)
                .header("authorization", "Basic cG9ydGFsOkNBTkFSWS1zZWNyZXQ=")
                .form("grant_type", "authorization_code")
                .form("code", "CANARY-code-0123456789");
            let (refusal, ahead) = (self.refusal, self.ahead);
            fake.often(shown, move |asked: &Asked| {
                refusal.clone().unwrap_or_else(|| tokens(&realm, &sent.lock().unwrap(), asked, ahead))
            });
        }
        if until == Read {
            fake.often(get(USERINFO).header("authorization", "Bearer CANARY-access"), answer(200, self.userinfo));
        }
        if matches!(until, Read | Directory | People) {
            let reader = json!({ "access_token": "CANARY-reader", "token_type": "Bearer" });
            fake.often(post(TOKEN).form("grant_type", "client_credentials"), answer(200, reader));
            let (users, refused_from) = (self.users, self.refused_from);
            fake.often(get(USERS).header("authorization", "Bearer CANARY-reader"), move |asked: &Asked| {
                let first = asked.query.get("first").and_then(|first| first.parse().ok()).unwrap_or(0);
                match refused_from {
                    Some(from) if first >= from => answer(403, json!({ "error": "HTTP 403 Forbidden" })),
                    _ => answer(200, listed(&users, asked)),
                }
            });
        }
        if matches!(until, Read | Directory) {
            let groups = json!([{ "id": "g1", "name": "platform", "subGroupCount": 0 }]);
            fake.often(get(GROUPS), answer(200, groups));
            fake.often(get(MEMBERS), answer(200, json!([{ "username": "ada" }])));
        }
        fake
    }
}

/// What a realm says of itself.
fn description(realm: &str) -> Answer {
    let at = |name: &str| format!("{realm}/protocol/openid-connect/{name}");
    let description = json!({
        "issuer": realm, "authorization_endpoint": at("auth"), "token_endpoint": at("token"),
        "userinfo_endpoint": at("userinfo"), "jwks_uri": at("certs"), "code_challenge_methods_supported": ["plain", "S256"],
    });
    answer(200, description)
}

/// The people who are asked for: a page of them, or those of a name or an address.
fn listed(users: &Value, asked: &Asked) -> Value {
    let number = |name: &str| asked.query.get(name).and_then(|number| number.parse().ok());
    let fits = |user: &&Value| {
        ["username", "email"].iter().all(|by| {
            let of = user[*by].as_str().unwrap_or_default();
            asked.query.get(*by).is_none_or(|said| of.eq_ignore_ascii_case(said))
        })
    };
    let found = users.as_array().unwrap().iter().filter(fits).skip(number("first").unwrap_or(0));
    found.take(number("max").unwrap_or(100)).cloned().collect()
}

/// Tokens for a code that is shown as it was asked for.
fn tokens(realm: &str, sent: &Asked, asked: &Asked, ahead: i64) -> Answer {
    assert_eq!(asked.form["redirect_uri"], sent.query["redirect_uri"]);
    assert_eq!(URL_SAFE_NO_PAD.encode(Sha256::digest(&asked.form["code_verifier"])), sent.query["code_challenge"]);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let now = i64::try_from(now).unwrap() + ahead;
    let claims = json!({ "iss": realm, "aud": "portal", "sub": "u-1", "nonce": sent.query["nonce"], "iat": now, "exp": now + 300 });
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let id = format!("{}.{}.CANARY", part(json!({ "alg": "RS256" })), part(claims));
    answer(200, json!({ "access_token": "CANARY-access", "id_token": id, "token_type": "Bearer" }))
}

/// A portal of this realm, whose resolvers are these. `more` goes into the block.
pub(crate) fn portal(fake: &Fake, resolvers: &[&str], more: &str) -> Desk {
    let desk = Desk::new();
    let list: String = resolvers.iter().map(|name| format!("            - resolver: {name}\n")).collect();
    let (portal, url) = (desk.portal(), fake.base());
    desk.put(
        "app-config.yaml",
        &format!(
            "{portal}auth:\n  environment: production\n  session: {{ secret: '${{SESSION}}' }}\n  providers:\n    oidc:\n      production:\n        \
             metadataUrl: {url}/realms/acme\n        clientId: portal\n        clientSecret: ${{SECRET}}\n{more}        signIn:\n          \
             resolvers:\n{list}catalog:\n  providers:\n    keycloakOrg:\n      default:\n        baseUrl: {url}\n        realm: acme\n        \
             loginRealm: acme\n        clientId: reader\n        clientSecret: ${{READER}}\n        schedule: \
             {{ frequency: {{ minutes: 30 }}, timeout: {{ minutes: 3 }} }}\n"
        ),
    );
    desk.put(".env", "SESSION=CANARY-session-0123456789\nSECRET=CANARY-secret\nREADER=CANARY-reader-secret\n");
    desk
}

pub(crate) const NAME: &str = "preferredUsernameMatchingUserEntityName";
pub(crate) const MAIL: &str = "emailMatchingUserEntityProfileEmail";
pub(crate) const PROMPT: &str = "        prompt: auto\n";

#[test]
fn a_person_signs_in_for_real_and_is_told_who_they_would_be() {
    let fake = Realm::default().start(Until::Read);
    let desk = portal(&fake, &[MAIL], PROMPT).with_administrators("oidc");
    let (said, tab) = desk.browse(&["--only-host", fake.authority(), "--backstage", "1.49"], straight);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let words = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(
        words,
        format!(
            "you would be `user:default/ada`, through `{MAIL}`; member of `group:default/platform`; administrator: yes, by `group:default/platform`"
        )
    );
    assert!(tab.status == 200 && tab.page.contains("go back to the terminal"), "{tab:?}");
    assert_eq!(tab.been[0].host_str(), Some("localhost"));
}

#[test]
fn the_realm_is_asked_exactly_what_the_portals_module_asks() {
    let fake = Realm::default().start(Until::Read);
    let desk = portal(&fake, &[NAME], "        prompt: login\n        additionalScopes: [groups, email]\n");
    let (said, _) = desk.browse(&["--only-host", fake.authority(), "--format", "json"], straight);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let asked = fake.asked(AUTHORIZE).remove(0).query;
    let names: Vec<_> = asked.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "client_id",
            "code_challenge",
            "code_challenge_method",
            "nonce",
            "prompt",
            "redirect_uri",
            "response_type",
            "scope",
            "state"
        ]
    );
    let one = |name: &str| asked[name].as_str();
    assert_eq!((one("client_id"), one("response_type"), one("prompt")), ("portal", "code", "login"));
    assert_eq!((one("scope"), one("code_challenge_method")), ("openid profile email groups", "S256"));
    assert_eq!(one("redirect_uri"), format!("http://localhost:{}/api/auth/oidc/handler/frame", desk.port));
    let bytes: Vec<u8> = one("state")
        .as_bytes()
        .chunks(2)
        .map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap())
        .collect();
    let state: Vec<(String, String)> = url::form_urlencoded::parse(&bytes).into_owned().collect();
    let names: Vec<_> = state.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["nonce", "env", "origin", "flow", "scope"]);
    assert_eq!(state[1].1, "production");
    assert_eq!(state[2].1, format!("http://localhost:{}", desk.port));
    assert_eq!((state[3].1.as_str(), state[4].1.as_str()), ("popup", "openid profile email groups"));
    let told = said.json();
    assert_eq!(told["gets-in"], json!(true));
    assert_eq!(told["groups"], json!(["group:default/platform"]));
    // Backstage itself does not read the list that names the group.
    assert_eq!(told["administrator"], json!("unknown"));
    assert_eq!(told["told"]["mail"], json!("told"));
}

#[test]
fn an_address_that_nobody_verified_ends_sign_in_after_the_upgrade_and_not_before() {
    let unverified =
        json!({ "sub": "u-1", "preferred_username": "ada", "email": "ada@acme.dev", "email_verified": false });
    for (release, code) in [("1.49", 0), ("1.57", 1)] {
        let realm = Realm { userinfo: unverified.clone(), ..Realm::default() };
        let fake = realm.start(Until::Read);
        let desk = portal(&fake, &[MAIL, NAME], PROMPT);
        let (said, _) = desk.browse(&["--only-host", fake.authority(), "--backstage", release], straight);
        assert_eq!(said.code, code, "{}{}", said.out, said.err);
        if code == 1 {
            said.says("you would not get in: the provider says that the mail address is not verified");
            said.says(&format!("put `{NAME}` before `{MAIL}`"));
        }
    }
}

#[test]
fn somebody_is_looked_up_by_name_without_signing_in() {
    let realm = Realm {
        users: json!([{ "id": "u-1", "username": "ada", "email": "Ada@acme.dev", "emailVerified": true, "enabled": true }]),
        ..Realm::default()
    };
    let fake = realm.start(Until::Directory);
    let desk = portal(&fake, &[MAIL], PROMPT);
    let said = desk.run(&["--only-host", fake.authority(), "--as", "ada", "--no-input", "--backstage", "1.57"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    said.says(&format!("`ada` would be `user:default/ada`, through `{MAIL}`"));
}

#[test]
fn a_profile_that_was_sent_is_judged_without_anybody_signing_in() {
    let fake = Realm::default().start(Until::Directory);
    let desk = portal(&fake, &[MAIL], PROMPT);
    desk.put(
        "userinfo.json",
        &json!({ "sub": "u-9", "preferred_username": "eve", "email": "eve@other.dev" }).to_string(),
    );
    let said = desk.run(&[
        "--only-host",
        fake.authority(),
        "--profile-json",
        "userinfo.json",
        "--backstage",
        "1.49",
        "--format",
        "json",
    ]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    let told = said.json();
    assert_eq!((&told["gets-in"], &told["user"]), (&json!(false), &Value::Null));
    assert_eq!(told["why"], json!("no user has the mail address `eve@other.dev`"));
    assert!(told["fix"].as_str().unwrap().starts_with("bring this person into the catalog"));
}

#[test]
fn a_profile_without_a_name_may_be_another_answer_of_the_provider() {
    let fake = Realm::default().start(Until::Directory);
    let desk = portal(&fake, &[NAME], PROMPT);
    desk.put("userinfo.json", &json!({ "sub": "u-9", "email": "eve@other.dev" }).to_string());
    let said = desk.run(&["--only-host", fake.authority(), "--profile-json", "userinfo.json"]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    said.says("= the JSON has no `preferred_username`; is it what the userinfo endpoint answers?");
}

#[test]
fn who_was_not_named_is_no_name() {
    let fake = Realm::default().start(Until::Directory);
    let desk = portal(&fake, &[NAME], PROMPT);
    desk.put("userinfo.json", &ada().to_string());
    let said = desk.run(&["--only-host", fake.authority(), "--profile-json", "userinfo.json"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert!(said.out.starts_with("this person would be `user:default/ada`"), "{}", said.out);
}

#[test]
fn a_resolver_whose_name_is_not_known_leaves_it_open() {
    let users = json!([{ "id": "u-1", "username": "bob", "email": "bob@acme.dev", "enabled": true }]);
    let fake = Realm { users, ..Realm::default() }.start(Until::Directory);
    let desk = portal(&fake, &["${UNSET}"], PROMPT);
    let said = desk.run(&["--only-host", fake.authority(), "--as", "bob"]);
    assert_eq!(said.code, 3, "{}{}", said.out, said.err);
    said.says("it depends on `signIn.resolvers[0].resolver`");
}
