//! `devportal-auth rehearse`: puts the configuration together, agrees on hosts, and hands the edges to the rehearsal.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use serde_json::Value;

use super::cli::{Global, Rehearse, Shape, Validate};
use super::end::{CannotBegin, cancelled};
use super::holding::holding;
use super::init::Person;
use super::process::{piped, variable};
use super::validate::{gather, links, live};
use super::{folder, hosts, network};
use crate::agreed::{Agreed, Memory};
use crate::answers::given::{Given, Origin};
use crate::answers::secret_from::{self, Sources};
use crate::answers::terminal::Terminal;
use crate::answers::{AnswerSource, Chain, PERSON_PASSWORD};
use crate::browser::{SystemBrowser, has_browser};
use crate::contract::entrance::entrances;
use crate::credential::Answers;
use crate::intake::{self, Kind};
use crate::interrupt::{self, Cancelled};
use crate::lint::Subject;
use crate::outlet;
use crate::portal_files::files::Disk;
use crate::rehearse::{Edges, Ended, NoWayBack, Options, Whom, choose, run};
use crate::report::{Look, Report, Screen};
use crate::secrecy;
use crate::secrets::{self, StoreName};
use crate::typed::Typed;
use crate::validate::live::{self as credentials, Credential, Door};
use crate::validate::{FileText, Input, assemble};

/// Nobody could sign in, and nobody else is named.
const NOBODY: &str = "nobody is here to sign in; name somebody with `--as NAME`, give a profile with `--profile-json FILE`, or ask for \
                      `--everybody`";
/// It never writes, so there is nothing to be said of that.
const CANCELLED: &str = "cancelled";
/// Somebody would not get in, or was refused.
const REFUSED: u8 = 1;
/// It could not be told.
const UNTOLD: u8 = 3;

/// Runs the command.
pub(super) fn rehearse(flags: &Rehearse, global: &Global, look: Look) -> Result<ExitCode> {
    interrupt::install(|| CANCELLED.to_owned())?;
    let mut screen = Screen::new(look);
    folder::tell_half_moved(&gather::named(&flags.at.files).0, &mut screen);
    let prepared = Prepared::of(flags, global, &mut screen).context(CannotBegin)?;
    let mut assembled = assemble(prepared.input.clone(), &Disk);
    links::hide(&mut assembled);
    secrecy::learn_all(&assembled.known);
    let subject = assembled.subject();
    let door = choose(&subject, credentials::doors(&subject), flags.provider.as_deref()).context(CannotBegin)?;
    let by_browser = entrances().providers.contains_key(&door.provider);
    if matches!(prepared.whom, Whom::Present) && prepared.person == Person::Absent && !by_browser {
        return Err(anyhow!(NOBODY).context(CannotBegin));
    }
    if matches!(prepared.whom, Whom::Profile(_)) && !by_browser {
        let says =
            "people sign in with a name and a password here, and no profile is sent; name somebody with `--as NAME`";
        return Err(anyhow!(says).context(CannotBegin));
    }
    let ended = prepared.run(flags, global, (&subject, door), screen);
    if ended.as_ref().is_err_and(|error| error.is::<Cancelled>()) {
        Screen::new(look).problem(CANCELLED, None);
        return Ok(cancelled());
    }
    Ok(match ended? {
        Ended::GetsIn => ExitCode::SUCCESS,
        Ended::Refused => ExitCode::from(REFUSED),
        Ended::Untold => ExitCode::from(UNTOLD),
    })
}

/// What has to be there before anything is asked.
struct Prepared {
    input: Input,
    whom: Whom,
    person: Person,
    given: Given,
    browser: SystemBrowser,
}

impl Prepared {
    fn of(flags: &Rehearse, global: &Global, screen: &mut Screen) -> Result<Self> {
        let whom = whom(flags)?;
        let person = Person::of(global);
        let browser = SystemBrowser {
            enabled: !flags.no_browser && has_browser(variable),
            time_limit: flags.patience,
            scratch: None,
        };
        let looked_at = Validate { at: flags.at.clone(), ..Validate::default() };
        let mut input = gather::whole(&looked_at, None)?;
        if let Some(file) = input.of_sandbox() {
            bail!(
                "{} was written by `init --sandbox`, so nobody can sign in by it; `{}` makes real credentials",
                file.name,
                Typed::init_beside(Path::new(&file.name).parent().unwrap_or(Path::new(".")))
            );
        }
        if matches!(whom, Whom::Present) && person == Person::Absent && (global.no_input || !browser.enabled) {
            bail!(NOBODY);
        }
        let unread = |file: &FileText| Some((file.name.clone(), file.text.as_ref().err()?.1.clone()));
        if let Some((name, why)) = input.files.iter().chain(&input.env_files).find_map(unread) {
            bail!("could not read {name}: {why}");
        }
        if !input.elsewhere.is_empty()
            && let Err(error) = live::from_store(&looked_at, &mut input)
        {
            screen.problem(&format!("the store could not be read: {error:#}"), None);
        }
        Ok(Self { input, whom, person, given: given(flags)?, browser })
    }

