//! The journal and the stores on a real disk. The keyring of this machine is never asked: it is played here.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use devportal_auth::credential::{Answers, Secret, Variable};
use devportal_auth::journal::{Abandoned, Held, Journal, Left, MadeThing, State};
use devportal_auth::secrets::{Dotenv, SecretStore, StoreName};

const KEY: &str = "-----BEGIN RSA PRIVATE KEY-----\nCANARY+/aa==\nbb: cc # no comment\n-----END RSA PRIVATE KEY-----\n";
const HOSTILE: &str = "  - CANARY: {[&*!|>%@`'\"\\ #\ttab\r\nnull~ \u{feff}é\u{2028}";

/// A keyring that takes so many secrets and then refuses.
struct Played {
    entries: BTreeMap<Variable, Secret>,
    takes: Cell<usize>,
}

impl Played {
    fn taking(takes: usize) -> Self {
        Self { entries: BTreeMap::new(), takes: Cell::new(takes) }
    }
}

impl SecretStore for Played {
    fn name(&self) -> StoreName {
        StoreName::Keyring
    }

    fn put(&mut self, variable: &Variable, value: &Secret) -> Result<()> {
        let Some(left) = self.takes.get().checked_sub(1) else { bail!("the keyring is locked") };
        self.takes.set(left);
        self.entries.insert(variable.clone(), value.clone());
        Ok(())
    }

    fn get(&self, variable: &Variable) -> Result<Option<Secret>> {
        Ok(self.entries.get(variable).cloned())
    }

    fn remove(&mut self, variable: &Variable) -> Result<()> {
        self.entries.remove(variable);
        Ok(())
    }
}

fn answers(pairs: &[(&str, &str)]) -> Answers {
    pairs.iter().map(|(name, value)| (Variable::new(*name), Secret::new(*value))).collect()
}

fn app() -> MadeThing {
    let page = "https://github.com/organizations/acme/settings/apps/acme-devportal".parse().unwrap();
    MadeThing {
        credential: "github:github-app".into(),
        name: "acme-devportal".into(),
        page: Some(page),
        ends: None,
        callback: None,
    }
}

fn parts() -> Held {
    Held {
        plain: answers(&[("GITHUB_APP_ID", "998877")]),
        secret: answers(&[("GITHUB_PRIVATE_KEY", KEY), ("GITHUB_CLIENT_SECRET", HOSTILE)]),
    }
}

fn all_parts() -> Answers {
    let mut all = parts().plain;
    all.merge(parts().secret);
    all
}

fn file(out: &Path) -> PathBuf {
    out.join(".devportal-auth/journal.yaml")
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn an_interrupted_run_is_taken_up_with_all_its_choices_things_and_secrets() {
    let out = tempfile::tempdir().unwrap();
    let mut store = Dotenv::default();
    let mut journal = Journal::start(out.path(), StoreName::Dotenv).unwrap();
    journal.record_choice("profile", "github").unwrap();
    journal.record_choice("portal-url", "https://portal.acme.example").unwrap();
    journal.record_intent("github:github-app", &Held::default(), &mut store).unwrap();
    journal.record_code("github:github-app", &Secret::new("one-time")).unwrap();
    journal.record_created(&app(), &parts(), &mut store).unwrap();
    journal.record_intent("github:oauth-client", &Held::default(), &mut store).unwrap();
    drop(journal);

    let journal = Journal::resume(out.path()).unwrap().unwrap();
    assert_eq!(journal.store(), StoreName::Dotenv);
    assert_eq!(journal.choices()["profile"], "github");
    assert_eq!(journal.choices()["portal-url"], "https://portal.acme.example");
    assert_eq!(journal.created(), [app()]);
    assert_eq!(journal.state("github:github-app"), Some(State::Created));
    assert_eq!(journal.state("github:oauth-client"), Some(State::Intent));
    assert_eq!(journal.state("keycloak:oauth-client"), None);
    assert!(journal.secrets(&Dotenv::default()).unwrap() == (all_parts(), Vec::new()));
}

#[test]
fn a_one_time_code_is_there_until_it_was_exchanged_and_gone_after() {
    let out = tempfile::tempdir().unwrap();
    let mut journal = Journal::start(out.path(), StoreName::Dotenv).unwrap();
    journal.record_code("github:github-app", &Secret::new("CANARY-code")).unwrap();
    drop(journal);

    let mut journal = Journal::resume(out.path()).unwrap().unwrap();
    assert!(journal.code("github:github-app") == Some(&Secret::new("CANARY-code")));
    journal.record_created(&app(), &parts(), &mut Dotenv::default()).unwrap();
    assert!(journal.code("github:github-app").is_none());
    assert!(!fs::read_to_string(file(out.path())).unwrap().contains("CANARY-code"));
}

#[test]
fn only_the_owner_can_read_it_and_git_does_not_see_it() {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().join(".devportal-auth");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    let mut journal = Journal::start(out.path(), StoreName::Dotenv).unwrap();
    journal.keep(&parts(), &mut Dotenv::default()).unwrap();
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&file(out.path())), 0o600);
    assert_eq!(mode(&folder.join("lock")), 0o600);
    assert_eq!(fs::read_to_string(folder.join(".gitignore")).unwrap(), "*\n");
    assert_eq!(names(&folder), [".gitignore", "journal.yaml", "lock"]);
}

