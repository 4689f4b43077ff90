//! What is learnt of an account that works, and of a directory that holds odd entries.

use devportal_auth::proof::Verdict;
use devportal_auth::providers::{Creation, Provider};
use devportal_auth::sandbox::directory::{Entry, Kind, Rules};

use crate::desk::{account, desk, desk_with, step};

#[tokio::test]
async fn an_account_that_reads_people_and_groups_is_valid_in_both_kinds_of_directory() {
    for (kind, people, what) in [
        (Kind::OpenLdap, "12 found by", "an LDAP directory"),
        (Kind::ActiveDirectory, "12 found by", "Active Directory"),
    ] {
        let desk = desk(kind);
        assert_eq!(step(&desk.look().await, "kind").says, what);
        let proof = desk.prove().await;
        assert_eq!(proof.verdict(), Verdict::Valid, "{proof:?}");
        assert!(step(&proof, "people").says.starts_with(people), "{proof:?}");
        assert_eq!(step(&proof, "bind").says, format!("as `{}`", kind.reader()));
        assert_eq!(step(&proof, "mail").says, "2 of 12 have no `mail`");
        // Each step of the way has a line of its own.
        let names: Vec<_> = proof.steps.iter().map(|step| step.name.as_str()).collect();
        assert_eq!(names, ["connect", "TLS", "bind", "base", "people", "mail", "base", "groups"], "{proof:?}");
    }
}

#[tokio::test]
async fn the_wrong_profile_for_a_directory_is_named_before_an_account_is_asked_for() {
    let openldap = desk(Kind::OpenLdap).set("directory", "active-directory");
    let active_directory = desk(Kind::ActiveDirectory).set("directory", "ldap");
    for (desk, profile) in [(openldap, "`ldap`"), (active_directory, "`ldap-ad`")] {
        let look = desk.look().await;
        let kind = step(&look, "kind");
        assert_eq!(kind.verdict, Verdict::Insufficient);
        assert!(kind.hint.as_ref().unwrap().contains(profile), "{kind:?}");
    }
}

#[tokio::test]
async fn a_base_outside_of_the_directory_is_told_with_what_it_holds() {
    let look = desk(Kind::OpenLdap).set("users-base", "ou=People,dc=acne,dc=test").look().await;
    let base = step(&look, "base");
    assert_eq!(base.verdict, Verdict::Invalid);
    assert!(base.says.ends_with("which holds `dc=acme,dc=test`"), "{base:?}");
}

#[tokio::test]
async fn a_base_is_not_outside_of_the_directory_because_of_blanks_or_escapes_in_its_name() {
    for base in ["ou=People,dc=acme , dc=test", r"ou=People,dc=\61cme,dc=test", "ou=People;DC=acme;DC=test"] {
        let look = desk(Kind::OpenLdap).set("users-base", base).look().await;
        assert!(look.steps.iter().all(|step| step.name != "base"), "{base}: {look:?}");
    }
}

#[tokio::test]
async fn a_misspelt_base_is_told_as_far_as_it_is_right_with_what_was_meant() {
    let proof = desk(Kind::OpenLdap).set("users-base", "ou=Peple,dc=acme,dc=test").prove().await;
    let people = step(&proof, "base");
    assert_eq!(
        (people.verdict, people.says.as_str()),
        (Verdict::Invalid, "`ou=Peple,dc=acme,dc=test` is not in this directory")
    );
    assert_eq!(people.hint.as_deref(), Some("`dc=acme,dc=test` is; did you mean `ou=People,dc=acme,dc=test`?"));
}

#[tokio::test]
async fn a_filter_that_finds_nobody_or_does_not_parse_is_told() {
    let nobody = desk(Kind::OpenLdap).set("users-filter", "(uid=zz*)").prove().await;
    assert_eq!(step(&nobody, "people").verdict, Verdict::Insufficient);
    let unbalanced = desk(Kind::OpenLdap).set("groups-filter", "(&(cn=*)").prove().await;
    let filter = step(&unbalanced, "filter");
    assert_eq!(filter.says, "the filter for groups does not parse: one bracket is not closed");
}