    fn run(
        mut self,
        flags: &Rehearse,
        global: &Global,
        (subject, mut door): (&Subject<'_>, Door<'_>),
        mut screen: Screen,
    ) -> Result<Ended> {
        let http = network::http(global).context(CannotBegin)?;
        let folder = holding(&flags.at.files);
        let (agreed, memory) = hosts::of_check(&flags.only_host, flags.at.process_env, folder.as_deref(), &mut screen)
            .context(CannotBegin)?;
        flags.unverified_host.iter().for_each(|said| agreed.say_unverified(said.clone()));
        let mut readers = credentials::readers(subject);
        let asks = flags.only_host.is_empty() && self.person == Person::There;
        agree((&mut door, &mut readers), subject, (&agreed, memory), (asks, &mut screen))?;
        let providers = network::providers(&http, &agreed);
        let http = http.behind(agreed.gate(door.credential.provider));
        let mut sources: Vec<Box<dyn AnswerSource>> = vec![Box::new(self.given)];
        if self.person == Person::There {
            sources.push(Box::new(Terminal::new(screen.look())));
        }
        let options = Options {
            whom: self.whom,
            patience: flags.patience,
            json: flags.format == Shape::Json,
            look: super::looking(outlet::printed_columns(), global),
        };
        let mut edges = Edges {
            answers: &mut Chain::new(sources),
            providers: &providers,
            http: &http,
            browser: &mut self.browser,
            report: &mut screen,
            print: &mut |text| {
                let printed =
                    if flags.format == Shape::Json { outlet::print_document(text) } else { outlet::print(text) };
                printed.context("could not print")
            },
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("could not start")?;
        let ended = runtime.block_on(run(subject, &door, &readers, &options, &mut edges));
        // A name that is still being looked up must not hold the end up.
        runtime.shutdown_background();
        ended.map_err(|error| if error.is::<NoWayBack>() { error.context(CannotBegin) } else { error })
    }
}

/// Asks about hosts that nobody agreed to, and holds back what would go to one.
fn agree(
    (door, readers): (&mut Door<'_>, &mut Vec<Credential>),
    subject: &Subject<'_>,
    (agreed, mut memory): (&Agreed, Box<dyn Memory>),
    (asks, screen): (bool, &mut Screen),
) -> Result<()> {
    let mut all: Vec<Credential> = std::mem::take(readers);
    all.insert(0, door.credential.clone());
    let person: Option<Box<dyn AnswerSource>> = asks.then(|| Box::new(Terminal::new(screen.look())) as _);
    let mut person = Chain::new(person.into_iter().collect());
    for open in credentials::open(&all, agreed, subject.sources) {
        hosts::ask_about(&open, &mut person, (agreed, memory.as_mut()), screen)?;
    }
    credentials::hold_back(&mut all, agreed, subject.sources);
    door.credential = all.remove(0);
    *readers = all;
    Ok(())
}

fn whom(flags: &Rehearse) -> Result<Whom> {
    Ok(match (&flags.named, &flags.profile_json) {
        _ if flags.everybody => Whom::Everybody,
        (Some(name), _) => Whom::Named(name.trim().to_owned()),
        (None, Some(path)) => Whom::Profile(Box::new(profile(path)?)),
        (None, None) => Whom::Present,
    })
}

fn profile(path: &Path) -> Result<Value> {
    let text = intake::text(path, Kind::ANSWERS).map_err(|why| anyhow!("{} {why}", path.display()))?;
    let read: Option<Value> = serde_json::from_str(text.expose()).ok();
    match read.filter(Value::is_object) {
        Some(profile) => Ok(profile),
        None => bail!("{} is no JSON object; it should hold what the provider tells of a person", path.display()),
    }
}

fn given(flags: &Rehearse) -> Result<Given> {
    let specs = secret_from::parse(&flags.secret_from)?;
    if let Some(spec) = specs.iter().find(|spec| spec.name != PERSON_PASSWORD) {
        bail!("`--secret-from` takes `{PERSON_PASSWORD}` here, not `{}`", spec.name);
    }
    let (store, _) = secrets::open(Some(StoreName::Dotenv), Path::new("."), Answers::default())?;
    let fetched =
        secret_from::fetch(&specs, &mut Sources { environment: &variable, stdin: piped(), store: store.as_ref() })?;
    let fetched = fetched.all()?;
    fetched.values().for_each(secrecy::learn);
    Ok(Given::default().with(Origin::SecretFrom, fetched))
}
