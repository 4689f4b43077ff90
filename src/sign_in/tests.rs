//! Each resolver, the order of the chain, what ends it, and whom it finds.

use super::*;
use crate::proof::{Census, DirectoryGroup, DirectoryUser, Extent, Limit, Verdict};

const USERNAME: &str = "usernameMatchingUserEntityName";
const MAIL: &str = "emailMatchingUserEntityProfileEmail";
const LOCAL_PART: &str = "emailLocalPartMatchingUserEntityName";
const USER_ID: &str = "userIdMatchingUserEntityAnnotation";

fn ada() -> Identity {
    Identity {
        username: Some("Ada".into()),
        email: Some("ada.l+portal@Acme.dev".into()),
        id: Some("U-1".into()),
        ..Identity::default()
    }
}

fn user(name: &str, email: &str, id: &str) -> DirectoryUser {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    DirectoryUser { name: name.into(), email: some(email), id: some(id), ..DirectoryUser::default() }
}

fn group(name: &str, members: &[&str]) -> DirectoryGroup {
    let members = members.iter().map(|member| (*member).to_owned()).collect();
    DirectoryGroup { name: name.into(), members, ..DirectoryGroup::default() }
}

fn watched(identity: &Identity, users: &[DirectoryUser], groups: &[DirectoryGroup]) -> Watch {
    let mut watch = Watch::of(identity);
    users.iter().cloned().for_each(|user| watch.user(user));
    groups.iter().cloned().for_each(|group| watch.group(group));
    watch
}

fn chain(names: &[&str]) -> Vec<Resolver> {
    names.iter().copied().map(Resolver::named).collect()
}

fn resolved(names: &[&str], provider: &str, identity: &Identity, users: &[DirectoryUser]) -> Resolved {
    resolve(&chain(names), provider, identity, &watched(identity, users, &[]))
}

/// The user and the resolver of a sign-in that works.
fn signed_in(resolved: &Resolved) -> (&str, &str) {
    match resolved {
        Resolved::As { user, resolver, .. } => (user, resolver),
        other => panic!("nobody signs in: {other:?}"),
    }
}

#[test]
fn each_resolver_finds_by_its_own_value_and_by_no_other() {
    for (provider, resolver, fits, other) in [
        ("github", USERNAME, user("ada", "", ""), user("bob", "ada.l+portal@acme.dev", "U-1")),
        ("gitlab", USERNAME, user("ADA", "", ""), user("bob", "", "U-1")),
        ("gitlab", USER_ID, user("x", "", "u-1"), user("ada", "ada.l@acme.dev", "U-2")),
        ("ldap", "usernameAttribute", user("ada", "", ""), user("ada.l", "ada.l@acme.dev", "U-1")),
        ("microsoft", USER_ID, user("x", "", "U-1"), user("ada", "ada.l@acme.dev", "")),
        (
            "microsoft",
            "emailMatchingUserEntityAnnotation",
            user("x", "ADA.L+portal@acme.dev", ""),
            user("x", "ada.l@acme.dev", ""),
        ),
        ("oidc", "preferredUsernameMatchingUserEntityName", user("ada", "", ""), user("ada.l", "", "U-1")),
        ("oidc", "oidcSubClaimMatchingKeycloakUserId", user("x", "", "U-1"), user("ada", "", "U-10")),
        ("github", MAIL, user("x", "ada.l+PORTAL@acme.dev", ""), user("ada", "other@acme.dev", "")),
        ("microsoft", MAIL, user("x", "ada.l@acme.dev", ""), user("ada", "ada@acme.dev", "")),
    ] {
        let found = resolved(&[resolver], provider, &ada(), std::slice::from_ref(&fits));
        let name = format!("user:default/{}", fits.name.to_lowercase());
        assert_eq!(signed_in(&found), (name.as_str(), resolver), "{provider}");
        let missed = resolved(&[resolver], provider, &ada(), &[other]);
        assert!(matches!(missed, Resolved::Nobody { .. }), "{provider} {resolver}: {missed:?}");
    }
}

