//! What a provider shows only once is kept, whatever happens to the folder of the run, or it is said plainly where it is or that it is lost.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use devportal_auth::answers::{AnswerSource, Question, Reply, Who};
use devportal_auth::browser::{Browser, Form};
use devportal_auth::credential::Secret;
use devportal_auth::init::{self, Edges, End};
use devportal_auth::journal::{Journal, Left, Standing};
use devportal_auth::plan::Endpoints;
use devportal_auth::providers::Provider;
use devportal_auth::providers::github::GitHub;
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::sandbox::{Sandbox, SandboxBrowser};
use devportal_auth::secrets::{Dotenv, StoreName};
use url::Url;

use crate::pipeline::{Engineer, Seen, agreed_to, options, types};

/// Confirms, and makes the folder of the run one that takes nothing any more: as the disk fills up just then.
struct FillingUp {
    browser: SandboxBrowser,
    folder: PathBuf,
}

impl Browser for FillingUp {
    fn open(&mut self, page: &Url) -> bool {
        self.browser.open(page)
    }

    fn confirm(&mut self, form: &Form, progress: &mut dyn FnMut(devportal_auth::browser::Waiting)) -> Result<Secret> {
        let code = self.browser.confirm(form, progress);
        if !away(&self.folder).exists() {
            fs::rename(self.folder.join(".devportal-auth"), away(&self.folder)).unwrap();
            fs::write(self.folder.join(".devportal-auth"), "in its place").unwrap();
        }
        code
    }
}

fn away(folder: &Path) -> PathBuf {
    folder.join("away")
}

/// An engineer who makes room when they are asked the second time; nobody, when nobody shall be there.
struct Rescuer {
    engineer: Engineer,
    says: VecDeque<Option<String>>,
    folder: PathBuf,
    standing: Standing,
    /// What whoever cancelled at each question would be told of.
    when_cancelled: Vec<Option<Left>>,
}

impl AnswerSource for Rescuer {
    fn answer(&mut self, question: &Question, refused: Option<&str>) -> Result<Reply> {
        if question.key != "rescue" {
            return self.engineer.answer(question, refused);
        }
        assert_eq!(question.who, Who::Person);
        self.when_cancelled.push(self.standing.left());
        let Some(Some(said)) = self.says.pop_front() else { return Ok(Reply::None) };
        if said.is_empty() && self.says.is_empty() {
            make_room(&self.folder);
        }
        Ok(Reply::Answer(Secret::new(said)))
    }

    fn can_answer_again(&self) -> bool {
        true
    }
}

struct Ended {
    done: Result<End>,
    left: Left,
    when_cancelled: Vec<Option<Left>>,
    /// What the journal tells afterwards, once it is kept.
    afterwards: Option<Left>,
    shown: String,
    folder: tempfile::TempDir,
}

impl Ended {
    fn said(&self) -> String {
        format!("{:#}", self.done.as_ref().unwrap_err())
    }

    /// The files in a folder beside the run's.
    fn texts(&self, name: &str) -> Vec<(PathBuf, String)> {
        let entries = fs::read_dir(self.folder.path().join(name)).into_iter().flatten();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
    }
}

async fn run(says: Vec<Option<String>>, refuge: Option<&str>) -> Ended {
    run_until(says, refuge, Then::Ends).await
}

/// What happens between the pipeline's end and the program's.
#[derive(PartialEq, Eq)]
enum Then {
    Ends,
    MakesRoom,
}

fn make_room(folder: &Path) {
    fs::remove_file(folder.join(".devportal-auth")).unwrap();
    fs::rename(away(folder), folder.join(".devportal-auth")).unwrap();
}

