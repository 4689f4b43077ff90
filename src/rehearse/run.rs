//! The rehearsal, step by step: who is told of (`person`), then the resolvers are followed as the portal will; or the whole directory is
//! asked for (`whole`).

use std::time::Duration;

use anyhow::Result;
use serde_json::Value;
use url::Url;

use super::administrator::Administration;
use super::chain::chain;
use super::found;
use super::outcome::{Chain, Module, Outcome, outcome};
use super::people;
use super::person::Person;
use super::profile::{Keeps, keeps};
use super::tell::Said;
use crate::answers::AnswerSource;
use crate::answers::file::Target;
use crate::browser::SystemBrowser;
use crate::contract::entrance::{Entrance, entrances};
use crate::contract::release::Release;
use crate::lint::Subject;
use crate::proof::{Extent, Limit, Proof, Step};
use crate::providers::Provider;
use crate::providers::http::Http;
use crate::report::{Look, Report};
use crate::sign_in::{self as resolvers, Resolved, Resolver, Watch};
use crate::validate::live::{Credential, Door};

/// Whose sign-in it is.
#[derive(Clone, Debug)]
pub enum Whom {
    /// Whoever sits at the browser, or types a name and a password where that is how people sign in.
    Present,
    /// Somebody by name, who is looked up.
    Named(String),
    /// Somebody whose profile was sent.
    Profile(Box<Value>),
    /// Everybody in the directory.
    Everybody,
}

/// How it is done.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whose sign-in it is.
    pub whom: Whom,
    /// How long the browser is waited for.
    pub patience: Duration,
    /// Whether the answer is one JSON document.
    pub json: bool,
    /// How the answer looks.
    pub look: Look,
}

/// What the rehearsal reaches the world by.
pub struct Edges<'a> {
    /// Who answers questions.
    pub answers: &'a mut dyn AnswerSource,
    /// The systems.
    pub providers: &'a [Box<dyn Provider>],
    /// The network, for the provider's own endpoints.
    pub http: &'a Http,
    /// The browser.
    pub browser: &'a mut SystemBrowser,
    /// Who is told on the way.
    pub report: &'a mut dyn Report,
    /// Where the answer goes.
    pub print: &'a mut dyn FnMut(&str) -> Result<()>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The person, or everybody, would get in.
    GetsIn,
    /// Somebody would not.
    Refused,
    /// It could not be told.
    Untold,
}

impl Ended {
    pub(super) fn of(lets_in: Option<bool>) -> Self {
        match lets_in {
            Some(true) => Self::GetsIn,
            Some(false) => Self::Refused,
            None => Self::Untold,
        }
    }
}

/// What the whole run goes by.
pub(super) struct Scene<'r, 's> {
    pub(super) subject: &'r Subject<'s>,
    pub(super) door: &'r Door<'s>,
    pub(super) readers: &'r [Credential],
    pub(super) options: &'r Options,
    pub(super) chain: Vec<Resolver>,
    pub(super) release: Release,
    pub(super) today: Option<Release>,
}

/// Runs it.
///
/// # Errors
/// When a question stays open, the callback's port is taken, or the answer cannot be printed.
pub async fn run(
    subject: &Subject<'_>,
    door: &Door<'_>,
    readers: &[Credential],
    options: &Options,
    edges: &mut Edges<'_>,
) -> Result<Ended> {
    let chain = chain(subject, door);
    let release = subject.portal.release().into_owned();
    let today = subject.portal.upgrades_from.clone();
    let scene = Scene { subject, door, readers, options, chain, release, today };
    if let Some(step) = found::does_not_start(subject, door) {
        return scene.ends_at(step, edges);
    }
    // An own backend may bring a resolver in its code, where nothing is written.
    if scene.chain.is_empty() && subject.code().takes_resolvers_of(&door.provider) != Some(true) {
        return scene.ends_at(scene.no_resolver(), edges);
    }
    match options.whom {
        Whom::Everybody => scene.everybody(edges).await,
        _ => scene.one(edges).await,
    }
}

