//! Reads what a person sees out of a page. Knows only the HTML that this program writes itself.

/// A form with a button.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) action: String,
    pub(super) fields: Vec<(String, String)>,
}

/// The page's first form.
pub(super) fn first(html: &str) -> Option<Seen> {
    let (_, rest) = html.split_once("<form ")?;
    let (form, _) = rest.split_once("</form>")?;
    let (tag, inside) = form.split_once('>')?;
    inside.contains("<button ").then_some(())?;
    let inputs = inside.split("<input ").skip(1).filter_map(|input| input.split_once('>')).map(|(input, _)| input);
    let fields = inputs.filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)));
    Some(Seen { action: attribute(tag, "action")?, fields: fields.collect() })
}

/// The page's title.
pub(super) fn title(html: &str) -> Option<String> {
    let (_, rest) = html.split_once("<title>")?;
    rest.split_once("</title>").map(|(title, _)| unescape(title))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| unescape(value))
}

fn unescape(text: &str) -> String {
    let letters = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    letters.iter().fold(text.to_owned(), |text, (name, letter)| text.replace(name, letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::browser::page;

    #[test]
    fn a_form_is_read_as_it_was_written() {
        let fields =
            vec![("manifest".to_owned(), "{\"a\":\"<&amp;'>\"}".to_owned()), ("state".to_owned(), "1".to_owned())];
        let html = page::page("A & b", &page::form("/x?a=b&c=d", &fields.iter().cloned().collect(), "Go"), "");
        assert_eq!(first(&html), Some(Seen { action: "/x?a=b&c=d".to_owned(), fields }));
        assert_eq!(title(&html).unwrap(), "A & b");
        assert_eq!(first("<p>nothing to press</p>"), None);
    }
}