async fn run_until(says: Vec<Option<String>>, refuge: Option<&str>, then: Then) -> Ended {
    let sandbox = Sandbox::start_with(["repo"]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let at = Endpoints { url: sandbox.url().clone(), api_url: sandbox.api_url().clone() };
    let stand_ins = BTreeMap::from([("github".to_owned(), at)]);
    let providers: [Box<dyn Provider>; 1] = [Box::new(GitHub::new(Http::new(HttpOptions::default()).unwrap()))];
    let out = folder.path().join("portal");
    let journal = Journal::start(&out, StoreName::Dotenv).unwrap();
    let mut journal = journal.with_refuge(refuge.map(|name| folder.path().join(name)));
    let standing = journal.standing();
    assert_eq!(standing.left(), None);
    let mut answers = Rescuer {
        engineer: Engineer { says: vec![types("GITHUB_ORG", "acme")].into(), asked: Vec::new(), offered: Vec::new() },
        says: says.into(),
        folder: out.clone(),
        standing: standing.clone(),
        when_cancelled: Vec::new(),
    };
    let mut seen = Seen::default();
    let mut edges = Edges {
        answers: &mut answers,
        providers: &providers,
        browser: &mut FillingUp { browser: SandboxBrowser::new(&sandbox), folder: out.clone() },
        report: &mut seen,
        store: &mut Dotenv::default(),
        journal: &mut journal,
        agreement: &mut agreed_to(&stand_ins),
        objecting: &|_| Vec::new(),
    };
    let done = init::run(&options(&out, stand_ins), &mut edges).await;
    let afterwards = standing.left();
    if then == Then::MakesRoom {
        make_room(&out);
    }
    // As the program does it: what was made is kept or lost when the journal is left.
    let left = if done.is_ok() { journal.finish().map(|()| Left::default()) } else { journal.leave() };
    Ended {
        done,
        left: left.unwrap(),
        when_cancelled: answers.when_cancelled,
        afterwards,
        shown: seen.0.join("\n"),
        folder,
    }
}

const KEY: &str = "PRIVATE KEY";

#[tokio::test]
async fn a_key_that_the_journal_does_not_take_is_put_where_only_its_owner_reads_it_and_goes_on_from_there() {
    let ended = run(vec![None], Some("state")).await;
    let said = ended.said();
    let [(file, text)] = &ended.texts("state")[..] else { panic!("{said}") };
    assert!(text.contains(KEY), "the key is lost");
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(file).unwrap().permissions()) & 0o777, 0o600);
    let journal = ended.folder.path().join("portal/.devportal-auth/journal.yaml");
    let kept = ended.left.kept.as_ref().unwrap();
    assert!(kept.file == *file && kept.describe().starts_with("`acme-devportal`"), "{kept:?}");
    assert!(ended.shown.contains(&format!("is in {} for now", file.display())), "{}", ended.shown);
    assert!(ended.left.lost.is_none() && !said.contains("lost"), "{said}");
    assert!(!ended.shown.contains("its secrets are kept"), "{}", ended.shown);
    assert_eq!(ended.when_cancelled, [Some(ended.left.clone())], "ctrl-c at the question tells something else");
    let out = ended.folder.path().join("portal");
    fs::remove_file(out.join(".devportal-auth")).unwrap();
    fs::rename(away(&out), out.join(".devportal-auth")).unwrap();
    // An older journal is no reason to overlook it, and a run elsewhere has nothing to do with it.
    let state = ended.folder.path().join("state");
    assert_eq!(Journal::rescued(&out, &state).as_ref(), Some(file));
    assert_eq!(Journal::rescued(&ended.folder.path().join("other"), &state), None);
    fs::rename(file, &journal).unwrap();
    assert_eq!(Journal::rescued(&out, &state), None);
    let resumed = Journal::resume(&out).unwrap().unwrap();
    let (secrets, _) = resumed.secrets(&Dotenv::default()).unwrap();
    assert!(secrets.iter().any(|(_, value)| value.expose().contains(KEY)));
}

#[tokio::test]
async fn at_a_terminal_what_could_not_be_kept_is_held_until_there_is_room() {
    let again = || Some(String::new());
    let ended = run(vec![again(), again()], Some("state")).await;
    assert_eq!(ended.done.as_ref().ok(), Some(&End::Fine), "{:?}", ended.done);
    assert!(ended.shown.contains("could not be kept") && ended.shown.contains("its secrets are kept"));
    assert!(ended.when_cancelled.iter().all(|left| left.as_ref().is_some_and(|left| left.kept.is_some())));
    assert_eq!(ended.afterwards, None, "once it is kept, the journal's file tells it all");
    assert!(ended.texts("state").is_empty(), "what was rescued stays although it is kept");
    let env = fs::read_to_string(ended.folder.path().join("portal/.env")).unwrap();
    assert!(env.contains("GITHUB_PRIVATE_KEY") || env.contains("GITHUB_APP_PRIVATE_KEY"), "the key is lost");
}

#[tokio::test]
async fn at_a_terminal_another_folder_may_be_named() {
    let folder = tempfile::tempdir().unwrap();
    let ended = run(vec![Some(folder.path().join("usb").display().to_string())], None).await;
    let kept = fs::read_dir(folder.path().join("usb")).unwrap().next().unwrap().unwrap().path();
    assert!(fs::read_to_string(&kept).unwrap().contains(KEY));
    assert_eq!(ended.left.kept.unwrap().file, kept);
}

#[tokio::test]
async fn what_is_lost_is_said_to_be_lost() {
    let ended = run(vec![None], None).await;
    let lost = ended.left.lost.as_ref().unwrap();
    assert_eq!(ended.when_cancelled, [Some(ended.left.clone())]);
    assert!(lost.describe().starts_with("`acme-devportal`"), "{lost:?}");
    assert!(lost.made[0].page.as_ref().unwrap().as_str().starts_with("http"));
    assert!(ended.left.kept.is_none() && !ended.shown.contains("are kept"), "{:?}", ended.left);
}

#[tokio::test]
async fn what_the_disk_takes_in_the_end_is_kept_and_never_said_to_be_lost() {
    // The folder takes files again, and nobody is there any more.
    let ended = run(vec![None], Some("nobody")).await;
    let again = run_until(vec![None], None, Then::MakesRoom).await;
    for ended in [ended, again] {
        assert!(!format!("{:#}", ended.done.as_ref().unwrap_err()).contains("lost"), "{:?}", ended.done);
        assert!(!ended.shown.contains("lost") && ended.left.lost.is_none(), "{}", ended.shown);
        assert!(ended.left.kept.unwrap().describe().starts_with("`acme-devportal`"));
    }
}
