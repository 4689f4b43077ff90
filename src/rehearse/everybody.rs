//! Everybody whom org data brings, each asked after as if they signed in. What is kept does not grow with the directory: people go by,
//! and whoever would not get in is handed on.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::outcome::{Chain, Outcome, outcome};
use super::profile::{Keeps, in_directory};
use crate::proof::{Census, DirectoryGroup, DirectoryUser, Identity};
use crate::sign_in::{Resolved, Watch};

/// The most addresses that are compared with one another.
const MOST_COMPARED: usize = 50_000;
/// How many people arrive between two words about it.
const OFTEN: usize = 500;

/// What a directory tells of what sign-in would.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Knows {
    /// All of it.
    All,
    /// The user name; whether there is a mail address and which, only where one is written.
    Name,
    /// The mail address and the id; a name is none that sign-in tells.
    Mail,
    /// Nothing: it is another system than people sign in at.
    Nothing,
}

/// Somebody who would not get in, or of whom it cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Left {
    /// The name in the catalog.
    pub(super) name: String,
    /// Whether it is known that they would not.
    pub(super) known: bool,
    /// The reason.
    pub(super) why: String,
    /// Whether they get in at the release that the portal has now, when another one is asked about.
    pub(super) today: Option<bool>,
}

/// How many people there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// All.
    pub(super) people: usize,
    /// Who would get in.
    pub(super) get_in: usize,
    /// Who would not.
    pub(super) left: usize,
    /// Of these, who gets in today.
    pub(super) new: usize,
    /// Of whom it cannot be told.
    pub(super) untold: usize,
}

/// Takes a directory as it is read.
pub(super) struct Everybody<'a> {
    /// The chain that everybody goes through.
    pub(super) chain: Chain<'a>,
    /// What the release keeps that is asked about.
    pub(super) keeps: &'a [Keeps],
    /// What the portal's release of today keeps, when it is another one.
    pub(super) today: Option<&'a [Keeps]>,
    /// What the directory tells of what sign-in would.
    pub(super) knows: Knows,
    /// Who is told of whoever would not get in.
    pub(super) hand_on: &'a mut dyn FnMut(Left),
    /// Who is told how many there are by now.
    pub(super) said: &'a mut dyn FnMut(usize),
    /// The counts so far.
    pub(super) count: Count,
    /// The first person of each address.
    addresses: HashMap<u64, DirectoryUser>,
}

impl<'a> Everybody<'a> {
    /// Begins to ask.
    pub(super) fn new(
        chain: Chain<'a>,
        (keeps, today): (&'a [Keeps], Option<&'a [Keeps]>),
        hand_on: &'a mut dyn FnMut(Left),
        said: &'a mut dyn FnMut(usize),
    ) -> Self {
        let (knows, count, addresses) = (Knows::Nothing, Count::default(), HashMap::new());
        Self { chain, keeps, today, knows, hand_on, said, count, addresses }
    }

    fn ask(&mut self, user: &DirectoryUser, twin: Option<&DirectoryUser>) -> Option<bool> {
        let identity = self.identity(user);
        let mut watch = Watch::of(&identity);
        twin.into_iter().chain([user]).for_each(|user| watch.user(user.clone()));
        let with = |keeps: &[Keeps]| {
            let came_of = outcome(self.chain, keeps, |keeps| in_directory(identity.clone(), keeps), &watch);
            self.honest(user, came_of)
        };
        let (now, today) = (with(self.keeps), self.today.map(|today| with(today).lets_in() == Some(true)));
        let lets_in = now.lets_in();
        if lets_in != Some(true) {
            let why = now.why().unwrap_or_default();
            (self.hand_on)(Left { name: user.name.clone(), known: lets_in.is_some(), why, today });
            self.count.new += usize::from(today == Some(true) && lets_in == Some(false));
        }
        lets_in
    }

    fn identity(&self, user: &DirectoryUser) -> Identity {
        let name = Some(user.name.clone()).filter(|_| matches!(self.knows, Knows::All | Knows::Name));
        let id = user.id.clone().filter(|_| matches!(self.knows, Knows::All | Knows::Mail));
        Identity { username: name, email: user.email.clone(), id, mail_verified: user.mail_verified }
    }

    /// What the directory does not tell is not held against anybody.
    fn honest(&self, user: &DirectoryUser, came_of: Outcome) -> Outcome {
        let hidden = match &came_of.resolved {
            _ if self.knows == Knows::Nothing => true,
            Resolved::Refused { .. } => user.email.is_none() && self.knows != Knows::All,
            _ => false,
        };
        if !hidden {
            return came_of;
        }
        let resolver = self.chain.resolvers.first().map(|first| first.name.clone()).unwrap_or_default();
        let why = "the directory does not tell what sign-in tells of this person".to_owned();
        Outcome { resolved: Resolved::Untold { resolver, why, tried: Vec::new() }, ..came_of }
    }

