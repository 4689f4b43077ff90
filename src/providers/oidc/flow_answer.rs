//! What the authorize endpoint says. Servers agree on what comes back to the callback, and on nothing else: some show a
//! page for a redirect URI that they do not know, others send the browser to one. Decisions only; nothing here asks.

use url::Url;

use crate::providers::http::Answer;
use crate::providers::oauth::sent_back::{SentBack, sent_back};

/// Words that a refusal of a redirect URI has in every language: parameter and error names.
const NAMES: [&str; 4] = ["redirect_uri", "redirect uri", "redirect_url", "callback url"];
/// How Microsoft Entra refuses a redirect URI, on a page with status 200.
/// <https://learn.microsoft.com/en-us/troubleshoot/entra/entra-id/app-integration/error-code-aadsts50011-redirect-uri-mismatch>
const ENTRA: &str = "AADSTS50011";

/// What the authorize endpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FlowAnswer {
    /// An error came back to the callback, so that is registered.
    Back(SentBack),
    /// A page that refuses the redirect URI.
    CallbackRefused,
    /// A page that refuses something.
    Refused(u16),
    /// A page for a person, or the way to one.
    Page(u16),
    /// The server is not well, or wants to be left alone.
    Unwell(u16),
}

/// Sorts an answer.
pub(super) fn judge(answer: &Answer, callback: &Url) -> FlowAnswer {
    if let Some(error) = sent_back(answer, callback) {
        return FlowAnswer::Back(error);
    }
    let page = String::from_utf8_lossy(&answer.body);
    match answer.status {
        429 | 500.. => FlowAnswer::Unwell(answer.status),
        400..500 if names_it(&page) => FlowAnswer::CallbackRefused,
        400..500 => FlowAnswer::Refused(answer.status),
        _ if page.contains(ENTRA) => FlowAnswer::CallbackRefused,
        status => FlowAnswer::Page(status),
    }
}

fn names_it(page: &str) -> bool {
    let page = page.to_lowercase();
    NAMES.iter().any(|name| page.contains(name)) || page.contains(&ENTRA.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALLBACK: &str = "https://portal.acme.dev/api/auth/oidc/handler/frame";

    fn judged(status: u16, location: Option<&str>, body: &str) -> FlowAnswer {
        let location = location.map(str::to_owned);
        judge(
            &crate::providers::http::answer(
                status,
                &location.iter().map(|at| ("location", at.as_str())).collect::<Vec<_>>(),
                body,
            ),
            &Url::parse(CALLBACK).unwrap(),
        )
    }

    #[test]
    fn pages_are_told_apart_by_status_and_by_names_that_no_language_changes() {
        let back = format!("{CALLBACK}?error=login_required&state=x");
        assert_eq!(judged(303, Some(&back), ""), FlowAnswer::Back(SentBack::Ready));
        assert_eq!(judged(400, None, "<b>invalid_redirect_uri</b>"), FlowAnswer::CallbackRefused);
        assert_eq!(judged(400, None, "Ungültiger Parameter: Redirect_URI"), FlowAnswer::CallbackRefused);
        assert_eq!(judged(403, None, "Callback URL mismatch."), FlowAnswer::CallbackRefused);
        assert_eq!(judged(200, None, "Sorry, AADSTS50011: …"), FlowAnswer::CallbackRefused);
        assert_eq!(judged(400, None, "no"), FlowAnswer::Refused(400));
        assert_eq!(judged(200, None, "<input name=redirect_uri>"), FlowAnswer::Page(200));
        assert_eq!(judged(302, Some("/login?redirect_uri=x"), ""), FlowAnswer::Page(302));
        assert_eq!(judged(503, None, "redirect_uri"), FlowAnswer::Unwell(503));
    }
}
