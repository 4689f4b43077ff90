//! A server that is no directory, or one that goes on without end: told of in time, within bounds, and without a panic.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use devportal_auth::proof::{Extent, Limit};
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::ldap::Ldap;
use devportal_auth::providers::{Provider, read_directory};
use devportal_auth::sandbox::directory::{Kind, PASSWORD};
use url::Url;

use crate::desk::{account, http, wanted};

const BIND: u8 = 0x60;

/// What such a server does with one request: its number, what it asks for, and the way back.
type Answer = fn(u8, u8, &mut TcpStream) -> std::io::Result<()>;

/// Answers every request so, one connection after the other.
fn server(answer: Answer) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = Url::parse(&format!("ldap://{}", listener.local_addr().unwrap())).unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            // Requests here are short: one read is one request, with lengths of one byte or of the long form.
            let mut request = [0; 4096];
            while let Ok(length) = stream.read(&mut request)
                && length > 0
            {
                let content = 2 + if request[1] & 0x80 == 0 { 0 } else { usize::from(request[1] & 0x7f) };
                if answer(request[content + 2], request[content + 3], &mut stream).is_err() {
                    break;
                }
            }
        }
    });
    url
}

fn part(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, 0x84], &u32::try_from(content.len()).unwrap().to_be_bytes()[..], content].concat()
}

fn message(id: u8, rest: &[u8]) -> Vec<u8> {
    part(0x30, &[&[0x02, 0x01, id], rest].concat())
}

fn fine(id: u8, kind: u8) -> Vec<u8> {
    message(id, &part(kind, b"\x0a\x01\x00\x04\x00\x04\x00"))
}

async fn proof(answer: Answer) -> String {
    proof_over(http(), answer).await
}

async fn proof_over(http: Http, answer: Answer) -> String {
    let ldap = Ldap::new(http);
    let kind = Kind::OpenLdap;
    let proof = ldap.prove(&wanted(server(answer), kind), &account(kind.reader(), PASSWORD)).await;
    format!("{:?}", proof.steps)
}

#[tokio::test]
async fn a_length_of_gigabytes_ends_the_connection_before_anything_is_kept() {
    let said = proof(|_, _, to| {
        to.write_all(b"\x30\x84\x7f\xff\xff\xff")?;
        loop {
            to.write_all(&[0; 1 << 16])?;
        }
    });
    assert!(said.await.contains("a message of more than 16 MiB came"));
}

