//! Secrets in the files that `init` and `migrate` change, whose differences they show.

use crate::canary::{Canary, Form};
use crate::position::{positions, variables};
use crate::program::{Sheet, hold};
use crate::slots::fill;
use crate::tree::{Maps, groups, plant};
use crate::writing::WHOLE;

/// A scripted `init` that asks nobody, neither person nor provider, and writes nothing.
const INIT: &[&str] = &[
    "init",
    "--no-input",
    "--offline",
    "--dry-run",
    "--store",
    "dotenv",
    "--out",
    ".",
    "--profile",
    "github-pat",
    "--stage",
    "local",
    "--set",
    "GITHUB_ORG=acme",
];

const COMPOSE: &str =
    "services:\n  devportal:\n    image: veecode/devportal:1\n    environment:\n      GITHUB_TOKEN: <quoted>\n";

/// Lines of a file of variables.
const LINES: [&str; 6] = [
    "NAME=<quoted>\n",
    "NAME='<plain>'\n",
    "# NAME=<canary>\n",
    "NAME=<plain> # <canary>\n",
    "export NAME=<plain>\n",
    "NAME=\"first\n<inside>\"\n",
];

#[test]
fn no_secret_in_a_folder_that_is_changed_is_shown() {
    let groups = groups(&positions());
    let names = variables();
    let mut sheets = Vec::new();
    // What is changed is shown with the lines around it, so few places are in each file.
    let changed =
        groups.iter().filter(|group| ["auth", "catalog", "integrations"].contains(&group[0].route[0].as_str()));
    let parts: Vec<_> = changed.flat_map(|group| group.chunks(4)).collect();
    for (number, way) in WHOLE.iter().flat_map(|way| [way, way]).enumerate() {
        let mut sheet = Sheet::default();
        let maps = [Maps::Block, Maps::Doubled, Maps::Flow][number % 3];
        let (text, page) = plant(&mut sheet, parts[number % parts.len()], way, maps, (number, way.name));
        page.beside.into_iter().for_each(|(name, text)| sheet.put(&name, text));
        sheet.put("app-config.local.yaml", text);
        let variables = variables_beside(&names, number, &mut sheet);
        sheet.put(".env", variables);
        let compose = fill(COMPOSE, "compose.yaml", "a compose file beside it", number, &mut sheet);
        sheet.put("compose.yaml", compose);
        init(number, &mut sheet);
        migrate(number, &mut sheet);
        sheets.push(sheet);
    }
    hold(&sheets).judge("folders", 3009, 154);
}

/// A file of variables that is there already; what is being set is not in it.
fn variables_beside(names: &[String], number: usize, sheet: &mut Sheet) -> String {
    let some = names.iter().enumerate().filter(|(at, name)| (at + number).is_multiple_of(4) && *name != "GITHUB_TOKEN");
    let lines = some.map(|(at, name)| {
        let line = LINES[(at + number) % LINES.len()].replace("NAME", name);
        fill(&line, name, "beside it in .env", at + number, sheet)
    });
    lines.collect()
}

/// The report says what was and what is, place by place.
fn migrate(number: usize, sheet: &mut Sheet) {
    let from: &[&str] = match number % 3 {
        0 => &["--profile", "github", "--to", "v2"],
        1 => &["--profile", "keycloak", "--to", "backstage"],
        _ => &["--presets", "ldap", "--to", "v1"],
    };
    sheet.run("migrate dry-run", &[&["migrate", "--dry-run", "--no-input"], from].concat());
}

/// The token comes from the environment or from standard input.
fn init(number: usize, sheet: &mut Sheet) {
    let token = Canary::new(Form::ALL[number % Form::ALL.len()]);
    sheet.hides("GITHUB_TOKEN", "given to init", &token);
    let (name, more): (_, &[&str]) = match number % 8 {
        0 => ("init dry-run in colour", &["--color", "always"]),
        _ => ("init dry-run", &[]),
    };
    let run = sheet.run(name, &[INIT, more].concat());
    if number.is_multiple_of(2) {
        run.environment.push(("GITHUB_TOKEN".to_owned(), token.text));
    } else {
        run.arguments.extend(["--secret-from", "GITHUB_TOKEN=-"].map(str::to_owned));
        run.input = format!("{}\n", token.text).into_bytes();
    }
}
