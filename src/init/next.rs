//! What is left to a person when everything is written: what must still be done, how the portal is started where it stands, and how it is
//! kept right. The last line is the one that matters.

use std::path::Path;

use anyhow::Result;

use super::get::Proven;
use super::people::{NOBODY_ARRIVES, OTHER_MAILS, few_mails};
use super::{Edges, Options, Proving, hub, no_longer};
use crate::answers::file::{Stage, Target};
use crate::contract::entrance::is_known;
use crate::contract::preset;
use crate::contract::system::{SignsIn, System, systems};
use crate::credential::{Answers, Purpose, Variable};
use crate::plan::{Plan, odd_for_production, show};
use crate::proof::Verdict;
use crate::render;
use crate::secrets::StoreName;
use crate::typed::Typed;

/// What providers call the address that people are sent back to.
pub(super) const CALLBACK: &str = "callback";

/// What starts the portal, by what stands in the folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum StartedBy {
    /// Compose, with the file of this name.
    Compose(String),
    /// Helm, with a chart or its values.
    Helm,
    /// Nobody can tell.
    #[default]
    Unknown,
}

/// What a run came to.
pub(super) struct Done<'d> {
    pub(super) answers: &'d Answers,
    pub(super) proven: &'d [Proven<'d>],
    /// Who administers the portal, as an entity reference.
    pub(super) administrators: Option<&'d str>,
}

/// Says what is next.
///
/// # Errors
/// When what is written for sign-in cannot be made, which would have been told before.
pub(super) fn next(
    plan: &Plan,
    options: &Options,
    edges: &mut Edges<'_>,
    &Done { answers, proven, administrators }: &Done<'_>,
) -> Result<()> {
    edges.report.heading("Next");
    unproven(options, edges, proven);
    for remark in no_longer::stays(plan, options, administrators) {
        edges.report.problem(&remark.says, Some(&remark.hint));
    }
    if plan.choices.stage == Stage::Production
        && let Some(odd) = odd_for_production(&plan.choices.portal)
    {
        edges.report.problem(&odd.says, Some(&odd.hint));
    }
    open(plan, edges, proven);
    if plan.signs_in() && plan.reader().is_none() {
        edges.report.problem(NOBODY_ARRIVES, Some("bring them as catalog files, or run again with `--org-data`"));
    }
    if let Some(why) = few_mails(plan, answers, edges.store.name())? {
        edges.report.problem(&format!("people sign in by mail address, and {why}"), Some(OTHER_MAILS));
    }
    if let Some(authority) = &options.authority {
        let trusted = format!("the portal must trust it too: NODE_EXTRA_CA_CERTS={}", authority.display());
        edges.report.detail("authority", &trusted);
    }
    match &plan.choices.hub {
        Some(portal) => hub::modules(plan, portal, edges),
        None => {
            plugins(plan, edges);
            modules(plan, edges);
        }
    }
    presets(plan, options, edges);
    if options.in_sandbox() {
        real(plan, options, edges);
        edges.report.line("this was the sandbox: nothing in these files is real, and nothing left this machine");
        edges.report.command(&Typed::init_beside(&options.out), "for real");
        return Ok(());
    }
    start(plan, options, edges);
    if plan.signs_in() && !can_be_rehearsed(plan) {
        let title = &plan.main().provider.title;
        edges
            .report
            .line(&format!("no rehearsal knows {title}: the first sign-in in the portal shows whether people get in"));
    } else if plan.signs_in() {
        let folder = (options.out != Path::new(".")).then_some(&options.out);
        let sign_in = Typed::ours("rehearse").files(folder).with("--ca-cert", &options.authority);
        edges.report.command(&sign_in, "signs you in as the portal will, and says as whom");
    }
    edges.report.command(&live(options), "for your pipeline, and whenever something changed");
    Ok(())
}

