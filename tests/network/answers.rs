//! Answers that are none: garbage, silence, and more than anybody wants.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener as StdListener};
use std::time::Duration;

use devportal_auth::providers::http::HttpOptions;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use crate::servers::{Fake, get, impatient, names, options, read_head};

#[tokio::test]
async fn garbage_is_told_as_not_http() {
    for garbage in [&b"SSH-2.0-OpenSSH_9.2\r\n\r\n"[..], b"\x00\x01\x02\x03\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n"] {
        let fake = Fake::answering(&[garbage]).await;
        let error = get(options(), &fake.url("http")).await.unwrap_err();
        assert_eq!(error.says, "what it answered is not HTTP");
    }
}

#[tokio::test]
async fn a_server_that_hangs_is_told_with_the_limit() {
    let listener = StdListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let error = get(impatient(), &format!("http://127.0.0.1:{port}/")).await.unwrap_err();
    assert_eq!(error.says, "no whole answer within 0.3 s");
    assert_eq!(names(&error.steps), ["name", "connect", "HTTP"]);
    let error = get(impatient(), &format!("https://127.0.0.1:{port}/")).await.unwrap_err();
    assert_eq!(error.says, "the handshake did not end within 0.3 s");
    drop(listener);
}

/// A server that says `first`, and then goes on with `more` for as long as anybody listens.
pub(crate) fn going_on(first: &'static [u8], more: &'static [u8], pause: Duration) -> u16 {
    let listener = StdListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let _ = stream.read(&mut [0; 4096]);
                let mut goes_on = stream.write_all(first).is_ok();
                while goes_on {
                    goes_on = stream.write_all(more).is_ok();
                    std::thread::sleep(pause);
                }
            });
        }
    });
    port
}

#[test]
fn a_request_has_an_end_that_counts_from_its_start_whatever_comes_meanwhile() {
    const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";
    const HINTS: &[u8] = b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n";
    let drip = Duration::from_millis(10);
    for (what, first, more, pause) in [
        ("1xx at once", CONTINUE, CONTINUE, Duration::ZERO),
        ("1xx in drips", HINTS, HINTS, drip),
        ("a head in drips", b"HTTP/1.1 200 OK\r\nx: ", b"y", drip),
        ("a body in drips", b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n", b"y", drip),
    ] {
        let url = format!("http://127.0.0.1:{}/", going_on(first, more, pause));
        let (tell, told) = std::sync::mpsc::channel();
        // On a thread of its own: what hangs may hang the clock as well.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let error = runtime.block_on(get(impatient(), &url)).unwrap_err();
            tell.send(error.says)
        });
        let says = told.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|_| panic!("{what}: it goes on"));
        assert_eq!(says, "no whole answer within 0.3 s", "{what}");
    }
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    const WHOLE: usize = 50 << 20;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let sending = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n").await.unwrap();
        let mut sent = 0;
        while sent < WHOLE && stream.write_all(&[b'x'; 1 << 16]).await.is_ok() {
            sent += 1 << 16;
        }
        sent
    });
    let error = get(options(), &format!("http://127.0.0.1:{port}/")).await.unwrap_err();
    assert_eq!(error.says, "answered with more than 8 MiB");
    assert!(sending.await.unwrap() < WHOLE);
}

#[tokio::test]
async fn an_answer_that_announces_its_length_or_is_compressed_is_held_to_the_limit_too() {
    let announced = b"HTTP/1.1 200 OK\r\ncontent-length: 52428800\r\n\r\n";
    let error = get(options(), &Fake::answering(&[announced]).await.url("http")).await.unwrap_err();
    assert_eq!(error.says, "answered with more than 8 MiB");

    let answer = [&b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n"[..], &GZIPPED].concat();
    let fake = Fake::answering(&[&answer, &answer]).await;
    assert_eq!(get(options(), &fake.url("http")).await.unwrap().body(), &[b'a'; 1000]);
    let error = get(HttpOptions { most_bytes: 999, ..options() }, &fake.url("http")).await.unwrap_err();
    assert_eq!(error.says, "answered with more than 999 bytes");

    let damaged = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nnope";
    let error = get(options(), &Fake::answering(&[damaged]).await.url("http")).await.unwrap_err();
    assert_eq!(error.says, "the body of its answer cannot be decompressed");
}

/// One thousand times the letter a, through gzip.
const GZIPPED: [u8; 29] =
    [31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 75, 76, 28, 5, 163, 96, 20, 12, 119, 0, 0, 3, 218, 56, 154, 232, 3, 0, 0];
