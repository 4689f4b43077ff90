//! Manners: which redirects are followed, what is tried again, and how much a host gets at once.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use devportal_auth::agreed::{Agreed, Server};
use devportal_auth::providers::http::Http;
use futures_util::future::join_all;
use http::{Method, Request};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::sync::Barrier;

use crate::servers::{Fake, OK, ask, get, options, read_head};
use crate::strict::{self, bare};

#[tokio::test]
async fn a_redirect_is_followed_on_the_same_origin_with_the_credential() {
    let mut server = strict::Fake::start();
    for (path, answer) in [("/old", bare(301).with("location", "/new")), ("/new", bare(200))] {
        server.once(strict::get(path).header("authorization", "Bearer canary"), answer);
    }
    let request = Request::get(format!("{}/old", server.base())).header("authorization", "Bearer canary");
    let answer = Http::new(options()).unwrap().send(request.body(Vec::new()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn a_redirect_to_another_host_is_an_answer_and_carries_nothing_there() {
    let (mut here, there) = (strict::Fake::start(), strict::Fake::start());
    here.once(strict::get("/"), bare(302).with("location", there.base()));
    let request = Request::get(here.base()).header("authorization", "Bearer canary").body(Vec::new()).unwrap();
    let answer = Http::new(options()).unwrap().send(request).await.unwrap();
    assert_eq!(answer.status(), 302);
    assert_eq!(answer.headers()["location"], there.base());
}

#[tokio::test]
async fn behind_a_gate_no_connection_is_made_to_a_server_that_nobody_agreed_to() {
    let (agreed_to, other) = (Fake::answering(&[OK.as_bytes()]).await, Fake::answering(&[]).await);
    let agreed = Agreed::by("--trust-host");
    let http = Http::new(options()).unwrap().behind(agreed.gate("gitlab"));
    agreed.agree("gitlab", Server::at("127.0.0.1", agreed_to.port));
    agreed.agree("keycloak", Server::at("127.0.0.1", other.port));
    let get = |fake: &Fake| http.send(Request::get(fake.url("http")).body(Vec::new()).unwrap());
    assert_eq!(get(&agreed_to).await.unwrap().status(), 200);
    let refused = get(&other).await.unwrap_err();
    assert!(refused.not_agreed, "{refused}");
    assert_eq!(refused.hint, Some(format!("agree to it: `--trust-host 127.0.0.1:{}`", other.port)));
    assert!(http.dial("127.0.0.1", other.port).await.unwrap_err().not_agreed);
}

#[tokio::test]
async fn a_caller_can_ask_to_see_the_redirect_itself() {
    let mut server = strict::Fake::start();
    server.once(strict::get("/authorize"), bare(302).with("location", "/login"));
    let request = Request::get(format!("{}/authorize", server.base())).body(Vec::new()).unwrap();
    let answer = Http::new(options()).unwrap().send_without_redirects(request).await.unwrap();
    assert_eq!(answer.headers()["location"], "/login");
}

#[tokio::test]
async fn redirects_in_a_circle_end_after_five() {
    let mut server = strict::Fake::start();
    server.answers(6, strict::get("/"), bare(302).with("location", "/"));
    assert_eq!(get(options(), &server.base()).await.unwrap().status(), 302);
}

#[tokio::test]
async fn a_read_is_tried_three_times_and_a_write_once() {
    let mut server = strict::Fake::start();
    server.answers(3, strict::get("/"), bare(503));
    server.once(strict::post("/"), bare(503));
    assert_eq!(get(options(), &server.base()).await.unwrap().status(), 503);
    assert_eq!(ask(options(), Method::POST, &server.base()).await.unwrap().status(), 503);
}

#[tokio::test]
async fn a_connection_that_breaks_is_tried_again_for_a_read_only() {
    let fake = Fake::answering(&[b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ncut", OK.as_bytes()]).await;
    assert_eq!(get(options(), &fake.url("http")).await.unwrap().body(), b"ok");

    let fake = Fake::answering(&[b"HTTP/1.1 201 Created\r\ncontent-length: 9\r\n\r\ncut"]).await;
    let error = ask(options(), Method::POST, &fake.url("http")).await.unwrap_err();
    assert_eq!(error.says, "it closed the connection before its answer was complete");
    assert_eq!(error.hint.as_deref(), Some("does it speak TLS? then its address begins with `https`"));
}

#[tokio::test]
async fn a_host_gets_four_calls_at_once_and_no_more() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (most, together) = (Arc::new(AtomicUsize::new(0)), Arc::new(Barrier::new(4)));
    let (seen, open) = (most.clone(), Arc::new(AtomicUsize::new(0)));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (seen, open, together) = (seen.clone(), open.clone(), together.clone());
            tokio::spawn(async move {
                read_head(&mut stream).await;
                seen.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                // Four must come together, or nobody is answered; a fifth gets time to show itself.
                together.wait().await;
                tokio::time::sleep(Duration::from_millis(50)).await;
                open.fetch_sub(1, Ordering::SeqCst);
                let _ = stream.write_all(OK.as_bytes()).await;
            });
        }
    });
    let http = Http::new(options()).unwrap();
    let answers = join_all((0..8).map(|_| http.send(Request::get(&url).body(Vec::new()).unwrap()))).await;
    assert!(answers.into_iter().all(|answer| answer.is_ok()));
    assert_eq!(most.load(Ordering::SeqCst), 4);
}
