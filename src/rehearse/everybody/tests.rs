//! Everybody, in directories that were read whole, in part, or not again.

use super::super::outcome::{Chain, Module};
use super::super::profile::Keeps;
use super::*;
use crate::proof::{Identity, Limit};
use crate::sign_in::Resolver;

const MAIL: &str = "emailMatchingUserEntityProfileEmail";
const LOCAL_PART: &str = "emailLocalPartMatchingUserEntityName";
const NAME: &str = "preferredUsernameMatchingUserEntityName";
const PART: Extent = Extent::Part(Limit::Time);

fn user(name: &str, mail: Option<&str>, verified: Option<bool>) -> DirectoryUser {
    let email = mail.map(str::to_owned);
    let told =
        Identity { username: Some(name.into()), email: email.clone(), mail_verified: verified, ..Identity::default() };
    DirectoryUser { name: name.into(), email, sought: Some(Sought::Found(told)), ..DirectoryUser::default() }
}

fn asked(resolvers: &[&str], knows: Knows, people: Vec<DirectoryUser>) -> (Count, Vec<String>) {
    read(resolvers, knows, people, (Extent::Whole, Some(Extent::Whole)))
}

/// The first reading comes to `first`, a second one to `again`, where there is one.
fn read(
    resolvers: &[&str],
    knows: Knows,
    people: Vec<DirectoryUser>,
    (first, again): (Extent, Option<Extent>),
) -> (Count, Vec<String>) {
    let resolvers: Vec<_> = resolvers.iter().map(|name| Resolver::named(name)).collect();
    let chain = Chain { provider: "oidc", environment: "production", resolvers: &resolvers, module: Module::Images };
    let judge = Judge { chain, keeps: &[Keeps::Verified], today: Some(&[Keeps::All]) };
    let (mut left, mut said) = (Vec::new(), |_: usize| {});
    let mut hand_on = |one: Left| match one.judged {
        Judged::GetsIn => {}
        Judged::Left { why, .. } | Judged::Disabled(why) | Judged::Untold(why) => {
            left.push(format!("{}: {why}", one.name));
        }
    };
    let mut everybody = Everybody::new(judge, &mut hand_on, &mut said);
    everybody.knows = knows;
    people.iter().cloned().for_each(|person| everybody.user(person));
    if everybody.again() && again.is_some() {
        people.into_iter().for_each(|person| everybody.user(person));
    }
    let unsettled = everybody.end(first.and(again.unwrap_or_default()), again);
    let count = everybody.count;
    left.extend(unsettled.map(|step| step.says));
    (count, left)
}

#[test]
fn who_gets_in_today_and_no_more_after_the_upgrade_is_counted_and_named() {
    let people = vec![
        user("ada", Some("ada@acme.dev"), Some(true)),
        user("bob", Some("bob@acme.dev"), Some(false)),
        user("cyd", None, None),
    ];
    let (count, left) = asked(&[MAIL], Knows::All, people);
    assert_eq!(count, Count { people: 3, get_in: 1, left: 2, new: 1, ..Count::default() });
    assert_eq!(
        left,
        [
            "bob: the provider says that the mail address is not verified",
            "cyd: `emailMatchingUserEntityProfileEmail`: the sign-in tells no mail address",
        ]
    );
}

#[test]
fn who_is_disabled_is_counted_apart_from_those_whom_the_portal_keeps_out() {
    let gone = DirectoryUser {
        sought: Some(Sought::Nobody("`gone` is disabled in the realm".into())),
        ..user("gone", Some("gone@acme.dev"), Some(true))
    };
    let (count, left) = asked(&[MAIL], Knows::All, vec![user("ada", Some("a@acme.dev"), Some(true)), gone]);
    assert_eq!(count, Count { people: 2, get_in: 1, disabled: 1, ..Count::default() });
    assert_eq!(left, ["gone: `gone` is disabled in the realm"]);
}

#[test]
fn a_name_that_the_catalog_writes_otherwise_finds_nobody() {
    let told = Identity { username: Some("ada@acme.dev".into()), ..Identity::default() };
    let ada = DirectoryUser { sought: Some(Sought::Found(told)), ..user("ada-acme.dev", None, None) };
    assert_eq!(asked(&[NAME], Knows::All, vec![ada]).0.left, 1);
}

