//! Answers that are none: garbage, silence, and more than anybody wants.

use std::net::{Ipv4Addr, TcpListener as StdListener};

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
