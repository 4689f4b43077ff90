//! What a directory refuses, and what is never tried.

use devportal_auth::proof::Verdict;
use devportal_auth::providers::Provider;
use devportal_auth::sandbox::directory::{Kind, PASSWORD, Rules};
use url::Url;

use crate::desk::{account, desk, desk_with, step};

#[tokio::test]
async fn a_wrong_password_is_invalid_and_active_directory_says_why() {
    let mut desk = desk(Kind::OpenLdap);
    desk.fields = account(Kind::OpenLdap.reader(), "CANARY");
    let proof = desk.prove().await;
    assert_eq!(step(&proof, "bind").says, "the name or the password is wrong");
    assert!(!format!("{proof:?}").contains("CANARY"));

    desk.fields = account("cn=devportal-raeder,ou=Services,dc=acme,dc=test", PASSWORD);
    let misspelt = desk.prove().await;
    assert_eq!(step(&misspelt, "bind").says, "the name or the password is wrong");

    for (data, words) in [("533", "disabled"), ("701", "expired"), ("773", "must be changed"), ("775", "locked")] {
        let text =
            format!("80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data {data}, v1db1");
        let rules = Rules { refuse_bind: Some((49, text)), ..Rules::new(Kind::ActiveDirectory) };
        let proof = desk_with(rules).prove().await;
        let bind = step(&proof, "bind");
        assert_eq!(bind.verdict, Verdict::Invalid);
        assert!(bind.says.contains(words), "{data}: {bind:?}");
    }
}

#[tokio::test]
async fn every_refusal_of_a_bind_is_told_and_one_that_means_later_refuses_nothing() {
    for (code, verdict) in [
        (8, Verdict::Invalid),
        (13, Verdict::Invalid),
        (34, Verdict::Invalid),
        (48, Verdict::Invalid),
        (51, Verdict::Unknown),
        (52, Verdict::Unknown),
        (53, Verdict::Invalid),
        (80, Verdict::Unknown),
    ] {
        let rules = Rules { refuse_bind: Some((code, "CANARY".to_owned())), ..Rules::new(Kind::OpenLdap) };
        let proof = desk_with(rules).prove().await;
        assert_eq!(step(&proof, "bind").verdict, verdict, "{code}");
        assert!(!format!("{proof:?}").contains("CANARY"));
    }
}

#[tokio::test]
async fn every_refusal_of_a_search_is_told_of_the_people_it_hides() {
    for (code, verdict, words) in [
        (1, Verdict::Unknown, "result code 1"),
        (3, Verdict::Unknown, "more time"),
        (10, Verdict::Invalid, "points to another"),
        (32, Verdict::Insufficient, "it is not there, or the account may not read it"),
        (34, Verdict::Invalid, "no distinguished name"),
        (50, Verdict::Invalid, "may not read"),
    ] {
        let rules = Rules { refuse_search: Some((code, String::new())), ..Rules::new(Kind::OpenLdap) };
        let proof = desk_with(rules).prove().await;
        let people = step(&proof, "base");
        assert_eq!(people.verdict, verdict, "{code}: {people:?}");
        assert!(people.says.contains(words), "{code}: {people:?}");
    }
}

/// A directory of a kind that tells who made it.
fn made_by(vendor: &[(&'static str, &'static str)]) -> Rules {
    Rules { about: vendor.to_vec(), ..Rules::new(Kind::OpenLdap) }
}

const DS389: &[(&str, &str)] = &[("vendorName", "389 Project")];
const OPENDJ: &[(&str, &str)] =
    &[("vendorVersion", "OpenDJ Server 5.0.3"), ("supportedControl", "1.3.6.1.4.1.42.2.27.8.5.1")];
const APACHEDS: &[(&str, &str)] =
    &[("vendorName", "Apache Software Foundation"), ("supportedControl", "1.3.6.1.4.1.42.2.27.8.5.1")];
const OPENLDAP: &[(&str, &str)] = &[("objectClass", "OpenLDAProotDSE")];

#[tokio::test]
async fn a_locked_account_is_told_as_each_directory_refuses_it_with_how_it_is_unlocked() {
    for (vendor, code, policy, words, unlock) in [
        (DS389, 53, None, "an administrator has locked the account", "dsidm"),
        (DS389, 19, None, "locked after too many wrong passwords", "dsidm"),
        (OPENDJ, 49, None, "is wrong, or the account is locked: OpenDJ answers both alike", "manage-account"),
        (APACHEDS, 49, Some(1), "the account is locked", "pwdAccountLockedTime"),
        (OPENLDAP, 49, None, "is wrong, or the account is locked: OpenLDAP answers both alike", "pwdAccountLockedTime"),
        (&[], 19, None, "by a rule of the directory; the account may be locked", "unlock it"),
        (OPENDJ, 19, None, "by a rule of the directory; the account may be locked", "manage-account"),
    ] {
        let rules = Rules { refuse_bind: Some((code, "CANARY".to_owned())), says_why: policy, ..made_by(vendor) };
        let proof = desk_with(rules).prove().await;
        let bind = step(&proof, "bind");
        assert_eq!(bind.verdict, Verdict::Invalid);
        assert!(bind.says.contains(words) && bind.hint.as_ref().unwrap().contains(unlock), "{vendor:?}: {bind:?}");
        assert!(!format!("{proof:?}").contains("CANARY"));
    }
    let expired = Rules { refuse_bind: Some((49, String::new())), says_why: Some(0), ..made_by(OPENDJ) };
    assert_eq!(step(&desk_with(expired).prove().await, "bind").says, "the password has expired");
}

