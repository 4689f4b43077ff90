//! Takes off what clipboards, YAML, shells and CI variables put around a key, and remembers what it was.

use zeroize::Zeroizing;

use super::armour::{self, Block};

/// How many times a key may have been wrapped.
const MOST_LAYERS: usize = 6;
const QUOTES: [char; 3] = ['"', '\'', '`'];

/// A block that was found inside a text.
pub(super) struct Peeled {
    pub(super) block: Block,
    /// What was wrong with its form, outermost first; nothing when it stands as it should.
    pub(super) was: Vec<&'static str>,
}

/// Looks for a PEM block, or for a body without its BEGIN and END lines.
pub(super) fn peel(given: &str) -> Option<Peeled> {
    let mut text = Zeroizing::new(given.to_owned());
    let mut was = Vec::new();
    for _ in 0..MOST_LAYERS {
        let Some((layer, inside)) = outer(&text) else { break };
        was.push(layer);
        text = inside;
    }
    let block = match Block::find(&text) {
        Some(block) => {
            was.extend(inner(&block));
            block
        }
        None => {
            was.push("without its BEGIN and END lines");
            bare(&text)?
        }
    };
    merge_base64(&mut was);
    Some(Peeled { block, was })
}

/// Takes off the outermost layer, if there is one.
fn outer(text: &str) -> Option<(&'static str, Zeroizing<String>)> {
    let layer = |name, inside: String| Some((name, Zeroizing::new(inside)));
    if let Some(inside) = text.strip_prefix('\u{feff}') {
        return layer("behind a byte order mark", inside.to_owned());
    }
    let trimmed = text.trim();
    if let Some(inside) = QUOTES.iter().find_map(|quote| trimmed.strip_prefix(*quote)?.strip_suffix(*quote)) {
        return layer("in quotes", inside.to_owned());
    }
    if text.contains("\\n") || text.contains("\\r") {
        return layer("with `\\n` for newlines", unescaped(text));
    }
    if text.contains('\r') {
        return layer("with Windows line ends", text.replace("\r\n", "\n").replace('\r', "\n"));
    }
    if text.contains("BEGIN ") {
        return None;
    }
    let decoded = armour::decode(text)?;
    let inside = std::str::from_utf8(&decoded).ok().filter(|inside| is_text(inside))?;
    layer("base64", inside.to_owned())
}

/// Turns `\n`, escaped any number of times, into newlines; Backstage does the same with one that is escaped once.
fn unescaped(text: &str) -> String {
    text.replace("\\\\", "\\").replace("\\r", "").replace("\\n", "\n")
}

fn is_text(text: &str) -> bool {
    text.len() > 20 && text.chars().all(|c| !c.is_control() || c.is_whitespace())
}

/// A base64 body that is a key by itself.
fn bare(text: &str) -> Option<Block> {
    let der = armour::decode(text).filter(|der| armour::is_sequence(der))?;
    // The first number of PKCS #1 is followed by the modulus, that of PKCS #8 by the algorithm.
    let label = if der.get(7) == Some(&0x30) { "PRIVATE KEY" } else { "RSA PRIVATE KEY" };
    Some(Block::bare(label, Zeroizing::new(text.to_owned())))
}

/// What is wrong with the form of the block itself.
fn inner(block: &Block) -> Vec<&'static str> {
    let frame = match block {
        Block { alone: false, .. } => Some("with other text around it"),
        Block { ended: false, .. } => Some("without its END line"),
        Block { exact: false, .. } => Some("with a damaged BEGIN or END line"),
        _ => None,
    };
    frame.into_iter().chain(lines(block.body.as_str())).collect()
}

/// What is wrong with the lines of a body.
fn lines(body: &str) -> Option<&'static str> {
    let key = body.trim();
    match () {
        () if key.contains(' ') && !key.contains('\n') => Some("with spaces for newlines"),
        () if !key.contains('\n') => Some("on a single line"),
        () if key.lines().skip(1).any(|line| line != line.trim()) => Some("indented"),
        () if key.contains("\n\n") => Some("with empty lines in it"),
        () => None,
    }
}

/// Says several layers of base64 once, and nothing twice.
fn merge_base64(was: &mut Vec<&'static str>) {
    if was.iter().filter(|layer| **layer == "base64").count() > 1 {
        was.retain(|layer| *layer != "base64");
        was.insert(0, "base64 more than once");
    }
    was.dedup();
}
