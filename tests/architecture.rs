//! Holds the layers: what each module of `src/` may name. A file that is not in the table fails, and so does a row that
//! no file fills. Which module may cause which effect is held by `clippy.toml`.

#![expect(clippy::expect_used, reason = "a test that cannot go on says why")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A module with everything below it that has no row of its own, and the modules that it may name.
type Row = (&'static str, &'static [&'static str]);

/// From the words at the top to the shell at the bottom. A row names only rows above it, so there is no cycle.
const TABLE: &[Row] = &[
    // words: what everybody speaks of
    ("credential", &[]),
    ("proof", &["credential"]),
    ("near", &[]),
    ("remark", &[]),
    ("here", &[]),
    ("canonical", &["here"]),
    ("distinguished", &[]),
    ("bounds", &[]),
    ("written", &[]),
    ("embedded", &[]),
    ("typed", &[]),
    ("agreed", &["typed"]),
    ("secrecy", &["credential"]),
    ("runner", &[]),
    ("outlet", &["secrecy", "runner"]),
    // knowledge: facts as values and text with places; no file, no network, no terminal
    ("contract", &["credential", "bounds"]),
    ("document", &["credential", "secrecy", "bounds", "written"]),
    ("dotenv", &["credential"]),
    ("config", &["credential", "bounds", "written", "secrecy", "contract", "dotenv"]),
    ("key", &["credential"]),
    ("sign_in", &["proof", "contract", "config"]),
    // the traits that the pipeline knows the edges by, with their plain values
    ("answers", &["credential", "secrecy"]),
    ("secrets", &["credential", "dotenv"]),
    ("providers", &["agreed", "credential", "proof"]),
    ("intake", &["credential"]),
    ("programs", &["canonical", "intake"]),
    ("browser", &["credential", "programs"]),
    ("interrupt", &["outlet"]),
    ("scratch", &[]),
    ("owner", &["here"]),
    ("git", &["here", "canonical", "programs", "scratch", "intake", "interrupt"]),
    ("git::added", &[]),
    ("git::ask", &["canonical", "scratch", "git"]),
    ("leaving", &["here", "canonical", "git::ask"]),
    ("report", &["credential", "proof", "secrecy", "outlet", "interrupt", "typed"]),
    // edges: one effect each
    ("agreed::memory", &["agreed", "here", "intake"]),
    ("agreed::question", &["agreed", "answers"]),
    ("answers::shape", &["credential"]),
    ("answers::file", &["credential", "contract", "near", "bounds", "secrecy", "secrets", "answers::shape"]),
    (
        "lint",
        &[
            "credential",
            "secrecy",
            "near",
            "contract",
            "config",
            "distinguished",
            "key",
            "dotenv",
            "sign_in",
            "document",
            "git",
            "typed",
            "answers::file",
        ],
    ),
    ("answers::misplaced", &["credential", "secrecy", "answers", "answers::shape"]),
    ("answers::given", &["credential", "secrecy", "secrets", "answers", "answers::file", "answers::shape"]),
    ("answers::secret_from", &["credential", "secrecy", "secrets", "intake", "interrupt", "outlet", "answers::given"]),
    (
        "answers::terminal",
        &["credential", "secrecy", "outlet", "answers", "answers::misplaced", "report", "interrupt", "intake"],
    ),
    ("providers::http", &["agreed", "secrecy", "credential", "proof", "intake"]),
    ("providers::github", &["credential", "secrecy", "proof", "near", "key", "providers", "providers::http"]),
    ("providers::gitlab", &["credential", "secrecy", "proof", "near", "providers", "providers::http"]),
    (
        "providers::ldap",
        &[
            "agreed",
            "contract",
            "credential",
            "distinguished",
            "dotenv",
            "proof",
            "near",
            "providers",
            "providers::http",
        ],
    ),
    ("providers::oauth", &["credential", "secrecy", "proof", "providers", "providers::http"]),
    ("providers::keycloak", &["credential", "proof", "providers", "providers::http", "providers::oauth"]),
    (
        "providers::azure_devops",
        &["credential", "secrecy", "proof", "near", "providers", "providers::http", "providers::oauth"],
    ),
    (
        "providers::entra",
        &["credential", "secrecy", "contract", "proof", "providers", "providers::http", "providers::oauth"],
    ),
    ("providers::oidc", &["credential", "proof", "providers", "providers::http", "providers::oauth"]),
    ("signing", &["credential", "contract"]),
    ("providers::system", &["credential", "secrecy", "contract", "signing", "proof", "providers", "providers::http"]),
    ("loopback", &["intake"]),
    ("browser::errand", &["credential", "browser", "providers", "loopback"]),
    ("browser::system", &["credential", "browser", "browser::errand", "interrupt", "owner", "loopback"]),
    ("journal", &["here", "credential", "secrecy", "secrets", "interrupt", "owner", "intake", "bounds"]),
    (
        "write",
        &[
            "credential",
            "typed",
            "secrecy",
            "document",
            "dotenv",
            "config",
            "secrets",
            "here",
            "canonical",
            "owner",
            "interrupt",
            "intake",
            "git",
            "git::ask",
            "leaving",
            "typed",
        ],
    ),
    ("report::used", &["config", "lint", "report"]),
    ("report::findings", &["credential", "secrecy", "typed", "config", "lint", "report"]),
    ("sandbox", &["credential", "contract", "signing", "intake", "browser", "browser::system", "loopback"]),
    // decisions: values in, values out. `render` makes the plain values that `write` brings to the disk
    ("plan", &["credential", "remark", "contract", "answers", "answers::file", "providers", "secrets"]),
    // what is explained: pages made of the knowledge above
    ("explain", &["credential", "near", "typed", "contract", "answers", "answers::file", "lint", "plan", "secrets"]),
    ("render", &["credential", "contract", "document", "dotenv", "answers::file", "plan", "secrets", "write"]),
    // the pipeline: edges only through their traits
    (
        "init",
        &[
            "agreed",
            "agreed::question",
            "credential",
            "proof",
            "near",
            "remark",
            "contract",
            "explain",
            "config",
            "document",
            "dotenv",
            "answers",
            "answers::file",
            "secrets",
            "providers",
            "browser",
            "interrupt",
            "report",
            "journal",
            "plan",
            "render",
            "sign_in",
            "typed",
            "write",
        ],
    ),
    (
        "validate",
        &[
            "agreed",
            "credential",
            "proof",
            "near",
            "contract",
            "document",
            "dotenv",
            "config",
            "answers::file",
            "lint",
            "secrecy",
            "written",
            "providers",
            "providers::http",
            "report",
            "typed",
            "write",
        ],
    ),
    // which files are a portal: looked for on the disk and in git, without a word of what was asked for
    (
        "portal_files",
        &[
            "credential",
            "secrecy",
            "here",
            "canonical",
            "contract",
            "dotenv",
            "config",
            "intake",
            "git",
            "git::added",
            "git::ask",
            "leaving",
            "lint",
            "answers::file",
            "validate",
        ],
    ),
    ("migrate", &["credential", "secrecy", "contract", "document", "dotenv", "config", "answers::file"]),
    (
        "rehearse",
        &[
            "credential",
            "proof",
            "near",
            "secrecy",
            "contract",
            "config",
            "lint",
            "sign_in",
            "answers",
            "answers::file",
            "providers",
            "providers::http",
            "providers::oauth",
            "providers::oidc",
            "browser",
            "browser::system",
            "loopback",
            "report",
            "validate",
        ],
    ),
    // the shell: builds the edges and hands them to a pipeline
    ("shell", EVERYTHING),
    ("main", EVERYTHING),
    ("lib", EVERYTHING),
];

const EVERYTHING: &[&str] = &["*"];

#[test]
fn every_module_names_only_what_its_row_allows() {
    let strays: Vec<String> = sources().iter().flat_map(|file| strays(file)).collect();
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

/// An attribute at the head of a file holds for every file below it as well, so only a file that has none below it may let effects through as
/// a whole. The others say it at the function that has the effect.
#[test]
fn an_effect_is_allowed_to_no_file_beside_the_one_that_says_so() {
    let lets_through = |file: &PathBuf| {
        let text = fs::read_to_string(file).expect("a source file can be read");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
        let heads = code.split("#![").skip(1).filter_map(|head| head.split(")]").next());
        let is_whole = heads.filter(|head| !head.contains("deny(")).any(|head| head.contains("clippy::disallowed_"));
        let declares = |line: &str| line.ends_with(';') && line.split(' ').any(|word| word == "mod");
        is_whole && code.lines().any(declares)
    };
    let files = sources().into_iter().filter(lets_through).map(|file| module_of(&file));
    assert_eq!(files.collect::<Vec<_>>(), Vec::<String>::new());
}

/// The files that start another program. Git is started by one of them, which knows what a repository could make it run.
const STARTERS: [&str; 4] = ["answers::secret_from::command", "git::call", "shell::pager", "shell::run"];

#[test]
fn other_programs_are_started_where_that_was_thought_about() {
    let starts = |file: &PathBuf| {
        let text = fs::read_to_string(file).expect("a source file can be read");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        code.contains("Command::new(")
    };
    let mut starters: Vec<_> = sources().iter().filter(|file| starts(file)).map(|file| module_of(file)).collect();
    starters.retain(|module| module != "dotenv::readers");
    starters.sort();
    assert_eq!(starters, STARTERS);
}

/// Where a cancellation waits: for files that are put in place, and never for a keyring or a network.
const WAITED_FOR: [&str; 5] =
    ["journal::place", "shell::played", "shell::validate::mend", "write::apply", "write::single"];

#[test]
fn whoever_cancels_waits_for_files_alone() {
    let holds = |file: &PathBuf| {
        let text = fs::read_to_string(file).expect("a source file can be read");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        code.contains("uninterruptible()") && !code.contains("pub fn uninterruptible()")
    };
    let mut holders: Vec<_> = sources().iter().filter(|file| holds(file)).map(|file| module_of(file)).collect();
    holders.sort();
    assert_eq!(holders, WAITED_FOR);
}

#[test]
fn every_row_has_a_file() {
    let filled: BTreeSet<_> = sources().iter().filter_map(|file| row_of(&module_of(file))).map(|row| row.0).collect();
    let empty: Vec<_> = TABLE.iter().map(|row| row.0).filter(|name| !filled.contains(name)).collect();
    assert!(empty.is_empty(), "no file fills the rows {empty:?}");
}

#[test]
fn a_row_names_only_rows_above_it() {
    for (place, (name, uses)) in TABLE.iter().enumerate() {
        for used in uses.iter().filter(|used| **used != "*") {
            let above = TABLE[..place].iter().any(|row| row.0 == *used);
            assert!(above, "`{name}` may name `{used}`, which stands below it or nowhere");
        }
    }
}

/// Clippy cannot tell one effect of an edge from another, so that files are read in one place only is held here.
#[test]
fn files_are_read_by_intake_alone() {
    let ways = ["File::open", "fs::read(", "fs::read_to_string", "OpenOptions", "read_to_end(", ".read_to_string("];
    // They open to write, to lock or to flush a folder, or read what is no file.
    let others = [
        ("journal/place.rs", "OpenOptions"),
        ("journal/private.rs", "OpenOptions"),
        ("journal/private.rs", "File::open"),
        ("journal/lock.rs", ".read_to_string("),
        ("write/disk.rs", "File::open"),
        ("write/leftover.rs", "OpenOptions"),
        ("browser/system.rs", "OpenOptions"),
        ("answers/secret_from/whole.rs", "read_to_end("),
        ("git/call.rs", "File::open"),
        ("git/call.rs", "read_to_end("),
        ("git/past.rs", "read_to_end("),
        ("providers/ldap/guard.rs", "read_to_end("),
        ("sandbox/person/visit.rs", ".read_to_string("),
    ];
    let mut strays = Vec::new();
    for file in sources().iter().filter(|file| !file.ends_with("intake.rs")) {
        let text = fs::read_to_string(file).expect("a source file can be read");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let used = ways.iter().filter(|way| code.contains(**way));
        let stray = used.filter(|way| !others.iter().any(|(name, known)| known == *way && file.ends_with(name)));
        strays.extend(stray.map(|way| format!("{} reads by `{way}`; let `intake` do it", file.display())));
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

/// What leaves the program passes the search for known secrets, so nothing else may reach for the standard streams.
#[test]
fn everything_leaves_by_the_outlet() {
    let ways = ["io::stdout", "io::stderr", "println!", "eprintln!", "print!(", "dbg!", "/dev/tty", "/dev/stderr"];
    // It puts the terminal's modes back.
    let others = [("interrupt/terminal.rs", "/dev/tty")];
    let mut strays = Vec::new();
    for file in sources().iter().filter(|file| !file.ends_with("outlet.rs")) {
        let text = fs::read_to_string(file).expect("a source file can be read");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let used = ways.iter().filter(|way| code.contains(**way));
        let stray = used.filter(|way| !others.iter().any(|(name, known)| known == *way && file.ends_with(name)));
        strays.extend(stray.map(|way| format!("{} speaks by `{way}`; let `outlet` do it", file.display())));
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

#[test]
fn the_paths_of_a_use_line_are_found_in_groups_and_from_super() {
    let text =
        "use crate::{document, answers::terminal::Look};\nuse super::http::{self, Http};\nlet x = crate::shell::run();";
    let found = named_modules("providers::github", text);
    assert_eq!(found, ["answers::terminal", "document", "providers::http", "shell"].map(str::to_owned).into());
}

#[test]
fn a_module_that_names_what_its_row_lacks_is_told() {
    let found = strays_in("document", "use crate::shell::Options;\nuse crate::credential::Secret;");
    assert_eq!(found, ["`document` names `shell`, which its row does not allow"]);
}

/// The files of `src/`, tests left out: they may name what they like.
fn sources() -> Vec<PathBuf> {
    let mut files = Vec::new();
    walk(&source_folder(), &mut files).expect("src can be read");
    files.retain(|file| file.file_stem().is_none_or(|stem| stem != "tests"));
    files
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// `src/providers/http/mod.rs` is `providers::http`.
fn module_of(file: &Path) -> String {
    let inside = file.strip_prefix(source_folder()).expect("a file of src").with_extension("");
    let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).filter(|part| part != "mod").collect();
    parts.join("::")
}

/// The row that speaks for a module: its own, or the nearest parent's.
fn row_of(module: &str) -> Option<&'static Row> {
    TABLE
        .iter()
        .filter(|(name, _)| module.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with("::")))
        .max_by_key(|(name, _)| name.len())
}

fn strays(file: &Path) -> Vec<String> {
    strays_in(&module_of(file), &fs::read_to_string(file).expect("a source file can be read"))
}

fn strays_in(module: &str, text: &str) -> Vec<String> {
    let Some((name, uses)) = row_of(module) else {
        return vec![format!("`{module}` is not in the table of tests/architecture.rs")];
    };
    // A folder's `mod.rs` gathers what is below it, so it may name its own children.
    let own = |used: &str| used == *name || (used.starts_with(&format!("{module}::")));
    named_modules(module, text)
        .iter()
        .filter(|used| *uses != EVERYTHING && !own(used) && !uses.contains(&used.as_str()))
        .map(|used| format!("`{module}` names `{used}`, which its row does not allow"))
        .collect()
}

/// The rows that a file's paths lead to, from its `crate::` and `super::` paths outside of comments and tests.
fn named_modules(module: &str, text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code: Vec<_> = code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
    let code = code.join("\n");
    let parent = module.rsplit_once("::").map_or("", |(parent, _)| parent);
    let mut paths = Vec::new();
    for (start, _) in code.match_indices("crate::") {
        leaves(&code[start + "crate::".len()..], "", &mut paths);
    }
    for (start, _) in code.match_indices("super::").filter(|(start, _)| !code[..*start].ends_with("super::")) {
        leaves(&code[start + "super::".len()..], parent, &mut paths);
    }
    paths.iter().map(|path| row_of(path).map_or_else(|| path.clone(), |row| row.0.to_owned())).collect()
}

/// Reads one use tree (`a::{b, c::d}`) below a prefix, collects its full paths, and returns what follows it.
fn leaves<'a>(text: &'a str, prefix: &str, paths: &mut Vec<String>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = leaves(rest, prefix, paths).trim_start();
            match rest.strip_prefix(',') {
                Some(next) if !next.trim_start().starts_with('}') => rest = next,
                _ => return rest.trim_start_matches([',', ' ', '\n']).strip_prefix('}').unwrap_or(rest),
            }
        }
    }
    let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let path = match word {
        "self" | "" => prefix.to_owned(),
        "super" => prefix.rsplit_once("::").map_or(String::new(), |(parent, _)| parent.to_owned()),
        _ if prefix.is_empty() => word.to_owned(),
        _ => format!("{prefix}::{word}"),
    };
    match rest.strip_prefix("::") {
        Some(rest) if word != "self" => leaves(rest, &path, paths),
        _ => {
            paths.push(path);
            let alias = rest
                .strip_prefix(" as ")
                .map(|rest| rest.trim_start_matches(|letter: char| letter.is_alphanumeric() || letter == '_'));
            alias.unwrap_or(rest)
        }
    }
}
