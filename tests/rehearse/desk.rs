//! The program in a folder of its own, with an empty environment and a browser that notes what it is to open.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use url::Url;

use crate::visitor::{self, Tab};

pub(crate) struct Desk {
    folder: TempDir,
    /// The port that the portal will have.
    pub(crate) port: u16,
}

/// How a run ended, and what it said.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err))
    }

    /// Everything that was said, its lines joined.
    pub(crate) fn words(&self) -> String {
        format!("{} {}", self.out, self.err).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn says(&self, words: &str) {
        assert!(self.words().contains(words), "it did not say `{words}`: {}\n{}", self.out, self.err);
    }
}

impl Desk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let browser = folder.path().join("browser");
        // A program of the folder that the portal lies in would not be started.
        fs::create_dir(folder.path().join("desk")).unwrap();
        let note = folder.path().join("desk/opened");
        let script = format!("#!/bin/sh\nprintf '%s' \"$1\" > '{0}.new'\nmv '{0}.new' '{0}'\n", note.display());
        fs::write(&browser, script).unwrap();
        fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder, port }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("desk").join(name)
    }

    pub(crate) fn put(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// The portal's own part of a configuration.
    pub(crate) fn portal(&self) -> String {
        let portal = format!("http://localhost:{}", self.port);
        format!(
            "app: {{ baseUrl: '{portal}' }}\nbackend: {{ baseUrl: '{portal}' }}\npermission:\n  enabled: true\n  rbac:\n    admin:\n      \
             users: [{{ name: 'group:default/platform' }}]\n"
        )
    }

    /// Lays code beside it, whose backend adds the provider and the plugin that reads who administers.
    pub(crate) fn with_administrators(self, provider: &str) -> Self {
        fs::create_dir_all(self.path("packages/backend/src")).unwrap();
        let module = format!("@backstage/plugin-auth-backend-module-{provider}-provider");
        let plugins = [&module, "@backstage-community/plugin-rbac-backend"];
        let adds = plugins.map(|package| format!("backend.add(import('{package}'));\n")).concat();
        self.put("packages/backend/src/index.ts", &format!("const backend = createBackend();\n{adds}"));
        self
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_devportal-auth"));
        command.arg("rehearse").args(arguments).current_dir(self.path("")).env_clear();
        command.env("HOME", self.path("home")).env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("BROWSER", self.folder.path().join("browser"));
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        told(&self.command(arguments).stdin(Stdio::null()).output().unwrap())
    }

    /// Runs it, with a person at the browser.
    pub(crate) fn browse(&self, arguments: &[&str], turn: impl Fn(Url) -> Url) -> (Said, Tab) {
        let child =
            self.command(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let tab = visitor::visit(visitor::opened(&self.path("opened")), turn);
        (told(&child.wait_with_output().unwrap()), tab)
    }
}

/// What was said; no secret, token or code is ever in it.
fn told(output: &Output) -> Said {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let said = Said { code: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) };
    assert!(!said.out.contains("CANARY") && !said.err.contains("CANARY"), "a secret: {}\n{}", said.out, said.err);
    said
}

/// An address as it is.
pub(crate) fn straight(url: Url) -> Url {
    url
}
