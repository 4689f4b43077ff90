//! Would a named person be let in, through which resolver, as whom? What sign-in would tell of them is looked up before the
//! directory is read, so that they can be watched for while it passes by.

use anyhow::{Result, anyhow};

use super::super::get::{Credential, Proven};
use super::super::{Edges, ask};
use super::serving;
use crate::answers::file::AnswersFile;
use crate::answers::{Form, PERSON_PASSWORD, Question, Reply};
use crate::config::as_written;
use crate::contract::sign_in::{GoesBy, sign_in as facts};
use crate::credential::{Answers, Purpose, Secret};
use crate::plan::Plan;
use crate::proof::{Identity, Proof, Sought, Step, Verdict};
use crate::render::{self, Sheet};
use crate::secrets::StoreName;
use crate::sign_in::{self, Resolved, Resolver, Watch, usual, written};

/// What is said when nobody's sign-in is to be tried.
const NOBODY: &str = "none";

/// What came of the question whose sign-in is tried.
pub(super) enum Tried {
    /// Nobody's.
    Nobody,
    /// That of somebody whom the provider knows, or may know.
    Somebody(Candidate),
    /// The provider knows nobody of this name.
    Strange(String),
    /// Nobody could be asked about this name.
    Untold(String),
}

impl Tried {
    /// Whoever is watched for while a directory is read.
    pub(super) const fn candidate(&self) -> Option<&Candidate> {
        match self {
            Self::Somebody(candidate) => Some(candidate),
            Self::Nobody | Self::Strange(_) | Self::Untold(_) => None,
        }
    }

    /// What is known of them before a directory is read.
    pub(super) fn known(&self) -> super::Known {
        let (turned_away, untold) = match self {
            Self::Nobody => (None, None),
            Self::Strange(said) => (Some(said.clone()), None),
            Self::Untold(said) => (None, Some(said.clone())),
            Self::Somebody(candidate) => (None, Some(candidate.said.clone())),
        };
        super::Known { administrators: None, turned_away, untold }
    }
}

/// Somebody whose sign-in is tried out in thought.
pub(super) struct Candidate {
    /// What they sign in with.
    said: String,
    /// What sign-in would tell of them.
    identity: Identity,
    /// Whether that is everything, or only what was said here.
    known: Known,
}

/// How much of what sign-in tells is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    All,
    AsSaid,
}

impl Candidate {
    /// What they sign in with.
    pub(super) fn said(&self) -> &str {
        &self.said
    }

    /// Watches for them while a directory is read.
    pub(super) fn watch(&self) -> Watch {
        Watch::of(&self.identity)
    }
}

/// Asks for a name and looks it up. Whoever types one that the provider does not know is asked again, as it may be a slip.
pub(super) async fn candidate(edges: &mut Edges<'_>, proven: &[Proven<'_>]) -> Result<Tried> {
    let mut refused: Option<String> = None;
    loop {
        let Reply::Answer(said) = ask(edges, &question(), refused.as_deref())? else { return Ok(Tried::Nobody) };
        let said = said.expose().trim().to_owned();
        if said.is_empty() || said == NOBODY {
            return Ok(Tried::Nobody);
        }
        let Some(Credential { provider, wanted, fields, .. }) = asked_by(proven) else {
            edges.report.problem(&cannot_be_told(&said, "nothing that people sign in with was proven"), None);
            return Ok(Tried::Untold(said));
        };
        edges.report.busy(&format!("looking for {said}"));
        let sought = provider.person(wanted, fields, &said).await;
        edges.report.idle();
        let step = match sought {
            Ok(Sought::Found(identity)) => {
                return Ok(Tried::Somebody(Candidate { said, identity, known: Known::All }));
            }
            Ok(Sought::Nobody(why)) if edges.answers.can_answer_again() => {
                refused = Some(why);
                continue;
            }
            Ok(Sought::Nobody(why)) => Step::insufficient("sign-in", why),
            Ok(Sought::Untold(why)) => {
                edges.report.line(&format!("{why}; what was given is taken as it is"));
                return Ok(Tried::Somebody(Candidate { identity: as_said(&said), said, known: Known::AsSaid }));
            }
            Err(error) => Step::unknown("sign-in", format!("{error:#}")),
        };
        let is_strange = step.verdict == Verdict::Insufficient;
        edges.report.proof(&said, &Proof::of(step));
        return Ok(if is_strange { Tried::Strange(said) } else { Tried::Untold(said) });
    }
}

