//! This build of the program, and another one beside it, which `benches/beside` made: both are measured, in turn.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

const PROGRAM: &str = env!("CARGO_BIN_EXE_devportal-auth");

/// A program, and what it is called in a table.
pub(crate) struct Build {
    pub(crate) name: String,
    program: PathBuf,
}

impl Build {
    pub(crate) fn program(&self) -> &OsStr {
        self.program.as_os_str()
    }

    /// In millions of bytes.
    fn size(&self) -> Result<f64> {
        Ok(fs::metadata(&self.program)?.len() as f64 / 1e6)
    }
}

/// Gives this build, and the one beside it where there is one; says how large both are and what it took to build them from nothing, or
/// how to get one.
pub(crate) fn builds() -> Result<Vec<Build>> {
    let here = Build { name: "this build".to_owned(), program: PROGRAM.into() };
    let target = Path::new(PROGRAM).ancestors().nth(2).context("the program lies in no target folder")?;
    let folder = target.join("beside");
    let Ok(told) = fs::read_to_string(folder.join("built")) else {
        println!("{:.1} MB; no other build is beside, benches/beside COMMIT makes one\n", here.size()?);
        return Ok(vec![here]);
    };
    let [commit, theirs, ours] = told.split_whitespace().collect::<Vec<_>>()[..] else {
        bail!("{} does not say a commit and two times", folder.join("built").display())
    };
    let beside = Build { name: commit.to_owned(), program: folder.join("devportal-auth") };
    let (ours, theirs): (f64, f64) = (ours.parse()?, theirs.parse()?);
    println!("{:<28} {:>15} {:>20}", "build", "size", "built from nothing");
    println!("{:<28} {:>12.1} MB {ours:>18.0} s", here.name, here.size()?);
    println!("{:<28} {:>12.1} MB {theirs:>18.0} s", beside.name, beside.size()?);
    println!("{:<28} {:>13.2} × {:>18.2} ×\n", "ratio", here.size()? / beside.size()?, ours / theirs);
    Ok(vec![here, beside])
}