    /// The one of the same address who came before, when there is one.
    fn twin(&mut self, user: &DirectoryUser) -> Option<DirectoryUser> {
        let mut hasher = DefaultHasher::new();
        user.email.as_deref()?.to_lowercase().hash(&mut hasher);
        let key = hasher.finish();
        let twin = self.addresses.get(&key).cloned();
        if twin.is_none() && self.addresses.len() < MOST_COMPARED {
            self.addresses.insert(key, DirectoryUser { groups: Vec::new(), keys: Vec::new(), ..user.clone() });
        }
        twin.filter(|twin| !twin.name.eq_ignore_ascii_case(&user.name))
    }

    fn tally(&mut self, lets_in: Option<bool>) {
        match lets_in {
            Some(true) => self.count.get_in += 1,
            Some(false) => self.count.left += 1,
            None => self.count.untold += 1,
        }
    }
}

impl Census for Everybody<'_> {
    fn user(&mut self, user: DirectoryUser) {
        self.count.people += 1;
        if self.count.people.is_multiple_of(OFTEN) {
            (self.said)(self.count.people);
        }
        let twin = self.twin(&user);
        let lets_in = self.ask(&user, twin.as_ref());
        self.tally(lets_in);
        // The first of two was let in before anybody knew of the second.
        if let Some(first) = twin.filter(|_| lets_in == Some(false))
            && self.ask(&first, Some(&user)) == Some(false)
        {
            self.count.get_in = self.count.get_in.saturating_sub(1);
            self.count.left += 1;
            // A third of the same address finds the first told already.
            self.addresses.retain(|_, kept| kept.name != first.name);
        }
    }

    fn group(&mut self, _group: DirectoryGroup) {}
}

#[cfg(test)]
mod tests {
    use super::super::outcome::Module;
    use super::*;
    use crate::sign_in::Resolver;

    const MAIL: &str = "emailMatchingUserEntityProfileEmail";

    fn user(name: &str, mail: Option<&str>, verified: Option<bool>) -> DirectoryUser {
        let email = mail.map(str::to_owned);
        DirectoryUser { name: name.into(), email, mail_verified: verified, ..DirectoryUser::default() }
    }

    fn asked(resolver: &str, knows: Knows, people: Vec<DirectoryUser>) -> (Count, Vec<String>) {
        let resolvers = [Resolver::named(resolver)];
        let chain =
            Chain { provider: "oidc", environment: "production", resolvers: &resolvers, module: Module::Images };
        let (mut left, mut said) = (Vec::new(), |_: usize| {});
        let mut hand_on = |one: Left| left.push(format!("{}: {}", one.name, one.why));
        let mut everybody = Everybody::new(chain, (&[Keeps::Verified], Some(&[Keeps::All])), &mut hand_on, &mut said);
        everybody.knows = knows;
        people.into_iter().for_each(|person| everybody.user(person));
        (everybody.count, left)
    }

    #[test]
    fn who_gets_in_today_and_no_more_after_the_upgrade_is_counted_and_named() {
        let people = vec![
            user("ada", Some("ada@acme.dev"), Some(true)),
            user("bob", Some("bob@acme.dev"), Some(false)),
            user("cyd", None, None),
        ];
        let (count, left) = asked(MAIL, Knows::All, people);
        assert_eq!(count, Count { people: 3, get_in: 1, left: 2, new: 1, untold: 0 });
        assert_eq!(
            left,
            [
                "bob: the provider says that the mail address is not verified",
                "cyd: `emailMatchingUserEntityProfileEmail`: the sign-in tells no mail address",
            ]
        );
    }

    #[test]
    fn both_of_two_people_with_one_address_are_named() {
        let two = |name: &str| user(name, Some("ada@acme.dev"), Some(true));
        let (count, left) =
            asked(MAIL, Knows::All, vec![two("ada"), two("ada2"), user("bob", Some("b@acme.dev"), Some(true))]);
        assert_eq!((count.get_in, count.left), (1, 2));
        assert!(left.iter().all(|line| line.contains("more than one user matches")), "{left:?}");
    }

    #[test]
    fn what_a_directory_does_not_tell_is_held_against_nobody() {
        let people = || vec![user("ada", None, None)];
        assert_eq!(asked(MAIL, Knows::Name, people()).0.untold, 1);
        assert_eq!(asked(MAIL, Knows::Nothing, vec![user("ada", Some("a@acme.dev"), Some(true))]).0.untold, 1);
        assert_eq!(asked("preferredUsernameMatchingUserEntityName", Knows::Name, people()).0.get_in, 1);
    }

    #[test]
    fn what_is_kept_does_not_grow_with_the_directory() {
        let resolvers = [Resolver::named(MAIL)];
        let chain =
            Chain { provider: "oidc", environment: "production", resolvers: &resolvers, module: Module::Images };
        let (mut hand_on, mut said) = (|_: Left| {}, |_: usize| {});
        let mut everybody = Everybody::new(chain, (&[Keeps::All], None), &mut hand_on, &mut said);
        everybody.knows = Knows::All;
        for number in 0..MOST_COMPARED + 100 {
            everybody.user(user(&format!("p{number}"), Some(&format!("p{number}@acme.dev")), None));
        }
        assert_eq!((everybody.count.get_in, everybody.addresses.len()), (MOST_COMPARED + 100, MOST_COMPARED));
    }
}
