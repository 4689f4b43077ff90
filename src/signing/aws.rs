//! AWS Signature Version 4, as docs.aws.amazon.com has it (IAM User Guide, "Create a signed AWS API request"). S3 wants the body's hash in
//! a header besides. The key signs, and goes nowhere.

use http::Request;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

use super::{Header, Moment, hmac, host, query};
use crate::credential::Secret;

/// What stays as it is in a query that is signed.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Who signs.
pub(super) struct Key<'k> {
    pub(super) id: &'k str,
    pub(super) secret: &'k Secret,
    /// What goes along with a key that lives for an hour.
    pub(super) session: Option<Secret>,
}

/// Where a signature counts.
pub(super) struct Scope<'s> {
    pub(super) region: &'s str,
    pub(super) service: &'s str,
}

/// The headers of a signed request.
pub(super) fn headers(
    request: &Request<Vec<u8>>,
    key: &Key<'_>,
    scope: &Scope<'_>,
    at: &Moment,
) -> Option<Vec<Header>> {
    let (stamp, hash) = (at.stamp(), hex(&Sha256::digest(request.body())));
    let mut own = vec![("x-amz-date".to_owned(), Secret::new(stamp.as_str()))];
    own.extend((scope.service == "s3").then(|| ("x-amz-content-sha256".to_owned(), Secret::new(hash.as_str()))));
    own.extend(key.session.clone().map(|session| ("x-amz-security-token".to_owned(), session)));
    let mut signed: Vec<(String, Secret)> = own.clone();
    signed.push(("host".to_owned(), Secret::new(host(request)?)));
    let others = request.headers().iter().filter(|(name, _)| is_signed(name.as_str()));
    signed.extend(others.filter_map(|(name, value)| Some((name.to_string(), Secret::new(value.to_str().ok()?)))));
    signed.sort_by(|one, other| one.0.cmp(&other.0));
    let names: Vec<&str> = signed.iter().map(|(name, _)| name.as_str()).collect();
    let names = names.join(";");
    let lines: String = signed.iter().map(|(name, value)| format!("{name}:{}\n", value.expose().trim())).collect();
    let canonical = format!(
        "{}\n{}\n{}\n{lines}\n{names}\n{hash}",
        request.method(),
        request.uri().path(),
        canonical_query(request)
    );
    let day = stamp.get(..8)?;
    let within = format!("{day}/{}/{}/aws4_request", scope.region, scope.service);
    let to_sign = format!("{ALGORITHM}\n{stamp}\n{within}\n{}", hex(&Sha256::digest(canonical)));
    let first = Secret::new(format!("AWS4{}", key.secret.expose()));
    let mut signing = hmac(first.expose().as_bytes(), day.as_bytes())?;
    for part in [scope.region, scope.service, "aws4_request"] {
        signing = hmac(&signing, part.as_bytes())?;
    }
    let signature = hex(&hmac(&signing, to_sign.as_bytes())?);
    let says = format!("{ALGORITHM} Credential={}/{within}, SignedHeaders={names}, Signature={signature}", key.id);
    own.push(("authorization".to_owned(), Secret::new(says)));
    Some(own)
}

/// Tells whether a header that a request has already is signed. What a signature adds is there when it is made again.
fn is_signed(name: &str) -> bool {
    let added = ["x-amz-date", "x-amz-content-sha256", "x-amz-security-token"];
    name == "content-type" || name.starts_with("x-amz-") && !added.contains(&name)
}

fn canonical_query(request: &Request<Vec<u8>>) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, PLAIN).to_string();
    let mut parts: Vec<_> = query(request).iter().map(|(k, v)| (encoded(k), encoded(v))).collect();
    parts.sort();
    parts.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(headers: &[Header]) -> &str {
        headers.last().and_then(|(_, text)| text.expose().split("Signature=").nth(1)).unwrap()
    }

    /// From the published test suite of Signature Version 4, `get-vanilla` and `get-vanilla-query-order-key-case`.
    #[test]
    fn the_published_test_suite_is_signed_as_published() {
        let secret = Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        let key = Key { id: "AKIDEXAMPLE", secret: &secret, session: None };
        let scope = Scope { region: "us-east-1", service: "service" };
        for (path, wanted) in [
            ("/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
            ("/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        ] {
            let request = Request::get(path).header("host", "example.amazonaws.com").body(Vec::new()).unwrap();
            let headers = headers(&request, &key, &scope, &Moment::of(1_440_938_160)).unwrap();
            assert_eq!(signature(&headers), wanted, "{path}");
        }
    }

    /// "Authenticating Requests: Using the Authorization Header" of the S3 API reference, `GET Bucket Lifecycle`.
    #[test]
    fn the_documented_request_of_s3_is_signed_as_documented() {
        let secret = Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        let key = Key { id: "AKIAIOSFODNN7EXAMPLE", secret: &secret, session: None };
        let scope = Scope { region: "us-east-1", service: "s3" };
        let request = Request::get("https://examplebucket.s3.amazonaws.com/?lifecycle").body(Vec::new()).unwrap();
        let headers = headers(&request, &key, &scope, &Moment::of(1_369_353_600)).unwrap();
        assert_eq!(signature(&headers), "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
        assert_eq!(headers[1].0, "x-amz-content-sha256");
    }

    #[test]
    fn a_key_that_lives_for_an_hour_is_signed_together_with_its_session() {
        let secret = Secret::new("secret");
        let key = |session: Option<&str>| Key { id: "ASIA", secret: &secret, session: session.map(Secret::new) };
        let scope = Scope { region: "eu-west-1", service: "sts" };
        let request = Request::post("https://sts.amazonaws.com/").body(b"a=1".to_vec()).unwrap();
        let told = |session| headers(&request, &key(session), &scope, &Moment::of(0)).unwrap();
        let with = told(Some("session"));
        assert!(with.iter().any(|(name, _)| name == "x-amz-security-token"));
        assert!(with.last().unwrap().1.expose().contains("SignedHeaders=host;x-amz-date;x-amz-security-token"));
        assert_ne!(signature(&with), signature(&told(None)));
    }
}
