//! Everybody whom org data brings, each asked after as if they signed in. What is kept does not grow with the directory: people go by,
//! and whoever would not get in is handed on. Those whose answer hangs on somebody else's entry are kept (`open`) until everybody came by
//! once more.

use super::judge::{Judge, Judged, Knows};
use super::open::{Kept, MOST, Open, watching};
use super::people::ORG_DATA;
use crate::proof::{Census, DirectoryGroup, DirectoryUser, Extent, Sought, Step};
use crate::sign_in::Watch;

/// How many people arrive between two words about it.
const OFTEN: usize = 500;
/// Why those are left open who were not compared.
const TOO_MANY: &str = "too many people share an address, or may be found as somebody else, to compare them";
/// Why those are left open whom the second reading did not bring together.
const NOT_AGAIN: &str = "the others of this address or name could not be read";

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
        let (knows, count, open) = (Knows::Nothing, Count::default(), Open::new(MOST));
        Self { judge, knows, count, hand_on, said, open, reading: Reading::First }
    }

    /// Tells whether everybody has to come by once more, which begins by that.
    pub(super) fn again(&mut self) -> bool {
        self.reading = Reading::Again;
        !self.open.people.is_empty()
    }

    /// Judges whoever was open, by how much was read of the directory in all, and `again`, where there was a second reading. Where that was
    /// not whole, what hangs on the others stays open, and how many addresses that is about is told.
    pub(super) fn end(&mut self, extent: Extent, again: Option<Extent>) -> Option<Step> {
        let came_again = again == Some(Extent::Whole);
        for mut one in std::mem::take(&mut self.open.people) {
            one.watch.note(extent);
            if !came_again {
                one.watch.doubt(NOT_AGAIN);
            }
            let judged = self.judge.judged(&one.user, one.knows, &one.watch);
            match one.counted {
                true => self.correct(one.user, one.knows, judged),
                false => self.tally(one.user.name, judged),
            }
        }
        let says = match self.open.addresses {
            1 => "one address is more than one person's, and not all of them could be compared".to_owned(),
            addresses => {
                format!("{addresses} addresses are more than one person's, and not all of them could be compared")
            }
        };
        (self.open.addresses > 0 && !came_again).then(|| Step::unknown(ORG_DATA, says))
    }

    /// Tallies anew who was taken to get in before anybody knew of the others.
    fn correct(&mut self, user: DirectoryUser, knows: Knows, judged: Judged) {
        let before = self.judge.judged(&user, knows, &seen_alone(&user));
        if before == Judged::GetsIn && judged != before {
            self.count.get_in -= 1;
            self.tally(user.name, judged);
        }
    }

    /// What the sign-in comes to, as far as it does not hang on others.
    fn judged_without_others(&self, user: &DirectoryUser) -> Judged {
        let mut watch = seen_alone(user);
        watch.doubt(TOO_MANY);
        self.judge.judged(user, self.knows, &watch)
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
            if self.open.show(&user, self.knows) {
                let judged = self.judged_without_others(&user);
                self.correct(user, self.knows, judged);
            }
            return;
        }
        self.count.people += 1;
        if self.count.people.is_multiple_of(OFTEN) {
            (self.said)(self.count.people);
        }
        let judged = match self.open.keeps(&user, self.knows, &self.judge.chain) {
            Kept::Open => return,
            Kept::Alone => self.judge.judged(&user, self.knows, &seen_alone(&user)),
            Kept::NoRoom => self.judged_without_others(&user),
        };
        self.tally(user.name, judged);
    }

    fn group(&mut self, _group: DirectoryGroup) {}

    fn wants_groups(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests;
