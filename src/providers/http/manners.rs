//! Where a request may go, which redirect is followed, and when a read is tried again. Decisions only.

use std::net::IpAddr;
use std::time::Duration;

use http::header::{LOCATION, RETRY_AFTER};
use http::{Method, Request, Response, StatusCode, Uri};
use url::Url;

use super::trouble::Trouble;
use super::unreachable::Unreachable;
use crate::agreed::{Gate, Server};
use crate::proof::Step;

/// The most redirects that are followed for one request.
pub(super) const MOST_REDIRECTS: usize = 5;
/// How often a read is tried in all.
const TRIES: u32 = 3;
/// The longest `Retry-After` that is waited for; a longer one is the caller's to tell.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How the bytes travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Wire {
    /// Inside TLS.
    Tls,
    /// In the clear, for loopback addresses.
    Plain,
}

/// The way to one server.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Route {
    /// The server's name or address, without brackets.
    pub(super) host: String,
    /// Its port.
    pub(super) port: u16,
    /// How the bytes travel.
    pub(super) wire: Wire,
}

impl Route {
    /// Reads the way off an address, or says why nothing is sent there.
    pub(super) fn of(uri: &Uri) -> Result<Self, Unreachable> {
        let host = bare(uri.host().unwrap_or_default()).to_owned();
        let refuse = |step: Step| Err(Unreachable::at(&host, vec![step]));
        let wire = match uri.scheme_str() {
            Some("https") => Wire::Tls,
            Some("http") if is_loopback(&host) => Wire::Plain,
            Some("http") => {
                let step = Step::invalid("https", "plain http is only used on this machine; nothing was sent");
                return refuse(step.hint(format!("write the address as `{}`", instead(uri))));
            }
            _ => return refuse(Step::invalid("https", "the address does not begin with `https://`; nothing was sent")),
        };
        let standard = if wire == Wire::Tls { 443 } else { 80 };
        Ok(Self { port: uri.port_u16().unwrap_or(standard), wire, host })
    }

    /// Refuses a server that nobody agreed to, where there is a gate.
    pub(super) fn passes(&self, gate: Option<&Gate>) -> Result<(), Unreachable> {
        let server = Server::at(&self.host, self.port);
        match gate.filter(|gate| !gate.lets_through(&server)) {
            Some(gate) => Err(Unreachable::not_agreed(&server, &gate.way(&server))),
            None => Ok(()),
        }
    }
}

/// How an address of plain http is to be written: by TLS, or by a name or an address of this machine where that is what it means.
fn instead(uri: &Uri) -> String {
    let host = uri.host().unwrap_or_default();
    let port = uri.port_u16().filter(|port| *port != 80).map(|port| format!(":{port}")).unwrap_or_default();
    match here(bare(host)) {
        Some(here) => format!("http://{here}{port}"),
        None => format!("https://{host}{port}"),
    }
}

/// What a host means that is this machine for whoever wrote it, and is not taken for it as it stands.
fn here(host: &str) -> Option<String> {
    if let Some(name) = host.strip_suffix('.').filter(|name| is_local_name(name)) {
        return Some(name.to_owned());
    }
    match host.parse::<IpAddr>().ok()?.to_canonical() {
        every if every.is_unspecified() => Some("localhost".to_owned()),
        one if one.is_loopback() => Some(one.to_string()),
        _ => None,
    }
}

/// Takes the brackets off an IPv6 address.
pub(super) fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

