//! Every command that a run of the program prints is read as a shell and as the program would read it.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Mutex;

use clap::Parser;
use devportal_auth::shell::cli::Cli;

const NAME: &str = "devportal-auth ";

/// Holds that each command of this program that was printed is one that it takes.
#[track_caller]
pub(crate) fn hold(printed: &str) {
    for command in commands(printed) {
        if let Err(error) = Cli::try_parse_from(words(&command)) {
            panic!("`{command}` was printed, and is not taken: {error}");
        }
    }
}

/// The commands of this program in a text, each once, those over several lines as one: between backticks, or to the end of the line or of its column.
pub(crate) fn commands(printed: &str) -> Vec<String> {
    let whole = continued(printed);
    let mut commands: Vec<String> = whole.lines().filter(|line| !is_usage(line)).flat_map(of_line).collect();
    commands.sort();
    commands.dedup();
    commands
}

/// A line that ends in a backslash goes on with the next one, as a shell reads it.
fn continued(printed: &str) -> String {
    printed.split("\\\n").map(str::trim_start).collect::<Vec<_>>().join("")
}

/// What clap writes of the arguments that there are is no command.
fn is_usage(line: &str) -> bool {
    line.starts_with("Usage:") || line.contains("'devportal-auth ")
}

fn of_line(line: &str) -> Vec<String> {
    let named = line.match_indices(NAME).filter(|(at, _)| begins(&line[..*at]));
    let ends = |at: usize| match line[..at].matches('`').count() % 2 {
        1 => line[at..].find('`'),
        _ => line[at..].find("  ").or_else(|| line[at..].find(" · ")),
    };
    let whole = named.map(|(at, _)| &line[at..ends(at).map_or(line.len(), |end| at + end)]);
    // Where what it writes goes is the shell's.
    whole
        .map(|command| command.split(" > ").next().unwrap_or_default().trim_end().to_owned())
        .filter(|command| is_one(command))
        .collect()
}

/// A command begins a line or a code span, or follows what it is said to be for.
fn begins(before: &str) -> bool {
    before.trim().is_empty() || before.ends_with(['`', '=']) || before.ends_with(": ") || before.ends_with("= ")
}

/// Whether a command is run: it only looks at what lies in its folder, and asks nobody. A page is the same everywhere, so once will do.
pub(crate) fn is_tried(command: &str) -> bool {
    static SEEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let told = command.strip_prefix(NAME).unwrap_or_default();
    if told.starts_with("explain ") {
        return SEEN.lock().unwrap().insert(told.to_owned());
    }
    told.starts_with("validate ")
        && !["--live", "--write-baseline", "--process-env"].iter().any(|flag| told.contains(flag))
}

/// The program's name may also begin a sentence.
fn is_one(command: &str) -> bool {
    let first = command[NAME.len()..].split(' ').next().unwrap_or_default();
    ["init", "validate", "migrate", "explain", "run", "schema"].contains(&first)
}

/// The words of a command, by the shell that it is pasted into.
pub(crate) fn words(command: &str) -> Vec<String> {
    let script = format!("printf '%s\\0' {command}");
    let output = Command::new("/bin/sh").args(["-c", &script]).output().unwrap();
    assert!(output.status.success(), "a shell does not take `{command}`");
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_terminator('\0').map(str::to_owned).collect()
}

#[test]
fn commands_are_found_where_they_are_printed() {
    let printed = "  devportal-auth init --sandbox          try it\n\
        1 error · explain one: devportal-auth explain tls-off\n\
        fix it: `devportal-auth validate --fix 'my file.yaml'`, then go on\n\
        devportal-auth validates nothing by itself\n\
        devportal-auth init \\\n  --profile github\n\
        Usage: devportal-auth init [OPTIONS]\n";
    assert_eq!(
        commands(printed),
        [
            "devportal-auth explain tls-off",
            "devportal-auth init --profile github",
            "devportal-auth init --sandbox",
            "devportal-auth validate --fix 'my file.yaml'"
        ]
    );
    assert_eq!(words("devportal-auth validate 'my file.yaml'")[2], "my file.yaml");
}
