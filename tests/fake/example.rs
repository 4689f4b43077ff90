use devportal_auth::providers::http::{Http, HttpOptions};
use http::Request;
use serde_json::json;

use crate::fake::{Fake, Route, answer, bare, get};

/// A read with the token.
fn by_token(at: &str) -> Route {
    get(at).header("authorization", "Bearer CANARY")
}

#[tokio::test]
async fn a_server_that_is_not_well_is_asked_again() {
    let mut fake = Fake::start();
    fake.answers(2, by_token("/user"), bare(503));
    fake.once(by_token("/user"), answer(200, json!({ "login": "ada" })));
    let asks = Request::get(fake.base() + "/user").header("authorization", "Bearer CANARY").body(Vec::new());
    let answered = Http::new(HttpOptions::default()).unwrap().send(asks.unwrap()).await.unwrap();
    assert_eq!(answered.status(), 200);
}
