//! Everybody whom org data brings, each asked after as if they signed in. What is kept does not grow with the directory: people go by,
//! and whoever would not get in is handed on. Those whose answer hangs on somebody else's entry are kept (`open`) until everybody came by
//! once more.

use super::judge::{Judge, Judged, Knows};
use super::open::{Open, watching};
use crate::proof::{Census, DirectoryGroup, DirectoryUser, Sought, Step};
use crate::sign_in::Watch;

/// How many people arrive between two words about it.
const OFTEN: usize = 500;

/// Somebody who would not get in, or of whom it cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Left {
    /// The name in the catalog.
    pub(super) name: String,
    /// What the sign-in comes to.
    pub(super) judged: Judged,
}

/// How many people there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// All.
    pub(super) people: usize,
    /// Who would get in.
    pub(super) get_in: usize,
    /// Who would not, though the provider lets them in.
    pub(super) left: usize,
    /// Of these, who gets in today.
    pub(super) new: usize,
    /// Of these, of whom it cannot be told whether they get in today.
    pub(super) today_untold: usize,
    /// Whom the provider itself does not let in.
    pub(super) disabled: usize,
    /// Of whom it cannot be told.
    pub(super) untold: usize,
}

/// Which reading of the directory it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    First,
    Again,
}

/// Takes a directory as it is read.
pub(super) struct Everybody<'a> {
    /// By what they are judged.
    judge: Judge<'a>,
    /// What the directory tells of what sign-in would.
    pub(super) knows: Knows,
    /// The counts so far.
    pub(super) count: Count,
    hand_on: &'a mut dyn FnMut(Left),
    said: &'a mut dyn FnMut(usize),
    open: Open,
    reading: Reading,
}

impl<'a> Everybody<'a> {
    /// Begins to ask. `hand_on` is told of whoever would not get in, `said` now and then how many people there are by now.
    pub(super) fn new(judge: Judge<'a>, hand_on: &'a mut dyn FnMut(Left), said: &'a mut dyn FnMut(usize)) -> Self {
        let (knows, count, open) = (Knows::Nothing, Count::default(), Open::new());
        Self { judge, knows, count, hand_on, said, open, reading: Reading::First }
    }

    /// Tells whether everybody has to come by once more, which begins by that.
    pub(super) fn again(&mut self) -> bool {
        self.reading = Reading::Again;
        !self.open.people.is_empty()
    }

    /// Judges whoever was open. What could not be looked at is told.
    pub(super) fn end(&mut self) -> Option<Step> {
        for one in std::mem::take(&mut self.open.people) {
            let judged = self.judge.judged(&one.user, one.knows, &one.watch);
            match one.counted.then(|| self.judge.judged(&one.user, one.knows, &seen_alone(&one.user))) {
                Some(before) if before == judged || before != Judged::GetsIn => continue,
                Some(_) => self.count.get_in -= 1,
                None => {}
            }
            self.tally(one.user.name, judged);
        }
        let without_room = self.open.without_room;
        let says = format!(
            "{without_room} more people share an address, or may be found by another's name: each was judged without the others"
        );
        (without_room > 0).then(|| Step::attention("org data", says))
    }

    fn tally(&mut self, name: String, judged: Judged) {
        match &judged {
            Judged::GetsIn => {
                self.count.get_in += 1;
                return;
            }
            Judged::Left { today, .. } => {
                self.count.left += 1;
                self.count.new += usize::from(*today == Some(true));
                self.count.today_untold += usize::from(today.is_none() && self.judge.today.is_some());
            }
            Judged::Disabled(_) => self.count.disabled += 1,
            Judged::Untold(_) => self.count.untold += 1,
        }
        (self.hand_on)(Left { name, judged });
    }
}

/// What is seen of the directory, where nothing but the person's own entry was.
fn seen_alone(user: &DirectoryUser) -> Watch {
    match &user.sought {
        Some(Sought::Found(identity)) => watching(identity, user),
        _ => Watch::default(),
    }
}

impl Census for Everybody<'_> {
    fn user(&mut self, user: DirectoryUser) {
        if self.reading == Reading::Again {
            return self.open.show(&user, self.knows);
        }
        self.count.people += 1;
        if self.count.people.is_multiple_of(OFTEN) {
            (self.said)(self.count.people);
        }
        if !self.open.keeps(&user, self.knows, &self.judge.chain) {
            let judged = self.judge.judged(&user, self.knows, &seen_alone(&user));
            self.tally(user.name, judged);
        }
    }

    fn group(&mut self, _group: DirectoryGroup) {}

    fn wants_groups(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::super::outcome::{Chain, Module};
    use super::super::profile::Keeps;
    use super::*;
    use crate::proof::Identity;
    use crate::sign_in::Resolver;

    const MAIL: &str = "emailMatchingUserEntityProfileEmail";
    const LOCAL_PART: &str = "emailLocalPartMatchingUserEntityName";
    const NAME: &str = "preferredUsernameMatchingUserEntityName";

    fn user(name: &str, mail: Option<&str>, verified: Option<bool>) -> DirectoryUser {
        let email = mail.map(str::to_owned);
        let told = Identity {
            username: Some(name.into()),
            email: email.clone(),
            mail_verified: verified,
            ..Identity::default()
        };
        DirectoryUser { name: name.into(), email, sought: Some(Sought::Found(told)), ..DirectoryUser::default() }
    }

    fn asked(resolvers: &[&str], knows: Knows, people: Vec<DirectoryUser>) -> (Count, Vec<String>) {
        let resolvers: Vec<_> = resolvers.iter().map(|name| Resolver::named(name)).collect();
        let chain =
            Chain { provider: "oidc", environment: "production", resolvers: &resolvers, module: Module::Images };
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
        if everybody.again() {
            people.into_iter().for_each(|person| everybody.user(person));
        }
        everybody.end();
        (everybody.count, left)
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
    fn who_has_no_address_in_the_catalog_is_told_of_their_own_and_not_of_everybody() {
        let told = Identity { email: Some("bob@acme.dev".into()), mail_verified: Some(true), ..Identity::default() };
        let bob = DirectoryUser { sought: Some(Sought::Found(told)), ..user("bob_acme.dev", None, None) };
        let ada = user("ada", Some("ada@acme.dev"), Some(true));
        let (_, left) = asked(&[MAIL], Knows::All, vec![ada, bob]);
        assert_eq!(left, ["bob_acme.dev: no user has the mail address `bob@acme.dev`"]);
    }

    #[test]
    fn what_a_directory_does_not_tell_is_held_against_nobody() {
        let people = || vec![user("ada", None, None)];
        assert_eq!(asked(&[MAIL], Knows::AllButMail, people()).0.untold, 1);
        assert_eq!(asked(&[MAIL], Knows::Nothing, vec![user("ada", Some("a@acme.dev"), Some(true))]).0.untold, 1);
        assert_eq!(asked(&[NAME], Knows::AllButMail, people()).0.get_in, 1);
    }
}
