//! A credential that an administrator's API makes: who is asked for what, what happens after a refusal, what is kept.

use std::cell::Cell;
use std::collections::BTreeMap;

use anyhow::{Result, anyhow, bail};
use async_trait::async_trait;
use devportal_auth::browser::SystemBrowser;
use devportal_auth::credential::{Fields, Secret};
use devportal_auth::init::End;
use devportal_auth::proof::{Census, Extent, Proof, Sought, Step};
use devportal_auth::providers::{Created, Creation, NothingMade, Provider, Wanted};

use crate::pipeline::{Outcome, back, play, types};

const PASSWORD: &str = "CANARY-admin";

/// Makes a client for the administrator whose password is right.
#[derive(Default)]
struct Realm {
    made: Cell<u32>,
    /// How often a client that was just made is not known yet.
    unknown: Cell<u32>,
    /// The only realm in which its clients work.
    only_in: Option<&'static str>,
    /// Whether it does not tell which callback a client has.
    keeps_callback: bool,
}

#[async_trait(?Send)]
impl Provider for Realm {
    fn id(&self) -> &'static str {
        "keycloak"
    }

    async fn look(&self, _wanted: &Wanted, _at_hand: &Fields) -> Proof {
        Proof::of(Step::valid("realm", "is there"))
    }

    fn creation(&self, _wanted: &Wanted) -> Creation {
        Creation::Api
    }

    async fn exchange(&self, _wanted: &Wanted, _code: &Secret) -> Result<Created> {
        bail!("there is no code")
    }

    async fn create(&self, wanted: &Wanted, administrator: &Fields, prepared: &Fields) -> Result<Created> {
        assert_eq!(administrator.text("username"), Some("admin"));
        if administrator.text("password") != Some(PASSWORD) {
            return Err(anyhow!("the password is wrong").context(NothingMade));
        }
        self.made.set(self.made.get() + 1);
        assert_eq!(self.made.get(), 1, "a second client");
        let mut fields = prepared.clone();
        fields.set("client-id", Secret::new(&wanted.name));
        Ok(Created { fields, name: wanted.name.clone(), page: None, ends: None })
    }

    async fn prove(&self, wanted: &Wanted, fields: &Fields) -> Proof {
        if self.only_in.is_some_and(|realm| wanted.setting("realm") != Some(realm)) {
            return Proof::of(Step::invalid("client", "not in this realm"));
        }
        let secret = fields.text("client-secret").unwrap_or_default();
        if let Some(left) = self.unknown.get().checked_sub(1) {
            self.unknown.set(left);
            return Proof::of(Step::invalid("client", "not known"));
        }
        let mut proof = Proof::of(if secret.len() >= 32 {
            Step::valid("client", "works")
        } else {
            Step::invalid("client", "no secret")
        });
        if self.keeps_callback {
            proof.push(Step::unknown("callback", "it does not tell").hint("its page must have exactly that"));
        }
        proof
    }

    async fn directory(&self, _wanted: &Wanted, _fields: &Fields, _census: &mut dyn Census) -> Result<Extent> {
        Ok(Extent::Whole)
    }

    fn may_settle(&self, proof: &Proof) -> bool {
        proof.steps.iter().any(|step| step.says == "not known")
    }

    async fn person(&self, _wanted: &Wanted, _fields: &Fields, said: &str) -> Result<Sought> {
        Ok(Sought::Nobody(format!("nobody is called `{said}`")))
    }
}