#[tokio::test]
async fn an_inner_length_beyond_its_message_and_what_is_no_ldap_are_told() {
    let said = proof(|id, _, to| to.write_all(&message(id, b"\x61\x84\x7f\xff\xff\xffxxxx"))).await;
    assert!(said.contains("what came is no LDAP"), "{said}");
    let said = proof(|_, _, to| to.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")).await;
    assert!(said.contains("what came is no LDAP"), "{said}");
    // A result without its texts, one of another kind, and a page's mark without its form.
    for answer in [
        (|id, _, to| to.write_all(&message(id, b"\x61\x03\x0a\x01\x00"))) as Answer,
        |id, _, to| to.write_all(&fine(id, 0x61)),
        |id, _, to| {
            let control = [part(0x04, b"1.2.840.113556.1.4.319"), part(0x04, b"\x30\x00")].concat();
            let controls = part(0xa0, &part(0x30, &control));
            to.write_all(&message(id, &[&b"\x65\x07\x0a\x01\x00\x04\x00\x04\x00"[..], &controls].concat()))
        },
    ] {
        let said = proof(answer).await;
        assert!(said.contains("what came is no LDAP"), "{said}");
    }
}

#[tokio::test]
async fn a_directory_that_hangs_up_on_whoever_asks_before_signing_in_is_signed_in_to_all_the_same() {
    let said = proof(|id, kind, to| match kind {
        BIND => to.write_all(&fine(id, 0x61)),
        _ => Err(std::io::ErrorKind::BrokenPipe.into()),
    });
    assert!(said.await.contains("as `cn=devportal-reader,ou=Services,dc=acme,dc=test`"));
}

#[tokio::test]
async fn a_search_has_an_end_that_counts_from_its_start_whatever_comes_meanwhile() {
    let impatient = Http::new(HttpOptions { timeout: Duration::from_millis(300), ..HttpOptions::default() }).unwrap();
    let said = proof_over(impatient, |id, kind, to| match kind {
        BIND => to.write_all(&fine(id, 0x61)),
        // References to other servers are passed over; each of them comes well within the limit.
        _ => loop {
            to.write_all(&message(id, &part(0x73, &part(0x04, b"ldap://elsewhere.invalid"))))?;
            std::thread::sleep(Duration::from_millis(50));
        },
    });
    let said = said.await;
    assert!(said.contains("no answer came in time"), "{said}");
}

#[tokio::test]
async fn entries_without_end_are_not_listened_to_and_pages_without_end_are_a_part() {
    // Each search brings entries for as long as somebody reads.
    // Whether the next question is answered depends on how fast it writes; that the proof ends does not.
    let impatient = Http::new(HttpOptions { timeout: Duration::from_millis(500), ..HttpOptions::default() }).unwrap();
    let said = proof_over(impatient, |id, kind, to| match kind {
        BIND => to.write_all(&fine(id, 0x61)),
        _ => loop {
            to.write_all(&message(id, &part(0x64, &[part(0x04, b"uid=x,dc=acme"), part(0x30, b"")].concat())))?;
        },
    });
    assert!(said.await.contains("\"bind\""));
    let ldap = Ldap::new(http());
    let kind = Kind::OpenLdap;
    let url = server(|id, kind, to| match kind {
        BIND => to.write_all(&fine(id, 0x61)),
        _ => {
            let page = part(0x30, b"\x02\x01\x00\x04\x01x");
            let control = [part(0x04, b"1.2.840.113556.1.4.319"), part(0x04, &page)].concat();
            let controls = part(0xa0, &part(0x30, &control));
            to.write_all(&message(id, &[part(0x65, b"\x0a\x01\x00\x04\x00\x04\x00"), controls].concat()))
        }
    });
    let directory = read_directory(&ldap, &wanted(url, kind), &account(kind.reader(), PASSWORD)).await.unwrap();
    assert!(directory.extent == Extent::Part(Limit::EmptyPages) && directory.users.is_empty());
}

/// An entry, and the promise of a next page.
fn one_more(id: u8, to: &mut TcpStream) -> std::io::Result<()> {
    let entry = [part(0x04, b"uid=x,dc=acme"), part(0x30, b"")].concat();
    to.write_all(&message(id, &part(0x64, &entry)))?;
    let page = part(0x30, b"\x02\x01\x00\x04\x01x");
    let control = [part(0x04, b"1.2.840.113556.1.4.319"), part(0x04, &page)].concat();
    let controls = part(0xa0, &part(0x30, &control));
    to.write_all(&message(id, &[part(0x65, b"\x0a\x01\x00\x04\x00\x04\x00"), controls].concat()))
}

#[tokio::test]
async fn a_directory_that_drips_is_read_in_part_and_the_part_tells_why() {
    // Each question is answered with one entry, and the promise of a next page.
    let url = server(|id, kind, to| match kind {
        BIND => to.write_all(&fine(id, 0x61)),
        _ => one_more(id, to),
    });
    let spent = Http::new(HttpOptions { longest_reading: Duration::ZERO, ..HttpOptions::default() }).unwrap();
    let kind = Kind::OpenLdap;
    let read = read_directory(&Ldap::new(spent), &wanted(url, kind), &account(kind.reader(), PASSWORD)).await;
    assert_eq!(read.unwrap().extent, Extent::Part(Limit::Time));
}

#[tokio::test]
async fn a_directory_that_gives_the_same_page_again_is_asked_nothing_more() {
    // The mark of the next page never ends, and neither does the same entry.
    let url = server(|id, kind, to| match kind {
        BIND => to.write_all(&fine(id, 0x61)),
        _ => one_more(id, to),
    });
    let kind = Kind::OpenLdap;
    let read = read_directory(&Ldap::new(http()), &wanted(url, kind), &account(kind.reader(), PASSWORD)).await;
    assert_eq!(read.unwrap().extent, Extent::Part(Limit::Repeated));
}