#[test]
fn secrets_that_the_keyring_took_stand_in_no_file() {
    let out = tempfile::tempdir().unwrap();
    let mut store = Played::taking(2);
    let mut journal = Journal::start(out.path(), StoreName::Keyring).unwrap();
    journal.record_created(&app(), &parts(), &mut store).unwrap();
    let text = fs::read_to_string(file(out.path())).unwrap();
    assert!(!text.contains("CANARY"), "{text}");
    assert!(text.contains("GITHUB_PRIVATE_KEY") && text.contains("998877"), "{text}");
    assert!(!store.entries.contains_key(&Variable::new("GITHUB_APP_ID")), "an id is no secret");
    drop(journal);
    let journal = Journal::resume(out.path()).unwrap().unwrap();
    assert!(journal.secrets(&store).unwrap() == (all_parts(), Vec::new()));
}

#[test]
fn a_secret_that_the_keyring_refuses_is_kept_in_the_journal() {
    let out = tempfile::tempdir().unwrap();
    let mut store = Played::taking(1);
    let mut journal = Journal::start(out.path(), StoreName::Keyring).unwrap();
    let error = format!("{:#}", journal.record_created(&app(), &parts(), &mut store).unwrap_err());
    let expected = format!(
        "what it did not take is kept in {}; go on with `--resume`: the keyring is locked",
        file(out.path()).display()
    );
    assert_eq!(error, expected);
    drop(journal);
    let journal = Journal::resume(out.path()).unwrap().unwrap();
    assert_eq!(journal.created(), [app()]);
    assert!(journal.secrets(&store).unwrap() == (all_parts(), Vec::new()));
    assert_eq!(store.entries.len(), 1);
}

#[test]
fn a_secret_that_the_keyring_lost_is_named() {
    let out = tempfile::tempdir().unwrap();
    let mut journal = Journal::start(out.path(), StoreName::Keyring).unwrap();
    journal.keep(&parts(), &mut Played::taking(2)).unwrap();
    let (left, lost) = journal.secrets(&Played::taking(0)).unwrap();
    assert!(lost.contains(&Variable::new("GITHUB_CLIENT_SECRET")), "{lost:?}");
    assert!(lost.iter().all(|variable| left.get(variable).is_none()));
}

