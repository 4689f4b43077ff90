//! Texts of a row with values in their places: `<token>` stands for a part of the credential or a setting, and `<region|us-east-1>` has
//! what is taken where there is none.

/// Puts values for `<word>`; a word that has none, and nothing to take instead, is left out.
pub fn filled(template: &str, put: impl Fn(&str) -> Option<String>) -> String {
    let mut pieces = template.split('<');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once('>') {
            Some((word, rest)) => {
                let (word, otherwise) = word.split_once('|').unwrap_or((word, ""));
                text.extend([put(word).as_deref().unwrap_or(otherwise), rest]);
            }
            None => text.extend(["<", piece]),
        }
    }
    text
}

/// The words that a text has no value for by itself.
pub fn words(template: &str) -> impl Iterator<Item = &str> {
    let words = template.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(word, _)| word);
    words.filter(|word| !word.contains('|'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_where_their_words_stood() {
        let put = |word: &str| (word == "a").then(|| "1".to_owned());
        assert_eq!(filled("/x/<a>/<b>?<a", put), "/x/1/?<a");
        assert_eq!(filled("<a|2>.<b|us-east-1>", put), "1.us-east-1");
        assert_eq!(words("<a>/<b|2>/<c>").collect::<Vec<_>>(), ["a", "c"]);
    }
}
