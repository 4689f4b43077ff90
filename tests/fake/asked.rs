//! A request as it came, and how it is shown without its secrets.

use std::collections::BTreeMap;
use std::fmt;

use devportal_auth::secrecy::{Nature, conceal, cut_out, is_secret_key, veiled};
use http::Request;
use serde_json::Value;
use url::form_urlencoded;

/// The mark that every secret of the tests holds.
pub(super) const CANARY: &str = "CANARY";

/// A request.
#[derive(Clone, Default)]
pub(crate) struct Asked {
    /// Method and path, as `GET /user`.
    what: String,
    address: String,
    pub(crate) query: BTreeMap<String, String>,
    /// Their names are in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
    /// The body, if it is a form.
    pub(crate) form: BTreeMap<String, String>,
}

impl Asked {
    pub(super) fn of(request: Request<Vec<u8>>) -> Self {
        let (head, body) = request.into_parts();
        let pairs = |text: &str| gathered(form_urlencoded::parse(text.as_bytes()).into_owned());
        let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let headers = gathered(head.headers.iter().map(header));
        let body = String::from_utf8_lossy(&body).into_owned();
        let is_form =
            headers.get("content-type").is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        Self {
            what: format!("{} {}", head.method, head.uri.path()),
            address: head.uri.path_and_query().map_or_else(String::new, ToString::to_string),
            query: pairs(head.uri.query().unwrap_or_default()),
            form: if is_form { pairs(&body) } else { BTreeMap::new() },
            headers,
            body,
        }
    }

    /// The body as a document; nothing, if it is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// Path and query, as they were sent.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn method(&self) -> &str {
        self.what.split(' ').next().unwrap_or_default()
    }

    pub(super) fn path(&self) -> &str {
        self.what.split_once(' ').map_or("", |(_, path)| path)
    }
}

/// By their names; what comes twice is like neither.
fn gathered(pairs: impl Iterator<Item = (String, String)>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::<String, String>::new();
    for (name, value) in pairs {
        all.entry(name).and_modify(|before| *before += &format!(", {value}")).or_insert(value);
    }
    all
}

/// The request with everything that a route may ask for.
impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = without_secrets(&self.what);
        for (kind, pairs) in [("query", &self.query), ("header", &self.headers), ("form", &self.form)] {
            said.extend(pairs.iter().map(|(name, value)| format!(", {kind} `{}`", shown(name, value))));
        }
        if self.form.is_empty() && !self.body.is_empty() {
            said += &format!(", the body {}", without_secrets(&self.body));
        }
        f.write_str(&said)
    }
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A pair; of one that is a secret by its name, how long it is.
pub(super) fn shown(name: &str, value: &str) -> String {
    let kept = ["authorization", "cookie", "code"].contains(&name) || is_secret_key(name);
    if kept { format!("{name}: ({} bytes)", value.len()) } else { format!("{name}: {}", without_secrets(value)) }
}

/// A text without what has the form of a secret, and without canaries.
pub(super) fn without_secrets(text: &str) -> String {
    let text = conceal(&cut_out(text, &veiled(text, Nature::Open), "•••"));
    let is_end = |letter: char| !letter.is_ascii_alphanumeric() && !"-_~+.".contains(letter);
    let shown = |word: &str| match word.trim_end_matches(is_end) {
        canary if canary.contains(CANARY) => format!("•••{}", &word[canary.len()..]),
        _ => word.to_owned(),
    };
    text.split_inclusive(is_end).map(shown).collect()
}
