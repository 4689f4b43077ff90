//! Whom org data would bring, and who one person is.

use devportal_auth::credential::{Fields, Secret};
use devportal_auth::proof::{
    Census, DirectoryGroup, DirectoryUser, Extent, Identity, Lost, Nameless, Sought, Verdict, stands_for,
};
use devportal_auth::providers::{Provider, read_directory};
use devportal_auth::sandbox::directory::{Entry, Kind, PASSWORD, Rules};

use crate::desk::{Desk, desk, desk_with, step};

#[tokio::test]
async fn people_and_groups_are_the_ones_that_the_catalogs_module_makes() {
    let desk = desk(Kind::OpenLdap);
    let directory = read_directory(&desk.ldap, &desk.wanted, &desk.fields).await.unwrap();
    assert_eq!(directory.extent, Extent::Whole);
    let ada = directory.users.iter().find(|user| user.name == "ada").unwrap();
    assert_eq!(ada.email.as_deref(), Some("ada@acme.test"));
    // Groups are named as the entry names them, and found by what stands for them.
    assert_eq!(ada.groups, ["cn=platform,ou=Groups,dc=acme,dc=test", "cn=admins,ou=Groups,dc=acme,dc=test"]);
    let platform = directory.groups.iter().find(|group| group.name == "platform").unwrap();
    assert!(stands_for(&platform.keys, &ada.groups[0]) && !stands_for(&platform.keys, &ada.groups[1]));
    assert!(platform.members.iter().any(|member| stands_for(&ada.keys, member)));
    assert_eq!(platform.members.len(), 2);
}

/// Listens to what would be lost.
#[derive(Default)]
struct Listener(Vec<Lost>);

impl Census for Listener {
    fn user(&mut self, _user: DirectoryUser) {}

    fn group(&mut self, _group: DirectoryGroup) {}

    fn lost(&mut self, lost: Lost) {
        self.0.push(lost);
    }
}

/// What would be lost of a directory.
async fn lost(desk: Desk) -> Vec<Lost> {
    let mut listener = Listener::default();
    desk.ldap.directory(&desk.wanted, &desk.fields, &mut listener).await.unwrap();
    listener.0
}

#[tokio::test]
async fn memberships_that_the_catalogs_module_would_lose_are_counted() {
    let mut rules = Rules::new(Kind::OpenLdap);
    // No entry of a person names its groups, and one group writes a blank that the person's own name has not.
    rules.entries.iter_mut().for_each(|entry| entry.attributes.retain(|(name, _)| name != "memberOf"));
    let odd = "uid=ada, ou=People, dc=acme, dc=test";
    let fine = "UID=bob,ou=people,dc=acme,dc=test";
    let members = [("objectClass", &["groupOfNames"] as &[&str]), ("cn", &["odd"]), ("member", &[odd, fine])];
    rules.entries.push(Entry::new("cn=odd,ou=Groups,dc=acme,dc=test", &members));
    let one = [Lost::Memberships { count: 1, example: Some(odd.to_owned()) }];
    assert_eq!(lost(desk_with(rules.clone())).await, one);
    assert_eq!(lost(desk(Kind::OpenLdap)).await, []);
    assert_eq!(lost(desk(Kind::ActiveDirectory)).await, []);
    // Where entries do not carry the name that the module knows them by, all are lost, unless it is told to take another.
    rules.own_name = Some("entrydn");
    let all = lost(desk_with(rules.clone())).await;
    assert!(matches!(all[..], [Lost::Memberships { count: 6.., .. }]), "{all:?}");
    assert_eq!(lost(desk_with(rules).set("dn-attribute", "dn")).await, one);
}

#[tokio::test]
async fn entries_without_a_name_are_counted_to_the_end_because_one_stops_the_whole_reading() {
    let mut rules = Rules::new(Kind::OpenLdap);
    // More than what a proof looks at comes before them.
    for number in 0..1100 {
        let (dn, uid) = (format!("uid=u{number},ou=People,dc=acme,dc=test"), format!("u{number}"));
        rules.entries.push(Entry::new(dn, &[("cn", &["x"]), ("uid", &[&uid])]));
    }
    let copier = "cn=copier,ou=People,dc=acme,dc=test";
    rules.entries.push(Entry::new(copier, &[("cn", &["copier"])]));
    rules.entries.push(Entry::new("cn=two,ou=People,dc=acme,dc=test", &[("cn", &["x"]), ("uid", &["two", "zwei"])]));
    let group = "ou=nameless,ou=Groups,dc=acme,dc=test";
    rules.entries.push(Entry::new(group, &[("objectClass", &["groupOfNames"])]));
    let nameless = |attribute: &str, count, example: &str| {
        Lost::Everybody(Nameless { attribute: attribute.to_owned(), count, example: example.to_owned() })
    };
    let desk = desk_with(rules).set("users-filter", "(cn=*)");
    let proof = desk.prove().await;
    assert!(!format!("{:?}", proof.steps).contains(copier), "{proof:?}");
    assert_eq!(lost(desk).await, [nameless("uid", 2, copier), nameless("cn", 1, group)]);
}

/// Counts, and keeps nobody.
#[derive(Default)]
struct Count {
    users: usize,
    groups: usize,
}

impl Census for Count {
    fn user(&mut self, _user: DirectoryUser) {
        self.users += 1;
    }

    fn group(&mut self, _group: DirectoryGroup) {
        self.groups += 1;
    }
}

