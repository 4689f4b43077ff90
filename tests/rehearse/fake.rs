//! A provider on loopback that answers what a table says. A request that is not in it and one that never came fail the test.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use url::form_urlencoded;

/// A request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    /// `GET /path`.
    pub(crate) what: String,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) form: BTreeMap<String, String>,
    pub(crate) headers: BTreeMap<String, String>,
}

/// An answer: status, other headers, body.
#[derive(Clone, Debug)]
pub(crate) struct Answer(pub(crate) u16, pub(crate) Vec<(&'static str, String)>, pub(crate) String);

type Act = Box<dyn Fn(&Asked) -> Answer + Send + Sync>;

/// What is asked, and what is answered.
pub(crate) struct Row(&'static str, Act);

/// A row that answers always the same.
pub(crate) fn row(what: &'static str, body: serde_json::Value) -> Row {
    Row(what, Box::new(move |_| Answer(200, Vec::new(), body.to_string())))
}

/// A row that looks at what is asked.
pub(crate) fn act(what: &'static str, act: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Row {
    Row(what, Box::new(act))
}

pub(crate) fn json(status: u16, body: serde_json::Value) -> Answer {
    Answer(status, Vec::new(), body.to_string())
}

/// Sends the browser back to where it wants to be sent back to.
pub(crate) fn back(asked: &Asked, more: &[(&str, &str)]) -> Answer {
    let mut to = url::Url::parse(&asked.query["redirect_uri"]).unwrap();
    let state = asked.query["state"].clone();
    to.query_pairs_mut().extend_pairs(more).append_pair("state", &state);
    Answer(302, vec![("location", to.into())], String::new())
}

pub(crate) struct Fake {
    pub(crate) url: String,
    expected: BTreeSet<&'static str>,
    received: Arc<Mutex<Vec<Asked>>>,
}

impl Fake {
    /// Listens first, so that rows may name its address.
    pub(crate) fn start(rows: impl FnOnce(&str) -> Vec<Row>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let rows = Arc::new(rows(&url));
        let expected = rows.iter().map(|Row(what, _)| *what).collect();
        let received = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&received);
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let (rows, heard) = (Arc::clone(&rows), Arc::clone(&heard));
                thread::spawn(move || {
                    let Some(asked) = read(&mut stream) else { return };
                    let answer = rows.iter().find(|Row(what, _)| *what == asked.what);
                    let answer = answer.map_or_else(|| json(500, serde_json::json!({})), |Row(_, act)| act(&asked));
                    heard.lock().unwrap().push(asked);
                    let _ = stream.write_all(written(&answer).as_bytes());
                });
            }
        });
        Self { url, expected, received }
    }

    pub(crate) fn authority(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// The requests of one kind.
    pub(crate) fn asked(&self, what: &str) -> Vec<Asked> {
        self.received.lock().unwrap().iter().filter(|asked| asked.what == what).cloned().collect()
    }

    /// Holds that what was asked is what was expected, and that no address held a secret of the client's.
    pub(crate) fn done(self) {
        let received = self.received.lock().unwrap();
        let what: BTreeSet<&str> = received.iter().map(|asked| asked.what.as_str()).collect();
        assert_eq!(what, self.expected);
        for asked in received.iter() {
            let shown = format!("{:?}", asked.query);
            assert!(!shown.contains("CANARY"), "a secret in an address: {asked:?}");
        }
    }
}

fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let mut lines = head.lines();
    let mut words = lines.next()?.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers: BTreeMap<_, _> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    let pairs = |text: &[u8]| form_urlencoded::parse(text).into_owned().collect();
    Some(Asked { what: format!("{method} {path}"), query: pairs(query.as_bytes()), form: pairs(&body), headers })
}

fn written(Answer(status, headers, body): &Answer) -> String {
    let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let kind = if body.starts_with(['{', '[']) { "application/json" } else { "text/plain" };
    format!(
        "HTTP/1.1 {status} Some\r\ncontent-type: {kind}; charset=utf-8\r\nconnection: close\r\n{more}content-length: {}\r\n\r\n{body}",
        body.len()
    )
}