#[tokio::test]
async fn an_entry_without_a_readable_name_is_named_because_it_stops_the_whole_reading() {
    for (value, what) in [(None, "has no `uid`"), (Some(vec![0xff_u8, 0xfe]), "has no readable `uid`")] {
        let mut rules = Rules::new(Kind::OpenLdap);
        let mut odd = Entry::new("cn=copier,ou=People,dc=acme,dc=test", &[("cn", &["copier"])]);
        odd.attributes.extend(value.map(|value| ("uid".to_owned(), vec![value])));
        rules.entries.push(odd);
        let proof = desk_with(rules).set("users-filter", "(cn=*)").prove().await;
        let people = proof.steps.iter().find(|step| step.verdict == Verdict::Insufficient).unwrap();
        assert!(people.says.contains("cn=copier") && people.says.contains(what), "{people:?}");
        assert!(people.hint.as_ref().unwrap().contains("(uid=*)"));
    }
}

#[tokio::test]
async fn what_one_side_of_an_either_or_lacks_is_not_the_reason_why_a_filter_finds_nobody() {
    for (filter, words) in [
        ("(&(uid=zz*)(sAMAccountName=zz*))", "finds nobody: an LDAP directory does not know `sAMAccountName`"),
        ("(|(uid=zz*)(sAMAccountName=zz*))", "finds nobody; besides, an LDAP directory does not know `sAMAccountName`"),
    ] {
        let proof = desk(Kind::OpenLdap).set("users-filter", filter).prove().await;
        let people = step(&proof, "people");
        assert!(people.says.contains(words), "{people:?}");
    }
}

#[tokio::test]
async fn blanks_and_what_is_no_text_are_counted_for_every_attribute_that_is_mapped() {
    let mut rules = Rules::new(Kind::OpenLdap);
    for entry in rules.entries.iter_mut().filter(|entry| entry.dn.contains("ou=People")) {
        entry.attributes.retain(|(name, _)| name != "memberOf");
    }
    let mut odd = Entry::new("uid=odd,ou=People,dc=acme,dc=test", &[("uid", &["odd"])]);
    odd.attributes.push(("mail".to_owned(), vec![vec![0xff, 0xfe]]));
    odd.attributes.push(("cn".to_owned(), vec![b" ".to_vec()]));
    rules.entries.push(odd);
    let proof = desk_with(rules).prove().await;
    assert_eq!(step(&proof, "mail").says, "2 of 13 have no `mail`, and 1 one that is no text");
    assert_eq!(step(&proof, "cn").says, "1 of 13 have no `cn`");
    assert_eq!(step(&proof, "memberOf").says, "none of 13 has a `memberOf`");
    assert!(proof.verdict() == Verdict::Valid, "{proof:?}");
}

#[tokio::test]
async fn disabled_accounts_that_the_filter_lets_in_are_counted_and_left_out_by_the_filter_that_is_offered() {
    let mut rules = Rules::new(Kind::ActiveDirectory);
    rules.entries.push(Entry::new(
        "CN=Gone,OU=People,DC=acme,DC=test",
        &[("objectClass", &["user"]), ("sAMAccountName", &["gone"]), ("userAccountControl", &["514"])],
    ));
    let proof = desk_with(rules.clone()).prove().await;
    let disabled = step(&proof, "disabled");
    assert_eq!((disabled.verdict, disabled.says.as_str()), (Verdict::Valid, "1 of 13 are disabled accounts"));
    let offered = disabled.hint.clone().unwrap();
    let filter = offered.split_once(": ").unwrap().1;
    let proof = desk_with(rules).set("users-filter", filter).prove().await;
    assert!(proof.steps.iter().all(|step| step.name != "disabled"), "{proof:?}");
}

#[tokio::test]
async fn groups_with_blanks_in_their_names_are_counted() {
    let mut rules = Rules::new(Kind::OpenLdap);
    rules.entries.push(Entry::new(
        "cn=Domain Users,ou=Groups,dc=acme,dc=test",
        &[("objectClass", &["groupOfNames"]), ("cn", &["Domain Users"])],
    ));
    let proof = desk_with(rules).prove().await;
    let told = step(&proof, "names");
    assert!(told.attention && told.says.starts_with("1 have names that the catalog refuses"), "{told:?}");
}