/// What would follow if this were no play. None of it works with the sandbox's files, so no command stands there to be pasted.
fn real(plan: &Plan, options: &Options, edges: &mut Edges<'_>) {
    edges.report.line("with real credentials, this would follow:");
    let unknown = Options { started_by: StartedBy::Unknown, ..options.clone() };
    start(plan, &unknown, edges);
    if plan.signs_in() && can_be_rehearsed(plan) {
        edges.report.line("`devportal-auth rehearse` signs you in as the portal will, and says as whom");
    }
    edges.report.line("`devportal-auth validate --live` is for your pipeline, and whenever something changed");
}

/// Tells whether people can go through where they sign in before there is a portal.
fn can_be_rehearsed(plan: &Plan) -> bool {
    plan.main().contract.signs_in_as.as_deref().is_some_and(is_known)
}

fn unproven(options: &Options, edges: &mut Edges<'_>, proven: &[Proven<'_>]) {
    if options.proving == Proving::Live {
        return;
    }
    let nothing = proven.iter().all(|proven| proven.proof.steps.is_empty());
    let what = if nothing { "nothing was proven" } else { "not everything was proven" };
    edges.report.problem(what, Some(&format!("prove it before the portal starts: `{}`", live(options))));
}

/// What a proof left to a person, and the address that people come back to, which no provider tells.
fn open(plan: &Plan, edges: &mut Edges<'_>, proven: &[Proven<'_>]) {
    let steps = proven.iter().flat_map(|proven| &proven.proof.steps);
    let open: Vec<_> = steps.filter(|step| step.verdict != Verdict::Valid && step.hint.is_some()).collect();
    for step in &open {
        edges.report.detail(&step.name, &format!("{}; {}", step.says, step.hint.as_deref().unwrap_or_default()));
    }
    let Some(need) = plan.serving(Purpose::Authentication) else { return };
    let mut steps = proven.iter().flat_map(|proven| &proven.proof.steps);
    let is_told = steps.any(|step| step.name == CALLBACK && (step.verdict == Verdict::Valid || step.hint.is_some()));
    // What was made in this run was given it.
    let was_made = edges.journal.created().iter().any(|made| made.credential == need.id);
    if let Some(path) = need.spec.callback.as_ref().filter(|_| !is_told && !was_made) {
        let at = &plan.part(need).provider.title;
        edges.report.detail(
            CALLBACK,
            &format!("register {}{path} at {at}, if it is not there yet", show(plan.choices.backend())),
        );
    }
}

/// What has to be in the portal before it reads what was written of other systems. A plain Backstage's backend gets its own below, with its
/// other modules.
fn plugins(plan: &Plan, edges: &mut Edges<'_>) {
    for system in
        lacking(plan).filter(|system| plan.choices.target != Target::Backstage || system.of_backend().is_none())
    {
        let package = system.package.as_deref().unwrap_or_default();
        edges.report.detail(&system.title, &format!("the portal needs its plugin, {package}"));
    }
}

/// The systems whose package reads what was written of them, where nothing brings that.
fn lacking(plan: &Plan) -> impl Iterator<Item = &'static System> {
    systems().iter().filter(|system| {
        let mut parts = plan.parts.iter().filter(|part| part.contract.name == system.name).peekable();
        system.package.is_some() && parts.peek().is_some() && parts.all(|part| plan.brought(part).is_empty())
    })
}

/// The command that proves what was written, where it was written.
fn live(options: &Options) -> Typed {
    let elsewhere = (options.out != Path::new(".")).then_some(&options.out);
    Typed::ours("validate").files(elsewhere).flag("--live", true).with("--ca-cert", &options.authority)
}

/// What a plain Backstage's backend has to have before it reads what was written: one command, and a line of code for each.
fn modules(plan: &Plan, edges: &mut Edges<'_>) {
    let mut modules = plan.modules();
    lacking(plan).for_each(|system| modules.extend(system.of_backend()));
    if modules.is_empty() {
        return;
    }
    let add = Typed::of(&["yarn", "--cwd", "packages/backend", "add"]);
    let add = modules.iter().fold(add, |add, module| add.and(module));
    edges.report.command(&add, "gives the backend what it reads this with; choose the versions of your release");
    edges.report.line("and in packages/backend/src/index.ts a line for each:");
    for module in modules {
        edges.report.line(&format!("backend.add(import('{module}'));"));
    }
    signing_in(plan, edges);
    if plan.signs_in() {
        let page = Typed::ours("explain").and("plain-backstage");
        edges.report.command(&page, "how the app's sign-in page offers it, and which files are loaded");
    }
}