impl Scene<'_, '_> {
    /// What is known of the provider, where people sign in by the browser.
    pub(super) fn entrance(&self) -> Option<&'static Entrance> {
        entrances().providers.get(&self.door.provider)
    }

    pub(super) fn keeps(&self, release: &Release) -> Vec<Keeps> {
        self.entrance().map_or_else(|| vec![Keeps::All], |entrance| keeps(entrance, release))
    }

    pub(super) fn resolvers(&self) -> Chain<'_> {
        let (provider, environment) = (&self.door.provider, &self.door.environment);
        let module = match self.subject.code().takes_resolvers_of(provider) {
            _ if self.subject.portal.target != Target::Backstage => Module::Images,
            Some(true) => Module::Backstages,
            Some(false) | None => Module::Unseen,
        };
        Chain { provider, environment, resolvers: &self.chain, module }
    }

    async fn one(&self, edges: &mut Edges<'_>) -> Result<Ended> {
        edges.report.heading("Sign in");
        let mut steps = Vec::new();
        let mut said = match self.person(edges, &mut steps).await? {
            Some(person) => self.followed(&person, edges, steps).await,
            None => self.said(steps),
        };
        said.notes.extend(resolvers::open_doors(&self.chain).into_iter().chain(self.of_an_image()).chain(self.news()));
        said.notes.extend(found::also_wrong(self.subject));
        if matches!(self.options.whom, Whom::Present) && self.entrance().is_some() {
            said.notes.extend(found::not_kept(self.subject, self.door));
        }
        self.told(said, edges)
    }

    /// Ends before anybody is looked at.
    fn ends_at(&self, step: Step, edges: &mut Edges<'_>) -> Result<Ended> {
        match self.options.whom {
            Whom::Everybody if self.options.json => self.nobody(step, edges),
            _ => self.told(self.said(vec![step]), edges),
        }
    }

    /// A release of which nothing is known.
    pub(super) fn news(&self) -> Option<Step> {
        let says = format!("Backstage {} is {}", self.release, self.release.news()?);
        Some(Step::attention("release", says).hint("what is told is what the newest of these does"))
    }

    /// A resolver that is there only if an image reads this, which is not seen.
    fn of_an_image(&self) -> Option<Step> {
        let chain = self.resolvers();
        let name = chain.of_images().filter(|_| chain.module == Module::Unseen)?;
        let says = format!("`{name}` comes with some images, and Backstage's own module has it not");
        Some(Step::unknown("resolvers", says).hint("the portal does not start unless such an image reads this"))
    }

    fn no_resolver(&self) -> Step {
        let (provider, environment) = (&self.door.provider, &self.door.environment);
        let says = format!(
            "no resolver is written for `{provider}`; nobody gets in unless the portal's own code brings one, which is not looked into"
        );
        Step::unknown("resolvers", says)
            .hint(format!("write `auth.providers.{provider}.{environment}.signIn.resolvers`"))
    }

    /// Says what came of it: the steps to whoever runs it, the answer where data goes.
    fn told(&self, said: Said, edges: &mut Edges<'_>) -> Result<Ended> {
        // The reason and the way out are the answer's, and said once; a document is read by itself.
        let is_answer = |step: &&Step| !self.options.json && Some(&step.says) == said.why().as_ref();
        let mut steps: Vec<Step> =
            said.steps.iter().filter(|step| !is_answer(step)).chain(&said.notes).cloned().collect();
        let mend = said.mend();
        steps.iter_mut().filter(|step| step.hint == mend).for_each(|step| step.hint = None);
        let proof = Proof { steps, ..Proof::default() };
        if !proof.steps.is_empty() {
            edges.report.proof(&format!("`{}` for `{}`", self.door.provider, self.door.environment), &proof);
        }
        let written = match self.options.json {
            true => serde_json::to_string_pretty(&said.json())? + "\n",
            false => said.human(&self.options.look),
        };
        (edges.print)(&written)?;
        Ok(Ended::of(said.lets_in()))
    }

    /// What the person is called, when somebody else is meant than whoever is here.
    fn who(&self) -> Option<String> {
        match &self.options.whom {
            Whom::Named(name) => Some(format!("`{name}`")),
            Whom::Profile(_) => Some("this person".to_owned()),
            Whom::Present | Whom::Everybody => None,
        }
    }

    fn said(&self, steps: Vec<Step>) -> Said {
        Said {
            who: self.who(),
            provider: self.door.provider.clone(),
            environment: self.door.environment.clone(),
            release: self.release.to_string(),
            outcome: None,
            today: None,
            administrator: None,
            steps,
            notes: Vec::new(),
        }
    }

    /// Reads the directories, and follows the resolvers.
    async fn followed(&self, person: &Person, edges: &mut Edges<'_>, mut steps: Vec<Step>) -> Said {
        let mut watch = Watch::of(&person.told(self.entrance(), Keeps::All).identity);
        let (sources, untold) = people::sources(self.door, self.readers, edges.providers);
        edges.report.busy("reading people and groups");
        let (extent, unread) = people::read(&sources, &mut watch).await;
        edges.report.idle();
        watch.note(if untold.is_empty() { extent } else { Extent::Part(Limit::Elsewhere) });
        steps.extend(untold.into_iter().chain(unread));
        let follow = |release: &Release| {
            let read = |keeps| person.told(self.entrance(), keeps);
            let followed = outcome(self.resolvers(), &self.keeps(release), read, &watch);
            let followed = followed.by_what_is_known(person.whole);
            match self.other_answer() {
                Some(mend) if followed.lets_in() == Some(false) => Outcome { mend: Some(mend), ..followed },
                _ => followed,
            }
        };
        let came_of = follow(&self.release);
        let today = self.today.as_ref().map(|today| (today.to_string(), follow(today).lets_in()));
        let administrator = match &came_of.resolved {
            Resolved::As { user, groups, .. } => Some(Administration::of(self.subject).of_user(user, groups)),
            _ => None,
        };
        Said { outcome: Some(came_of), administrator, today, ..self.said(steps) }
    }

    /// What to look at in a profile that was sent and lacks what the provider's endpoint always tells.
    fn other_answer(&self) -> Option<String> {
        let Whom::Profile(profile) = &self.options.whom else { return None };
        let entrance = self.entrance()?;
        let field = entrance.username.as_ref().filter(|field| profile.get(field.as_str()).is_none())?;
        let end = Url::parse(&entrance.profile.replace("{server}", &entrance.server.usual)).ok();
        let end = end.map_or_else(|| "the userinfo endpoint".to_owned(), |url| format!("`{}`", url.path()));
        self.resolvers().goes_by_username().then(|| format!("the JSON has no `{field}`; is it what {end} answers?"))
    }
}