#[test]
fn a_local_part_is_looked_for_with_its_tag_which_no_name_has() {
    let plain = Identity { email: Some("Ada.L@other.dev".into()), ..ada() };
    for provider in ["github", "gitlab", "microsoft", "oidc"] {
        let people = [user("ada.l", "", "")];
        assert_eq!(signed_in(&resolved(&[LOCAL_PART], provider, &plain, &people)), ("user:default/ada.l", LOCAL_PART));
        assert!(matches!(resolved(&[LOCAL_PART], provider, &ada(), &people), Resolved::Nobody { .. }));
    }
}

#[test]
fn the_whole_address_is_looked_for_before_the_one_without_its_tag() {
    let people = [user("plain", "ada.l@acme.dev", ""), user("tagged", "ada.l+portal@acme.dev", "")];
    assert_eq!(signed_in(&resolved(&[MAIL], "oidc", &ada(), &people)).0, "user:default/tagged");
    assert_eq!(signed_in(&resolved(&[MAIL], "oidc", &ada(), &people[..1])).0, "user:default/plain");
    for (mail, plain) in [
        ("a+b+c@x.dev", Some("a@x.dev")),
        ("a@x.dev", Some("a@x.dev")),
        ("a@x@y", Some("a@x@y")),
        ("+b@x.dev", None),
        ("a+@x.dev", None),
        ("@x.dev", None),
        ("a", None),
    ] {
        assert_eq!(rule::without_tag(mail).as_deref(), plain, "{mail}");
    }
}

#[test]
fn the_chain_goes_on_after_a_miss_and_the_first_match_wins() {
    let people = [user("other", "ada.l@acme.dev", ""), user("ada", "", "")];
    assert_eq!(signed_in(&resolved(&[MAIL, USERNAME], "github", &ada(), &people)), ("user:default/other", MAIL));
    assert_eq!(signed_in(&resolved(&[USERNAME, MAIL], "github", &ada(), &people)), ("user:default/ada", USERNAME));
    assert_eq!(signed_in(&resolved(&[USERNAME, MAIL], "github", &ada(), &people[..1])), ("user:default/other", MAIL));
    let Resolved::Nobody { tried } = resolved(&[USERNAME, MAIL], "github", &ada(), &[user("bob", "", "")]) else {
        panic!("somebody");
    };
    let why: Vec<_> = tried.iter().map(|tried| tried.why.as_str()).collect();
    assert_eq!(why, ["no user is called `Ada`", "no user has a mail address in the catalog"]);
}

#[test]
fn a_missing_mail_address_ends_the_chain_before_a_resolver_that_would_match() {
    let without = Identity { email: None, ..ada() };
    let people = [user("ada", "", "")];
    let Resolved::Refused { resolver, because, tried } = resolved(&[MAIL, USERNAME], "github", &without, &people)
    else {
        panic!("not refused");
    };
    assert_eq!((resolver.as_str(), because), (MAIL, Because::NoMail));
    assert!(tried.is_empty());
    assert_eq!(signed_in(&resolved(&[USERNAME, MAIL], "github", &without, &people)).1, USERNAME);
    let nameless = Identity { username: None, ..ada() };
    assert!(matches!(resolved(&[USERNAME, MAIL], "gitlab", &nameless, &people), Resolved::Refused { .. }));
    let empty = Identity { email: Some("@acme.dev".into()), ..ada() };
    assert!(matches!(resolved(&[LOCAL_PART], "gitlab", &empty, &people), Resolved::Refused { .. }));
}

#[test]
fn two_users_with_one_mail_address_end_the_chain_and_two_of_one_name_are_one() {
    let twice = [user("one", "ada.l@acme.dev", ""), user("two", "ADA.L@acme.dev", ""), user("ada", "", "")];
    let Resolved::Refused { resolver, because, .. } = resolved(&[MAIL, USERNAME], "gitlab", &ada(), &twice) else {
        panic!("not refused");
    };
    assert_eq!((resolver.as_str(), because.to_string().as_str()), (MAIL, "more than one user matches: `one`, `two`"));
    let same = [user("Ada", "ada.l@acme.dev", ""), user("ada", "ada.l@acme.dev", "")];
    assert_eq!(signed_in(&resolved(&[MAIL], "gitlab", &ada(), &same)).0, "user:default/ada");
}