#[tokio::test]
async fn a_long_list_is_read_page_by_page_to_its_end_whatever_the_servers_limit_for_one_answer() {
    let mut rules = Rules { size_limit: Some(500), ..Rules::new(Kind::OpenLdap) };
    for number in 0..1300 {
        let (dn, uid) = (format!("uid=u{number},ou=People,dc=acme,dc=test"), format!("u{number}"));
        rules.entries.push(Entry::new(dn, &[("objectClass", &["inetOrgPerson"]), ("uid", &[&uid])]));
    }
    let desk = desk_with(rules);
    let mut count = Count::default();
    let extent = desk.ldap.directory(&desk.wanted, &desk.fields, &mut count).await.unwrap();
    assert_eq!((count.users, count.groups, extent), (1312, 5, Extent::Whole));
    let proof = desk.prove().await;
    assert!(step(&proof, "people").says.starts_with("the first 500 found"), "{proof:?}");
}

#[tokio::test]
async fn a_name_may_hold_an_at_and_who_is_disabled_is_told_as_such_in_a_list() {
    let mut rules = Rules::new(Kind::ActiveDirectory);
    let named = |dn: &str, name: &str, control: &str| {
        let dn = format!("CN={dn},OU=People,DC=acme,DC=test");
        Entry::new(dn, &[("objectClass", &["user"]), ("sAMAccountName", &[name]), ("userAccountControl", &[control])])
    };
    rules.entries.extend([named("Eve", "eve@acme.test", "512"), named("Gone", "gone", "514")]);
    let desk = desk_with(rules);
    let sought = desk.ldap.person(&desk.wanted, &desk.fields, "eve@acme.test").await.unwrap();
    let Sought::Found(eve) = &sought else { panic!("{sought:?}") };
    assert_eq!(eve.username.as_deref(), Some("eve@acme.test"));
    let directory = read_directory(&desk.ldap, &desk.wanted, &desk.fields).await.unwrap();
    let of = |name: &str| directory.users.iter().find(|user| user.name == name).unwrap().sought.clone().unwrap();
    assert_eq!(of("eve@acme.test"), sought);
    assert_eq!(of("gone"), desk.ldap.person(&desk.wanted, &desk.fields, "gone").await.unwrap());
    assert!(matches!(of("gone"), Sought::Nobody(_)));
}

#[tokio::test]
async fn a_referral_to_another_server_is_never_followed() {
    let other = desk_with(Rules { entries: Vec::new(), ..Rules::new(Kind::ActiveDirectory) });
    let referral = format!("{}/CN=Configuration,DC=acme,DC=test", other.directory.url());
    let desk = desk_with(Rules { referrals: vec![referral], ..Rules::new(Kind::ActiveDirectory) });
    let directory = read_directory(&desk.ldap, &desk.wanted, &desk.fields).await.unwrap();
    assert_eq!(directory.users.len(), 12);
    assert_eq!(other.directory.unexpected(), [""; 0]);
}

#[tokio::test]
async fn a_person_is_found_by_what_they_sign_in_with_or_by_mail() {
    for kind in [Kind::OpenLdap, Kind::ActiveDirectory] {
        let desk = desk(kind);
        let ada = Identity {
            username: Some("ada".into()),
            email: Some("ada@acme.test".into()),
            id: None,
            ..Identity::default()
        };
        for said in ["ada", "ADA", "ada@acme.test"] {
            let sought = desk.ldap.person(&desk.wanted, &desk.fields, said).await.unwrap();
            assert_eq!(sought, Sought::Found(ada.clone()), "{said}");
        }
        for said in ["nobody", "*", "ada)(uid=bob"] {
            let sought = desk.ldap.person(&desk.wanted, &desk.fields, said).await.unwrap();
            assert!(matches!(sought, Sought::Nobody(_)), "{said}: {sought:?}");
        }
    }
}

#[tokio::test]
async fn a_person_signs_in_with_their_own_password_and_with_no_other() {
    let desk = desk(Kind::ActiveDirectory);
    let good = desk.ldap.sign_in(&desk.wanted, &desk.fields, "ada", &Secret::new(PASSWORD)).await.unwrap();
    assert_eq!(good.verdict(), Verdict::Valid);
    assert_eq!(good.steps[0].says, "`ada` is let in, as `CN=Ada Lovelace,OU=People,DC=acme,DC=test`");
    let nobody = "the filter finds nobody called `nobody` below `OU=People,DC=acme,DC=test`";
    for (name, password, words) in [
        ("ada", "CANARY", "that password is not `ada`'s"),
        ("ada", "", "without a password anybody would be let in; nothing was sent"),
        ("nobody", PASSWORD, nobody),
    ] {
        let bad = desk.ldap.sign_in(&desk.wanted, &desk.fields, name, &Secret::new(password)).await.unwrap();
        assert_eq!((bad.verdict(), bad.steps[0].says.as_str()), (Verdict::Invalid, words));
        assert!(!format!("{bad:?}").contains("CANARY"));
        // It is about the person, and gives no advice about the reading account.
        assert!(!format!("{bad:?}").contains("cn=reader"), "{bad:?}");
    }
}

#[tokio::test]
async fn an_account_that_is_refused_reads_nobody() {
    let desk = desk(Kind::OpenLdap);
    let error = read_directory(&desk.ldap, &desk.wanted, &Fields::default()).await.unwrap_err();
    assert!(error.to_string().contains("nothing was sent"), "{error}");
}
