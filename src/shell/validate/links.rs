//! Files that are links out of the folder that was looked at: whoever changes the folder chooses what they lead to, and nobody asked to see
//! that.

use std::path::{Path, PathBuf};

use crate::config::Text;
use crate::dotenv;
use crate::leaving::leaving;
use crate::secrecy::{self, Known};
use crate::validate::Assembled;

/// Keeps what links lead to out of excerpts and of what is said, and gives the links with what each leads to.
pub(in crate::shell) fn hide(assembled: &mut Assembled) -> Vec<(String, PathBuf)> {
    let names = assembled.sources.iter().map(|(number, source)| (number, source.name.clone()));
    let out: Vec<_> =
        names.filter_map(|(number, name)| leaving(Path::new(&name)).map(|led| (number, name, led.target))).collect();
    let mut unseen = Known::default();
    for (number, ..) in &out {
        learn(assembled, *number, &mut unseen);
        assembled.sources.attach(*number);
    }
    assembled.known.absorb(unseen);
    out.into_iter().map(|(_, name, target)| (name, target)).collect()
}

/// Learns every value that a file says. The name of a variable is none, and a word in a file of variables stays: the profile's name is in every
/// other message.
pub(in crate::shell) fn learn(assembled: &Assembled, source: usize, known: &mut Known) {
    for layer in assembled.layers.iter().filter(|layer| layer.source == source) {
        layer.root.visit(&mut |_, node| {
            let said = node.as_text().map(Text::written).filter(|said| !is_name(said));
            said.into_iter().for_each(|said| known.learn(said));
        });
    }
    let variables = assembled.env_files().contains(&source).then(|| assembled.sources.get(source)).flatten();
    let set = variables.and_then(|source| dotenv::parse(&source.text).ok());
    let values = set.into_iter().flatten().map(|(_, value)| value).filter(|value| !secrecy::is_word(value.expose()));
    values.for_each(|value| known.learn(value.expose()));
}

/// Tells whether a value is a variable's name and nothing else.
fn is_name(said: &str) -> bool {
    let name = said.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
}
