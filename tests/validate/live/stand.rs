//! A place to run the program in, and what GitLab answers there.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;

use crate::fake::{Answer, Asked, Fake, answer, get};

/// The findings of proofs; what is written in the files is other tests' matter.
pub(super) const PROVEN: &str = "credential-invalid,credential-insufficient,credential-unknown,credential-expiring";

/// A folder with an empty environment.
pub(crate) struct Desk(TempDir);

/// How a run ended, what it said on each stream, and how long it took.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder that holds one configuration.
    pub(crate) fn with(text: &str) -> Self {
        let desk = Self::new();
        desk.put("app-config.yaml", text);
        desk
    }

    pub(crate) fn put(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    /// The program with an empty environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_devportal-auth"));
        command.args(arguments).current_dir(self.0.path()).env_clear();
        command.env("HOME", self.0.path()).env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        self.run_with(&[], arguments)
    }

    /// A run with these variables.
    pub(crate) fn run_with(&self, set: &[(&str, String)], arguments: &[&str]) -> Said {
        let started = Instant::now();
        let mut command = self.command(arguments);
        command.stdin(Stdio::null()).envs(set.iter().map(|(name, value)| (name, value)));
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Said {
            code: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
            took: started.elapsed(),
        }
    }

    /// `validate --live`, with findings as JSON. Any server of this machine may be asked.
    pub(crate) fn live(&self, arguments: &[&str]) -> Said {
        self.live_at(&["127.0.0.1:*", "localhost:*"], arguments)
    }

    /// The same, with only these hosts.
    pub(crate) fn live_at(&self, hosts: &[&str], arguments: &[&str]) -> Said {
        let mut all = vec!["validate", "--live", "--format", "json", "--select", PROVEN];
        hosts.iter().for_each(|host| all.extend(["--only-host", host]));
        self.run(&[&all[..], arguments].concat())
    }
}

impl Said {
    /// The findings of the live rules, as rule, key and message.
    pub(crate) fn found(&self) -> Vec<(String, String, String)> {
        let document: serde_json::Value = serde_json::from_str(&self.stdout).expect(&self.stderr);
        let text = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        let all = document["findings"].as_array().unwrap().iter();
        let own = all.filter(|finding| text(finding, "rule").starts_with("credential-"));
        own.map(|finding| (text(finding, "rule"), text(finding, "path"), text(finding, "message"))).collect()
    }

    /// What was said to a person, in one line.
    pub(crate) fn told(&self) -> String {
        self.stderr.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    pub(crate) fn ended(&self, code: i32) -> &Self {
        assert_eq!(self.code, code, "{}\n{}", self.stdout, self.stderr);
        self
    }

    #[track_caller]
    pub(crate) fn says(&self, words: &str) -> &Self {
        assert!(self.told().contains(words), "`{words}` is not in: {}", self.told());
        self
    }
}

/// Where a token of GitLab tells of itself, and of its owner.
pub(crate) const TOKEN: &str = "/api/v4/personal_access_tokens/self";
pub(crate) const OWNER: &str = "/api/v4/user";

/// A GitLab that knows a token of these scopes that ends then.
#[track_caller]
pub(crate) fn gitlab(scopes: &str, ends: &str) -> Fake {
    slow_gitlab(Duration::ZERO, scopes, ends)
}

/// The same, which takes its time with each answer.
#[track_caller]
pub(crate) fn slow_gitlab(takes: Duration, scopes: &str, ends: &str) -> Fake {
    let name = "portal glpat-CANARY-token";
    let token = json!({ "name": name, "scopes": [scopes], "active": true, "expires_at": ends });
    let mut fake = Fake::start();
    for (at, found) in [(TOKEN, token), (OWNER, json!({ "username": "acme-bot", "bot": true }))] {
        fake.often(get(at), move |_: &Asked| {
            thread::sleep(takes);
            answer(200, found.clone())
        });
    }
    fake
}

/// A GitLab that answers both questions so.
#[track_caller]
pub(crate) fn answering(reply: &Answer) -> Fake {
    let mut fake = Fake::start();
    fake.often(get(TOKEN), reply.clone());
    fake.often(get(OWNER), reply.clone());
    fake
}
