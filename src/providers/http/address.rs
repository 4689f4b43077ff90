//! Addresses below others, and requests to them. What a person says is a name in an address, and never leads out of its place there.

use std::borrow::Cow;

use http::{Method, Request, Uri};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use url::Url;

use super::Unreachable;

/// What does not stand as it is in a part of a path. <https://www.rfc-editor.org/rfc/rfc3986#section-3.3>
const PART: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The most bytes that a request's address may have, by the `http` crate.
const MOST: usize = u16::MAX as usize - 1;

/// An address below another one, whose query and fragment are left out.
pub(crate) fn below(base: &Url, parts: &[&str]) -> Url {
    let mut url = base.clone();
    let escaped = parts.iter().map(|text| format!("/{}", part(text))).collect::<String>();
    url.set_path(&format!("{}{escaped}", base.path().trim_end_matches('/')));
    url.set_query(None);
    url.set_fragment(None);
    url
}

/// Escapes a name so that it stays one part of a path.
pub(crate) fn part(text: &str) -> String {
    match text {
        // Escaped once these still lead elsewhere; escaped twice they are a name that nothing has.
        "." | ".." => text.replace('.', "%252E"),
        _ => utf8_percent_encode(text, PART).to_string(),
    }
}

/// The parts of a path that is escaped, as they were before.
pub(crate) fn parts(path: &str) -> Vec<Cow<'_, str>> {
    path.split('/').map(|part| percent_decode_str(part).decode_utf8_lossy()).collect()
}

/// A request to an address.
///
/// # Errors
/// When none can be made of it; nothing of its path is in the error.
pub(crate) fn request(method: Method, url: &Url, body: Vec<u8>) -> Result<Request<Vec<u8>>, Unreachable> {
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = uri(url.as_str(), url.host_str().unwrap_or_default())?;
    Ok(request)
}

/// What a request is sent to, by its text: an address, or a path at a host.
///
/// # Errors
/// When the text is too long, or none.
pub(crate) fn uri(text: &str, host: &str) -> Result<Uri, Unreachable> {
    text.parse().map_err(|_| match text.len() {
        long if long > MOST => Unreachable::unsent(host, "nothing was sent, the address is too long for a request"),
        _ => Unreachable::unsent(host, "nothing was sent, no request can be made of the address"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_in_its_part_of_the_path() {
        let base = Url::parse("https://git.acme.dev/sub/?old=1#place").unwrap();
        for (name, stands) in [
            ("marker", "marker"),
            ("mark/er", "mark%2Fer"),
            ("mark?er#x", "mark%3Fer%23x"),
            ("mark%2Fer", "mark%252Fer"),
            ("mark\\er", "mark%5Cer"),
            ("..", "%252E%252E"),
            (".", "%252E"),
            ("%2e%2e", "%252e%252e"),
            (".\t.", ".%09."),
            ("mark ér", "mark%20%C3%A9r"),
            ("applications(appId='1')", "applications(appId='1')"),
        ] {
            let url = below(&base, &["groups", name, "tail"]);
            assert_eq!(url.as_str(), format!("https://git.acme.dev/sub/groups/{stands}/tail"), "{name}");
            assert_eq!(Url::parse(url.as_str()).unwrap(), url, "read again it is another one: {name}");
        }
        assert_eq!(below(&base, &["v2", ""]).path(), "/sub/v2/");
    }

    #[test]
    fn an_address_of_which_no_request_can_be_made_is_told_as_itself() {
        let mut url = Url::parse("https://git.acme.dev/api").unwrap();
        assert_eq!(request(Method::GET, &url, Vec::new()).unwrap().uri(), "https://git.acme.dev/api");
        url.set_query(Some(&"marker".repeat(11_000)));
        let error = request(Method::GET, &url, Vec::new()).unwrap_err().to_string();
        assert_eq!(error, "could not reach git.acme.dev: nothing was sent, the address is too long for a request");
    }
}
