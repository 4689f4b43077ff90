//! A newcomer's way from the README's first command to a portal's files, with one mistake of each kind, and on to a pipeline that fails
//! and the page that explains it: on terminals of every kind, and without a dead end.

use std::process::Command;

use rexpect::ReadUntil;
use rexpect::reader::Regex;
use rexpect::session::{PtySession, spawn_command};

use crate::glass::{Glass, holds};
use crate::program::Desk;

/// A terminal, and how the program is to behave there.
struct Way {
    name: &'static str,
    columns: usize,
    rows: usize,
    flags: &'static str,
    environment: &'static [(&'static str, &'static str)],
    /// Whether lists are drawn with a cursor; otherwise they are numbered lines.
    drawn: bool,
    /// Under which name its screens are kept.
    kept: Option<&'static str>,
}

const UTF8: (&str, &str) = ("LC_ALL", "C.UTF-8");

const WAYS: [Way; 4] = [
    Way { name: "80x24", columns: 80, rows: 24, flags: "", environment: &[UTF8], drawn: true, kept: Some("80") },
    Way { name: "40x20", columns: 40, rows: 20, flags: "", environment: &[UTF8], drawn: true, kept: Some("40") },
    Way {
        name: "accessible",
        columns: 80,
        rows: 24,
        flags: " --accessible",
        environment: &[("LC_ALL", "C")],
        drawn: false,
        kept: None,
    },
    Way {
        name: "NO_COLOR",
        columns: 80,
        rows: 24,
        flags: "",
        environment: &[("NO_COLOR", "1"), ("LC_ALL", "C")],
        drawn: true,
        kept: None,
    },
];

