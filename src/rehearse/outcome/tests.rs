//! Who gets in, why not otherwise, and what mends it.

use super::super::profile::in_directory;
use super::*;
use crate::proof::{Census, DirectoryUser};

const MAIL: &str = "emailMatchingUserEntityProfileEmail";
const LOCAL_PART: &str = "emailLocalPartMatchingUserEntityName";
const NAME: &str = "preferredUsernameMatchingUserEntityName";

fn ada() -> Identity {
    let mail = Some("ada@acme.dev".to_owned());
    Identity { username: Some("ada".into()), email: mail, id: None, mail_verified: Some(false) }
}

fn of(resolvers: &[&str], keeps: &[Keeps], people: &[(&str, &str)]) -> Outcome {
    read_by(Module::Images, resolvers, keeps, people)
}

fn read_by(module: Module, resolvers: &[&str], keeps: &[Keeps], people: &[(&str, &str)]) -> Outcome {
    let resolvers: Vec<_> = resolvers.iter().map(|name| Resolver::named(name)).collect();
    let chain = Chain { provider: "oidc", environment: "production", resolvers: &resolvers, module };
    let mut watch = Watch::of(&ada());
    for (name, mail) in people {
        watch.user(DirectoryUser { name: (*name).into(), email: Some((*mail).into()), ..DirectoryUser::default() });
    }
    outcome(chain, keeps, |keeps| in_directory(ada(), keeps), &watch)
}

const ADA: [(&str, &str); 1] = [("ada", "Ada@acme.dev")];

#[test]
fn an_address_in_another_case_is_the_same_one() {
    assert_eq!(of(&[MAIL], &[Keeps::All], &ADA).lets_in(), Some(true));
}

#[test]
fn an_address_that_is_not_verified_stops_newer_releases_and_a_name_first_mends_it() {
    let stopped = of(&[MAIL, NAME], &[Keeps::Verified], &ADA);
    assert_eq!(stopped.lets_in(), Some(false));
    assert_eq!(stopped.why().unwrap(), "the provider says that the mail address is not verified");
    assert_eq!(
        stopped.mend.unwrap(),
        format!("put `{NAME}` before `{MAIL}`, under `auth.providers.oidc.production.signIn.resolvers`")
    );
    assert_eq!(of(&[NAME, MAIL], &[Keeps::Verified], &ADA).lets_in(), Some(true));
}

#[test]
fn with_backstages_own_module_a_resolver_of_an_image_keeps_the_portal_from_starting() {
    let list = "auth.providers.oidc.production.signIn.resolvers";
    let stopped = read_by(Module::Backstages, &[MAIL, NAME], &[Keeps::All], &ADA);
    assert_eq!(stopped.why().unwrap(), format!("the portal does not start: this provider has no `{NAME}`"));
    assert_eq!(stopped.mend.unwrap(), format!("write `{MAIL}` in its place, under `{list}`"));
    assert_eq!(read_by(Module::Unseen, &[MAIL, NAME], &[Keeps::All], &ADA).lets_in(), Some(true));
}

#[test]
fn a_resolver_of_an_image_is_only_proposed_where_it_is_there() {
    let mend = |module| read_by(module, &[MAIL], &[Keeps::Verified], &ADA).mend.unwrap();
    assert!(mend(Module::Images).starts_with(&format!("put `{NAME}` before")));
    for module in [Module::Backstages, Module::Unseen] {
        assert!(mend(module).starts_with("have the provider verify the address"), "{module:?}");
    }
}

#[test]
fn what_two_releases_do_not_agree_on_is_not_told() {
    let unclear = of(&[MAIL], &[Keeps::All, Keeps::Verified], &ADA);
    assert_eq!(unclear.lets_in(), None);
    assert!(unclear.mend.unwrap().contains("--backstage"));
    assert_eq!(of(&[NAME], &[Keeps::All, Keeps::Verified], &ADA).lets_in(), Some(true));
}

#[test]
fn two_people_with_one_address_are_told_with_what_parts_them() {
    let people = [("ada.l", "ada@acme.dev"), ("ada2", "ADA@acme.dev")];
    let stopped = of(&[MAIL], &[Keeps::All], &people);
    assert!(stopped.why().unwrap().contains("more than one user matches: `ada.l`, `ada2`"), "{stopped:?}");
    assert!(stopped.mend.unwrap().contains("an address of their own"));
}

#[test]
fn a_refusal_is_told_and_mended_by_its_reason_and_by_no_other() {
    let limited = Resolver { allowed_domains: Some(vec!["acme.dev".into()]), ..Resolver::named(LOCAL_PART) };
    let refused = |resolver: Resolver, mail: &str, keeps: Keeps| {
        let (resolvers, module) = ([resolver], Module::Images);
        let chain = Chain { provider: "oidc", environment: "production", resolvers: &resolvers, module };
        let told = Identity { username: None, email: Some(mail.into()), ..ada() };
        outcome(chain, &[keeps], |keeps| in_directory(told.clone(), keeps), &Watch::of(&told))
    };
    for mail in ["ada@Acme.dev", "ada@more than one user"] {
        let mend = refused(limited.clone(), mail, Keeps::All).mend.unwrap();
        assert!(mend.starts_with("add the domain to `allowedDomains` under"), "{mend}");
    }
    let nameless = refused(Resolver::named(NAME), "ada@acme.dev", Keeps::Verified);
    assert_eq!(nameless.why().unwrap(), format!("`{NAME}`: the sign-in tells no user name"));
    assert!(nameless.mend.unwrap().starts_with("put a resolver that matches before"));
}

#[test]
fn who_is_in_no_directory_is_told_to_be_brought_into_one() {
    let nobody = of(&[NAME, MAIL], &[Keeps::All], &[("bob", "bob@acme.dev")]);
    assert_eq!(nobody.lets_in(), Some(false));
    assert!(nobody.mend.unwrap().starts_with("bring this person into the catalog"));
    let other = of(&[NAME], &[Keeps::All], &[("lovelace", "ada@acme.dev")]);
    assert_eq!(other.mend.unwrap(), format!("add `{MAIL}` to `auth.providers.oidc.production.signIn.resolvers`"));
}
