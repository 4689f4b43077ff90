//! An interrupted run is taken up as it was, or stays as it is: what it made and what it was given is never dropped without a word.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::program::{Desk, Said};

const KEY: &str = "PRIVATE KEY";
const JOURNAL: &str = "portal/.devportal-auth/journal.yaml";

/// A run that made an App and ended before it wrote its files.
fn interrupted() -> Desk {
    let desk = Desk::new();
    desk.rehearse(&["--admin-group", "platfrm"]).ended(2, &["kept from this run: `acme-devportal`"]);
    assert!(desk.read(JOURNAL).contains(KEY));
    desk
}

/// Everything but the lock, which names the process that had it last.
fn all(desk: &Desk) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut all = desk.all();
    all.remove(Path::new("portal/.devportal-auth/lock"));
    all
}

fn resume(desk: &Desk, flags: &[&str]) -> Said {
    desk.run(&[&["init", "--resume", "--no-input", "--yes", "--out", "portal"][..], flags].concat())
}

#[test]
fn a_dry_run_of_an_interrupted_run_leaves_everything_as_it_is() {
    let desk = interrupted();
    let before = all(&desk);
    for (flags, code) in [
        (&["--admin-group", "platform"][..], 0),
        (&["--admin-group", "platform", "--offline"], 0),
        (&["--admin-group", "platfrm"], 2),
        (&["--no-such-flag"], 2),
    ] {
        let said = resume(&desk, &[&["--dry-run"], flags].concat());
        assert_eq!(said.code, code, "{flags:?}: {}", said.text);
        assert!(all(&desk) == before, "{flags:?} changed something: {}", said.text);
    }
    resume(&desk, &["--admin-group", "platform"]).ended(0, &["written 5 files"]);
}

#[test]
fn a_dry_run_beside_an_interrupted_run_leaves_it_as_it_is() {
    let desk = interrupted();
    let before = all(&desk);
    desk.rehearse(&["--dry-run"]).ended(0, &["dry run: nothing was made or written"]);
    assert!(all(&desk) == before);
}
