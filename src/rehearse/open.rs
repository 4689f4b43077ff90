//! People whose answer may hang on somebody else's entry: two of one address, or a name or an address that is another's. However large the directory is,
//! not more of them are kept than are bounded here. A second reading shows them everybody who could match.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::judge::Knows;
use super::outcome::Chain;
use crate::proof::{DirectoryUser, Identity, Sought, catalog_accepts};
use crate::sign_in::Watch;

/// The most people who are kept until the second reading.
pub(super) const MOST: usize = 2_000;
/// How many bytes of what is known of them, two kilobytes each. A directory may tell anything of anybody.
const ROOM: usize = MOST * (2 << 10);
/// How many bits remember what came by.
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

/// What became of somebody who came by first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// Nobody else matters to them.
    Alone,
    /// They are kept until everybody came by once more.
    Open,
    /// Others matter, and there is no room to keep them.
    NoRoom,
}

/// All of them.
pub(super) struct Open {
    /// In the order in which they came.
    pub(super) people: Vec<One>,
    /// How many addresses came more than once.
    pub(super) addresses: usize,
    /// Whom to show somebody of this name, address or id, in lower case.
    by: HashMap<String, Vec<usize>>,
    kept: HashSet<String>,
    came: Remembered,
    shared: Remembered,
    without_room: Remembered,
    most: usize,
    /// How many bytes those have who are kept.
    bytes: usize,
}

impl Open {
    /// Nobody yet, with room for so many until the second reading and as many in it.
    pub(super) fn new(most: usize) -> Self {
        let (people, by, kept) = (Vec::new(), HashMap::new(), HashSet::new());
        let [came, shared, without_room] = [(); 3].map(|()| Remembered::nothing());
        Self { people, addresses: 0, by, kept, came, shared, without_room, most, bytes: 0 }
    }

    /// Keeps somebody whose answer hangs on others, where there is room.
    pub(super) fn keeps(&mut self, user: &DirectoryUser, knows: Knows, chain: &Chain<'_>) -> Kept {
        let Some(Sought::Found(identity)) = user.sought.as_ref().filter(|_| knows != Knows::Nothing) else {
            return Kept::Alone;
        };
        let address = address(user).filter(|_| chain.goes_by_mail());
        let twice = address.filter(|address| self.came.came_before(address));
        if let Some(address) = &twice {
            self.addresses += usize::from(!self.shared.came_before(address));
        } else if !is_called_otherwise(user, identity, chain) && !has_another_address(user, identity, chain) {
            return Kept::Alone;
        }
        if !self.has_room(user, 1) {
            self.without_room.came_before(&entry(user));
            return Kept::NoRoom;
        }
        self.add(user.clone(), (knows, identity), false);
        Kept::Open
    }

    /// Tells whether somebody can be kept, in so many times the room.
    fn has_room(&self, user: &DirectoryUser, times: usize) -> bool {
        self.people.len() < times * self.most && self.bytes + weight(user) <= times * ROOM
    }

    fn add(&mut self, user: DirectoryUser, (knows, identity): (Knows, &Identity), counted: bool) {
        self.bytes += weight(&user);
        let watch = watching(identity, &user);
        for sought in watch.seeks() {
            self.by.entry(sought.to_owned()).or_default().push(self.people.len());
        }
        self.kept.insert(entry(&user));
        self.people.push(One { user, knows, watch, counted });
    }

    /// Shows somebody who comes by once more to everybody whom they could match. Tells whether they were not known to hang on others when
    /// they came first, and there is no room to keep them now.
    pub(super) fn show(&mut self, user: &DirectoryUser, knows: Knows) -> bool {
        let mut no_room = false;
        let shares = address(user).is_some_and(|address| self.shared.holds(&address));
        let entry = entry(user);
        if let (true, Some(Sought::Found(identity))) = (shares && knows != Knows::Nothing, &user.sought)
            && !self.kept.contains(&entry)
            && !self.without_room.holds(&entry)
        {
            no_room = !self.has_room(user, 2);
            if !no_room {
                self.add(user.clone(), (knows, identity), true);
                self.show_those_of_the_address();
            }
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
        no_room
    }

    /// Shows the last who was kept those of the same address who are kept: a second reading need not bring people in the same order.
    fn show_those_of_the_address(&mut self) {
        let Some((last, before)) = self.people.split_last_mut() else { return };
        let places = address(&last.user).and_then(|address| self.by.get(&address));
        for one in places.into_iter().flatten().filter_map(|place| before.get(*place)) {
            last.watch.shown(one.user.clone());
        }
    }
}

/// What came by, in two megabytes however much that is. Of 100,000 texts none is taken for another.
struct Remembered(Vec<u64>);

impl Remembered {
    fn nothing() -> Self {
        Self(vec![0; BITS / 64])
    }

    fn bits(text: &str) -> impl Iterator<Item = usize> {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let (first, step) = (hasher.finish() as usize, (hasher.finish() >> 32) as usize | 1);
        (0..4).map(move |probe| first.wrapping_add(step.wrapping_mul(probe)) % BITS)
    }

