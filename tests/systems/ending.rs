//! Signed tokens, which say themselves when they end.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use devportal_auth::credential::{Fields, Secret};
use devportal_auth::proof::Proof;
use devportal_auth::providers::http::date;
use serde_json::{Value, json};
use url::Url;

use super::{all, prove, said, wanted};
use crate::fake::{Fake, answer, post};

const WHO: &str = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
const MAY: &str = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

/// What a cluster's answers make of a token that ends in so many seconds.
async fn proof_of(ends_in: Option<i64>, answers: &[(&str, u16, Value)]) -> Proof {
    let system = all().iter().find(|system| system.name == "kubernetes").unwrap();
    let claims = match ends_in {
        Some(seconds) => json!({ "sub": "system:serviceaccount:devportal:devportal", "exp": date::now() + seconds }),
        None => json!({ "sub": "system:serviceaccount:devportal:devportal" }),
    };
    let mut fields = Fields::default();
    fields.set("token", Secret::new(format!("e30.{}.signature", URL_SAFE_NO_PAD.encode(claims.to_string()))));
    let mut fake = Fake::start().in_order();
    for (path, status, body) in answers {
        fake.once(post(path), answer(*status, body.clone()));
    }
    let wanted = wanted(system, "kubernetes-service-account-token", &Url::parse(&fake.base()).unwrap());
    prove(system, &wanted, &fields).await
}

fn good() -> Vec<(&'static str, u16, Value)> {
    let may = |allowed: bool| json!({ "status": { "allowed": allowed } });
    let who = json!({ "status": { "userInfo": { "username": "system:serviceaccount:devportal:devportal" } } });
    vec![(WHO, 201, who), (MAY, 201, may(true)), (MAY, 201, may(true)), (MAY, 201, may(false))]
}

#[tokio::test]
async fn a_refused_token_that_has_ended_by_what_it_says_itself_is_refused_for_that() {
    let refused = [(WHO, 401, json!({ "kind": "Status", "code": 401 }))];
    let ended = proof_of(Some(-3 * date::DAY), &refused).await;
    let day = date::written(date::now() - 3 * date::DAY);
    assert_eq!(said(&ended), format!("token: it ended on {day}, by what it says itself\n"));
    assert_eq!(ended.steps[0].rests_on, ["token"]);
    for other in [proof_of(Some(date::DAY), &refused).await, proof_of(None, &refused).await] {
        assert!(said(&other).starts_with("token: the cluster does not know the token"), "{}", said(&other));
    }
}

#[tokio::test]
async fn a_good_token_tells_when_it_ends() {
    let said_of = async |ends_in| said(&proof_of(ends_in, &good()).await);
    assert!(said_of(Some(3_630)).await.contains("expiry: ends in 60 minutes"));
    assert!(said_of(Some(80_000)).await.contains("expiry: ends in 22 hours"));
    let day = date::written(date::now() + 365 * date::DAY);
    assert!(said_of(Some(365 * date::DAY)).await.contains(&format!("expiry: ends on {day}")));
    // What the cluster takes is good, whatever this machine's clock says.
    assert!(said_of(Some(-60)).await.contains("it may not read secrets\nexpiry: ends on "));
    assert!(!said_of(None).await.contains("expiry"));
}