#[tokio::test]
async fn the_name_comes_before_the_password_back_leads_out_and_a_refusal_asks_again() {
    let says = vec![
        types("profile", "keycloak"),
        types("KEYCLOAK_BASE_URL", "https://sso.acme.test"),
        types("KEYCLOAK_REALM", "acme"),
        back("KEYCLOAK_ADMIN_USERNAME"),
        types("KEYCLOAK_ADMIN_USERNAME", "admin"),
        types("KEYCLOAK_ADMIN_PASSWORD", "CANARY-wrong"),
        types("KEYCLOAK_ADMIN_USERNAME", "admin"),
        types("KEYCLOAK_ADMIN_PASSWORD", PASSWORD),
    ];
    let mut nobody = SystemBrowser { enabled: false, ..SystemBrowser::default() };
    let outcome = play(Box::new(Realm::default()), BTreeMap::new(), &mut nobody, says).await;
    assert_eq!(outcome.end, End::Fine);
    assert!(outcome.wrote() && outcome.shown.contains("nothing was made: the password is wrong"), "{}", outcome.shown);
    assert!(!outcome.shown.contains("CANARY"), "{}", outcome.shown);
    let asked = |key: &str| outcome.asked.iter().filter(|asked| *asked == key).count();
    assert_eq!(
        [asked("KEYCLOAK_ADMIN_USERNAME"), asked("KEYCLOAK_ADMIN_PASSWORD"), asked("keycloak-client")],
        [3, 2, 3]
    );
    for entry in outcome.files() {
        assert!(!entry.contains("CANARY"), "the administrator's password was kept");
    }
}

/// A run in which the administrator says everything right at once, and files are written.
async fn made_in(realm: Realm) -> Outcome {
    let says = vec![
        types("profile", "keycloak"),
        types("KEYCLOAK_BASE_URL", "https://sso.acme.test"),
        types("KEYCLOAK_REALM", "acme"),
        types("KEYCLOAK_ADMIN_USERNAME", "admin"),
        types("KEYCLOAK_ADMIN_PASSWORD", PASSWORD),
    ];
    let mut nobody = SystemBrowser { enabled: false, ..SystemBrowser::default() };
    let outcome = play(Box::new(realm), BTreeMap::new(), &mut nobody, says).await;
    assert!(outcome.end == End::Fine && outcome.wrote(), "{}", outcome.shown);
    outcome
}

#[tokio::test]
async fn what_was_just_made_is_given_a_moment_until_all_of_the_providers_servers_know_it() {
    let outcome = made_in(Realm { unknown: Cell::new(2), ..Realm::default() }).await;
    let told: Vec<_> = outcome.shown.lines().filter(|line| line.starts_with("Keycloak client ")).collect();
    assert_eq!(told, ["Keycloak client Invalid", "Keycloak client Valid"]);
    assert!(!outcome.asked.iter().any(|asked| asked == "refused-credential"));
}

#[tokio::test]
async fn the_callback_that_something_was_made_with_is_known_although_its_provider_does_not_tell() {
    let outcome = made_in(Realm { keeps_callback: true, ..Realm::default() }).await;
    assert!(outcome.shown.contains("Keycloak client Valid"), "{}", outcome.shown);
    assert!(!outcome.shown.contains("must have exactly"), "{}", outcome.shown);
}

#[tokio::test]
async fn a_setting_that_only_the_credential_shows_to_be_wrong_can_be_given_again_and_the_others_stay() {
    let says = vec![
        types("profile", "keycloak"),
        types("KEYCLOAK_BASE_URL", "https://sso.acme.test"),
        types("KEYCLOAK_REALM", "acne"),
        types("KEYCLOAK_ADMIN_USERNAME", "admin"),
        types("KEYCLOAK_ADMIN_PASSWORD", PASSWORD),
        types("refused-credential", "settings"),
        types("KEYCLOAK_REALM", "acme"),
    ];
    let mut nobody = SystemBrowser { enabled: false, ..SystemBrowser::default() };
    let realm = Realm { only_in: Some("acme"), ..Realm::default() };
    let outcome = play(Box::new(realm), BTreeMap::new(), &mut nobody, says).await;
    assert!(outcome.end == End::Fine && outcome.wrote(), "{}", outcome.shown);
    let told: Vec<_> = outcome.shown.lines().filter(|line| line.starts_with("Keycloak client ")).collect();
    assert_eq!(told, ["Keycloak client Invalid", "Keycloak client Valid"]);
    let asked = |key: &str| outcome.asked.iter().filter(|asked| asked.trim_end_matches('!') == key).count();
    assert_eq!([asked("KEYCLOAK_BASE_URL"), asked("KEYCLOAK_REALM"), asked("KEYCLOAK_ADMIN_PASSWORD")], [2, 2, 1]);
    assert!(outcome.files().iter().any(|file| file.contains("KEYCLOAK_REALM=acme\n")));
}