fn cannot_be_told(said: &str, why: &str) -> String {
    format!("whether `{said}` would be let in could not be determined: {why}")
}

/// Names whoever's sign-in was asked for beforehand where none can be tried, and says why it is not. Nobody else is asked for one then.
pub(super) fn untold(edges: &mut Edges<'_>, why: &str) -> Result<Option<String>> {
    let question = question();
    if !edges.answers.knows(&question) {
        return Ok(None);
    }
    let Reply::Answer(said) = ask(edges, &question, None)? else { return Ok(None) };
    let said = said.expose().trim().to_owned();
    if said.is_empty() || said == NOBODY {
        return Ok(None);
    }
    edges.report.problem(&cannot_be_told(&said, why), None);
    Ok(Some(said))
}

/// Who knows most of a person: the credential that reads people where they also sign in, else the one they sign in by.
fn asked_by<'p, 'r>(proven: &'p [Proven<'r>]) -> Option<&'p Credential<'r>> {
    let sign_in = serving(proven, Purpose::Authentication)?;
    serving(proven, Purpose::OrgData).filter(|reader| reader.need.part == sign_in.need.part).or(Some(sign_in))
}

/// A user name may hold an `@`, too.
fn as_said(said: &str) -> Identity {
    let said = || Some(said.to_owned());
    Identity { username: said(), email: said().filter(|said| said.contains('@')), ..Identity::default() }
}

/// Tells whether nothing but a mail address is looked for.
fn is_by_mail(chain: &[Resolver], key: &str) -> bool {
    let by_mail = |resolver: &Resolver| facts().goes_by(key, &resolver.name).is_some_and(GoesBy::is_of_mail);
    !chain.is_empty() && chain.iter().all(by_mail)
}

/// What was looked for of somebody of whom no more is known than what was said here.
fn nobody(said: &str, identity: &Identity, by_mail: bool) -> String {
    match identity.email {
        None if by_mail => format!("people are found by their mail address here, and `{said}` is none: give that"),
        Some(_) if by_mail => {
            format!("nobody in the catalog has the mail address `{said}`; it depends on what else sign-in tells")
        }
        _ => format!("nobody in the catalog is `{said}`; it depends on what else sign-in tells"),
    }
}

