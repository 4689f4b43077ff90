//! Files that are links out of the folder that was looked at: whoever changes the folder chooses what they lead to, and nobody asked to see
//! that.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::git::ask as git;
use crate::validate::Assembled;

/// Keeps what links lead to out of excerpts and of what is said, and gives the links with what each leads to.
pub(in crate::shell) fn hide(assembled: &mut Assembled) -> Vec<(String, PathBuf)> {
    let Assembled { sources, layers, known, .. } = assembled;
    let names = sources.iter().map(|(number, source)| (number, source.name.clone()));
    let out: Vec<_> =
        names.filter_map(|(number, name)| leads_out(&name).map(|target| (number, name, target))).collect();
    for (number, ..) in &out {
        sources.attach(*number);
        let hidden = layers.iter().filter(|layer| layer.source == *number);
        hidden.for_each(|layer| {
            layer.root.visit(&mut |_, node| node.as_text().into_iter().for_each(|text| known.learn(text.written())));
        });
    }
    out.into_iter().map(|(_, name, target)| (name, target)).collect()
}

/// Where a file really is, when a link leads out of the checkout that the link is in; where there is none, out of the folder that we are in,
/// or of the file's own when that is elsewhere.
pub(super) fn leads_out(name: &str) -> Option<PathBuf> {
    let path = Path::new(name);
    // Whoever names a folder elsewhere means that folder, whatever links lead there.
    let ways = path.ancestors().take(if is_below(path) { usize::MAX } else { 1 });
    let link = ways.filter(|way| fs::read_link(way).is_ok()).last()?;
    let target = fs::canonicalize(path).ok()?;
    let root = root(link, is_below(path))?;
    (!target.starts_with(root)).then_some(target)
}

/// Tells whether a file that is there lies outside of the checkout of another one, or of the folder where there is none.
pub(super) fn lies_outside(of: &str, name: &str) -> bool {
    let of = Path::new(of);
    let (Ok(target), Some(root)) = (fs::canonicalize(name), root(of, is_below(of))) else { return false };
    !target.starts_with(root)
}

fn is_below(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

/// The checkout that a file is in; where there is none the folder that we are in, or the file's own when that is elsewhere.
fn root(file: &Path, is_below: bool) -> Option<PathBuf> {
    let base = file.parent().filter(|base| !base.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A repository that cannot be understood begins somewhere above: nothing beside the file is surely in it.
    let is_checkout = || base.ancestors().any(|folder| folder.join(".git").symlink_metadata().is_ok());
    let own = || fs::canonicalize(if is_below && !is_checkout() { Path::new(".") } else { base }).ok();
    git::root(base).or_else(own)
}