#[tokio::test]
async fn an_account_that_is_let_in_to_change_its_password_alone_is_told_once_and_not_as_a_lack_of_rights() {
    for (vendor, code) in [(DS389, 53), (OPENDJ, 19), (OPENLDAP, 50)] {
        let proof = desk_with(Rules { must_change: Some(code), ..made_by(vendor) }).prove().await;
        let refused: Vec<_> = proof.steps.iter().filter(|step| step.verdict != Verdict::Valid).collect();
        let [one] = refused[..] else { panic!("{proof:?}") };
        assert_eq!((one.name.as_str(), one.verdict), ("bind", Verdict::Invalid));
        assert!(one.says.starts_with("the password has to be changed first"), "{one:?}");
        assert!(proof.blames().is_empty(), "nothing that was asked for fixes it");
    }
}

#[tokio::test]
async fn an_account_that_has_to_change_its_password_is_not_blamed_for_a_base_that_is_not_there() {
    for (code, words) in [(32, "it is not there"), (34, "no distinguished name"), (11, "a limit of its own")] {
        let proof = desk_with(Rules { must_change: Some(code), ..made_by(OPENDJ) }).prove().await;
        assert_eq!(step(&proof, "bind").verdict, Verdict::Valid);
        let base = step(&proof, "base");
        assert!(base.says.contains(words) && !base.says.contains("password"), "{code}: {base:?}");
    }
}

#[tokio::test]
async fn no_sight_of_a_base_is_no_word_that_nobody_is_there() {
    let proof = desk_with(Rules { hides: true, ..made_by(DS389) }).prove().await;
    let bases: Vec<_> = proof.steps.iter().filter(|step| step.name == "base").collect();
    assert_eq!(bases.len(), 2);
    for base in bases {
        assert_eq!(base.verdict, Verdict::Insufficient);
        assert!(base.says.contains("it is not there, or the account may not read it"), "{base:?}");
        let hint = base.hint.as_ref().unwrap();
        assert!(hint.contains(r#"userdn="ldap:///cn=devportal-reader,ou=Services,dc=acme,dc=test""#), "{hint}");
    }
}

#[tokio::test]
async fn an_empty_base_is_told_as_one_below_which_nothing_is_shown() {
    let proof = desk(Kind::OpenLdap).set("users-base", Kind::OpenLdap.reader()).prove().await;
    let people = step(&proof, "people");
    assert_eq!(people.verdict, Verdict::Insufficient);
    assert!(people.says.ends_with("there is nothing, or it may not read it"), "{people:?}");
}

#[tokio::test]
async fn an_empty_password_is_never_sent_because_a_directory_lets_anybody_in_with_it() {
    let mut desk = desk(Kind::OpenLdap);
    desk.fields = account(Kind::OpenLdap.reader(), "");
    desk.wanted.url = Url::parse("ldap://127.0.0.1:1").unwrap();
    let proof = desk.prove().await;
    assert_eq!(step(&proof, "bind").verdict, Verdict::Invalid);
    assert!(step(&proof, "bind").says.ends_with("nothing was sent"));
}

#[tokio::test]
async fn no_password_crosses_the_network_in_the_clear_unless_the_engineer_says_so() {
    let mut desk = desk(Kind::OpenLdap);
    desk.wanted.url = Url::parse("ldap://directory.invalid").unwrap();
    let proof = desk.prove().await;
    assert!(step(&proof, "TLS").says.ends_with("it was not sent"), "{proof:?}");
    assert_eq!(proof.verdict(), Verdict::Invalid);

    let agreed = desk.set("tls", "plain").prove().await;
    assert_eq!(agreed.verdict(), Verdict::Unknown, "{agreed:?}");
    assert_eq!(step(&agreed, "server").says, "could not reach directory.invalid: name not found");
}

#[tokio::test]
async fn a_server_that_does_not_begin_tls_is_told_so() {
    let proof = desk(Kind::OpenLdap).set("tls", "starttls").prove().await;
    let tls = step(&proof, "TLS");
    assert_eq!(tls.verdict, Verdict::Invalid);
    assert!(tls.hint.as_ref().unwrap().contains("ldaps://"), "{tls:?}");
}

#[tokio::test]
async fn a_port_that_does_not_speak_ldap_or_where_nothing_listens_refuses_no_credential() {
    let mut desk = desk(Kind::OpenLdap);
    desk.wanted.url = Url::parse("ldap://127.0.0.1:1").unwrap();
    let nothing = desk.prove().await;
    assert_eq!(nothing.verdict(), Verdict::Unknown);
    assert!(step(&nothing, "server").says.contains("nothing listens on port 1"), "{nothing:?}");

    let port = desk.directory.url().port().unwrap();
    desk.wanted.url = Url::parse(&format!("ldaps://127.0.0.1:{port}")).unwrap();
    assert_eq!(desk.ldap.prove(&desk.wanted, &desk.fields).await.verdict(), Verdict::Unknown);
}