/// Tells how they would sign in, by the resolvers that are about to be written, and gives what is known of it.
pub(super) async fn tell(
    plan: &Plan,
    edges: &mut Edges<'_>,
    (answers, proven): (&Answers, &[Proven<'_>]),
    candidate: &Candidate,
    watch: &Watch,
) -> Result<Verdict> {
    let Some(key) = plan.main().contract.signs_in_as.as_deref() else { return Ok(Verdict::Unknown) };
    let chain = chain(plan, answers, (key, edges.store.name()))?;
    let resolved = sign_in::resolve(&chain, key, &candidate.identity, watch);
    let mut proof = match (&resolved, candidate.known) {
        (Resolved::As { .. } | Resolved::Absent { .. }, _) | (_, Known::All) => sign_in::proof(&resolved),
        (_, Known::AsSaid) => {
            Proof::of(Step::unknown("sign-in", nobody(&candidate.said, &candidate.identity, is_by_mail(&chain, key))))
        }
    };
    proof.steps.extend(sign_in::open_doors(&chain));
    edges.report.proof(&candidate.said, &proof);
    Ok(proof.verdict().max(own_password(edges, proven, candidate).await?))
}

/// The resolvers that are about to be written; the image's own, where none is. A provider that is not in it lets nobody in.
pub(super) fn chain(plan: &Plan, answers: &Answers, (key, store): (&str, StoreName)) -> Result<Vec<Resolver>> {
    let declared = AnswersFile::default();
    let sheet = Sheet { plan, answers, administrators: None, store, declared: &declared, closed: &[], notice: None };
    let root = as_written(&render::fragment(&sheet)?)
        .map_err(|fault| anyhow!("what is about to be written is no YAML: {}", fault.says))?;
    let block = root.get(&format!("auth.providers.{key}.production"));
    Ok(block.map_or_else(Vec::new, |block| written(key, block).unwrap_or_else(|| usual(key))))
}

/// Where signing in is a name and a password, they can be tried for real. Whoever gives none has nothing against them, and whoever
/// mistyped theirs is asked again.
async fn own_password(edges: &mut Edges<'_>, proven: &[Proven<'_>], candidate: &Candidate) -> Result<Verdict> {
    let by_password = |credential: &&Credential<'_>| credential.need.spec.callback.is_none();
    let Some(Credential { provider, wanted, fields, .. }) =
        serving(proven, Purpose::Authentication).filter(by_password)
    else {
        return Ok(Verdict::Valid);
    };
    let mut refused: Option<String> = None;
    loop {
        let reply = ask(edges, &password_question(&candidate.said), refused.as_deref())?;
        let Reply::Answer(password) = reply else { return Ok(Verdict::Valid) };
        if password.is_empty() {
            return Ok(Verdict::Valid);
        }
        let password = Secret::new(password.expose());
        let Some(proof) = provider.sign_in(wanted, fields, &candidate.said, &password).await else {
            return Ok(Verdict::Valid);
        };
        edges.report.proof(&candidate.said, &proof);
        if proof.verdict() != Verdict::Invalid || !edges.answers.can_answer_again() {
            return Ok(proof.verdict());
        }
        refused = Some("see above; type it again, or press enter to leave it".to_owned());
    }
}

fn question() -> Question {
    Question {
        key: "person".into(),
        prompt: "Whose sign-in shall be tried?".into(),
        about: "a person, to see whether they would be let in, and as whom".into(),
        form: Form::Text,
        default: Some(NOBODY.into()),
        default_unasked: true,
        example: Some("ada".into()),
        explain: vec![
            "The name that they sign in with, or their mail address. Nobody is asked for anything;".into(),
            "their entry is looked up, and the resolvers are gone through as the portal will.".into(),
        ],
        ways: vec!["--person NAME".into()],
        ..Question::default()
    }
}

fn password_question(whose: &str) -> Question {
    Question {
        key: PERSON_PASSWORD.into(),
        prompt: format!("{whose}'s password, or enter to leave it"),
        about: "that person's own password, to sign in once for real; it is not kept".into(),
        form: Form::Secret,
        verbatim: true,
        default: Some(String::new()),
        default_unasked: true,
        ways: vec![format!("--secret-from {PERSON_PASSWORD}=env:NAME")],
        ..Question::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_looked_for_by_an_address_is_not_said_to_be_nobody_by_their_name() {
        assert_eq!(
            nobody("ada", &as_said("ada"), true),
            "people are found by their mail address here, and `ada` is none: give that"
        );
        assert!(
            nobody("a@acme.dev", &as_said("a@acme.dev"), true)
                .starts_with("nobody in the catalog has the mail address `a@acme.dev`")
        );
        assert!(nobody("ada", &as_said("ada"), false).starts_with("nobody in the catalog is `ada`"));
        let chain = |names: &[&str]| names.iter().map(|name| Resolver::named(name)).collect::<Vec<_>>();
        assert!(is_by_mail(&chain(&["emailMatchingUserEntityProfileEmail"]), "google"));
        assert!(!is_by_mail(
            &chain(&["emailMatchingUserEntityProfileEmail", "usernameMatchingUserEntityName"]),
            "github"
        ));
        assert!(!is_by_mail(&[], "google"));
    }
}
