//! One credential on its way: it is wanted, got, and proven or refused; what is refused is got again. What it is asked for and what it
//! consists of move with it; the answers of the run learn of it when its way ends.

use anyhow::Result;
use url::Url;

use super::super::{Edges, Options, provider};
use crate::credential::{Answers, Fields, Secret, Variable};
use crate::journal::State;
use crate::plan::{Need, Plan, fields_of, keep_fields};
use crate::proof::Proof;
use crate::providers::{Provider, SECRET_ENDS, Wanted};

/// How far a credential is.
#[derive(Clone, Debug)]
pub(super) enum Life {
    /// It is to be got, for the first time or because what was there would not do.
    Wanted(Option<&'static str>),
    /// It is there, and nobody looked at it yet.
    Got,
    /// Nobody answered who could tell.
    Unanswered(Proof),
    /// It was refused, or is not enough.
    Refused(Proof),
    /// It works, nobody can tell, or it is taken as it is.
    Ended(Proof),
    /// The person went back to what was asked before it.
    Left,
}

/// A credential of the run.
pub(in crate::init) struct Credential<'r> {
    /// What the plan says of it.
    pub(in crate::init) need: &'r Need,
    /// The system that knows it.
    pub(in crate::init) provider: &'r dyn Provider,
    /// What is asked of it, with the settings as they are known.
    pub(in crate::init) wanted: Wanted,
    /// Its parts, as far as they are there.
    pub(in crate::init) fields: Fields,
    /// Whether its provider was waited for. Whoever has it looked at again is not kept waiting once more.
    pub(super) waited: bool,
}

/// A credential at the end of its way.
pub(in crate::init) struct Proven<'r> {
    /// The credential.
    pub(in crate::init) credential: Credential<'r>,
    /// What was learnt of it; empty when nobody looked.
    pub(in crate::init) proof: Proof,
}

/// What each step of the way works with.
pub(super) struct Desk<'d, 'r, 'e> {
    pub(super) plan: &'r Plan,
    pub(super) options: &'d mut Options,
    pub(super) edges: &'d mut Edges<'e>,
    pub(super) answers: &'d mut Answers,
}

impl<'r, 'e: 'r> Desk<'_, 'r, 'e> {
    /// Takes a credential up, with what is known of it by now.
    ///
    /// # Errors
    /// When a setting that must be an address is none.
    pub(super) fn take_up(&self, need: &'r Need) -> Result<Credential<'r>> {
        let provider = provider(self.plan, need, self.edges)?;
        let fields = fields_of(need, self.answers);
        Ok(Credential { need, provider, wanted: self.wanted(need)?, fields, waited: false })
    }
}

impl Desk<'_, '_, '_> {
    /// What is asked of a credential, by what its provider or a person said up to now.
    ///
    /// # Errors
    /// When a setting that must be an address is none.
    pub(super) fn wanted(&self, need: &Need) -> Result<Wanted> {
        let made = self.edges.journal.created().into_iter().find(|made| made.credential == need.id);
        let mut wanted = self.plan.wanted(need, self.answers)?;
        wanted.settings.extend(made.and_then(|made| made.ends).map(|day| (SECRET_ENDS.to_owned(), day)));
        Ok(wanted)
    }

    /// Keeps what a person typed, whatever happens to this run.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub(super) fn keep(&mut self, variable: &Variable, value: &Secret) -> Result<()> {
        let is_secret = self.plan.is_secret(variable);
        self.edges.journal.keep_typed((variable, value), is_secret, self.edges.store)
    }

    /// Tells whether a person may go back to what was asked before the credentials, and says why not.
    pub(super) fn may_go_back(&mut self) -> bool {
        let begun = self.plan.needs.iter().find(|need| self.edges.journal.state(&need.id).is_some());
        if let Some(need) = begun {
            let says = format!("the {} is made for what was chosen, so that stays as it is", need.spec.title);
            self.edges.report.problem(&says, Some("ctrl-c stops here; `--resume` goes on"));
        }
        begun.is_none()
    }

    /// Lets the run know its parts, its loans to sign-in included.
    pub(super) fn give_back(&mut self, credential: &Credential<'_>) {
        keep_fields(credential.need, &credential.fields, self.answers);
    }
}

impl Credential<'_> {
    /// Tells whether it was made in this run or in an interrupted one.
    pub(super) fn was_made(&self, edges: &Edges<'_>) -> bool {
        edges.journal.state(&self.need.id) >= Some(State::Created)
    }

    /// The address that it was given for people to come back to, where it was made in this run or in an interrupted one.
    pub(super) fn made_with(&self, edges: &Edges<'_>) -> Option<Url> {
        edges.journal.created().into_iter().find(|made| made.credential == self.need.id)?.callback
    }

    /// The name of its provider, as people know it.
    pub(super) fn provider_title<'p>(&self, plan: &'p Plan) -> &'p str {
        plan.part(self.need).provider.title.as_str()
    }
}