/// What a newcomer does, and what they see.
enum Step {
    /// These words, wherever lines break.
    Sees(&'static str),
    /// A list with all of its rows, below which the ways out stand.
    Ready,
    /// A word that no row of the list has, and then none.
    Mistypes(&'static str),
    /// A row, by letters that find it.
    Picks(&'static str),
    /// A line.
    Types(&'static str),
    /// Asks what a list is about.
    Asks,
    /// The question before this one; the text says what kind of prompt it is left at.
    Back(At),
    /// The screen as it is is one that is kept.
    Keeps(&'static str),
}

#[derive(Clone, Copy)]
enum At {
    List,
    Text,
}

use Step::{Asks, Back, Keeps, Mistypes, Picks, Ready, Sees, Types};

const WALK: &[Step] = &[
    Sees("Which portal is it?"),
    Ready,
    Keeps("which-portal"),
    Picks("VeeCode DevPortal with a profile"),
    Sees("Where do people sign in?"),
    Ready,
    Keeps("first-choice"),
    Mistypes("zzz"),
    Asks,
    Sees("Where do people sign in?"),
    Ready,
    Picks("GitLab"),
    Sees("Where will the portal be?"),
    Back(At::Text),
    Sees("Where do people sign in?"),
    Ready,
    Picks("GitHub"),
    Sees("Where will the portal be?"),
    Types("?"),
    Sees("The address that people type."),
    Sees("Where will the portal be?"),
    Types("portal"),
    Sees("it must begin with"),
    Sees("Where will the portal be?"),
    Types(""),
    Sees("Is this portal for production?"),
    Ready,
    Keeps("consequence"),
    Back(At::List),
    Sees("Where will the portal be?"),
    Types(""),
    Sees("Is this portal for production?"),
    Ready,
    Picks("no: as few credentials as possible"),
    Sees("What signs people in?"),
    Ready,
    Picks("OAuth App"),
    Sees("What holds your code, and how is it read?"),
    Ready,
    Picks("GitHub: access token"),
    Sees("What else shall the portal show?"),
    Ready,
    Picks("nothing else"),
    Sees("Shall the portal show workflow runs?"),
    Types(""),
    Sees("Shall templates create repositories?"),
    Types(""),
    Sees("Which organisation?"),
    Types("nobody-at-all"),
    Sees("has no organisation `nobody-at-all`"),
    Sees("Which organisation?"),
    Types("acme"),
    Sees("? Access token"),
    Types("hello"),
    Sees("it has 5 of at least 40 characters"),
    Sees("? Access token"),
    Keeps("prompt-refused"),
    Types("refused"),
    Sees("GitHub refuses the credential"),
    Sees("What now?"),
    Ready,
    Keeps("proof-failed"),
    Picks("give it again"),
    Sees("what was given was refused"),
    Sees("? Access token"),
    Types(""),
    Sees("? Client ID"),
    Types(""),
    Sees("? Client secret"),
    Types(""),
    Sees("Whose sign-in shall be tried?"),
    Types(""),
    Sees("Who administers the portal?"),
    Ready,
    Picks("platform"),
    Sees("? Write?"),
    Sees("no, write nothing"),
    Picks("yes"),
    Sees("for real"),
    Keeps("next"),
    Sees("code=0"),
];

/// Somebody at a terminal.
struct Newcomer<'w> {
    terminal: PtySession,
    glass: Glass,
    way: &'w Way,
    seen: String,
}

impl<'w> Newcomer<'w> {
    fn begins(desk: &Desk, way: &'w Way, command: &str) -> Self {
        let script =
            format!("stty sane rows {} cols {}\n{command}{}\necho \"code=$?\"", way.rows, way.columns, way.flags);
        let mut shell: Command = desk.typed(&script);
        shell.stdin(std::process::Stdio::inherit()).env("TERM", "xterm").env("PAGER", "cat");
        shell.envs(way.environment.iter().copied());
        let terminal = spawn_command(shell, Some(30_000)).unwrap();
        Self { terminal, glass: Glass::new(way.columns), way, seen: String::new() }
    }

    fn sees(&mut self, words: &str) {
        let between = r"(?:\s|\x1b\[[0-9;?]*[A-Za-z])+";
        let literal = |word: &str| -> String {
            word.chars().map(|c| if r"\.+*?()|[]{}^$".contains(c) { format!("\\{c}") } else { c.to_string() }).collect()
        };
        let words: Vec<_> = words.split(' ').map(literal).collect();
        let pattern = Regex::new(&words.join(between)).unwrap();
        match self.terminal.exp_any(vec![ReadUntil::Regex(pattern)]) {
            Ok((before, matched)) => {
                let shown = before + &matched;
                // The session takes each byte for a letter.
                self.glass.take(&shown.chars().map(|byte| byte as u8).collect::<Vec<_>>());
                self.seen.push_str(&shown);
            }
            Err(error) => panic!("{}: waited for {words:?}: {error}\n{}", self.way.name, self.glass.screen(40)),
        }
    }

    fn ready(&mut self) {
        self.sees(if self.way.drawn { "esc back" } else { "goes back" });
    }

    fn sends(&mut self, keys: &str) {
        self.terminal.send(keys).unwrap();
        self.terminal.flush().unwrap();
    }

    fn does(&mut self, step: &Step) {
        match step {
            Sees(words) => self.sees(words),
            Ready => self.ready(),
            Types(line) => self.sends(&format!("{line}\r")),
            Asks => self.sends(if self.way.drawn { "?" } else { "?\r" }),
            Picks(row) if self.way.drawn => {
                self.sends(row);
                self.sees("letters");
                self.sends("\r");
            }
            Picks(row) => self.sends(&format!("{row}\r")),
            Mistypes(word) if self.way.drawn => {
                self.sends(word);
                self.sees("nothing here is called or described so");
                self.ready();
                self.sends("\u{1b}");
                self.sees("GitLab");
                self.ready();
            }
            Mistypes(word) => {
                self.sends(&format!("{word}\r"));
                self.sees("is none of these");
                self.ready();
            }
            Back(At::List) if self.way.drawn => self.sends("\u{1b}"),
            Back(_) => self.sends("<\r"),
            Keeps(name) => {
                if let Some(kept) = self.way.kept {
                    holds(&format!("{name}.{kept}"), &self.glass.screen(self.way.rows));
                }
            }
        }
    }
}

/// The command that the README says first.
fn first_command() -> String {
    let readme = include_str!("../../README.md");
    let line = readme.lines().find_map(|line| line.strip_prefix("cargo run --release -- ")).unwrap();
    format!("devportal-auth {line}")
}

/// The command by which the ready-made pipeline validates.
fn pipelines_command() -> String {
    let pipeline = include_str!("../../templates/ci/github-actions.yml");
    let mut run = pipeline.lines().filter_map(|line| line.trim().strip_prefix("run: "));
    run.rfind(|run| run.contains("--format github")).unwrap().to_owned()
}

#[test]
fn a_newcomer_comes_from_the_first_command_to_files_and_learns_why_a_pipeline_fails() {
    for way in &WAYS {
        let desk = Desk::new();
        let command = format!("{} --out portal --store dotenv", first_command());
        let mut newcomer = Newcomer::begins(&desk, way, &command);
        WALK.iter().for_each(|step| newcomer.does(step));
        // What is typed on a plain line goes on at the edge.
        if way.drawn {
            assert_eq!(newcomer.glass.cut(), [""; 0], "{}: lines were cut", way.name);
        } else {
            assert!(!newcomer.seen.contains('\u{1b}'), "{}: {:?}", way.name, newcomer.seen);
        }
        let colours = ["\u{1b}[31m", "\u{1b}[32m", "\u{1b}[33m"].iter().any(|colour| newcomer.seen.contains(colour));
        assert_eq!(colours, way.kept.is_some(), "{}: colours", way.name);

        let written = desk.read("portal/app-config.local.yaml");
        let broken = written.replace("      production:\n", "      staging:\n");
        assert_ne!(broken, written);
        desk.put("portal/app-config.local.yaml", broken);
        let pipeline = format!("cd portal && {}", pipelines_command());
        desk.shell_of(&pipeline).ended(1, &["title=sign-in-environment", "app-config.local.yaml"]);
        for (name, command) in [
            ("validate", "cd portal && devportal-auth validate; true"),
            ("explain-rule", "devportal-auth explain sign-in-environment"),
            ("explain-concept", "devportal-auth explain integration"),
            ("explain-for", "devportal-auth explain --for portal/devportal-auth.yaml"),
            ("help", "devportal-auth --help"),
        ] {
            let plain = Way { flags: "", ..*way };
            let mut newcomer = Newcomer::begins(&desk, &plain, command);
            newcomer.sees("code=0");
            if let Some(kept) = way.kept {
                let shown = newcomer.glass.screen(usize::MAX);
                // How long it took is another time in each run.
                let shown =
                    shown.split("code=0").next().unwrap_or_default().split("1 error in").next().unwrap_or_default();
                holds(&format!("{name}.{kept}"), shown);
            }
            // A line of code is there to be copied, and broken by nobody but the terminal.
            let is_code = |line: &String| name.starts_with("explain-") && line.starts_with("    ");
            let cut: Vec<_> = newcomer.glass.cut().into_iter().filter(|line| !is_code(line)).collect();
            assert_eq!(cut, [""; 0], "{} {name}: lines were cut", way.name);
        }
    }
}
