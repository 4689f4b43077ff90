//! The sign-in that a portal will do, done once before the portal is there: who would this person be, through which resolver, in which
//! groups, and why not otherwise?
//!
//! `choice` takes the door that people would use, `chain` its resolvers, `way` says where it leads, `ask` is what the portal asks the provider for, `exchange` and
//! `claims` take the answer as the portal does, `profile` is what a release keeps of it, `outcome` what the resolvers make of that, and
//! `administrator` what the user may do; `found` is what rules of `validate` know of both ends. `judge` is the same for one person and for everybody, whom `whole`, `everybody`, `open` and `list` ask for. `run` takes these steps in order, with `person` and `through`
//! the provider; `refusal` says what ended them, and `tell` says what came of it. What the program plays itself (`sandbox`) is another thing.

mod administrator;
mod ask;
mod chain;
mod choice;
mod claims;
mod everybody;
mod exchange;
mod found;
mod judge;
mod list;
mod open;
mod outcome;
mod people;
mod person;
mod profile;
mod refusal;
mod run;
mod tell;
#[cfg(test)]
mod tests;
mod through;
mod way;
mod whole;

pub use self::choice::{Unclear, choose};
pub use self::run::{Edges, Ended, Options, Whom, run};
pub use self::through::NoWayBack;
