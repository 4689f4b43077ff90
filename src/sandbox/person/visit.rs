//! One request of the person's browser. Speaks only to servers of this program on the loopback address, which close each
//! connection after its answer.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use url::{Host, Position, Url, form_urlencoded};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest answer that is read.
const MOST_BYTES: u64 = 1 << 20;

/// What is asked for.
pub(super) struct Asked {
    pub(super) address: Url,
    /// The form's fields, encoded, when its button was pressed.
    form: Option<String>,
}

impl Asked {
    pub(super) fn page(address: Url) -> Self {
        Self { address, form: None }
    }

    pub(super) fn press(address: Url, fields: &[(String, String)]) -> Self {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Self { address, form: Some(form) }
    }
}

/// What came of it.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) redirect: Option<String>,
    pub(super) html: String,
}

/// Sends a request and reads the answer.
pub(super) fn visit(asked: &Asked) -> Result<Answer> {
    let address = &asked.address;
    let is_loopback = address.scheme() == "http" && address.host() == Some(Host::Ipv4(Ipv4Addr::LOCALHOST));
    ensure!(is_loopback, "{} is not on this machine", address.origin().ascii_serialization());
    let authority = &address[Position::BeforeHost..Position::AfterPort];
    let target = &address[Position::BeforePath..Position::AfterQuery];
    let request = match &asked.form {
        None => format!("GET {target} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n"),
        Some(form) => format!(
            "POST {target} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        ),
    };
    let answer = exchange(address, &request).with_context(|| format!("could not visit http://{authority}"))?;
    read(&answer).context("the answer is not HTTP")
}

fn exchange(address: &Url, request: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, address.port_or_known_default().unwrap_or(80)))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.take(MOST_BYTES).read_to_string(&mut answer)?;
    Ok(answer)
}

fn read(answer: &str) -> Option<Answer> {
    let (head, html) = answer.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let mut headers = lines.filter_map(|line| line.split_once(": "));
    let location = headers.find(|(name, _)| name.eq_ignore_ascii_case("location")).map(|(_, value)| value.to_owned());
    Some(Answer { status, redirect: location, html: html.to_owned() })
}
