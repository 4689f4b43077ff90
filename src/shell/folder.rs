//! Looks at the folder first: what an earlier run or a person left there gives the defaults.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};

use super::given::{first_of, integration};
use super::init::Person;
use super::presets;
use crate::answers::file::{self, AnswersFile, Target};
use crate::answers::terminal::Terminal;
use crate::answers::{AnswerSource, Reply};
use crate::contract::{self, preset};
use crate::credential::{Answers, Secret, Variable};
use crate::document;
use crate::dotenv;
use crate::git::{self, Told};
use crate::here::here;
use crate::init::{self, NotWritten, StartedBy};
use crate::intake::{self, Kind, Unread};
use crate::interrupt::Cancelled;
use crate::journal::{self, Moving};
use crate::leaving::leaving;
use crate::plan::{is_loopback, parse_address};
use crate::report::{Look, Report, Screen};
use crate::secrecy::{self, is_secret_variable};
use crate::secrets::StoreName;
use crate::typed::Typed;
use crate::write::{self, Doubt};

/// Configuration files in the order in which Backstage's own scripts load them; later ones win.
const CONFIGURATION: [&str; 4] =
    ["app-config.yaml", "app-config.local.yaml", "app-config.production.yaml", "app-config.dynamic-plugins.yaml"];
/// The one of them that the template of `create-app` has for its image.
const DEPLOYED: &str = "app-config.production.yaml";
/// What tells the source of a Backstage.
const CHECKOUT: [&str; 2] = ["backstage.json", "packages/backend/package.json"];
pub(super) const COMPOSE: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

const HELM: [&str; 4] = ["Chart.yaml", "values.yaml", "values.yml", "helmfile.yaml"];

/// What is there.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// The declared state of an earlier run.
    pub declared: Option<AnswersFile>,
    /// The variables of `.env`.
    pub dotenv: Answers,
    /// The portal's address, by the configuration files.
    pub portal: Option<String>,
    /// The backend's own address in a checkout, where it is another than that of the pages.
    pub backend: Option<String>,
    /// What starts the portal.
    pub started_by: StartedBy,
    /// Whether the source of a Backstage is here.
    pub is_checkout: bool,
    /// Values that have a file of their own.
    pub own_files: Answers,
    /// Whether the sandbox wrote what is here: nothing in it is real.
    pub of_sandbox: bool,
    /// Files that were looked at, by name.
    pub seen: Vec<String>,
}

impl Folder {
    /// Reads the folder; one that does not exist is empty.
    ///
    /// # Errors
    /// When a file of ours or `.env` is there and cannot be read.
    pub(super) fn look(at: &Path) -> Result<Self> {
        let mut folder = Self { is_checkout: is_checkout(at), ..Self::default() };
        folder.configuration(at);
        if let Some(text) = folder.read(at, ".env", Kind::VARIABLES)? {
            let lines =
                dotenv::parse(text.expose()).map_err(|error| anyhow!("{}: {error}", at.join(".env").display()))?;
            lines.iter().for_each(|(name, value)| secrecy::learn_variable(name, value));
            folder.dotenv = lines.into_iter().map(|(name, value)| (Variable::new(name), value)).collect();
        }
        if let Some(text) = folder.read(at, file::NAME, Kind::ANSWERS)? {
            folder.declared = Some(parse(text.expose(), &at.join(file::NAME))?);
            folder.of_sandbox |= file::is_of_sandbox(&text);
        }
        folder.look_for_source(at);
        folder.own_files(at)?;
        let deploys = COMPOSE.iter().chain(&HELM).filter(|name| at.join(name).is_file()).map(|&name| name.to_owned());
        let deploys: Vec<_> = deploys.collect();
        folder.started_by = match deploys.first() {
            Some(name) if COMPOSE.contains(&name.as_str()) => StartedBy::Compose(name.clone()),
            Some(_) => StartedBy::Helm,
            None => StartedBy::Unknown,
        };
        folder.seen.extend(deploys);
        Ok(folder)
    }

    /// Looks whether the source of a Backstage is somewhere: here, or where a run of the sandbox was started, which writes elsewhere.
    pub(super) fn look_for_source(&mut self, at: &Path) {
        let source = CHECKOUT.iter().find(|name| at.join(name).exists());
        self.is_checkout |= source.is_some();
        self.seen.extend(source.map(|name| format!("{} is the source of a Backstage", name)));
    }

    /// The portal's address as far as the configuration tells; what cannot be read is told when it is to be written.
    fn configuration(&mut self, at: &Path) {
        let mut backend = None;
        for name in CONFIGURATION {
            let Ok(text) = intake::text(&at.join(name), Kind::CONFIGURATION) else { continue };
            self.seen.push(name.to_owned());
            self.of_sandbox |= file::is_of_sandbox(&text);
            let Ok(value) = document::value(text.expose()) else { continue };
            let address = |part: &str| {
                let said = value.get(part).and_then(|part| part.get("baseUrl")).and_then(|url| url.as_str());
                // The template of `create-app` has this machine's address for the image, too: it is none that anybody chose.
                let chosen = |said: &&str| !(self.is_checkout && name == DEPLOYED && is_this_machine(said));
                said.filter(|said| !said.contains("${")).filter(chosen).map(str::to_owned)
            };
            let (app, own) = (address("app"), address("backend"));
            self.portal = app.or(self.portal.take());
            backend = own.or(backend);
        }
        self.backend = backend.filter(|backend| self.is_checkout && self.portal.as_ref() != Some(backend));
    }

