//! What GitHub answers, in its raw shape: status and headers decide, and octocrab's models want fields that GitHub
//! Enterprise Server leaves out.

use std::ops::Deref;

use serde::Deserialize;
use url::Url;

use crate::providers::http;

/// The most characters of GitHub's own words that are looked at.
const LONGEST_WORDS: usize = 400;

/// What came back, and from where.
pub(super) struct Answer {
    came: http::Answer,
    /// The API that answered.
    pub(super) api_url: Url,
}

impl Deref for Answer {
    type Target = http::Answer;

    fn deref(&self) -> &Self::Target {
        &self.came
    }
}

impl Answer {
    /// Keeps what an API answered.
    pub(super) fn new(api_url: &Url, came: impl Into<http::Answer>) -> Self {
        Self { came: came.into(), api_url: api_url.clone() }
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
        Answer::new(&Url::parse("https://api.github.com").unwrap(), http::answer(status, headers, &body.to_string()))
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
