//! What GitHub answers, in its raw shape: status and headers decide, and octocrab's models want fields that GitHub
//! Enterprise Server leaves out.

use http::{HeaderMap, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

/// The most characters of GitHub's own words that are looked at.
const LONGEST_WORDS: usize = 400;

/// What came back. Has no `Debug`, because its body may hold a secret.
pub(super) struct Answer {
    /// The HTTP status.
    pub(super) status: u16,
    /// The headers, which tell scopes, limits and the time.
    pub(super) headers: HeaderMap,
    /// The body as it came.
    pub(super) body: Vec<u8>,
    /// The API that answered.
    pub(super) api_url: Url,
}

impl Answer {
    /// Keeps what an API answered.
    pub(super) fn new(api_url: &Url, response: Response<Vec<u8>>) -> Self {
        let (parts, body) = response.into_parts();
        Self { status: parts.status.as_u16(), headers: parts.headers, body, api_url: api_url.clone() }
    }

    /// Reads the body as JSON; anything else is nothing.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.body).ok()
    }

    /// Reads the body as JSON when the status says that it is what was asked for.
    pub(super) fn found<T: DeserializeOwned>(&self) -> Option<T> {
        self.json().filter(|_| self.status == 200)
    }

    /// Reads a header that is text and not empty.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok().map(str::trim).filter(|text| !text.is_empty())
    }

    /// Reads a header that is a number.
    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.header(name)?.parse().ok()
    }

    /// GitHub's words in a refusal, in lower case and cut, to tell cases apart that share a status. They are not shown:
    /// they may repeat what was sent.
    pub(super) fn message(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Refused {
            message: String,
        }
        let refused: Refused = self.json()?;
        Some(refused.message.chars().take(LONGEST_WORDS).collect::<String>().to_lowercase())
    }

    /// The address of the next page of a list, when it is at the API that answered. A credential goes nowhere else.
    /// <https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api>
    pub(super) fn next_page(&self) -> Option<Url> {
        let link = self.header("link")?.split(',').find(|link| link.contains("rel=\"next\""))?;
        let next = link.trim().strip_prefix('<')?.split('>').next()?;
        Url::parse(next).ok().filter(|next| next.origin() == self.api_url.origin())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::Value;

    use super::*;

    /// An answer of `api.github.com`.
    pub(in super::super) fn answer(status: u16, headers: &[(&str, &str)], body: &Value) -> Answer {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        let response = response.body(body.to_string().into_bytes()).unwrap();
        Answer::new(&Url::parse("https://api.github.com").unwrap(), response)
    }

    #[test]
    fn the_next_page_is_followed_only_at_the_same_api() {
        let next = |link: &str| answer(200, &[("link", link)], &Value::Null).next_page().map(|url| url.to_string());
        let here = "<https://api.github.com/organizations/1/members?page=2>; rel=\"next\", \
                    <https://api.github.com/organizations/1/members?page=9>; rel=\"last\"";
        assert_eq!(next(here).unwrap(), "https://api.github.com/organizations/1/members?page=2");
        for other in [
            "<https://api.github.com/organizations/1/members?page=1>; rel=\"prev\"",
            "<https://evil.test/members?page=2>; rel=\"next\"",
            "<http://api.github.com/members?page=2>; rel=\"next\"",
            "nonsense; rel=\"next\"",
        ] {
            assert_eq!(next(other), None, "{other}");
        }
    }
}