    /// What an earlier run put into files of their own.
    fn own_files(&mut self, at: &Path) -> Result<()> {
        let declared = self.declared.as_ref().map(|declared| declared.target.unwrap_or(Target::V1));
        for contract in declared.map(contract::on).unwrap_or_default() {
            for (variable, spec) in &contract.variables {
                let Some(name) = &spec.own_file else { continue };
                let Some(text) = self.read(at, name, Kind::VARIABLES)? else { continue };
                secrecy::learn_variable(variable.as_str(), &text);
                self.own_files.insert(variable.clone(), text);
            }
        }
        Ok(())
    }

    fn read(&mut self, at: &Path, name: &str, kind: Kind) -> Result<Option<Secret>> {
        let path = at.join(name);
        let text = intake::text_if_there(&path, kind).map_err(|unread| could_not(&path, &unread))?;
        self.seen.extend(text.is_some().then(|| name.to_owned()));
        Ok(text)
    }

    /// What is offered to a person, by question.
    pub(super) fn defaults(&self) -> BTreeMap<String, String> {
        let mut defaults: BTreeMap<String, String> =
            self.portal.iter().map(|url| ("portal-url".into(), url.clone())).collect();
        let said = |name: &str| self.dotenv.get(&Variable::new(name)).map(|value| value.expose().to_owned());
        let declared = self.declared.as_ref().and_then(|declared| declared.portal.backend_url.as_ref());
        let backend = self.backend.clone().or_else(|| declared.map(ToString::to_string));
        defaults.extend(backend.map(|backend| ("backend-url".to_owned(), backend)));
        if let Some(profile) = said("VEECODE_PROFILE") {
            defaults.insert("profile".into(), profile);
        } else if !self.presets().is_empty() {
            defaults.insert("target".into(), Target::V2.id().to_owned());
            let meant = presets::meant(&self.presets()).unwrap_or_default();
            defaults.extend(meant.profile.map(|profile| ("profile".to_owned(), profile)));
            defaults.extend(integration(&meant.integration.join(",")).into_iter().filter(|(_, said)| !said.is_empty()));
        } else if self.is_checkout {
            defaults.insert("target".into(), Target::Backstage.id().to_owned());
        }
        defaults.extend(self.declared.iter().flat_map(AnswersFile::decided));
        if let Some(said) = defaults.remove("integration") {
            defaults.extend(integration(&said));
        }
        let said = |key: &str| defaults.get(key).map(String::as_str);
        let meant = first_of(said("auth"), said("integration"));
        let unsaid = |file: &AnswersFile| file.profile.is_none() && file.presets.is_empty();
        if let Some(meant) = meant.filter(|_| self.declared.as_ref().is_some_and(unsaid)) {
            defaults.insert("profile".into(), meant);
        }
        defaults
    }

    /// The plain values that an earlier run declared.
    pub(super) fn values(&self) -> Answers {
        let values = self.declared.iter().flat_map(|declared| &declared.values);
        values.map(|(variable, value)| (variable.clone(), Secret::new(value))).collect()
    }

    /// The presets of the v2 image that `.env` names, or those that an earlier run declared.
    pub(super) fn presets(&self) -> Vec<String> {
        let said = self.dotenv.get(&Variable::new("VEECODE_PRESETS"));
        let declared = || self.declared.as_ref().map(|file| file.presets.clone()).unwrap_or_default();
        said.map_or_else(declared, |said| preset::names(said.expose()).map(str::to_owned).collect())
    }

    /// The store that an earlier run used.
    pub(super) fn store(&self) -> Option<StoreName> {
        self.declared.iter().flat_map(|declared| declared.secrets.values()).next().copied()
    }
}

fn is_checkout(at: &Path) -> bool {
    CHECKOUT.iter().any(|name| at.join(name).exists())
}

fn is_this_machine(address: &str) -> bool {
    parse_address(address).is_ok_and(|url| is_loopback(&url))
}

/// Tells whether the sandbox wrote a folder's answers.
pub(super) fn is_of_sandbox(at: &Path) -> bool {
    intake::text(&at.join(file::NAME), Kind::ANSWERS).is_ok_and(|text| file::is_of_sandbox(&text))
}

/// Refuses to go on with what the sandbox wrote, as if it were real.
///
/// # Errors
/// When a real run would begin there.
pub(super) fn refuse_sandboxed(folder: &Folder, out: &Path) -> Result<()> {
    if folder.of_sandbox {
        bail!(
            "what is in {} was written by `init --sandbox`, and nothing in it is real; name another folder with `--out`, or remove \
             app-config.local.yaml, devportal-auth.yaml and .env there first",
            out.display()
        );
    }
    Ok(())
}

