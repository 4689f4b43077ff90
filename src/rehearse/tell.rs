//! What came of it, in one sentence for people and as one JSON document.

use serde_json::{Value, json};

use super::administrator::Administrator;
use super::outcome::Outcome;
use super::profile::Mail;
use crate::proof::{Step, Verdict};
use crate::report::{Look, clean, wrap};
use crate::sign_in::Resolved;

/// The groups that are named in the sentence; the rest is counted.
const MOST_NAMED: usize = 5;

/// Everything about one person's sign-in.
#[derive(Clone, Debug)]
pub(super) struct Said {
    /// Whose it is, as far as that was said; a name is marked as one.
    pub(super) who: Option<String>,
    /// The provider's key.
    pub(super) provider: String,
    /// The environment of its block.
    pub(super) environment: String,
    /// The release that was asked about.
    pub(super) release: String,
    /// What came of it, when it came so far.
    pub(super) outcome: Option<Outcome>,
    /// The same at the release of today, when another one is asked about.
    pub(super) today: Option<(String, Option<bool>)>,
    /// Whether the user administers the portal.
    pub(super) administrator: Option<Administrator>,
    /// What was looked at on the way; the one that ended it stands last.
    pub(super) steps: Vec<Step>,
    /// What else is to be seen, that decides nothing.
    pub(super) notes: Vec<Step>,
}

impl Said {
    /// Whether the person would get in; nothing, when it could not be told.
    pub(super) fn lets_in(&self) -> Option<bool> {
        match &self.outcome {
            Some(outcome) => outcome.lets_in(),
            None => self.ended().and_then(|step| (step.verdict != Verdict::Unknown).then_some(false)),
        }
    }

    /// The step that ended it before anybody was told of.
    fn ended(&self) -> Option<&Step> {
        self.steps.last().filter(|step| self.outcome.is_none() && step.verdict != Verdict::Valid)
    }

    /// Why they would not get in, or why that could not be told.
    pub(super) fn why(&self) -> Option<String> {
        self.outcome.as_ref().and_then(Outcome::why).or_else(|| self.ended().map(|step| step.says.clone()))
    }

    /// The one change with which the person would get in.
    pub(super) fn mend(&self) -> Option<String> {
        let of_outcome = self.outcome.as_ref().and_then(|outcome| outcome.mend.clone());
        of_outcome.or_else(|| self.ended().and_then(|step| step.hint.clone()))
    }

    /// The answer for people, with the change that mends it below.
    pub(super) fn human(&self, look: &Look) -> String {
        let width = usize::from(look.width);
        let (you, would) = match &self.who {
            None => ("you".to_owned(), "you would"),
            Some(who) => (who.clone(), "they would"),
        };
        let sentence = match (self.outcome.as_ref().map(|outcome| &outcome.resolved), self.lets_in()) {
            (Some(Resolved::As { user, resolver, groups, known }), _) => {
                let unknown = if *known { "" } else { ", although the catalog has no such user" };
                let administrator = self.administrator.as_ref().map(words).unwrap_or_default();
                let (groups, by) = (named(groups), format!("through `{resolver}`"));
                format!("{you} would be `{user}`, {by}{unknown}; {groups}{administrator}")
            }
            (_, Some(_)) => format!("{you} would not get in: {}", self.why().unwrap_or_default()),
            _ => format!("whether {would} get in could not be determined: {}", self.why().unwrap_or_default()),
        };
        let mut lines = wrap("", 2, &clean(&sentence), width);
        if let Some((release, today)) = &self.today {
            let today = match today {
                Some(true) => "gets in",
                Some(false) => "does not get in",
                None => "could not be determined",
            };
            lines.extend(wrap(
                "  ",
                2,
                &clean(&format!("with Backstage {}; today, with {release}: {today}", self.release)),
                width,
            ));
        }
        if let Some(mend) = self.mend() {
            lines.extend(wrap("  = ", 4, &clean(&mend), width));
        }
        look.signs(&(lines.join("\n") + "\n"))
    }

    /// The answer as one document. It holds no token, no code and no secret.
    pub(super) fn json(&self) -> Value {
        let (user, resolver, groups, known) = match self.outcome.as_ref().map(|outcome| &outcome.resolved) {
            Some(Resolved::As { user, resolver, groups, known }) => {
                (Some(user), Some(resolver), Some(groups), Some(known))
            }
            _ => (None, None, None, None),
        };
        json!({
            "version": 1,
            "provider": self.provider,
            "environment": self.environment,
            "backstage": self.release,
            "gets-in": self.lets_in(),
            "gets-in-today": self.today.as_ref().map(|(_, today)| today),
            "user": user,
            "resolver": resolver,
            "in-catalog": known,
            "groups": groups,
            "administrator": self.administrator.as_ref().map(word),
            "why": self.why().as_deref().map(clean),
            "fix": self.mend().as_deref().map(clean),
            "told": self.outcome.as_ref().map(|outcome| {
                let identity = &outcome.told.identity;
                json!({
                    "username": identity.username.as_deref().map(clean),
                    "email": identity.email.as_deref().map(clean),
                    "id": identity.id.as_deref().map(clean),
                    "mail": mail_word(outcome.told.mail),
                })
            }),
            "steps": self.steps.iter().chain(&self.notes).map(step).collect::<Vec<_>>(),
        })
    }
}

/// A step, as a document has it.
pub(super) fn step(step: &Step) -> Value {
    json!({
        "name": clean(&step.name),
        "verdict": step.verdict,
        "attention": step.attention,
        "says": clean(&step.says),
        "hint": step.hint.as_deref().map(clean),
    })
}

fn named(groups: &[String]) -> String {
    let first: Vec<_> = groups.iter().take(MOST_NAMED).map(|group| format!("`{group}`")).collect();
    match groups.len().saturating_sub(MOST_NAMED) {
        _ if groups.is_empty() => "in no group".to_owned(),
        0 => format!("member of {}", first.join(", ")),
        more => format!("member of {} and {more} more", first.join(", ")),
    }
}

fn words(administrator: &Administrator) -> String {
    let says = match administrator {
        Administrator::Yes(name) => format!("yes, by `{name}`"),
        Administrator::No => "no".to_owned(),
        Administrator::Everybody => "everybody is, as permissions are off".to_owned(),
        Administrator::Untold => "not known here".to_owned(),
    };
    format!("; administrator: {says}")
}

fn word(administrator: &Administrator) -> &'static str {
    match administrator {
        Administrator::Yes(_) => "yes",
        Administrator::No => "no",
        Administrator::Everybody => "everybody",
        Administrator::Untold => "unknown",
    }
}

fn mail_word(mail: Mail) -> &'static str {
    match mail {
        Mail::Told => "told",
        Mail::Blank => "blank",
        Mail::NotVerified => "not-verified",
        Mail::NotMarked => "not-marked-as-verified",
    }
}
