//! People whose answer may hang on somebody else's entry: two of one address, or a name that is another's. However large the directory is,
//! not more of them are kept than are bounded here. A second reading shows them everybody who could match.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::judge::Knows;
use super::outcome::Chain;
use crate::proof::{DirectoryUser, Identity, Sought, catalog_accepts};
use crate::sign_in::Watch;

/// The most people who are kept until the second reading.
const MOST: usize = 2_000;
/// How many bits remember which addresses came by: two megabytes, in which of 100,000 addresses none is taken for another.
const BITS: usize = 1 << 24;

/// Somebody whose answer is open.
pub(super) struct One {
    /// Who it is.
    pub(super) user: DirectoryUser,
    /// What the directory tells of them.
    pub(super) knows: Knows,
    /// Who could match them, so far.
    pub(super) watch: Watch,
    /// Whether they were counted before anybody knew of the others.
    pub(super) counted: bool,
}

/// All of them.
pub(super) struct Open {
    /// In the order in which they came.
    pub(super) people: Vec<One>,
    /// How many found no room.
    pub(super) without_room: usize,
    /// Whom to show somebody of this name, address or id, in lower case.
    by: HashMap<String, Vec<usize>>,
    /// The addresses that came twice.
    shared: HashSet<String>,
    came: Vec<u64>,
}

impl Open {
    /// Nobody yet.
    pub(super) fn new() -> Self {
        let (people, by, shared) = (Vec::new(), HashMap::new(), HashSet::new());
        Self { people, without_room: 0, by, shared, came: vec![0; BITS / 64] }
    }

    /// Keeps somebody whose answer hangs on others. Tells whether it does, and there was room.
    pub(super) fn keeps(&mut self, user: &DirectoryUser, knows: Knows, chain: &Chain<'_>) -> bool {
        let Some(Sought::Found(identity)) = user.sought.as_ref().filter(|_| knows != Knows::Nothing) else {
            return false;
        };
        let address = address(user).filter(|_| chain.goes_by_mail());
        let twice = address.as_deref().is_some_and(|address| self.came_before(address));
        if !twice && !is_called_otherwise(user, identity, chain) {
            return false;
        }
        if self.people.len() >= MOST {
            self.without_room += 1;
            return false;
        }
        self.shared.extend(address.filter(|_| twice));
        self.add(user.clone(), (knows, identity), false);
        true
    }

    fn add(&mut self, user: DirectoryUser, (knows, identity): (Knows, &Identity), counted: bool) {
        let watch = watching(identity, &user);
        for sought in watch.seeks() {
            self.by.entry(sought.to_owned()).or_default().push(self.people.len());
        }
        self.people.push(One { user, knows, watch, counted });
    }

    /// Shows somebody who comes by once more to everybody whom they could match.
    pub(super) fn show(&mut self, user: &DirectoryUser, knows: Knows) {
        let is_kept = |one: &One| one.user == *user;
        let of_address = address(user).filter(|address| self.shared.contains(address));
        if let (Some(_), Some(Sought::Found(identity))) = (of_address, &user.sought)
            && self.people.len() < 2 * MOST
            && !self.people.iter().any(is_kept)
        {
            self.add(user.clone(), (knows, identity), true);
        }
        let lower = |text: &String| text.to_lowercase();
        let offers = [Some(lower(&user.name)), address(user), user.id.as_ref().map(lower)];
        let places: HashSet<usize> =
            offers.iter().flatten().filter_map(|key| self.by.get(key)).flatten().copied().collect();
        for place in places {
            if let Some(one) = self.people.get_mut(place).filter(|one| one.user != *user) {
                one.watch.shown(user.clone());
            }
        }
    }

    /// Remembers an address; tells whether it came before, or may have.
    fn came_before(&mut self, address: &str) -> bool {
        let mut hasher = DefaultHasher::new();
        address.hash(&mut hasher);
        let (first, step) = (hasher.finish() as usize, (hasher.finish() >> 32) as usize | 1);
        let mut before = true;
        for probe in 0..4 {
            let bit = first.wrapping_add(step.wrapping_mul(probe)) % BITS;
            before &= self.came[bit / 64] >> (bit % 64) & 1 == 1;
            self.came[bit / 64] |= 1 << (bit % 64);
        }
        before
    }
}

/// Watches for somebody, who was seen.
pub(super) fn watching(identity: &Identity, user: &DirectoryUser) -> Watch {
    let mut watch = Watch::of(identity);
    watch.shown(user.clone());
    watch
}

fn address(user: &DirectoryUser) -> Option<String> {
    user.email.as_deref().map(str::to_lowercase)
}

/// Tells whether somebody may be found by a name that is not their own in the catalog.
fn is_called_otherwise(user: &DirectoryUser, identity: &Identity, chain: &Chain<'_>) -> bool {
    let local = identity.email.as_deref().filter(|_| chain.goes_by_local_part());
    let local = local.and_then(|mail| mail.split_once('@')).map(|(local, _)| local);
    let names = identity.username.as_deref().into_iter().chain(local);
    names.into_iter().any(|name| catalog_accepts(name) && !name.eq_ignore_ascii_case(&user.name))
}

#[cfg(test)]
mod tests {
    use super::super::outcome::Module;
    use super::*;
    use crate::sign_in::Resolver;

    fn user(name: &str, mail: &str) -> DirectoryUser {
        let told = Identity { username: Some(name.into()), email: Some(mail.into()), ..Identity::default() };
        DirectoryUser {
            name: name.into(),
            email: Some(mail.into()),
            sought: Some(Sought::Found(told)),
            ..DirectoryUser::default()
        }
    }

    #[test]
    fn of_a_hundred_thousand_people_nobody_is_kept_and_of_as_many_twins_no_more_than_there_is_room_for() {
        let resolvers = [Resolver::named("emailMatchingUserEntityProfileEmail")];
        let chain =
            Chain { provider: "oidc", environment: "production", resolvers: &resolvers, module: Module::Images };
        let mut open = Open::new();
        let person = |number: u32, of: &str| user(&format!("{of}{number}"), &format!("p{number}@acme.dev"));
        for number in 0..100_000 {
            assert!(!open.keeps(&person(number, "p"), Knows::All, &chain), "{number}");
        }
        for number in 0..100_000 {
            open.keeps(&person(number, "twin"), Knows::All, &chain);
        }
        assert_eq!((open.people.len(), open.without_room, open.shared.len()), (MOST, 100_000 - MOST, MOST));
        (0..100_000).for_each(|number| open.show(&person(number, "p"), Knows::All));
        assert_eq!((open.people.len(), open.came.len() * 8), (2 * MOST, 2 << 20));
    }
}