/// Refuses to put what is only played in the place of somebody's secrets.
///
/// # Errors
/// When `.env` of the folder holds a secret, and the sandbox wrote none of it.
pub(super) fn refuse_real(folder: &Folder, out: &Path) -> Result<()> {
    let is_kept = |variable: &Variable| is_secret_variable(variable.as_str());
    let kept = folder.dotenv.iter().find(|(variable, value)| is_kept(variable) && !value.is_empty());
    match kept.filter(|_| !folder.of_sandbox) {
        Some((variable, _)) => bail!(
            "`.env` in {} holds `{variable}`, which the sandbox did not make and would replace; name another folder with `--out`",
            out.display()
        ),
        None => Ok(()),
    }
}

/// Refuses a folder of runs that git has, as what is kept there for a moment holds secrets, and doubts one of which that could not be told.
///
/// # Errors
/// When git tracks something in it.
pub(super) fn refuse_tracked(out: &Path) -> Result<Option<Doubt>> {
    let own = out.join(journal::FOLDER);
    match git::ask::tracks(&own) {
        Told::Yes => bail!(
            "git tracks files in {}, which holds secrets while a run goes on; run `{}` and commit that first",
            own.display(),
            Typed::of(&["git", "rm", "-r", "--cached"]).files([&own])
        ),
        // What is no folder cannot be worked in, which is told by whoever tries.
        Told::Untold(why) if out.is_dir() => Ok(Some(Doubt::Untold { path: journal::FOLDER.into(), why })),
        Told::Untold(_) | Told::No | Told::NoRepository => Ok(None),
    }
}

/// Doubts a folder that a link leads to elsewhere: whoever named it may not know of the link.
pub(super) fn led(out: &Path) -> Option<Doubt> {
    leaving(out).map(Doubt::Led)
}

/// Asks a person to allow what nobody else can.
///
/// # Errors
/// The doubt, where nobody is there to be asked; that it was stopped, where they say no.
pub(super) fn ask_about(doubt: &Doubt, person: Person, look: Look) -> Result<()> {
    if person == Person::Absent {
        return Err(anyhow!("{doubt}; {}", doubt.hint()).context(NotWritten));
    }
    match Terminal::new(look).answer(&init::doubtful(doubt), None)? {
        Reply::Answer(answer) if answer.expose() == "yes" => Ok(()),
        _ => Err(Cancelled.into()),
    }
}

/// Says that a move of the portal in a folder is not done, when one is not: it was stopped, or is still at work.
pub(super) fn half_moved(out: &Path) -> Option<(String, Typed)> {
    let is_here = out.as_os_str().is_empty() || out == Path::new(".");
    let go_on = Typed::ours("migrate").files((!is_here).then_some(out));
    Moving::is_left(out)
        .then(|| ("a move of this portal is not done, so its files may not fit each other".to_owned(), go_on))
}

/// Tells a person of such a move, by whatever runs there.
pub(super) fn tell_half_moved(out: &Path, screen: &mut Screen) {
    if let Some((says, go_on)) = half_moved(out) {
        screen.problem(&says, Some(&format!("unless it is still at work, go on with it: `{go_on}`")));
    }
}

/// Refuses to write where such a move is not done: its record has the last of what it replaces.
///
/// # Errors
/// When there is one.
pub(super) fn refuse_half_moved(out: &Path) -> Result<()> {
    match half_moved(out) {
        Some((says, go_on)) => bail!("{says}; unless it is still at work, go on with it: `{go_on}`"),
        None => Ok(()),
    }
}

/// Removes what killed runs left in a folder and among its copies.
pub(super) fn sweep(folder: &Path) {
    let folder = here(folder);
    write::sweep(folder);
    write::sweep(&folder.join(journal::FOLDER));
    for copies in [journal::COPIES, journal::BEFORE_MOVE] {
        write::sweep(&folder.join(journal::FOLDER).join(copies));
    }
}

/// Reads the answers that a person named.
///
/// # Errors
/// When they cannot be read or taken; names the file.
pub(super) fn answers_handed_over(path: &Path) -> Result<AnswersFile> {
    answers(path, Kind::ANSWERS.handed_over())
}

/// Reads the answers that an earlier run left.
///
/// # Errors
/// When they cannot be read or taken; names the file.
pub(super) fn answers_left(path: &Path) -> Result<AnswersFile> {
    answers(path, Kind::ANSWERS)
}

fn answers(path: &Path, kind: Kind) -> Result<AnswersFile> {
    let text = intake::text(path, kind).map_err(|unread| could_not(path, &unread))?;
    parse(text.expose(), path)
}

fn could_not(path: &Path, unread: &Unread) -> anyhow::Error {
    anyhow!("could not read {}: it {unread}", path.display())
}

fn parse(text: &str, path: &Path) -> Result<AnswersFile> {
    file::parse(text).with_context(|| format!("{}", path.display()))
}
