//! The table: which row answers a request, and what is wrong at the end.

use std::cmp::Reverse;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::answer::{Answer, bare};
use super::asked::{Asked, CANARY, without_secrets};
use super::route::Route;

/// How often a row is to be asked.
#[derive(Clone, Copy)]
pub(super) enum Times {
    Exactly(u64),
    /// Once or more.
    Often,
    /// It may be left out.
    Perhaps,
}

/// Whether rows are taken as they stand.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Order {
    #[default]
    Any,
    AsWritten,
}

/// What a request is answered with.
pub(crate) trait Reply: Send + 'static {
    fn reply(&self, asked: &Asked) -> Answer;
}

impl Reply for Answer {
    fn reply(&self, _asked: &Asked) -> Answer {
        self.clone()
    }
}

impl<F: Fn(&Asked) -> Answer + Send + 'static> Reply for F {
    fn reply(&self, asked: &Asked) -> Answer {
        self(asked)
    }
}

/// A route with its answer.
pub(super) struct Row {
    route: Route,
    reply: Box<dyn Reply>,
    times: Times,
    asked: u64,
}

impl Row {
    pub(super) fn new(times: Times, route: Route, reply: impl Reply) -> Self {
        Self { route, reply: Box::new(reply), times, asked: 0 }
    }

    /// Whether it may be asked once more.
    fn is_open(&self) -> bool {
        !matches!(self.times, Times::Exactly(times) if self.asked >= times)
    }

    /// What is missing at the end.
    fn lacks(&self) -> Option<String> {
        let least = match self.times {
            Times::Exactly(times) => times,
            Times::Often => 1,
            Times::Perhaps => 0,
        };
        (self.asked < least)
            .then(|| format!("expected, and asked {} of {least} times: {}", self.asked, self.route.says()))
    }
}

#[derive(Default)]
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    pub(super) order: Order,
    /// Everything that came, in its order.
    pub(super) asked: Vec<Asked>,
    wrong: Vec<String>,
}

impl Table {
    pub(super) fn answer(&mut self, asked: &Asked) -> Answer {
        self.asked.push(asked.clone());
        let turns = if self.order == Order::AsWritten { 1 } else { usize::MAX };
        let mut open = self.rows.iter_mut().filter(|row| row.is_open()).take(turns);
        let Some(row) = open.find(|row| row.route.misses(asked).is_empty()) else {
            let nearest = self.nearest(asked).unwrap_or_else(|| "nothing may be asked of it".to_owned());
            self.wrong.push(format!("not expected: {asked}\n  {nearest}"));
            // No server answers so, and it is not tried again.
            return bare(599);
        };
        row.asked += 1;
        // A test that has a secret in an address by intent writes so in the route's path.
        if asked.address().contains(CANARY) && !row.route.path.contains(CANARY) {
            self.wrong.push(format!("a secret in an address: {asked}"));
        }
        catch_unwind(AssertUnwindSafe(|| row.reply.reply(asked))).unwrap_or_else(|panic| {
            let words = panic.downcast_ref::<String>().cloned();
            let words = words.or_else(|| panic.downcast_ref::<&str>().map(|words| (*words).to_owned()));
            self.wrong.push(format!("not as expected: {asked}\n  {}", without_secrets(&words.unwrap_or_default())));
            bare(599)
        })
    }

    /// The row that comes next to a request, and why it is not the one.
    fn nearest(&self, asked: &Asked) -> Option<String> {
        let distance = |row: &&Row| {
            let common =
                row.route.path.bytes().zip(asked.path().bytes()).take_while(|(one, other)| one == other).count();
            (row.route.path != asked.path(), Reverse(common), row.route.misses(asked).len())
        };
        let row = self.rows.iter().min_by_key(distance)?;
        let misses = row.route.misses(asked);
        let why = match (misses.is_empty(), row.is_open()) {
            (false, _) => format!("it wants {}", misses.join(", ")),
            (true, false) => format!("it was to be asked {} times", row.asked),
            (true, true) => "another one stands before it".to_owned(),
        };
        Some(format!("nearest: {}; {why}", row.route.says()))
    }

    /// Everything that is wrong, from the first request to what never came.
    pub(super) fn wrong(&self) -> Vec<String> {
        self.wrong.iter().cloned().chain(self.rows.iter().filter_map(Row::lacks)).collect()
    }
}