#[test]
fn a_second_run_is_kept_out_and_told_who_is_at_work() {
    let out = tempfile::tempdir().unwrap();
    let journal = Journal::start(out.path(), StoreName::Dotenv).unwrap();
    let expected = format!(
        "another run (process {}) is at work in {}; wait for it or stop it",
        std::process::id(),
        out.path().join(".devportal-auth").display()
    );
    assert_eq!(Journal::start(out.path(), StoreName::Dotenv).unwrap_err().to_string(), expected);
    assert_eq!(Journal::resume(out.path()).unwrap_err().to_string(), expected);
    assert_eq!(Journal::pending(out.path()).unwrap(), None);
    drop(journal);
    Journal::start(out.path(), StoreName::Dotenv).unwrap();
}

#[test]
fn a_new_run_does_not_begin_over_what_an_earlier_one_made() {
    let out = tempfile::tempdir().unwrap();
    let mut journal = Journal::start(out.path(), StoreName::Dotenv).unwrap();
    journal.record_created(&app(), &parts(), &mut Dotenv::default()).unwrap();
    journal.record_code("github:oauth-client", &Secret::new("CANARY-code")).unwrap();
    drop(journal);
    let before = fs::read(file(out.path())).unwrap();

    let pending = Journal::pending(out.path()).unwrap().unwrap();
    assert_eq!(pending.made, [app()]);
    assert_eq!(pending.begun, ["github:oauth-client"]);
    assert_eq!(pending.kept, [Variable::new("GITHUB_CLIENT_SECRET"), Variable::new("GITHUB_PRIVATE_KEY")]);

    let error = Journal::start(out.path(), StoreName::Dotenv).unwrap_err().to_string();
    let expected = format!(
        "an earlier run was interrupted and left `acme-devportal`, `github:oauth-client` half made; \
         go on with `--resume`, or remove {} if nothing of it is wanted",
        file(out.path()).display()
    );
    assert_eq!(error, expected);
    assert_eq!(fs::read(file(out.path())).unwrap(), before);
}

#[test]
fn a_journal_of_mere_choices_stops_no_new_run() {
    let out = tempfile::tempdir().unwrap();
    Journal::start(out.path(), StoreName::Dotenv).unwrap().record_choice("profile", "github").unwrap();
    assert_eq!(Journal::pending(out.path()).unwrap(), None);
    assert!(Journal::start(out.path(), StoreName::Dotenv).unwrap().choices().is_empty());
}

#[test]
fn a_finished_run_leaves_nothing_of_the_journal() {
    let out = tempfile::tempdir().unwrap();
    let mut journal = Journal::start(out.path(), StoreName::Dotenv).unwrap();
    journal.record_created(&app(), &parts(), &mut Dotenv::default()).unwrap();
    fs::write(out.path().join(".devportal-auth/.journal-killed"), "CANARY of a killed run").unwrap();
    journal.finish().unwrap();
    assert!(names(out.path()).is_empty());
    assert!(Journal::resume(out.path()).unwrap().is_none());
}

#[test]
fn what_is_being_written_is_on_the_disk_meanwhile_and_goes_when_nothing_was_written() {
    let out = tempfile::tempdir().unwrap();
    let mut journal = Journal::start(out.path(), StoreName::Dotenv).unwrap();
    let refused = journal.while_writing(
        &parts(),
        || {
            let text = fs::read_to_string(out.path().join(".devportal-auth/journal.yaml")).unwrap();
            assert!(text.contains("writing: true") && text.contains("PRIVATE KEY"), "{text}");
            Err::<(), _>(anyhow::anyhow!("refused"))
        },
        |_| true,
    );
    assert_eq!(refused.unwrap_err().to_string(), "refused");
    assert_eq!(Journal::pending(out.path()).unwrap(), None);
    assert!(!journal.is_half_written());
}

#[test]
fn whoever_cancels_a_run_is_told_whether_it_had_ended() {
    let out = tempfile::tempdir().unwrap();
    let mut journal = Journal::start(out.path(), StoreName::Dotenv).unwrap();
    journal.while_writing(&parts(), || Ok(()), |_| true).unwrap();
    journal.finish().unwrap();
    assert_eq!(Journal::abandon(out.path()).unwrap(), Abandoned::Ended);
    let mut journal = Journal::start(out.path(), StoreName::Dotenv).unwrap();
    journal.record_choice("profile", "github").unwrap();
    assert_eq!(Journal::abandon(out.path()).unwrap(), Abandoned::Nothing);
}

