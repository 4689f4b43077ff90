//! A run of the program in a pseudo-terminal, and what was seen of it.

use std::process::Command;

use rexpect::session::{PtySession, spawn_command};

use crate::CANARY;

/// Makes the terminal sane, runs the program, and shows its exit code and the modes that it left.
const SHELL: &str = r#"trap : INT TERM
stty sane rows 24 cols 80
"$0" --exact program::prompt_program --ignored --nocapture --quiet
echo "code=$?"
stty -a | tr ';' '\n' | tr ' ' '\n' | grep -xE -e '-?(echo|icanon|isig)' | tr '\n' ' '
echo end-of-run"#;

/// A run of a scene in a pseudo-terminal.
pub(crate) struct Run {
    pty: PtySession,
    pub(crate) folder: tempfile::TempDir,
    screen: String,
}

impl Run {
    pub(crate) fn start(scene: &str, environment: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(SHELL).arg(std::env::current_exe().unwrap()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap()).env("SCENE", scene);
        command.env("TERM", "xterm").env("LC_ALL", "C");
        command.env("HEARD", folder.path().join("heard")).env("GO", folder.path().join("go"));
        command.env("ID", folder.path().join("id"));
        command.envs(environment.iter().copied());
        let pty = spawn_command(command, Some(20_000)).unwrap();
        Self { pty, folder, screen: String::new() }
    }

    pub(crate) fn plain(scene: &str) -> Self {
        Self::start(scene, &[("ACCESSIBLE", "1")])
    }

    pub(crate) fn sees(&mut self, text: &str) -> &mut Self {
        match self.pty.exp_string(text) {
            Ok(before) => self.screen.push_str(&(before + text)),
            Err(error) => panic!("waited for {text:?} after {:?}: {error}", self.screen),
        }
        self
    }

    pub(crate) fn types(&mut self, keys: &str) -> &mut Self {
        self.pty.send(keys).unwrap();
        self.pty.flush().unwrap();
        self
    }

    /// Sends the program a signal, as another program would.
    pub(crate) fn is_sent(&mut self, signal: &str) {
        let id = std::fs::read_to_string(self.folder.path().join("id")).unwrap();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    /// Sees the run end with an exit code and the terminal as it was.
    pub(crate) fn ends(mut self, code: i32) -> (String, Option<String>) {
        self.sees(&format!("code={code}\r\n"));
        self.sees("end-of-run");
        let modes = self.screen.rsplit("\r\n").next().unwrap_or_default().trim_end_matches("end-of-run").trim();
        let mut modes: Vec<_> = modes.split(' ').collect();
        modes.sort_unstable();
        assert_eq!(modes, ["echo", "icanon", "isig"], "{:?}", self.screen);
        let hidden = self.screen.rfind("\u{1b}[?25l");
        assert!(hidden.is_none() || hidden < self.screen.rfind("\u{1b}[?25h"), "no cursor: {:?}", self.screen);
        assert!(!self.screen.contains(CANARY), "shown: {:?}", self.screen);
        (self.screen.clone(), std::fs::read_to_string(self.folder.path().join("heard")).ok())
    }

    pub(crate) fn answers(self, answer: &str) -> String {
        let (screen, heard) = self.ends(0);
        assert_eq!(heard.as_deref(), Some(answer), "{screen:?}");
        screen
    }

    pub(crate) fn cancelled(mut self) -> String {
        self.sees("cancelled; nothing was written\r\n");
        let (screen, heard) = self.ends(130);
        assert_eq!(heard, None, "{screen:?}");
        screen
    }
}
