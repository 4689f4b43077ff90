//! The one strict fake of the tests: a table of routes on loopback. What a provider answers is data beside its own tests; that a
//! request which nobody expected fails the test, and one that never came as well, is here alone.
//!
//! The listener is the program's own ([`devportal_auth::loopback`]). Nothing of the sandbox is in it: that one plays a provider by
//! rules of its own, this one says what the test wrote down.
#![allow(dead_code, unused_imports, reason = "each test crate takes what it needs of it")]
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test that cannot go on says why")]

mod answer;
mod asked;
mod proof;
mod raw;
mod route;
mod table;
mod tls;

use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use devportal_auth::loopback::{self, Loopback};

pub(crate) use self::answer::{Answer, answer, bare, text};
pub(crate) use self::asked::Asked;
pub(crate) use self::proof::{fields, said, told};
pub(crate) use self::raw::{raw, saying};
pub(crate) use self::route::{Route, delete, get, on, post, put};
pub(crate) use self::table::Reply;
use self::table::{Order, Row, Table, Times};
pub(crate) use self::tls::{config, over_tls};

/// A server that answers by its table. When it is dropped, everything that should have been asked was, and nothing else.
pub(crate) struct Fake {
    _server: Loopback,
    /// Its address, without a slash at the end.
    base: String,
    table: Arc<Mutex<Table>>,
    /// Where the test started it.
    begun: &'static Location<'static>,
}

impl Fake {
    /// One whose table is empty: nothing may be asked of it.
    #[track_caller]
    pub(crate) fn start() -> Self {
        let table: Arc<Mutex<Table>> = Arc::default();
        let shared = Arc::clone(&table);
        let answers = move |request| lock(&shared).answer(&Asked::of(request)).into();
        let server = loopback::serve(answers).unwrap();
        let base = server.url().as_str().trim_end_matches('/').to_owned();
        Self { _server: server, base, table, begun: Location::caller() }
    }

    /// Takes the requests one after the other as they stand in the table.
    pub(crate) fn in_order(self) -> Self {
        lock(&self.table).order = Order::AsWritten;
        self
    }

    /// Expects a request once.
    pub(crate) fn once(&mut self, route: Route, reply: impl Reply) {
        self.answers(1, route, reply);
    }

    /// Expects a request so many times, no more and no fewer.
    pub(crate) fn answers(&mut self, times: u64, route: Route, reply: impl Reply) {
        self.add(Times::Exactly(times), route, reply);
    }

    /// Expects a request, once or more.
    pub(crate) fn often(&mut self, route: Route, reply: impl Reply) {
        self.add(Times::Often, route, reply);
    }

    /// Answers a request that may come or not.
    pub(crate) fn perhaps(&mut self, route: Route, reply: impl Reply) {
        self.add(Times::Perhaps, route, reply);
    }

    fn add(&mut self, times: Times, route: Route, reply: impl Reply) {
        lock(&self.table).rows.push(Row::new(times, route, reply));
    }

    /// Ends it here, and tells what was wrong, for a test that goes on.
    pub(crate) fn end(self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.table)).wrong()
    }

    /// Its address, without a slash at the end.
    pub(crate) fn base(&self) -> String {
        self.base.clone()
    }

    /// Its host with its port.
    pub(crate) fn authority(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    /// Tells whether nothing was asked so far.
    pub(crate) fn is_untouched(&self) -> bool {
        lock(&self.table).asked.is_empty()
    }

    /// What was asked so far at this path.
    pub(crate) fn asked(&self, path: &str) -> Vec<Asked> {
        lock(&self.table).asked.iter().filter(|asked| asked.path() == path).cloned().collect()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        let wrong = lock(&self.table).wrong();
        if wrong.is_empty() {
            return;
        }
        let said = format!("the fake that was started at {}:\n{}", self.begun, wrong.join("\n"));
        if std::thread::panicking() {
            eprintln!("{said}");
        } else {
            panic!("{said}");
        }
    }
}

fn lock(table: &Mutex<Table>) -> MutexGuard<'_, Table> {
    table.lock().unwrap_or_else(PoisonError::into_inner)
}