#[tokio::test]
async fn a_name_that_is_no_distinguished_name_is_refused_before_anything_is_sent() {
    for (kind, name) in
        [(Kind::OpenLdap, "reader@acme.test"), (Kind::OpenLdap, "reader"), (Kind::ActiveDirectory, "reader")]
    {
        let mut desk = desk(kind);
        desk.fields = account(name, "CANARY");
        desk.wanted.url = url::Url::parse("ldap://127.0.0.1:1").unwrap();
        let proof = desk.prove().await;
        let bind = step(&proof, "bind");
        assert_eq!(bind.verdict, Verdict::Invalid);
        assert!(bind.says.starts_with(&format!("`{name}` is not a DN")), "{bind:?}");
    }
}

#[tokio::test]
async fn a_comma_in_the_name_of_an_account_is_a_part_of_it_in_both_kinds_of_directory() {
    let name = r"CN=Doe\, Jo,OU=Services,DC=acme,DC=test";
    for kind in [Kind::OpenLdap, Kind::ActiveDirectory] {
        let mut rules = Rules::new(kind);
        rules.entries.push(Entry::new(name, &[("objectClass", &["organizationalRole"])]));
        let mut desk = desk_with(rules);
        desk.fields = account(name, devportal_auth::sandbox::directory::PASSWORD);
        let proof = desk.prove().await;
        assert_eq!(step(&proof, "bind").says, format!("as `{name}`"));
        // Nobody looks for an account called `, Jo,OU=…`.
        assert!(proof.repaired.get("dn").is_none() && proof.steps.iter().all(|step| step.name != "name"), "{proof:?}");
    }
}

#[tokio::test]
async fn a_domain_and_a_name_are_kept_as_a_name_that_a_file_of_variables_can_hold() {
    for (dn, principal, kept) in [
        ("CN=Portal,OU=Services,DC=acme,DC=test", "portal@acme.test", Some("CN=Portal,OU=Services,DC=acme,DC=test")),
        (r"CN=Doe\, Jo,OU=Services,DC=acme,DC=test", "portal@acme.test", Some("portal@acme.test")),
        ("CN=Jo Doe,OU=Services,DC=acme,DC=test", "portal@acme.test", Some("portal@acme.test")),
        (r"CN=Doe\, Jo,OU=Services,DC=acme,DC=test", "", None),
    ] {
        let mut rules = Rules::new(Kind::ActiveDirectory);
        // Somebody may sign in by that name, too.
        rules.entries.push(Entry::new(r"ACME\portal", &[]));
        rules.entries.push(Entry::new(dn, &[("sAMAccountName", &["portal"]), ("userPrincipalName", &[principal])]));
        let mut desk = desk_with(rules);
        desk.fields = account(r"ACME\portal", devportal_auth::sandbox::directory::PASSWORD);
        let proof = desk.prove().await;
        assert_eq!(proof.repaired.text("dn"), kept, "{proof:?}");
        let name = step(&proof, "name");
        let verdict = if kept.is_some() { Verdict::Valid } else { Verdict::Insufficient };
        assert_eq!((name.verdict, name.says.contains(kept.unwrap_or("each reader of .env"))), (verdict, true));
    }
}

#[tokio::test]
async fn what_to_ask_the_administrator_for_depends_on_the_directory() {
    for (kind, words) in [(Kind::OpenLdap, "OpenLDAP"), (Kind::ActiveDirectory, "Domain Users")] {
        let desk = desk(kind);
        let Creation::ByHand { copy, steps, .. } = desk.ldap.creation(&desk.wanted) else { panic!("by hand") };
        assert!(steps.iter().any(|step| step.contains(words)), "{steps:?}");
        assert_eq!(copy[0].1, kind.users_base());
    }
}

/// As many people more as it takes, and a limit that stays when they are asked for page by page.
fn crowded(limit: usize, stays: bool) -> Rules {
    let mut rules = Rules { size_limit: Some(limit), limit_stays: stays, ..Rules::new(Kind::OpenLdap) };
    rules.about = vec![("objectClass", "OpenLDAProotDSE")];
    for number in 0..limit {
        let (dn, uid) = (format!("uid=u{number},ou=People,dc=acme,dc=test"), format!("u{number}"));
        rules.entries.push(Entry::new(dn, &[("objectClass", &["inetOrgPerson"]), ("uid", &[&uid])]));
    }
    rules
}