#[test]
fn allowed_domains_are_compared_to_the_letter_and_end_the_chain() {
    let limited = |domain: &str| Resolver { allowed_domains: Some(vec![domain.into()]), ..Resolver::named(LOCAL_PART) };
    let identity = Identity { email: Some("ada@Acme.dev".into()), ..ada() };
    let watch = watched(&identity, &[user("ada", "", "")], &[]);
    let last = Resolver::named(USERNAME);
    let refused = resolve(&[limited("acme.dev"), last.clone()], "github", &identity, &watch);
    let Resolved::Refused { because, .. } = refused else { panic!("not refused") };
    assert_eq!(because.to_string(), "`Acme.dev` is not among its `allowedDomains`");
    assert!(matches!(resolve(&[limited("${DOMAIN}")], "github", &identity, &watch), Resolved::Untold { .. }));
    assert_eq!(signed_in(&resolve(&[limited("Acme.dev"), last], "github", &identity, &watch)).1, LOCAL_PART);
}

#[test]
fn a_name_that_the_catalog_refuses_is_never_found_and_is_told() {
    let people = [user("Ada L", "ada.l@acme.dev", "")];
    let Resolved::Nobody { tried } = resolved(&[MAIL], "oidc", &ada(), &people) else { panic!("somebody") };
    assert_eq!(tried[0].why, "`Ada L` matches, but the catalog refuses that name");
}

#[test]
fn without_the_catalog_a_person_is_let_in_as_what_was_looked_for() {
    let open = |name: &str| vec![Resolver { without_catalog: true, ..Resolver::named(name) }];
    for (provider, name, user) in [
        ("github", USERNAME, "user:default/ada"),
        ("github", MAIL, "user:default/ada.l@acme.dev"),
        ("github", LOCAL_PART, "user:default/ada.l+portal"),
        ("microsoft", USER_ID, "user:default/u-1"),
    ] {
        let resolved = resolve(&open(name), provider, &ada(), &Watch::of(&ada()));
        assert_eq!(signed_in(&resolved), (user, name));
        assert!(matches!(&resolved, Resolved::As { known: false, groups, .. } if groups.is_empty()));
        assert!(proof(&resolved).steps[0].attention);
    }
}

#[test]
fn a_resolver_of_another_provider_keeps_the_portal_from_starting_and_a_strange_one_is_untold() {
    let people = [user("ada", "", "")];
    for (names, provider) in [([USERNAME, "oidcSubClaimMatchingKeycloakUserId"], "github"), ([MAIL, USERNAME], "oidc")]
    {
        let absent = resolved(&names, provider, &ada(), &people);
        assert_eq!(absent, Resolved::Absent { resolver: names[1].into() });
        assert_eq!(proof(&absent).verdict(), Verdict::Invalid);
    }
    for (name, provider) in [("ours", "github"), (USER_ID, "github"), ("oidcLdapUuidMatchingAnnotation", "oidc")] {
        let resolved = resolved(&[name, MAIL], provider, &ada(), &people);
        assert!(
            matches!(&resolved, Resolved::Untold { resolver, .. } if resolver.as_deref() == Some(name)),
            "{resolved:?}"
        );
        assert_eq!(proof(&resolved).verdict(), Verdict::Unknown);
    }
}

#[test]
fn who_is_not_in_the_part_that_was_read_is_untold() {
    let mut watch = watched(&ada(), &[user("ada", "", "")], &[]);
    watch.note(Extent::Part(Limit::Number));
    assert_eq!(signed_in(&resolve(&chain(&[USERNAME]), "github", &ada(), &watch)).0, "user:default/ada");
    assert!(matches!(resolve(&chain(&[MAIL]), "github", &ada(), &watch), Resolved::Untold { .. }));
}

#[test]
fn the_groups_are_those_that_hold_the_user_and_that_the_catalog_takes() {
    let people = [user("x", "ada.l@acme.dev", ""), user("ada", "", "")];
    let groups = [
        group("Platform", &["X", "ada"]),
        group("other", &["bob", "ada"]),
        group("Ops & SRE", &["x"]),
        group("admins", &["x"]),
        group("platform", &["x"]),
    ];
    let found = resolve(&chain(&[MAIL]), "oidc", &ada(), &watched(&ada(), &people, &groups));
    let Resolved::As { groups, .. } = &found else { panic!("nobody") };
    assert_eq!(groups, &["group:default/platform", "group:default/admins"]);
    assert_eq!(proof(&found).steps[1].says, "in `group:default/platform`, `group:default/admins`");
}

