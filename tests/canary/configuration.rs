//! Every place in a configuration, written in every way, with trouble around it.

use crate::position::{Position, positions};
use crate::program::{Sheet, hold};
use crate::tree::{Maps, Page, groups, plant};
use crate::writing::{BROKEN, WHOLE, Way};

const CONFIG: &str = "app-config.local.yaml";

/// What is wrong with a file as a whole.
type Trouble = (&'static str, fn(String) -> String);

const TROUBLES: &[Trouble] = &[
    ("", |text| text),
    ("syntax error at the end", |text| format!("{text}\nbroken: [1\n")),
    ("syntax error at the top", |text| format!("broken: [1\n{text}\n")),
    ("a quote before it", |text| format!("title: \"Acme\n{text}\n")),
    ("a tab at the end", |text| format!("{text}\nbroken:\n\ta: 1\n")),
    ("a tab at the top", |text| format!("broken:\n\ta: 1\n{text}")),
    ("second document", |text| format!("app:\n  title: Acme\n---\n{text}")),
    ("two documents", |text| format!("{text}\n---\n{text}")),
    ("lines that end as in Windows", |text| text.replace('\n', "\r\n")),
    ("below a list", |text| {
        text.lines().enumerate().map(|(at, line)| format!("{}{line}\n", if at == 0 { "- " } else { "  " })).collect()
    }),
    ("below another key", |text| text.lines().fold("wrong:\n".to_owned(), |all, line| format!("{all}  {line}\n"))),
    ("as a text", |text| text.lines().fold("wrong: |\n".to_owned(), |all, line| format!("{all}  {line}\n"))),
];

/// The runs of `validate` over a configuration. The first is always done, the others in turns.
pub(crate) const RUNS: &[(&str, &[&str])] = &[
    ("human", &[]),
    ("json", &["--format", "json"]),
    ("sarif", &["--format", "sarif"]),
    ("github", &["--format", "github"]),
    ("gitlab", &["--format", "gitlab"]),
    ("junit", &["--format", "junit"]),
    ("colour", &["--color", "always"]),
    ("each", &["--each"]),
    ("explain-credential", &["--explain-credential", "github.com/acme/shop"]),
    ("explain-credential json", &["--explain-credential", "github.com/acme/shop", "--format", "json"]),
    ("fix dry-run", &["--fix", "--dry-run"]),
    ("profile", &["--profile", "github"]),
    ("presets", &["--presets", "gitlab,ldap"]),
    ("production", &["--stage", "production"]),
    ("write-baseline", &["--write-baseline", "known.json"]),
];

/// Adds the runs over some files; which of them is decided by the number.
pub(crate) fn validated(sheet: &mut Sheet, files: &[&str], number: usize, more: usize) {
    let turns = (0..more).map(|turn| 1 + (number * more + turn) % (RUNS.len() - 1));
    let env: &[&str] = if sheet.files.contains_key(".env") { &["--env-file", ".env"] } else { &[] };
    for (name, flags) in std::iter::once(0).chain(turns).map(|at| RUNS[at]) {
        let run = sheet.run(name, &[&["validate"], flags, files, env].concat());
        run.writes = (name == "write-baseline").then_some("known.json");
    }
    // What mends comes last: it changes the files.
    if number.is_multiple_of(8) {
        sheet.run("fix", &[&["validate", "--fix", "--yes"], files, env].concat());
    }
}

fn sheet(group: &[Position], way: &Way, maps: Maps, trouble: &Trouble, number: usize) -> Sheet {
    let mut sheet = Sheet::default();
    let by = if trouble.0.is_empty() { way.name.to_owned() } else { format!("{} · {}", way.name, trouble.0) };
    let (text, page) = plant(&mut sheet, group, way, maps, (number, &by));
    sheet.put(CONFIG, trouble.1(text));
    files(&mut sheet, page);
    sheet
}

fn files(sheet: &mut Sheet, page: Page) {
    let value = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$");
    let lines = page.env.iter().map(|(name, text)| format!("{name}=\"{}\"\n", value(text)));
    sheet.put(".env", "COMPANY=Acme\n".to_owned() + &lines.collect::<String>());
    page.beside.into_iter().for_each(|(name, text)| sheet.put(&name, text));
}

#[test]
fn no_secret_of_a_configuration_is_shown_however_it_is_written() {
    let positions = positions();
    let groups = groups(&positions);
    println!("{} places in {} configurations, {} ways", positions.len(), groups.len(), WHOLE.len());
    let mut sheets = Vec::new();
    for (at, way) in WHOLE.iter().enumerate() {
        for (turn, group) in groups.iter().enumerate() {
            let number = at + turn;
            let maps = [Maps::Doubled, Maps::Flow, Maps::Block][number % 3];
            let mut sheet = sheet(group, way, maps, &TROUBLES[0], number);
            validated(&mut sheet, &[CONFIG], sheets.len(), 1);
            sheets.push(sheet);
        }
    }
    hold(&sheets).judge("configurations", 11968, 1511);
}

#[test]
fn no_secret_is_shown_in_a_file_that_has_another_fault() {
    let groups = groups(&positions());
    let ways = ["plain", "double quotes", "literal block", "flow map below", "commented out", "default", "a key below"];
    let mut sheets = Vec::new();
    for way in WHOLE.iter().filter(|way| ways.contains(&way.name)) {
        for trouble in &TROUBLES[1..] {
            let number = sheets.len();
            for group in [number, number * 5 + 3, number * 7 + 1].map(|at| &groups[at % groups.len()]) {
                let maps = [Maps::Doubled, Maps::Flow, Maps::Block][sheets.len() % 3];
                let mut sheet = sheet(group, way, maps, trouble, number);
                validated(&mut sheet, &[CONFIG], sheets.len(), 1);
                sheets.push(sheet);
            }
        }
    }
    hold(&sheets).judge("files with a fault", 2482, 491);
}

#[test]
fn no_secret_is_shown_where_it_is_the_fault() {
    let positions: Vec<_> = positions().into_iter().filter(Position::is_secret_by_key).collect();
    let mut sheets = Vec::new();
    for (at, way) in BROKEN.iter().enumerate() {
        for turn in 0..9 {
            let position = &positions[(at * 7 + turn * 13) % positions.len()];
            let maps = if turn % 2 == 0 { Maps::Block } else { Maps::Doubled };
            let mut sheet = sheet(std::slice::from_ref(position), way, maps, &TROUBLES[0], turn);
            validated(&mut sheet, &[CONFIG], sheets.len(), 1);
            sheets.push(sheet);
        }
    }
    hold(&sheets).judge("faults", 217, 479);
}

#[test]
fn what_is_meant_to_be_read_can_be_read() {
    let groups = groups(&positions());
    let mut broken = Vec::new();
    for (number, way) in WHOLE.iter().enumerate() {
        for (turn, maps) in [Maps::Block, Maps::Flow].into_iter().enumerate() {
            let group = &groups[(number + turn) % groups.len()];
            let (text, _) = plant(&mut Sheet::default(), group, way, maps, (number, way.name));
            let read = serde_yaml::from_str::<serde_yaml::Value>(&text).map_err(|error| error.to_string());
            broken
                .extend(read.err().filter(|why| !why.contains("duplicate")).map(|why| format!("{}: {why}", way.name)));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