#[test]
fn a_backup_in_the_folder_outlives_the_journal() {
    let out = tempfile::tempdir().unwrap();
    let mut journal = Journal::start(out.path(), StoreName::Dotenv).unwrap();
    let backup = out.path().join(".devportal-auth/backup");
    fs::create_dir(&backup).unwrap();
    fs::write(backup.join(".env"), "A=1\n").unwrap();
    journal.finish().unwrap();
    assert_eq!(names(&out.path().join(".devportal-auth")), [".gitignore", "backup", "lock"]);
    Journal::start(out.path(), StoreName::Dotenv).unwrap();
}

#[test]
fn a_run_that_is_left_early_keeps_only_what_would_be_missed() {
    let out = tempfile::tempdir().unwrap();
    let mut journal = Journal::start(out.path(), StoreName::Dotenv).unwrap();
    journal.record_choice("profile", "github").unwrap();
    assert_eq!(journal.leave().unwrap(), Left::default());
    assert!(names(out.path()).is_empty());

    let mut journal = Journal::start(out.path(), StoreName::Dotenv).unwrap();
    journal.record_created(&app(), &parts(), &mut Dotenv::default()).unwrap();
    let left = journal.leave().unwrap().kept.unwrap();
    assert_eq!(left.describe(), "`acme-devportal`");
    assert!(left.file.is_file());
}

#[test]
fn what_was_undone_at_the_provider_is_forgotten() {
    let out = tempfile::tempdir().unwrap();
    let mut journal = Journal::start(out.path(), StoreName::Dotenv).unwrap();
    let held = parts();
    journal.record_created(&app(), &held, &mut Dotenv::default()).unwrap();
    journal.record_proven("github:github-app").unwrap();
    assert_eq!(journal.state("github:github-app"), Some(State::Proven));
    let kept: Vec<_> = held.plain.iter().chain(held.secret.iter()).map(|(variable, _)| variable.clone()).collect();
    journal.record_undone("github:github-app", &kept, &mut Dotenv::default()).unwrap();
    assert!(journal.created().is_empty());
    assert!(journal.secrets(&Dotenv::default()).unwrap().0.is_empty());
    assert_eq!(journal.leave().unwrap(), Left::default());
}

#[test]
fn a_garbled_journal_is_named_never_quoted_and_never_removed() {
    let out = tempfile::tempdir().unwrap();
    Journal::start(out.path(), StoreName::Dotenv).unwrap();
    let garbled = "version: 1\nstore: dotenv\nsecrets: CANARY-garbled\n";
    fs::write(file(out.path()), garbled).unwrap();
    let start = Journal::start(out.path(), StoreName::Dotenv).map(drop);
    let resume = Journal::resume(out.path()).map(drop);
    let pending = Journal::pending(out.path()).map(drop);
    for tried in [start, resume, pending] {
        let error = format!("{:?}", tried.unwrap_err());
        assert!(error.starts_with(&format!("{} is no journal", file(out.path()).display())), "{error}");
        assert!(error.contains("(line 3, column"), "{error}");
        assert!(!error.contains("CANARY"), "{error}");
    }
    assert_eq!(fs::read_to_string(file(out.path())).unwrap(), garbled);
}

#[test]
fn an_update_replaces_the_file_and_never_writes_into_it() {
    let out = tempfile::tempdir().unwrap();
    let mut journal = Journal::start(out.path(), StoreName::Dotenv).unwrap();
    let kept = out.path().join("the-file-before");
    fs::hard_link(file(out.path()), &kept).unwrap();
    let before = fs::read(&kept).unwrap();
    journal.keep(&parts(), &mut Dotenv::default()).unwrap();
    assert_eq!(fs::read(&kept).unwrap(), before);
    assert_ne!(fs::read(file(out.path())).unwrap(), before);
}