#[test]
fn all_of_those_with_one_address_are_named_whoever_came_first() {
    let one = |name: &str| user(name, Some("ada@acme.dev"), Some(true));
    let bob = user("bob", Some("b@acme.dev"), Some(true));
    let (count, left) = asked(&[MAIL], Knows::All, vec![one("ada"), one("ada2"), bob, one("ada3")]);
    assert_eq!((count.people, count.get_in, count.left), (4, 1, 3));
    assert!(left.iter().all(|line| line.contains("more than one user matches")), "{left:?}");
    let alike = |name: &str| user(name, Some("ADA@acme.dev"), Some(true));
    assert_eq!(asked(&[NAME, MAIL], Knows::All, vec![alike("ada"), one("ada2")]).0.get_in, 2);
}

#[test]
fn who_is_found_by_another_ones_name_gets_in_wherever_that_one_stands() {
    let (ada, other) = (user("ada", None, None), user("lovelace", Some("ada@acme.dev"), Some(true)));
    for people in [vec![ada.clone(), other.clone()], vec![other, ada]] {
        let (count, _) = asked(&[LOCAL_PART], Knows::All, people);
        assert_eq!((count.get_in, count.left), (1, 1));
    }
}

#[test]
fn who_hangs_on_others_that_were_not_read_is_left_open() {
    let twins = || vec![user("ada", Some("a@acme.dev"), Some(true)), user("ada2", Some("A@acme.dev"), Some(true))];
    let other = || vec![user("lovelace", Some("ada@acme.dev"), Some(true))];
    let first = "one address is more than one person's, and not all of them could be compared";
    let (count, left) = read(&[MAIL], Knows::All, twins(), (PART, None));
    assert_eq!(count, Count { people: 2, get_in: 1, untold: 1, ..Count::default() });
    assert_eq!(left, [format!("ada2: it depends on `{MAIL}`: {NOT_AGAIN}"), first.to_owned()]);
    assert_eq!(read(&[NAME, MAIL], Knows::All, twins(), (PART, None)).0.get_in, 2, "a name is one user's");
    for again in [None, Some(PART)] {
        let (count, left) = read(&[LOCAL_PART], Knows::All, other(), (PART, again));
        assert_eq!((count.left, count.untold), (0, 1), "{left:?}");
        let (count, left) = read(&[MAIL], Knows::All, twins(), (PART, again));
        assert_eq!(count.get_in, usize::from(again.is_none()), "{left:?}");
    }
}

#[test]
fn nobody_is_missed_for_certain_in_a_directory_of_which_a_part_was_held_back() {
    let other = vec![user("lovelace", Some("ada@acme.dev"), Some(true))];
    let (count, left) = read(&[LOCAL_PART], Knows::All, other, (PART, Some(Extent::Whole)));
    assert_eq!((count.left, count.untold), (0, 1));
    let why = "only a part of the directory was read, and nobody in it matches";
    assert_eq!(left, [format!("lovelace: it depends on `{LOCAL_PART}`: {why}")]);
}

/// Somebody whom sign-in tells by an address that the catalog has not.
fn without_mail() -> DirectoryUser {
    let told = Identity { email: Some("bob@acme.dev".into()), mail_verified: Some(true), ..Identity::default() };
    DirectoryUser { sought: Some(Sought::Found(told)), ..user("bob_acme.dev", None, None) }
}

#[test]
fn who_has_no_address_in_the_catalog_is_told_of_their_own_and_not_of_everybody() {
    let ada = user("ada", Some("ada@acme.dev"), Some(true));
    let (_, left) = asked(&[MAIL], Knows::All, vec![ada.clone(), without_mail()]);
    assert_eq!(left, ["bob_acme.dev: no user has the mail address `bob@acme.dev`"]);
    let (count, left) = read(&[MAIL], Knows::All, vec![ada, without_mail()], (PART, Some(PART)));
    assert_eq!((count.get_in, count.left, count.untold), (1, 0, 1), "{left:?}");
}

#[test]
fn who_is_found_by_an_address_in_another_ones_entry_gets_in_wherever_that_one_stands() {
    let guest = user("guest", Some("Bob@acme.dev"), Some(true));
    for people in [vec![without_mail(), guest.clone()], vec![guest, without_mail()]] {
        assert_eq!(asked(&[MAIL], Knows::All, people).0.get_in, 2);
    }
}

#[test]
fn what_a_directory_does_not_tell_is_held_against_nobody() {
    let people = || vec![user("ada", None, None)];
    assert_eq!(asked(&[MAIL], Knows::AllButMail, people()).0.untold, 1);
    assert_eq!(asked(&[MAIL], Knows::Nothing, vec![user("ada", Some("a@acme.dev"), Some(true))]).0.untold, 1);
    assert_eq!(asked(&[NAME], Knows::AllButMail, people()).0.get_in, 1);
}