    /// Tells whether a text came before, or may have.
    fn holds(&self, text: &str) -> bool {
        Self::bits(text).all(|bit| self.0[bit / 64] >> (bit % 64) & 1 == 1)
    }

    /// Remembers a text; tells whether it came before, or may have.
    fn came_before(&mut self, text: &str) -> bool {
        let before = self.holds(text);
        Self::bits(text).for_each(|bit| self.0[bit / 64] |= 1 << (bit % 64));
        before
    }
}

/// How many bytes a directory tells of somebody.
fn weight(user: &DirectoryUser) -> usize {
    let told = match &user.sought {
        Some(Sought::Found(told)) => {
            [&told.username, &told.email, &told.id].into_iter().flatten().map(String::len).sum()
        }
        Some(Sought::Nobody(why) | Sought::Untold(why)) => why.len(),
        None => 0,
    };
    let own = [Some(&user.name), user.email.as_ref(), user.id.as_ref()];
    let texts = own.into_iter().flatten().chain(&user.groups).chain(&user.keys);
    told + texts.map(String::len).sum::<usize>()
}

/// What one entry is told from another by.
fn entry(user: &DirectoryUser) -> String {
    [&user.name, user.email.as_deref().unwrap_or_default(), user.id.as_deref().unwrap_or_default()].join("\n")
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

/// Tells whether sign-in tells an address that is not their own in the catalog, where it may be another's.
fn has_another_address(user: &DirectoryUser, identity: &Identity, chain: &Chain<'_>) -> bool {
    let told = identity.email.as_deref().filter(|_| chain.goes_by_mail()).map(str::to_lowercase);
    told.is_some() && told != address(user)
}

#[cfg(test)]
mod tests {
    use super::super::outcome::Module;
    use super::*;
    use crate::sign_in::{Resolved, Resolver, resolve};

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
        let mut open = Open::new(MOST);
        let person = |number: u32, of: &str| user(&format!("{of}{number}"), &format!("p{number}@acme.dev"));
        for number in 0..100_000 {
            assert_eq!(open.keeps(&person(number, "p"), Knows::All, &chain), Kept::Alone, "{number}");
        }
        let twins = (0..100_000).map(|number| open.keeps(&person(number, "twin"), Knows::All, &chain));
        assert_eq!(twins.filter(|kept| *kept == Kept::NoRoom).count(), 100_000 - MOST);
        assert_eq!((open.people.len(), open.addresses), (MOST, 100_000));
        let again = (0..100_000).map(|number| open.show(&person(number, "p"), Knows::All));
        assert_eq!(again.filter(|no_room| *no_room).count(), 100_000 - MOST);
        assert!((0..100_000).all(|number| !open.show(&person(number, "twin"), Knows::All)), "told before");
        assert_eq!((open.people.len(), open.came.0.len() * 8), (2 * MOST, 2 << 20));
    }

    #[test]
    fn people_of_whom_a_directory_tells_without_end_are_not_kept() {
        let resolvers = [Resolver::named("emailMatchingUserEntityProfileEmail")];
        let chain =
            Chain { provider: "oidc", environment: "production", resolvers: &resolvers, module: Module::Images };
        let mut open = Open::new(MOST);
        let mail = format!("{}@acme.dev", "a".repeat(ROOM / 8));
        let came = (0..20).map(|number| open.keeps(&user(&format!("p{number}"), &mail), Knows::All, &chain));
        assert_eq!(came.filter(|kept| *kept == Kept::Open).count(), 3, "of each, the address is told twice");
        assert!(open.bytes <= ROOM);
        (0..20).for_each(|number| _ = open.show(&user(&format!("p{number}"), &mail), Knows::All));
        assert!(open.bytes <= 2 * ROOM);
    }

    #[test]
    fn whoever_came_first_is_shown_the_others_of_the_address_in_whatever_order_they_come_again() {
        let resolvers = [Resolver::named("emailMatchingUserEntityProfileEmail")];
        let chain =
            Chain { provider: "oidc", environment: "production", resolvers: &resolvers, module: Module::Images };
        let [first, second] = ["ada", "ada2"].map(|name| user(name, "a@acme.dev"));
        for again in [[&first, &second], [&second, &first]] {
            let mut open = Open::new(MOST);
            assert_eq!(open.keeps(&first, Knows::All, &chain), Kept::Alone);
            assert_eq!(open.keeps(&second, Knows::All, &chain), Kept::Open);
            again.into_iter().for_each(|user| assert!(!open.show(user, Knows::All)));
            let came_of = |one: &One| {
                let Some(Sought::Found(told)) = &one.user.sought else { panic!("nobody") };
                resolve(&resolvers, "oidc", told, &one.watch)
            };
            assert_eq!(open.people.len(), 2);
            assert!(open.people.iter().all(|one| matches!(came_of(one), Resolved::Refused { .. })), "{again:?}");
        }
    }
}
