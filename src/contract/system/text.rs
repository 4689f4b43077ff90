//! Texts of a row with values in their places: `<token>` stands for a part of the credential or a setting.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Sends;
use crate::credential::Secret;

/// Puts values for `<word>`; a word that has none is left out.
pub fn filled(template: &str, put: impl Fn(&str) -> Option<String>) -> String {
    let mut pieces = template.split('<');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once('>') {
            Some((word, rest)) => text.extend([put(word).unwrap_or_default().as_str(), rest]),
            None => text.extend(["<", piece]),
        }
    }
    text
}

impl Sends {
    /// The headers that carry a credential, by name.
    pub fn headers(&self, put: impl Fn(&str) -> Option<String>) -> Vec<(String, Secret)> {
        let basic = self.basic.iter().map(|template| {
            let pair = Secret::new(filled(template, &put));
            ("authorization".to_owned(), Secret::new(format!("Basic {}", STANDARD.encode(pair.expose()))))
        });
        let plain =
            self.headers.iter().map(|(name, template)| (name.to_lowercase(), Secret::new(filled(template, &put))));
        basic.chain(plain).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_where_their_words_stood() {
        let put = |word: &str| (word == "a").then(|| "1".to_owned());
        assert_eq!(filled("/x/<a>/<b>?<a", put), "/x/1/?<a");
    }
}