#[tokio::test]
async fn a_limit_that_stays_in_spite_of_pages_is_not_enough_and_told_with_how_it_is_raised() {
    let cut = |proof: &devportal_auth::proof::Proof| {
        proof.steps.iter().find(|step| step.name == "people" && step.verdict != Verdict::Valid).cloned()
    };
    for limit in [500, 1000] {
        let told = cut(&desk_with(crowded(limit, true)).prove().await).unwrap();
        assert_eq!(told.verdict, Verdict::Insufficient);
        assert!(told.says.starts_with(&format!("the directory gives the first {limit} and no more")), "{told:?}");
        assert!(told.says.contains("brings nobody") && told.hint.unwrap().contains("size.prtotal=unlimited"));
        assert_eq!(cut(&desk_with(crowded(limit, false)).prove().await), None);
    }
}

#[tokio::test]
async fn a_list_that_the_portal_does_not_ask_for_page_by_page_is_cut_where_the_directory_has_a_limit() {
    let proof = desk_with(crowded(500, false)).set("users-paged", "false").prove().await;
    let told = proof.steps.iter().find(|step| step.verdict == Verdict::Insufficient).unwrap();
    assert!(told.says.contains("when they are not asked for page by page"), "{told:?}");
    assert_eq!(told.hint.as_deref(), Some("write `paged: true` under `options`"));
}

#[tokio::test]
async fn a_filter_that_finds_nobody_is_told_by_the_words_that_the_directory_does_not_know() {
    let schema = [
        ("objectClass", &["subschema"] as &[&str]),
        (
            "attributeTypes",
            &["( 0.9.2342.19200300.100.1.1 NAME ( 'uid' 'userid' ) )", "( 2.5.4.0 NAME 'objectClass' )"],
        ),
        ("objectClasses", &["( 2.16.840.1.113730.3.2.2 NAME 'inetOrgPerson' )"]),
    ];
    let mut rules = Rules { about: vec![("subschemaSubentry", "cn=Subschema")], ..Rules::new(Kind::OpenLdap) };
    rules.entries.push(Entry::new("cn=Subschema", &schema));
    for (filter, unknown) in [
        ("(&(userid=*)(sAMAccountName=*))", "does not know `sAMAccountName`,"),
        ("(&(objectClass=user)(mail=x))", "does not know `user`, `mail`,"),
    ] {
        let proof = desk_with(rules.clone()).set("users-filter", filter).prove().await;
        let people = step(&proof, "people");
        assert_eq!(people.verdict, Verdict::Insufficient);
        assert!(people.says.contains(unknown), "{filter}: {people:?}");
    }
    // Where no schema is shown, what only Active Directory has is known all the same; of the rest nothing follows.
    let desk = desk(Kind::OpenLdap);
    let told = desk.set("users-filter", "(&(uid=*)(userAccountControl=512)(strange=x))").prove().await;
    assert!(step(&told, "people").says.contains("does not know `userAccountControl`,"), "{told:?}");
    assert_eq!(
        step(&told, "people").hint.as_deref(),
        Some("only Active Directory has `userAccountControl`; leave it out")
    );
}

#[tokio::test]
async fn entries_that_the_catalogs_module_does_not_know_by_name_leave_everybody_without_groups() {
    let rules =
        Rules { own_name: Some("entrydn"), about: vec![("vendorName", "389 Project")], ..Rules::new(Kind::OpenLdap) };
    let proof = desk_with(rules.clone()).prove().await;
    let told = step(&proof, "memberOf");
    assert_eq!(told.verdict, Verdict::Insufficient);
    assert!(told.says.contains("entries call it `entrydn`"), "{told:?}");
    assert!(told.hint.as_ref().unwrap().contains("dnAttributeName: dn"));
    assert_eq!(desk_with(rules).set("dn-attribute", "dn").prove().await.verdict(), Verdict::Valid);
}

#[tokio::test]
async fn more_than_one_name_counts_as_none_and_stops_the_whole_reading() {
    let mut rules = Rules::new(Kind::OpenLdap);
    let two = Entry::new("uid=two,ou=People,dc=acme,dc=test", &[("uid", &["two", "zwei"]), ("mail", &["a@x", "b@x"])]);
    rules.entries.push(two);
    let proof = desk_with(rules).prove().await;
    let people = proof.steps.iter().find(|step| step.verdict == Verdict::Insufficient).unwrap();
    assert!(people.says.contains("has more than one `uid`; one such entry stops"), "{people:?}");
    assert_eq!(step(&proof, "mail").says, "2 of 13 have no `mail`, and 1 more than one, which counts as none");
}
