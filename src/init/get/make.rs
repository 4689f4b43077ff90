//! Makes a credential at its provider. It is kept before anything else is tried.

use std::fmt;

use anyhow::{Context, Result, anyhow, bail};

use super::super::{Edges, Missing, NotWritten, Unfit, ask, unwritable};
use super::credential::{Credential, Desk};
use super::gather::random_secret;
use super::obtain::Entered;
use super::rescue;
use crate::answers::{Question, Reply, pasted};
use crate::browser::{self, Waiting};
use crate::contract::Make;
use crate::credential::{Fields, Secret};
use crate::journal::{Held, MadeThing};
use crate::plan::{Need, Plan};
use crate::providers::{Created, Creation, NothingMade, SECRET_ENDS};

/// Makes a credential, or goes on with one whose making was interrupted; nothing is made when the person goes back.
pub(super) async fn make(credential: &mut Credential<'_>, desk: &mut Desk<'_, '_, '_>) -> Result<Entered> {
    if name(credential, desk)? == Entered::Back || chosen(credential, desk)? == Entered::Back {
        return Ok(Entered::Back);
    }
    let (need, maker) = (credential.need, credential.provider);
    desk.edges.journal.make_room().context("nothing was made").context(NotWritten)?;
    let created = match (need.spec.make, maker.creation(&credential.wanted)) {
        (_, Creation::Browser { action, form, steps }) => {
            let form = browser::Form { action, fields: form };
            match confirmed(credential, (form, &steps), desk.edges).await {
                Err(error) if error.is::<WentBack>() => {
                    desk.edges.journal.record_undone(&need.id, &[], desk.edges.store)?;
                    return Ok(Entered::Back);
                }
                confirmed => confirmed.context(NotMade)?,
            }
        }
        (Make::Api, _) => {
            let Some(administrator) = administrator(need, desk)? else { return Ok(Entered::Back) };
            let prepared = prepare(credential, desk.edges)?;
            desk.edges.report.busy(&format!("making the {}", need.spec.title));
            let created = maker.create(&credential.wanted, &administrator, &prepared).await;
            desk.edges.report.idle();
            forget_what_was_not_made(need, created, desk.edges).context(NotMade)?
        }
        (_, Creation::Api | Creation::ByHand { .. }) => bail!("a {} is made by hand", need.spec.title),
    };
    keep(credential, &created, desk)?;
    Ok(Entered::All)
}

/// A refusal after which nothing is there leaves nothing to go on with.
fn forget_what_was_not_made(need: &Need, created: Result<Created>, edges: &mut Edges<'_>) -> Result<Created> {
    if created.as_ref().is_err_and(|error| error.is::<NothingMade>()) {
        let parts: Vec<_> =
            need.spec.prepared.iter().filter_map(|field| need.spec.fields.get(field)).cloned().collect();
        edges.journal.record_undone(&need.id, &parts, edges.store)?;
    }
    created
}

/// Lets a person confirm in the browser and takes the code that comes back, which is kept first: it works once.
async fn confirmed(
    credential: &Credential<'_>,
    (form, steps): (browser::Form, &[String]),
    edges: &mut Edges<'_>,
) -> Result<Created> {
    let Credential { need, provider: maker, wanted, .. } = credential;
    if let Some(code) = edges.journal.code(&need.id).cloned() {
        edges.report.line("taking up the confirmation of the run before");
        match maker.exchange(wanted, &code).await {
            Ok(created) => return Ok(created),
            Err(error) => edges.report.problem(
                &format!("the confirmation of the run before could not be taken: {error:#}"),
                Some("look at the provider whether something of that name is left over, and remove it"),
            ),
        }
    }
    edges.journal.record_intent(&need.id, &Held::default(), edges.store)?;
    steps.iter().for_each(|step| edges.report.line(step));
    let code = confirm(edges, &form)?;
    // The code works once, and is at hand: there is still the room that was made for what it is exchanged for.
    if let Err(error) = edges.journal.record_code(&need.id, &code) {
        edges.report.problem(&format!("the confirmation could not be kept: {error:#}"), Some("make room on the disk"));
    }
    edges.report.busy(&format!("fetching the {}", need.spec.title));
    let created = maker.exchange(wanted, &code).await;
    edges.report.idle();
    created
}

/// The person goes back from the page that makes a credential.
#[derive(Debug)]
struct WentBack;

impl fmt::Display for WentBack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the browser is not waited for any longer")
    }
}

impl std::error::Error for WentBack {}

/// What was asked for was not made, or nobody can tell.
#[derive(Clone, Copy, Debug)]
pub struct NotMade;

impl fmt::Display for NotMade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("making it failed")
    }
}

