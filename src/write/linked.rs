//! Files of secrets that are links to others in the folder: what keeps the link out of git and images has to name what it leads to.

use std::borrow::Cow;
use std::path::Path;

use anyhow::{Result, anyhow};

use super::disk;
use super::{Access, Content, FilePlan, Rendered};
use crate::canonical::canonical;

/// Private files that are links to other files in the folder, by both their names.
pub(super) fn links(rendered: &Rendered, out: &Path) -> Result<Vec<(String, String)>> {
    let mut links = Vec::new();
    for file in rendered.files.iter().filter(|file| file.access == Access::Private) {
        let target = disk::resolve(&out.join(&file.path));
        let target = target.ok().and_then(|target| canonical(&target).ok());
        let root = canonical(out).map_err(|error| anyhow!(disk::words(&error)))?;
        let inside = target.as_deref().and_then(|target| target.strip_prefix(&root).ok());
        if let Some(inside) = inside.filter(|inside| *inside != file.path) {
            links.push((file.path.display().to_string(), inside.display().to_string()));
        }
    }
    Ok(links)
}

/// What keeps a link out of git and images keeps what it leads to out as well.
pub(super) fn ignoring<'f>(file: &'f FilePlan, links: &[(String, String)]) -> Cow<'f, FilePlan> {
    let more = |entries: &[String]| -> Vec<String> {
        let followed = links.iter().filter(|(link, _)| entries.contains(link)).map(|(_, target)| target.clone());
        entries.iter().cloned().chain(followed).collect()
    };
    let content = match &file.content {
        _ if links.is_empty() => return Cow::Borrowed(file),
        Content::IgnoreEntries(entries) => Content::IgnoreEntries(more(entries)),
        Content::IgnoreEntriesBeside(entries, others) => Content::IgnoreEntriesBeside(more(entries), others),
        _ => return Cow::Borrowed(file),
    };
    Cow::Owned(FilePlan { content, ..file.clone() })
}
