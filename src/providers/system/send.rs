//! Requests as a row has them: an address with its settings in place, and the credential in the headers that take it.

use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use super::answer::Answer;
use crate::contract::system::{self, Ask, SystemCredential};
use crate::credential::{Fields, Secret};
use crate::providers::Wanted;
use crate::providers::http::{Http, Unreachable};

/// What stays as it is in a part of an address. A setting with a slash in it (a group's path) is several parts.
const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// Sends a request, with a credential or without. A redirect is an answer: pages for people begin with one.
pub(super) async fn send(
    http: &Http,
    wanted: &Wanted,
    ask: &Ask,
    credential: Option<&HeaderMap>,
) -> Result<Answer, Unreachable> {
    let (method, path) = ask.order();
    let mut request = Request::new(ask.body.clone().unwrap_or_default().into_bytes());
    *request.method_mut() = if method == "POST" { Method::POST } else { Method::GET };
    *request.uri_mut() = below(&wanted.api_url, &filled(path, wanted)).as_str().parse().unwrap_or_default();
    let headers = request.headers_mut();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    if ask.body.is_some() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    headers.extend(credential.cloned().unwrap_or_default());
    http.send_without_redirects(request).await.map(Answer::from)
}

/// The headers that carry a credential; nothing, when it holds characters that none may have.
pub(super) fn headers(spec: &SystemCredential, wanted: &Wanted, fields: &Fields) -> Option<HeaderMap> {
    let put = |word: &str| fields.text(word).or_else(|| wanted.setting(word)).map(str::to_owned);
    let header = |(name, text): (String, Secret)| {
        let mut value = HeaderValue::from_str(text.expose()).ok()?;
        value.set_sensitive(true);
        Some((HeaderName::try_from(name).ok()?, value))
    };
    spec.sends.headers(put).into_iter().map(header).collect()
}

/// A text of a row with the address and the settings in their places.
pub(super) fn filled(template: &str, wanted: &Wanted) -> String {
    system::filled(template, |word| match word {
        "url" => Some(wanted.url.as_str().trim_end_matches('/').to_owned()),
        _ => wanted.setting(word).map(|value| utf8_percent_encode(value, PART).to_string()),
    })
}

/// An address below another one: `path` may have a query.
fn below(base: &Url, path: &str) -> Url {
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url.set_query(query);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_stands_below_the_address_with_its_query() {
        let base = Url::parse("https://acme.dev/jenkins").unwrap();
        assert_eq!(
            below(&base, "/api/json?tree=jobs[name]").as_str(),
            "https://acme.dev/jenkins/api/json?tree=jobs[name]"
        );
        assert_eq!(below(&Url::parse("https://acme.dev").unwrap(), "/v2/").as_str(), "https://acme.dev/v2/");
    }
}
