//! A person at the wizard, played: presses enter at everything but what a test lets them say.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use devportal_auth::agreed::{Agreed, Agreement, Server};
use devportal_auth::answers::{AnswerSource, Form, Question, Reply};
use devportal_auth::browser::{Browser, SystemBrowser};
use devportal_auth::credential::{Answers, Secret};
use devportal_auth::init::{self, Edges, End, Options, Proving, StartedBy, Writing};
use devportal_auth::journal::Journal;
use devportal_auth::plan::Endpoints;
use devportal_auth::proof::Proof;
use devportal_auth::providers::Provider;
use devportal_auth::providers::github::GitHub;
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::report::Report;
use devportal_auth::sandbox::{Sandbox, SandboxBrowser};
use devportal_auth::secrets::{Dotenv, StoreName};
use devportal_auth::typed::Typed;

/// Says what is next on the list when its question comes, and presses enter otherwise.
pub(crate) struct Engineer {
    pub(crate) says: VecDeque<(&'static str, Reply)>,
    pub(crate) asked: Vec<String>,
    /// What each question offered.
    pub(crate) offered: Vec<(String, Option<String>)>,
}

pub(crate) fn types(key: &'static str, text: &str) -> (&'static str, Reply) {
    (key, Reply::Answer(Secret::new(text)))
}

pub(crate) fn back(key: &'static str) -> (&'static str, Reply) {
    (key, Reply::Back)
}

impl AnswerSource for Engineer {
    fn answer(&mut self, question: &Question, refused: Option<&str>) -> Result<Reply> {
        self.asked.push(question.key.clone() + if refused.is_some() { "!" } else { "" });
        self.offered.push((question.key.clone(), question.default.clone()));
        if self.says.front().is_some_and(|(key, _)| *key == question.key) {
            return Ok(self.says.pop_front().unwrap().1);
        }
        let first = match &question.form {
            Form::Choice(choices) => choices.first().map(|choice| choice.value.clone()),
            _ => None,
        };
        let entered = question.default.clone().or(first);
        Ok(Reply::Answer(Secret::new(entered.unwrap_or_else(|| panic!("nothing to say to `{}`", question.key)))))
    }

    fn can_answer_again(&self) -> bool {
        true
    }
}

/// Keeps what was shown.
#[derive(Default)]
pub(crate) struct Seen(pub(crate) Vec<String>);

impl Report for Seen {
    fn heading(&mut self, words: &str) {
        self.0.push(words.to_owned());
    }

    fn detail(&mut self, name: &str, value: &str) {
        self.0.push(format!("{name} {value}"));
    }

    fn line(&mut self, text: &str) {
        self.0.push(text.to_owned());
    }

    fn command(&mut self, command: &Typed, what_for: &str) {
        self.0.push(format!("{command} {what_for}"));
    }

    fn proof(&mut self, subject: &str, proof: &Proof) {
        self.0.push(format!("{subject} {:?}", proof.verdict()));
    }

    fn problem(&mut self, what: &str, _hint: Option<&str>) {
        self.0.push(what.to_owned());
    }

    fn diff(&mut self, text: &str) {
        self.0.push(text.to_owned());
    }

    fn busy(&mut self, _doing: &str) {}

    fn idle(&mut self) {}
}

/// What came of a run: how it ended, which questions came in which order (`!` when an answer was refused before), and
/// what was shown.
pub(crate) struct Outcome {
    pub(crate) end: End,
    pub(crate) asked: Vec<String>,
    pub(crate) shown: String,
    offered: Vec<(String, Option<String>)>,
    folder: tempfile::TempDir,
}

impl Outcome {
    pub(crate) fn wrote(&self) -> bool {
        self.folder.path().join("app-config.local.yaml").exists()
    }

    /// The text of every file that was left.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.is_file()).map(|path| std::fs::read_to_string(path).unwrap()).collect()
    }

