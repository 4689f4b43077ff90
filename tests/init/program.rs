//! The program in a folder of its own, with an empty environment.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::printed;

/// A place to run the program in. What it writes is in `portal`.
pub(crate) struct Desk {
    folder: TempDir,
    environment: BTreeMap<String, String>,
}

/// How a run ended and what it said, on both streams.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) text: String,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), environment: BTreeMap::new() }
    }

    pub(crate) fn with(mut self, variable: &str, value: &str) -> Self {
        self.environment.insert(variable.into(), value.into());
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn put(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// Puts a journal where an interrupted run would have left it, as its owner's alone.
    pub(crate) fn journal(&self, content: &str) -> PathBuf {
        let path = self.put("portal/.devportal-auth/journal.yaml", content);
        #[cfg(unix)]
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Everything below the desk, by path: the content, or `None` for a folder.
    pub(crate) fn all(&self) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        let mut all = BTreeMap::new();
        collect(self.folder.path(), self.folder.path(), &mut all);
        all
    }

    /// Lists what is in `portal`.
    pub(crate) fn portal(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path("portal")) else { return Vec::new() };
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_devportal-auth"));
        command.args(arguments);
        self.at_the_desk(command)
    }

    /// Runs a shell script in which `$0` is the program.
    pub(crate) fn shell(&self, script: &str) -> Said {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_devportal-auth")]);
        self.ran(&self.at_the_desk(command).output().unwrap())
    }

    /// A shell script in which the program has its own name.
    pub(crate) fn typed(&self, script: &str) -> Command {
        let mut command = Command::new("/bin/sh");
        let folder = Path::new(env!("CARGO_BIN_EXE_devportal-auth")).parent().unwrap().display();
        command.args(["-c", &format!("PATH={folder}:$PATH\n{script}")]);
        self.at_the_desk(command)
    }

    /// Runs such a script, of which nobody is at a terminal.
    pub(crate) fn shell_of(&self, script: &str) -> Said {
        self.ran(&self.typed(script).output().unwrap())
    }

    fn at_the_desk(&self, mut command: Command) -> Command {
        command.current_dir(self.folder.path()).stdin(Stdio::null()).env_clear();
        command.env("HOME", self.path("home")).env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.envs(&self.environment);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        self.ran(&self.command(arguments).output().unwrap())
    }

    /// What a run said. Each command of this program that it printed is one, and works where that can be seen here.
    fn ran(&self, output: &Output) -> Said {
        let printed = String::from_utf8([&output.stdout[..], &output.stderr[..]].concat()).unwrap();
        printed::hold(&printed);
        for command in printed::commands(&printed).iter().filter(|command| printed::is_tried(command)) {
            let dry = if command.contains(" --fix") { " --dry-run" } else { "" };
            let mut shell = Command::new("/bin/sh");
            let path = Path::new(env!("CARGO_BIN_EXE_devportal-auth")).parent().unwrap().display();
            shell.args(["-c", &format!("PATH={path}:$PATH; {command}{dry}")]);
            let pasted = self.at_the_desk(shell).output().unwrap();
            assert!(
                matches!(pasted.status.code(), Some(0 | 1)),
                "`{command}{dry}` was printed, and ends so: {pasted:?}"
            );
        }
        Said::of(output)
    }

    /// A scripted `init` into `portal`.
    pub(crate) fn init(&self, arguments: &[&str]) -> Said {
        let fixed = ["init", "--no-input", "--yes", "--store", "dotenv", "--out", "portal"];
        self.run(&[&fixed[..], arguments].concat())
    }

    /// A run of the sandbox into `portal`, of which nobody is asked anything.
    pub(crate) fn rehearse(&self, arguments: &[&str]) -> Said {
        self.init(&[&["--sandbox"][..], arguments].concat())
    }
}

fn collect(root: &Path, folder: &Path, all: &mut BTreeMap<PathBuf, Option<Vec<u8>>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().to_owned();
        if path.is_dir() {
            all.insert(name, None);
            collect(root, &path, all);
        } else {
            all.insert(name, Some(fs::read(&path).unwrap_or_default()));
        }
    }
}

impl Said {
    fn of(output: &Output) -> Self {
        let text = [&output.stdout[..], &output.stderr[..]].concat();
        let text = String::from_utf8(text).unwrap();
        // Lines are wrapped for a reader; what is said is the same in one line.
        Self { code: output.status.code().unwrap_or(-1), text: text.split_whitespace().collect::<Vec<_>>().join(" ") }
    }

    /// Holds that the run ended so and said all of this.
    #[track_caller]
    pub(crate) fn ended(&self, code: i32, says: &[&str]) {
        for words in says {
            assert!(self.text.contains(words), "`{words}` is not in: {}", self.text);
        }
        assert_eq!(self.code, code, "{}", self.text);
    }
}