#[test]
fn an_update_that_fails_leaves_the_old_file_and_no_other() {
    let out = tempfile::tempdir().unwrap();
    let mut journal = Journal::start(out.path(), StoreName::Dotenv).unwrap();
    // A folder in the file's place cannot be replaced, whoever runs the test.
    fs::remove_file(file(out.path())).unwrap();
    fs::create_dir(file(out.path())).unwrap();
    let error = format!("{:#}", journal.keep(&parts(), &mut Dotenv::default()).unwrap_err());
    assert!(error.starts_with(&format!("could not write {}: ", file(out.path()).display())), "{error}");
    assert!(!error.contains("CANARY"), "{error}");
    assert_eq!(names(&out.path().join(".devportal-auth")), [".gitignore", "journal.yaml", "lock"]);
}

#[test]
fn a_link_in_the_folders_place_is_refused() {
    let out = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    symlink(elsewhere.path(), out.path().join(".devportal-auth")).unwrap();
    let error = format!("{:#}", Journal::start(out.path(), StoreName::Dotenv).unwrap_err());
    assert!(error.ends_with("something else has its name; move it away"), "{error}");
    assert!(names(elsewhere.path()).is_empty());
}

#[test]
fn nothing_is_pending_where_nobody_ever_ran() {
    let out = tempfile::tempdir().unwrap();
    assert_eq!(Journal::pending(out.path()).unwrap(), None);
    assert!(Journal::resume(&out.path().join("missing")).unwrap().is_none());
    assert!(names(out.path()).is_empty());
}

#[test]
fn what_was_typed_goes_with_a_no_and_overwrites_nothing_that_a_store_has() {
    let out = tempfile::tempdir().unwrap();
    let (token, other) = (Variable::new("GITHUB_TOKEN"), Variable::new("GITHUB_AUTH_CLIENT_SECRET"));
    let mut store = Played::taking(9);
    store.put(&token, &Secret::new("works")).unwrap();
    let mut journal = Journal::start(out.path(), StoreName::Keyring).unwrap();
    journal.note_typed("profile");
    journal.record_choice("profile", "github").unwrap();
    journal.record_choice("stage", "local").unwrap();
    journal.keep_typed((&token, &Secret::new("CANARY-unproven")), true, &mut store).unwrap();
    journal.keep_typed((&other, &Secret::new("CANARY-new")), true, &mut store).unwrap();
    assert_eq!(store.get(&token).unwrap(), Some(Secret::new("works")), "an earlier run's secret is lost");
    assert_eq!(store.get(&other).unwrap(), Some(Secret::new("CANARY-new")));
    let pending = journal.holds().unwrap();
    assert_eq!((pending.answers, pending.kept.as_slice()), (1, &[other.clone()][..]));
    assert_eq!(pending.describe(), "a value for `GITHUB_AUTH_CLIENT_SECRET`, 1 answer");

    journal.forget_typed(&mut store).unwrap();
    assert_eq!((store.get(&other).unwrap(), store.get(&token).unwrap()), (None, Some(Secret::new("works"))));
    assert_eq!(journal.leave().unwrap(), Left::default());
    assert!(!out.path().join(".devportal-auth").exists());
}

#[test]
fn what_was_typed_for_something_that_was_made_stays_with_it() {
    let out = tempfile::tempdir().unwrap();
    let mut store = Dotenv::default();
    let mut journal = Journal::start(out.path(), StoreName::Dotenv).unwrap();
    for (variable, value) in parts().secret.iter() {
        journal.keep_typed((variable, value), true, &mut store).unwrap();
    }
    journal.record_created(&app(), &parts(), &mut store).unwrap();
    journal.forget_typed(&mut store).unwrap();
    let (left, _) = journal.secrets(&store).unwrap();
    assert!(parts().secret.iter().all(|(variable, value)| left.get(variable) == Some(value)));
}