    /// What a question offered, each time that it came.
    pub(crate) fn offered(&self, key: &str) -> Vec<Option<&str>> {
        self.offered.iter().filter(|(asked, _)| asked == key).map(|(_, default)| default.as_deref()).collect()
    }

    fn times(&self, key: &str) -> usize {
        self.asked.iter().filter(|asked| asked.trim_end_matches('!') == key).count()
    }
}

pub(crate) async fn run(sandbox: Sandbox, says: Vec<(&'static str, Reply)>) -> Outcome {
    let mut browser = SandboxBrowser::new(&sandbox);
    run_with(sandbox, &mut browser, says).await
}

async fn run_with(sandbox: Sandbox, browser: &mut dyn Browser, says: Vec<(&'static str, Reply)>) -> Outcome {
    let at = Endpoints { url: sandbox.url().clone(), api_url: sandbox.api_url().clone() };
    let stand_ins = BTreeMap::from([("github".to_owned(), at)]);
    let github = GitHub::new(Http::new(HttpOptions::default()).unwrap());
    let outcome = play(Box::new(github), stand_ins, browser, says).await;
    assert_eq!(sandbox.unexpected(), [""; 0]);
    outcome
}

/// The stand-ins are agreed to.
pub(crate) fn agreed_to(stand_ins: &BTreeMap<String, Endpoints>) -> Agreement {
    let agreed = Agreed::by("--trust-host");
    let urls = stand_ins.values().flat_map(|at| [&at.url, &at.api_url]);
    urls.filter_map(Server::of).for_each(|server| agreed.say(server));
    Agreement::of(agreed)
}

/// Runs the pipeline with one provider and a person who says this.
pub(crate) async fn play(
    provider: Box<dyn Provider>,
    stand_ins: BTreeMap<String, Endpoints>,
    browser: &mut dyn Browser,
    says: Vec<(&'static str, Reply)>,
) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let mut engineer = Engineer { says: says.into(), asked: Vec::new(), offered: Vec::new() };
    let mut seen = Seen::default();
    let providers = [provider];
    let mut journal = Journal::start(folder.path(), StoreName::Dotenv).unwrap();
    let end = {
        let mut edges = Edges {
            answers: &mut engineer,
            providers: &providers,
            browser,
            report: &mut seen,
            store: &mut Dotenv::default(),
            journal: &mut journal,
            agreement: &mut agreed_to(&stand_ins),
            objecting: &|_| Vec::new(),
        };
        init::run(&options(folder.path(), stand_ins), &mut edges).await.unwrap()
    };
    assert!(engineer.says.is_empty(), "never asked: {:?} among {:?}", engineer.says, engineer.asked);
    Outcome { end, asked: engineer.asked, offered: engineer.offered, shown: seen.0.join("\n"), folder }
}

pub(crate) fn options(out: &Path, stand_ins: BTreeMap<String, Endpoints>) -> Options {
    Options {
        out: out.to_owned(),
        proving: Proving::Live,
        writing: Writing::Confirmed,
        patience: Duration::from_secs(5),
        defaults: BTreeMap::new(),
        found: Answers::default(),
        addresses: BTreeMap::new(),
        presets: Vec::new(),
        started_by: StartedBy::Unknown,
        authority: None,
        stand_ins,
    }
}

fn sandbox() -> Sandbox {
    Sandbox::start_with(["repo"]).unwrap()
}

#[tokio::test]
async fn enter_at_everything_leads_to_files() {
    let outcome = run(sandbox(), vec![types("GITHUB_ORG", "acme")]).await;
    assert_eq!(outcome.end, End::Fine);
    assert!(outcome.wrote());
    assert_eq!(outcome.asked[..2], ["target", "profile"]);
    assert_eq!(outcome.asked.last().map(String::as_str), Some("write"));
    assert!(outcome.shown.contains("a leak of it touches both"), "{}", outcome.shown);
}

#[tokio::test]
async fn going_back_changes_what_was_chosen_and_asks_on_from_there() {
    let token = sandbox().notes().classic_token;
    let says = vec![
        back("portal-url"),
        types("profile", "github-pat"),
        types("GITHUB_ORG", "acme"),
        types("GITHUB_TOKEN", token.expose()),
    ];
    let outcome = run(sandbox(), says).await;
    assert_eq!(outcome.asked[..5], ["target", "profile", "portal-url", "profile", "portal-url"]);
    assert_eq!((outcome.end, outcome.times("github-app")), (End::Fine, 0));
    assert!(outcome.wrote());
}

#[tokio::test]
async fn going_back_from_the_settings_leads_to_the_last_choice() {
    let outcome = run(sandbox(), vec![back("GITHUB_ORG"), types("GITHUB_ORG", "acme")]).await;
    let at = outcome.asked.iter().position(|key| key == "GITHUB_ORG").unwrap();
    assert!(outcome.asked[at + 1].starts_with("feature-"), "{:?}", outcome.asked);
    assert_eq!(outcome.end, End::Fine);
}

#[tokio::test]
async fn an_organisation_that_is_not_there_is_asked_for_again() {
    let outcome = run(sandbox(), vec![types("GITHUB_ORG", "acmee"), types("GITHUB_ORG", "acme")]).await;
    assert!(outcome.asked.contains(&"GITHUB_ORG!".to_owned()), "{:?}", outcome.asked);
    assert_eq!((outcome.end, outcome.times("GITHUB_ORG")), (End::Fine, 2));
}

#[tokio::test]
async fn a_refused_credential_is_looked_at_again_or_given_anew() {
    let token = sandbox().notes().classic_token;
    let last = if token.expose().ends_with('a') { "b" } else { "a" };
    let wrong = format!("{}{last}", &token.expose()[..token.characters() - 1]);
    let says = vec![
        types("profile", "github-pat"),
        types("GITHUB_ORG", "acme"),
        types("GITHUB_TOKEN", &wrong),
        types("refused-credential", "again"),
        types("refused-credential", "other"),
        types("GITHUB_TOKEN", token.expose()),
    ];
    let outcome = run(sandbox(), says).await;
    assert_eq!((outcome.end, outcome.times("refused-credential")), (End::Fine, 2));
    assert!(outcome.asked.contains(&"GITHUB_TOKEN!".to_owned()), "{:?}", outcome.asked);
    assert!(!outcome.shown.contains(&wrong), "a secret was shown");
}

#[tokio::test]
async fn what_is_not_enough_is_written_when_a_person_keeps_it() {
    let sandbox = Sandbox::start_with(["read:org"]).unwrap();
    let token = sandbox.notes().classic_token;
    let says = vec![
        types("profile", "github-pat"),
        types("GITHUB_ORG", "acme"),
        types("GITHUB_TOKEN", token.expose()),
        types("refused-credential", "keep"),
    ];
    // Nobody opens the page on which the sandbox gives the token its scopes.
    let mut nobody = SystemBrowser { enabled: false, ..SystemBrowser::default() };
    let outcome = run_with(sandbox, &mut nobody, says).await;
    assert!(outcome.shown.contains("access token Insufficient"), "{}", outcome.shown);
    assert_eq!(outcome.end, End::Fine);
    assert!(outcome.wrote());
}

#[tokio::test]
async fn the_differences_are_shown_on_request_and_no_means_no() {
    let says = vec![types("GITHUB_ORG", "acme"), types("write", "show"), types("write", "no")];
    let outcome = run(sandbox(), says).await;
    assert_eq!(outcome.end, End::Declined);
    assert!(outcome.shown.contains("+++ b/app-config.local.yaml"), "{}", outcome.shown);
    assert!(!outcome.wrote());
    let pending = Journal::pending(outcome.folder.path()).unwrap().unwrap();
    assert!(pending.describe().contains("acme-devportal"), "the App that was made is forgotten");
}