/// What a row by which people sign in leaves to a person: the page's part, and what has to stand in front of the portal.
fn signing_in(plan: &Plan, edges: &mut Edges<'_>) {
    if let Some((_, signs_in)) = row_of_sign_in(plan) {
        edges.report.line(&format!("the app's sign-in page gets {}", signs_in.offered()));
    }
    in_front(plan, edges);
}

/// What has to stand in front of the portal, where people are let in there.
pub(super) fn in_front(plan: &Plan, edges: &mut Edges<'_>) {
    if let Some((row, _)) = row_of_sign_in(plan).filter(|(_, signs_in)| signs_in.front.is_some()) {
        edges.report.line(&format!("in front of the portal, where {} is not there yet:", row.title));
        row.credentials.values().flat_map(|spec| &spec.steps).for_each(|step| edges.report.line(step));
    }
}

fn row_of_sign_in(plan: &Plan) -> Option<(&'static System, &'static SignsIn)> {
    let row = systems().iter().find(|system| system.name == plan.main().contract.name)?;
    Some((row, row.signs_in.as_ref()?))
}

/// Presets that stay and lack a variable, with which the image would not start. Whoever starts it may set them elsewhere.
fn presets(plan: &Plan, options: &Options, edges: &mut Edges<'_>) {
    for preset in plan.staying().into_iter().filter_map(preset::preset) {
        let required = preset.variables.iter().filter(|(_, variable)| variable.required);
        let missing =
            required.map(|(name, _)| name.as_str()).filter(|name| options.found.get(&Variable::new(*name)).is_none());
        let missing: Vec<_> = missing.collect();
        if !missing.is_empty() {
            let says = format!("the preset `{}` needs {}, which .env does not have", preset.name, missing.join(", "));
            let hint = format!("set them where the portal starts, or the image ends with {}", preset::EXIT);
            edges.report.problem(&says, Some(&hint));
        }
    }
}

fn start(plan: &Plan, options: &Options, edges: &mut Edges<'_>) {
    if let Some(portal) = &plan.choices.hub {
        hub::start(plan, portal, options, edges);
        return;
    }
    // Without any preset, nothing has to be told.
    let told = render::image(plan).filter(|(_, value)| !value.is_empty());
    let told = told.map(|(name, value)| format!("{name}={value}"));
    let with = told.as_ref().map(|told| format!("{told} and ")).unwrap_or_default();
    let lent = Typed::ours("run").out(&options.out);
    let keyring = edges.store.name() == StoreName::Keyring;
    let own = render::names_of_own_files(plan);
    let own = if keyring || own.is_empty() { String::new() } else { format!(" and {} beside it", own.join(", ")) };
    match &options.started_by {
        StartedBy::Compose(file) => {
            let elsewhere = (options.out != Path::new(".")).then(|| options.out.join(file));
            let up = Typed::of(&["docker", "compose"]).with("-f", elsewhere).and("up");
            let up = if keyring { lent.then(&up) } else { up };
            let told = told.map_or_else(|| "starts the portal".to_owned(), |told| format!("starts with {told}"));
            edges.report.command(&up, &told);
        }
        StartedBy::Helm => {
            let kept = if keyring { ".env and the keyring" } else { ".env" };
            edges.report.line(&format!(
                "give the chart app-config.local.yaml as a ConfigMap (`extraAppConfig`){own}, and {with}the variables of {kept} as a Secret \
                 (`extraEnvVarsSecrets`)"
            ));
        }
        StartedBy::Unknown => {
            edges.report.line(&format!(
                "start the portal with {with}the variables of .env in its environment, and with app-config.local.yaml as its last \
                 configuration file{own}"
            ));
            if keyring {
                edges.report.command(&lent.then(&Typed::of(&["COMMAND"])), "gives a command those of the keyring too");
            }
        }
    }
}
