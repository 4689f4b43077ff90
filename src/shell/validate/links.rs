//! Files that are links out of the folder that was looked at: whoever changes the folder chooses what they lead to, and nobody asked to see
//! that.

use std::path::{Path, PathBuf};

use crate::leaving::leaving;
use crate::validate::Assembled;

/// Keeps what links lead to out of excerpts and of what is said, and gives the links with what each leads to.
pub(in crate::shell) fn hide(assembled: &mut Assembled) -> Vec<(String, PathBuf)> {
    let Assembled { sources, layers, known, .. } = assembled;
    let names = sources.iter().map(|(number, source)| (number, source.name.clone()));
    let out: Vec<_> =
        names.filter_map(|(number, name)| leaving(Path::new(&name)).map(|led| (number, name, led.target))).collect();
    for (number, ..) in &out {
        sources.attach(*number);
        let hidden = layers.iter().filter(|layer| layer.source == *number);
        hidden.for_each(|layer| {
            layer.root.visit(&mut |_, node| node.as_text().into_iter().for_each(|text| known.learn(text.written())));
        });
    }
    out.into_iter().map(|(_, name, target)| (name, target)).collect()
}
