//! Signatures that go with a request in place of a secret. Pure: a request, a key and a time in, headers out; whoever checks one makes it
//! again and compares.

mod assertion;
mod aws;
mod azure;
mod moment;

use http::Request;

pub use self::assertion::{assertion, read_private_key};
pub use self::moment::Moment;

use crate::contract::system::{Scheme, Signed, filled};
use crate::credential::Secret;

/// A header by its name, and what it holds.
pub type Header = (String, Secret);

/// The headers that a signature adds to a request; nothing, when the key cannot sign. The request has its host in the address or in a
/// header, and every other header that is signed.
pub fn signature(
    signed: &Signed,
    request: &Request<Vec<u8>>,
    put: impl Fn(&str) -> Option<String>,
    at: &Moment,
) -> Option<Vec<Header>> {
    let text = |template: &Option<String>| filled(template.as_deref().unwrap_or_default(), &put);
    let (id, key) = (filled(&signed.id, &put), Secret::new(filled(&signed.key, &put)));
    match signed.by {
        Scheme::AwsV4 => {
            let session = Some(text(&signed.session)).filter(|text| !text.is_empty()).map(Secret::new);
            let scope = aws::Scope { region: &text(&signed.region), service: &text(&signed.service) };
            aws::headers(request, &aws::Key { id: &id, secret: &key, session }, &scope, at)
        }
        Scheme::AzureSharedKey => azure::headers(request, &id, &key, at),
    }
}

/// The bytes of a message authentication code, HMAC with SHA-256.
fn hmac(key: &[u8], message: &[u8]) -> Option<Vec<u8>> {
    use ::hmac::{Hmac, Mac as _};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key).ok()?;
    mac.update(message);
    Some(mac.finalize().into_bytes().to_vec())
}

/// The host that a request is for, as its header says it.
fn host(request: &Request<Vec<u8>>) -> Option<String> {
    let named = request.headers().get(http::header::HOST).and_then(|host| host.to_str().ok());
    named.map(str::to_owned).or_else(|| request.uri().authority().map(|authority| authority.as_str().to_owned()))
}

/// The parts of a query, decoded.
fn query(request: &Request<Vec<u8>>) -> Vec<(String, String)> {
    let readable = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let parts = request.uri().query().unwrap_or_default().split('&').filter(|part| !part.is_empty());
    parts.map(|part| part.split_once('=').unwrap_or((part, ""))).map(|(k, v)| (readable(k), readable(v))).collect()
}