/// Tells whether a host is this machine: `localhost`, names below it (RFC 6761 section 6.3), or a loopback address. `names`
/// sees to it that such a name leads nowhere else.
pub fn is_loopback(host: &str) -> bool {
    is_local_name(host) || bare(host).parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Tells whether a name is one of this machine's own.
pub(super) fn is_local_name(host: &str) -> bool {
    let name = host.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// Returns where to go next: only for a read, and only on the same origin.
pub(super) fn redirected<T, U>(request: &Request<T>, response: &Response<U>) -> Option<Uri> {
    let redirects = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    if !redirects || !is_read(request.method()) {
        return None;
    }
    let here = Url::parse(&request.uri().to_string()).ok()?;
    let mut next = here.join(response.headers().get(LOCATION)?.to_str().ok()?).ok()?;
    next.set_fragment(None);
    (next.origin() == here.origin()).then(|| next.as_str().parse().ok()).flatten()
}

/// Returns how long to wait before the next try, or nothing when there is none. A server that asks for more than a few
/// seconds, or for a date, gets its answer passed on instead.
pub(super) fn pause<T>(
    method: &Method,
    tried: u32,
    outcome: &Result<Response<T>, Trouble>,
    backoff: Duration,
) -> Option<Duration> {
    if tried >= TRIES || !is_read(method) {
        return None;
    }
    let usual = backoff * 2_u32.pow(tried - 1);
    match outcome {
        Err(Trouble::Connection | Trouble::Closed) => Some(usual),
        Err(_) => None,
        Ok(response) if !is_passing(response.status()) => None,
        Ok(response) => match response.headers().get(RETRY_AFTER) {
            None => Some(usual),
            Some(wanted) => {
                let wanted = Duration::from_secs(wanted.to_str().ok()?.trim().parse().ok()?);
                (wanted <= LONGEST_WAIT).then_some(wanted.max(usual))
            }
        },
    }
}

fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

fn is_passing(status: StatusCode) -> bool {
    matches!(status, StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreed::Agreed;

    const BACKOFF: Duration = Duration::from_millis(100);

    fn answer(status: u16, headers: &[(&str, &str)]) -> Response<()> {
        let builder = Response::builder().status(status);
        headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value)).body(()).unwrap()
    }

    fn follows(method: Method, from: &str, to: &str) -> Option<String> {
        let request = Request::builder().method(method).uri(from).body(()).unwrap();
        redirected(&request, &answer(302, &[("location", to)])).map(|uri| uri.to_string())
    }

    #[test]
    fn plain_http_goes_nowhere_but_to_this_machine() {
        for here in ["http://localhost:7007", "http://kc.localhost", "http://127.0.0.2/x", "http://[::1]:80"] {
            assert_eq!(Route::of(&here.parse().unwrap()).unwrap().wire, Wire::Plain, "{here}");
        }
        for there in ["http://sso.acme.dev/?secret=canary", "http://localhost.acme.dev", "http://10.0.0.1", "/path"] {
            let error = Route::of(&there.parse().unwrap()).unwrap_err();
            assert!(error.says.contains("nothing was sent"), "{there}");
            assert!(!format!("{error:?}").contains("canary"));
        }
        assert_eq!(Route::of(&"https://sso.acme.dev".parse().unwrap()).unwrap().port, 443);
    }

    #[test]
    fn where_there_is_a_gate_nothing_goes_to_a_server_that_nobody_agreed_to() {
        let agreed = Agreed::by("--trust-host");
        agreed.agree("keycloak", Server::at("sso.acme.dev", 443));
        let gate = agreed.gate("keycloak");
        let passes = |text: &str| Route::of(&text.parse().unwrap()).unwrap().passes(Some(&gate));
        assert!(passes("https://SSO.acme.dev/x").is_ok());
        for other in ["https://sso.acme.dev:8443", "https://evil.dev", "http://localhost"] {
            let refused = passes(other).unwrap_err();
            assert!(refused.says.contains("nothing was sent") && refused.not_agreed, "{other}");
        }
        let hint = passes("https://evil.dev").unwrap_err().hint.unwrap();
        assert_eq!(hint, "agree to it: `--trust-host evil.dev`");
        assert!(Route::of(&"https://evil.dev".parse().unwrap()).unwrap().passes(None).is_ok());
    }

    #[test]
    fn only_reads_follow_a_redirect_and_only_on_the_same_origin() {
        let here = "https://api.acme.dev/a/b?x=1";
        assert_eq!(follows(Method::GET, here, "c#top").as_deref(), Some("https://api.acme.dev/a/c"));
        assert_eq!(
            follows(Method::HEAD, here, "https://api.acme.dev:443/d").as_deref(),
            Some("https://api.acme.dev/d")
        );
        for elsewhere in ["https://evil.dev/", "//evil.dev/a", "http://api.acme.dev/a", "https://api.acme.dev:8443/"] {
            assert_eq!(follows(Method::GET, here, elsewhere), None, "{elsewhere}");
        }
        assert_eq!(follows(Method::POST, here, "/c"), None);
    }

    #[test]
    fn only_reads_are_tried_again_and_no_more_than_three_times() {
        let busy = || Ok(answer(503, &[]));
        assert_eq!(pause(&Method::GET, 1, &busy(), BACKOFF), Some(BACKOFF));
        assert_eq!(pause(&Method::HEAD, 2, &busy(), BACKOFF), Some(BACKOFF * 2));
        assert_eq!(pause(&Method::GET, 3, &busy(), BACKOFF), None);
        assert_eq!(pause(&Method::POST, 1, &busy(), BACKOFF), None);
        assert_eq!(pause(&Method::GET, 1, &Ok(answer(500, &[])), BACKOFF), None);
        assert_eq!(pause::<()>(&Method::GET, 1, &Err(Trouble::Connection), BACKOFF), Some(BACKOFF));
        for lasting in [Trouble::Tls, Trouble::TimedOut, Trouble::NotHttp, Trouble::TooLong(1)] {
            assert_eq!(pause::<()>(&Method::GET, 1, &Err(lasting), BACKOFF), None, "{lasting:?}");
        }
    }

    #[test]
    fn a_short_retry_after_is_waited_for_and_a_long_one_is_passed_on() {
        let wait = |value: &str| pause(&Method::GET, 1, &Ok(answer(503, &[("retry-after", value)])), BACKOFF);
        assert_eq!(wait("2"), Some(Duration::from_secs(2)));
        assert_eq!(wait("0"), Some(BACKOFF));
        assert_eq!(wait("6"), None);
        assert_eq!(wait("Fri, 31 Dec 1999 23:59:59 GMT"), None);
    }
}
