//! The pages that a person sees in the browser. Every value in them is escaped; no page loads anything from elsewhere.

use std::collections::BTreeMap;

use url::Url;

/// Plain styles that follow the system's light or dark setting. The colours are said to be the system's own, so that what stands on what can be told.
const STYLE: &str = ":root{color-scheme:light dark;background:Canvas;color:CanvasText}body{font:16px/1.5 system-ui,sans-serif;max-width:38rem;\
margin:12vh auto;padding:0 1.5rem}h1{font-size:1.4rem}button{font:inherit;padding:.5rem 1rem}\
dt{opacity:.7}dd{margin:0 0 .8rem;font-family:ui-monospace,monospace;overflow-wrap:anywhere}";

/// Writes a text so that it means only itself in HTML, also inside a quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// A whole page. `title` is plain text, `body` is HTML whose values were escaped; `nonce` lets the page's own style in.
pub(crate) fn page(title: &str, body: &str, nonce: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"referrer\" content=\"no-referrer\">\
         <title>{title}</title><style nonce=\"{nonce}\">{STYLE}</style></head>\n\
         <body><main><h1>{title}</h1>\n{body}\n</main></body></html>\n"
    )
}

/// A form whose fields nobody sees, with one button.
pub(crate) fn form(action: &str, fields: &BTreeMap<String, String>, button: &str) -> String {
    let hidden: String = fields
        .iter()
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", escape(name), escape(value)))
        .collect();
    format!(
        "<form method=\"post\" action=\"{}\">\n{hidden}<button type=\"submit\">{}</button></form>",
        escape(action),
        escape(button)
    )
}

/// The page that takes a person to the provider: it posts the form by itself, or by its button where no script runs.
pub(super) fn on_the_way(action: &Url, fields: &BTreeMap<String, String>, nonce: &str) -> String {
    let host = action.host_str().unwrap_or("the provider");
    let form = form(action.as_str(), fields, &format!("Continue to {host}"));
    let body = format!(
        "<p>This page takes you to {} by itself. If it does not, press the button.</p>\n{form}\n\
         <script nonce=\"{nonce}\">document.forms[0].submit()</script>",
        escape(host)
    );
    page("devportal-auth", &body, nonce)
}

/// The last page: what came of it, and that the rest happens in the terminal.
pub(super) fn closing(title: &str, says: &str, nonce: &str) -> String {
    page(title, &format!("<p>{}</p>", escape(says)), nonce)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_leave_its_attribute() {
        let fields = [("manifest".to_owned(), "{\"name\":\"</script>'<b>\"}".to_owned())].into();
        let action = Url::parse("https://github.test/new?state=1").unwrap();
        let html = on_the_way(&action, &fields, "n0");
        assert!(html.contains("value=\"{&quot;name&quot;:&quot;&lt;/script&gt;&#39;&lt;b&gt;&quot;}\""), "{html}");
        assert!(html.contains("<button type=\"submit\">Continue to github.test</button>"), "{html}");
    }
}