fn confirm(edges: &mut Edges<'_>, form: &browser::Form) -> Result<Secret> {
    let (report, answers) = (&mut *edges.report, &mut *edges.answers);
    let code = edges.browser.confirm_by_paste(form, &mut |waiting, over| {
        let mut refused = None;
        match waiting {
            Waiting::Opened { page, started: true, .. } => {
                report.line(&format!("opening {page}"));
                return Ok(None);
            }
            Waiting::Opened { page, file, .. } => {
                report.line(&format!("open {page}"));
                if let Some(file) = file {
                    report.line(&format!("or, in a browser on another machine, a copy of {}", file.display()));
                }
            }
            Waiting::Refused(why) => refused = Some(why.as_str()),
            Waiting::Left(left) => {
                report.waits_for_browser(*left);
                return Ok(None);
            }
        }
        let question = Question { alone: false, ..pasted::question() };
        match answers.answer_unless(over, &question, refused)? {
            Reply::Answer(pasted) if !pasted.is_empty() => Ok(Some(pasted)),
            Reply::Back => Err(WentBack.into()),
            Reply::Answer(_) | Reply::None => Ok(None),
        }
    });
    edges.report.idle();
    code
}

fn keep(credential: &mut Credential<'_>, created: &Created, desk: &mut Desk<'_, '_, '_>) -> Result<()> {
    let need = credential.need;
    for (field, value) in created.fields.iter() {
        credential.fields.set(field, value.clone());
    }
    credential.wanted.settings.extend(created.ends.clone().map(|day| (SECRET_ENDS.to_owned(), day)));
    let mut held = Held::default();
    for (field, variable) in Plan::variables(need) {
        let Some(value) = credential.fields.get(&field).cloned() else { continue };
        let values = if desk.plan.is_secret(&variable) { &mut held.secret } else { &mut held.plain };
        values.insert(variable, value);
    }
    let Created { name, page, ends, .. } = created.clone();
    let callback = credential.wanted.callback.clone();
    let made = MadeThing { credential: need.id.clone(), name, page, ends, callback };
    let edges = &mut *desk.edges;
    let kept = match edges.journal.record_created(&made, &held, edges.store) {
        Err(error) if !edges.journal.is_saved() => rescue::rescue(&made, error, edges),
        kept => kept,
    };
    kept.with_context(|| format!("`{}` was made, and the run cannot go on", created.name))?;
    edges.report.detail("made", &format!("{}; its secrets are kept, whatever happens to this run", created.name));
    Ok(())
}

/// Asks for what may be chosen when it is made (how long its secret lives).
fn chosen(credential: &mut Credential<'_>, desk: &mut Desk<'_, '_, '_>) -> Result<Entered> {
    for (setting, variable) in &credential.need.spec.chosen {
        match ask(desk.edges, &desk.plan.question(variable), None)? {
            Reply::Answer(value) => {
                _ = credential.wanted.settings.insert(setting.clone(), value.expose().to_owned());
            }
            Reply::Back => return Ok(Entered::Back),
            Reply::None => {}
        }
    }
    Ok(Entered::All)
}

/// Asks what it shall be called, where that may be chosen.
fn name(credential: &mut Credential<'_>, desk: &mut Desk<'_, '_, '_>) -> Result<Entered> {
    let spec = &credential.need.spec;
    let named = spec.name.as_ref().and_then(|field| Some((field, spec.fields.get(field)?)));
    let Some((field, variable)) = named else { return Ok(Entered::All) };
    let usual = Some(credential.wanted.name.clone());
    let question = Question { default: usual, default_unasked: true, ..desk.plan.question(variable) };
    let mut refused: Option<String> = None;
    loop {
        match ask(desk.edges, &question, refused.as_deref())? {
            Reply::Answer(name) => match unwritable(desk.plan, desk.edges, variable, &name) {
                Some(why) if desk.edges.answers.can_answer_again() => refused = Some(why),
                Some(why) => return Err(Unfit::of(&question.key, &anyhow!(why)).into()),
                None => {
                    if !name.is_empty() {
                        credential.wanted.name = name.expose().to_owned();
                    }
                    credential.fields.set(field, name);
                    return Ok(Entered::All);
                }
            },
            Reply::Back => return Ok(Entered::Back),
            Reply::None => return Ok(Entered::All),
        }
    }
}

/// Asks who makes it: the name before the password. Nobody, when the person goes back.
fn administrator(need: &Need, desk: &mut Desk<'_, '_, '_>) -> Result<Option<Fields>> {
    let mut parts: Vec<_> = need.spec.administrator.iter().collect();
    parts.sort_by_key(|(_, variable)| desk.plan.is_secret(variable));
    let mut fields = Fields::default();
    for (field, variable) in parts {
        let question = desk.plan.question(variable);
        match ask(desk.edges, &question, None)? {
            Reply::Answer(value) => fields.set(field, value),
            Reply::Back => return Ok(None),
            Reply::None => return Err(Missing::of(vec![question]).into()),
        }
    }
    Ok(Some(fields))
}

/// Chooses the parts that are chosen here, and keeps them first: a second try then finds its own work.
fn prepare(credential: &mut Credential<'_>, edges: &mut Edges<'_>) -> Result<Fields> {
    let (mut prepared, mut held) = (Fields::default(), Held::default());
    for field in &credential.need.spec.prepared {
        let Some(variable) = credential.need.spec.fields.get(field) else { continue };
        let value = match credential.fields.get(field).filter(|value| !value.is_empty()) {
            Some(value) => value.clone(),
            None => random_secret()?,
        };
        held.secret.insert(variable.clone(), value.clone());
        credential.fields.set(field, value.clone());
        prepared.set(field, value);
    }
    edges.journal.record_intent(&credential.need.id, &held, edges.store)?;
    Ok(prepared)
}
