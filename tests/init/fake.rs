//! Servers on loopback that answer what a table says. A request that is not in it and one that never came fail the test.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A request as `GET /path`, and what is answered.
pub(crate) type Row = (&'static str, String);

pub(crate) struct Fake {
    pub(crate) url: String,
    expected: BTreeSet<&'static str>,
    received: Arc<Mutex<BTreeSet<String>>>,
}

impl Fake {
    pub(crate) fn start(rows: Vec<Row>) -> Self {
        let expected = rows.iter().map(|(request, _)| *request).collect();
        let received = Arc::new(Mutex::new(BTreeSet::new()));
        let heard = Arc::clone(&received);
        let url = raw(move |mut stream| {
            let Some(asked) = asked(&mut stream) else { return };
            let row = rows.iter().find(|(request, _)| *request == asked);
            let answer = row.map_or_else(|| json(500, &[], "{}"), |(_, answer)| answer.clone());
            heard.lock().unwrap().insert(asked);
            let _ = stream.write_all(answer.as_bytes());
        });
        Self { url, expected, received }
    }

    /// Holds that what was asked is what was expected.
    pub(crate) fn done(self) {
        let received = self.received.lock().unwrap();
        let received: BTreeSet<&str> = received.iter().map(String::as_str).collect();
        assert_eq!(received, self.expected);
    }
}

/// Reads a request's head, and tells method and path.
fn asked(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let mut words = head.split(' ');
    Some(format!("{} {}", words.next()?, words.next()?.split('?').next()?))
}

/// A server that does with each connection whatever it is told. Returns its address.
pub(crate) fn raw(handle: impl Fn(TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let handle = Arc::new(handle);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let handle = Arc::clone(&handle);
            thread::spawn(move || handle(stream));
        }
    });
    url
}

/// An answer, after which the connection ends.
pub(crate) fn json(status: u16, headers: &[(&str, &str)], body: &str) -> String {
    let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!(
        "HTTP/1.1 {status} Some\r\ncontent-type: application/json; charset=utf-8\r\nconnection: close\r\n{more}content-length: {}\r\n\r\n{body}",
        body.len()
    )
}
