//! The secrets of this process: whatever came in by a flag, a prompt, a variable, a store or a provider. A process has one standard output
//! and one standard error, so it has one of these, like a logger.

use std::sync::{PoisonError, RwLock};

use super::{Known, Nature, is_name, is_secret_variable, is_word, veiled};
use crate::credential::Secret;

static KNOWN: RwLock<Option<Known>> = RwLock::new(None);

/// Remembers a secret, so that nothing that is said from now on shows it.
pub fn learn(secret: &Secret) {
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    known.get_or_insert_default().learn(secret.expose());
}

/// Remembers everything that is known of something, as of a configuration whose servers are about to be asked: whatever they answer.
pub fn learn_all(of: &Known) {
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    known.get_or_insert_default().merge(of);
}

/// Remembers a variable's value when the variable is a secret by its name, and a name that is none.
pub fn learn_variable(name: &str, value: &Secret) {
    if is_secret_variable(name) {
        learn(value);
    }
    if !is_name(name) && !is_word(name) {
        learn(&Secret::new(name));
    }
}

/// Remembers what is a secret in a text that anybody may see: a password in an address, a token by its form.
pub fn learn_inside(text: &str) {
    veiled(text, Nature::Open).into_iter().for_each(|stretch| learn(&Secret::new(&text[stretch])));
}

/// Puts dots in place of every secret that this process knows.
pub fn conceal(text: &str) -> String {
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    known.as_ref().map_or_else(|| Known::default().conceal(text), |known| known.conceal(text))
}

/// Does the same in a document of JSON, whose own keys stay.
pub fn conceal_document(json: &str) -> String {
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    known.as_ref().map_or_else(|| Known::default().conceal_document(json), |known| known.conceal_document(json))
}

/// Shorter ones are in too many texts by chance for these to be refused.
const TELLING: usize = 8;

/// Tells whether a text holds a secret that this process knows, or what has the form of one.
pub fn holds_secret(text: &str) -> bool {
    holds_secret_beyond(text, "")
}

/// Tells the same of secrets that another text, such as the one that stood there before, does not hold in the very same way.
pub fn holds_secret_beyond(text: &str, before: &str) -> bool {
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    let mut found = known.as_ref().map_or_else(|| Known::default().find(text), |known| known.find(text)).into_iter();
    found.any(|stretch| stretch.len() >= TELLING && !before.contains(&text[stretch]))
}
