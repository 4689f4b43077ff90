//! Azure Storage's Shared Key, as learn.microsoft.com has it ("Authorize with Shared Key", version 2009-09-19 and newer). A body is never
//! sent, so only what reads is signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Request;

use super::{Header, Moment, hmac, query};
use crate::credential::Secret;

/// The headers of a signed request; nothing, when the key is no base64.
pub(super) fn headers(request: &Request<Vec<u8>>, account: &str, key: &Secret, at: &Moment) -> Option<Vec<Header>> {
    let key = STANDARD.decode(key.expose().trim()).ok().filter(|key| !key.is_empty())?;
    let date = at.http();
    let signature = STANDARD.encode(hmac(&key, to_sign(request, account, &date).as_bytes())?);
    let says = format!("SharedKey {account}:{signature}");
    Some(vec![("x-ms-date".to_owned(), Secret::new(date)), ("authorization".to_owned(), Secret::new(says))])
}

/// The text that is signed: eleven headers that no read has, those of Microsoft's own, and what is asked for.
fn to_sign(request: &Request<Vec<u8>>, account: &str, date: &str) -> String {
    let own = request.headers().iter().filter(|(name, _)| name.as_str().starts_with("x-ms-"));
    let own = own.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    let mut lines: Vec<String> = own
        .filter(|(name, _)| *name != "x-ms-date")
        .chain([("x-ms-date", date)])
        .map(|(name, value)| format!("{name}:{}\n", value.trim()))
        .collect();
    lines.sort();
    let mut parts: Vec<_> = query(request).into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect();
    parts.sort();
    let parts: String = parts.iter().map(|(name, value)| format!("\n{name}:{value}")).collect();
    format!("{}{}{}/{account}{}{parts}", request.method(), "\n".repeat(12), lines.concat(), request.uri().path())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The documented text of a request for a container's metadata.
    #[test]
    fn what_is_signed_is_what_is_documented() {
        let request = Request::get(
            "https://myaccount.blob.core.windows.net/mycontainer?comp=metadata&restype=container&timeout=20",
        )
        .header("x-ms-version", "2015-02-21")
        .body(Vec::new())
        .unwrap();
        let wanted = "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n\
                      /myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20";
        assert_eq!(to_sign(&request, "myaccount", "Fri, 26 Jun 2015 23:39:12 GMT"), wanted);
    }

    #[test]
    fn a_key_that_is_no_base64_signs_nothing() {
        let request = Request::get("/").body(Vec::new()).unwrap();
        for key in ["", "not base64", "====", " "] {
            assert!(headers(&request, "acme", &Secret::new(key), &Moment::of(0)).is_none(), "{key}");
        }
        assert!(headers(&request, "acme", &Secret::new("a2V5"), &Moment::of(0)).is_some());
    }
}
