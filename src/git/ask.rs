//! The questions that are asked of git about one file.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, anyhow};

use super::Told;
use super::borrow::Borrowed;
use super::call::{Call, Configuration, Ended, Sees};
use super::find::Repository;
use crate::canonical::canonical;
use crate::scratch;

pub use super::past::past;

/// A question about one file is answered at once, or not at all.
const A_MOMENT: Duration = Duration::from_secs(20);
const A_LINE: u64 = 64 << 10;

/// The root of the repository around a folder; nothing where there is none, or none that can be understood.
pub fn root(folder: &Path) -> Option<PathBuf> {
    Repository::around(&canonical(folder).ok()?.join("any")).ok()?.map(|repository| repository.root)
}

/// Tells whether git tracks a file, which may be a link: then the file that it leads to counts. A repository around the nearest one may
/// have it as well: what was in it before the nearest was made is not let go of by that.
pub fn tracks(path: &Path) -> Told {
    settled((|| {
        let path = canonical(path)?;
        let mut repositories = Vec::new();
        let mut from = path.clone();
        while let Some(repository) = Repository::around(&from)? {
            from.clone_from(&repository.root);
            repositories.push(repository);
        }
        let mut found = None;
        for repository in &repositories {
            repository.refuse_pipes(&path)?;
            found = Some(has(&Borrowed::from(repository)?, repository.named(&path))?);
            if found == Some(true) {
                break;
            }
        }
        Ok(found)
    })())
}

fn has(borrowed: &Borrowed<'_>, name: OsString) -> Result<bool> {
    let (ended, said) = short(borrowed, Configuration::None, ["ls-files".into(), "-z".into(), "--".into(), name])?;
    match ended.code {
        Some(0) if ended.cut.is_none() => Ok(said),
        _ => Err(anyhow!(ended.why())),
    }
}

/// Tells whether git was told to ignore a file.
pub fn ignores(path: &Path) -> Told {
    told(path, is_ignored)
}

/// Tells whether git would ignore a file by the `.gitignore` around it, where a tree lies in no repository yet or any more.
pub fn would_ignore(path: &Path) -> Told {
    settled((|| {
        let path = canonical(path)?;
        let nowhere = scratch::folder("devportal-auth-tree-")?;
        let Some(repository) = Repository::of_tree(&path, nowhere.path())? else { return Ok(None) };
        repository.refuse_pipes(&path)?;
        is_ignored(&Borrowed::from(&repository)?, repository.named(&path)).map(Some)
    })())
}

fn is_ignored(borrowed: &Borrowed<'_>, name: OsString) -> Result<bool> {
    let arguments = ["--no-literal-pathspecs".into(), "check-ignore".into(), "--".into(), name];
    let (ended, _) = short(borrowed, Configuration::OfThePerson, arguments)?;
    match ended.code {
        Some(code @ (0 | 1)) if ended.cut.is_none() => Ok(code == 0),
        _ => Err(anyhow!(ended.why())),
    }
}

fn told(path: &Path, ask: impl Fn(&Borrowed<'_>, OsString) -> Result<bool>) -> Told {
    settled((|| {
        let path = canonical(path)?;
        let Some(repository) = Repository::around(&path)? else { return Ok(None) };
        repository.refuse_pipes(&path)?;
        ask(&Borrowed::from(&repository)?, repository.named(&path)).map(Some)
    })())
}

fn settled(answer: Result<Option<bool>>) -> Told {
    match answer {
        Ok(None) => Told::NoRepository,
        Ok(Some(true)) => Told::Yes,
        Ok(Some(false)) => Told::No,
        Err(why) => Told::Untold(format!("{why:#}")),
    }
}

/// Asks for something short; tells whether git said anything.
fn short<const N: usize>(
    borrowed: &Borrowed<'_>,
    configuration: Configuration,
    arguments: [OsString; N],
) -> Result<(Ended, bool)> {
    let call = Call {
        borrowed,
        configuration,
        sees: Sees::Checkout,
        arguments: arguments.into(),
        input: None,
        time: A_MOMENT,
        bytes: A_LINE,
    };
    let mut said = false;
    let ended = call.run(&mut |output| {
        said = io::copy(&mut output.take(A_LINE), &mut io::sink())? > 0;
        Ok(())
    })?;
    Ok((ended, said))
}