#[test]
fn a_watch_does_not_grow_with_the_directory() {
    let identity = ada();
    let mut watch = Watch::of(&identity);
    for number in 0..100_000 {
        watch.user(user(&format!("person-{number}"), "", ""));
        watch.user(user(&format!("twin-{number}"), "ada.l@acme.dev", ""));
    }
    watch.user(user("ada", "", ""));
    assert_eq!(signed_in(&resolve(&chain(&[USERNAME]), "github", &identity, &watch)).0, "user:default/ada");
    for number in 0..1_000 {
        watch.group(group(&format!("group-{number}"), &["twin-0"]));
    }
    assert!(format!("{watch:?}").len() < 4_000, "{}", format!("{watch:?}").len());
}

#[test]
fn a_sign_in_is_told_with_its_reasons_and_the_way_out() {
    let works = proof(&resolved(&[USERNAME], "github", &ada(), &[user("ada", "", "")]));
    let says: Vec<_> = works.steps.iter().map(|step| step.says.as_str()).collect();
    assert_eq!(works.verdict(), Verdict::Valid);
    assert_eq!(
        says,
        [
            "as `user:default/ada`, by `usernameMatchingUserEntityName`",
            "in none, so this person owns nothing through a group"
        ]
    );
    let nobody = proof(&resolved(&[USERNAME], "github", &ada(), &[]));
    assert_eq!(nobody.verdict(), Verdict::Insufficient);
    assert!(nobody.steps[0].says.ends_with("finds nobody: no user is called `Ada`"), "{nobody:?}");
    assert!(nobody.steps[1].hint.is_some());
    let refused = proof(&resolved(&[MAIL], "github", &Identity { email: None, ..ada() }, &[]));
    assert_eq!(refused.verdict(), Verdict::Insufficient);
    assert!(proof(&resolve(&[], "github", &ada(), &Watch::default())).steps[0].says.contains("no resolver"));
}

#[test]
fn resolvers_that_let_in_more_than_they_seem_to_are_pointed_out() {
    let limited = Resolver { allowed_domains: Some(vec!["acme.dev".into()]), ..Resolver::named(LOCAL_PART) };
    assert!(open_doors(&[Resolver::named(USERNAME), limited]).is_empty());
    let silent = Resolver { allowed_domains: Some(Vec::new()), ..Resolver::named(MAIL) };
    let open = Resolver { without_catalog: true, ..Resolver::named(USERNAME) };
    let steps = open_doors(&[Resolver::named(LOCAL_PART), silent, open]);
    let words = ["any domain signs in as `ada`", "`allowedDomains` has no effect", "whoever has an account"];
    assert_eq!(steps.len(), words.len());
    for (step, words) in steps.iter().zip(words) {
        assert!(step.attention && step.verdict == Verdict::Valid && step.says.contains(words), "{step:?}");
    }
}

#[test]
fn whoever_has_keys_is_in_the_groups_that_name_one_of_them_and_in_no_other() {
    let keys = |dn: &str| vec![dn.to_owned(), dn.to_lowercase()];
    let mut watch = Watch::of(&Identity { username: Some("ada".into()), ..Identity::default() });
    let groups = vec!["CN=Told,o=x".to_owned(), "cn=odd, o=x".to_owned()];
    watch.user(DirectoryUser { name: "ada".into(), keys: keys("uid=Ada,o=x"), groups, ..DirectoryUser::default() });
    for (name, members) in [
        ("told", &[][..]),
        ("odd", &[]),
        ("holds", &["UID=ADA,O=X"]),
        ("blank", &["uid=Ada, o=x"]),
        ("named", &["ada"]),
    ] {
        let members = members.iter().map(|member| (*member).to_owned()).collect();
        watch.group(DirectoryGroup { name: name.into(), members, keys: keys(&format!("cn={name},o=x")) });
    }
    let super::watch::Lookup::One(seen) = watch.by_name("ada") else { panic!("ada is there") };
    assert_eq!(seen.groups(), ["group:default/told", "group:default/holds"]);
}
