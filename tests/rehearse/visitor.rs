//! A person's browser: it is told of a page by the program, and follows every redirect on this machine, as a tab does.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use url::Url;

/// Where a tab has been, and what it shows at the end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tab {
    pub(crate) been: Vec<Url>,
    pub(crate) status: u16,
    pub(crate) page: String,
}

/// Waits until the program opens a page.
pub(crate) fn opened(note: &PathBuf) -> Url {
    let begun = Instant::now();
    loop {
        if let Some(url) = fs::read_to_string(note).ok().and_then(|text| Url::parse(text.trim()).ok()) {
            return url;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "no page was opened");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Goes to a page, and wherever it leads. `turn` may bend an address before it is gone to.
pub(crate) fn visit(page: Url, turn: impl Fn(Url) -> Url) -> Tab {
    let mut tab = Tab::default();
    let mut next = Some(page);
    while let Some(url) = next.take().filter(|_| tab.been.len() < 8) {
        // Nobody answers elsewhere; the tab shows an address with nothing behind it.
        if url.scheme() != "http" {
            tab.been.push(url);
            break;
        }
        let answer = get(&url);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer.as_str(), ""));
        tab.status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
        tab.page = body.to_owned();
        let location = head.lines().find_map(|line| line.strip_prefix("location: "));
        next = location.map(|location| turn(url.join(location).unwrap()));
        tab.been.push(url);
    }
    tab
}

fn get(url: &Url) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", url.port().unwrap())).unwrap();
    let target = &url[url::Position::BeforePath..];
    write!(stream, "GET {target} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", url.authority()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}
