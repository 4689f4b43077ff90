//! The directory that the program plays itself, on the loopback address: it answers simple binds and searches as OpenLDAP or
//! Active Directory do, and is strict: what it does not know is answered with a protocol error and told by
//! [`Directory::unexpected`].

mod answer;
mod ber;
mod entries;
mod filter;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result};
use url::Url;

pub use self::answer::Rules;
pub use self::entries::{Entry, Kind};

use self::answer::Conversation;
use super::strange::Strange;
use super::{Mood, Trouble};
use crate::loopback;

/// The most bytes that one request may have.
const MOST_BYTES: usize = 1 << 20;

/// How long a request is waited for that is not understood.
const PATIENCE: Duration = Duration::from_secs(1);

/// The password of the sandbox's reading account, and of its people. It opens nothing.
pub const PASSWORD: &str = "sandbox-only";

/// A directory on 127.0.0.1 that answers until it is dropped.
#[derive(Debug)]
pub struct Directory {
    url: Url,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    strange: Strange,
    mood: Mood,
}

impl Directory {
    /// Starts on a free port, with the sandbox's people and groups.
    ///
    /// # Errors
    /// When the system gives no port or no thread.
    pub fn start(kind: Kind) -> Result<Self> {
        Self::start_with(Rules::new(kind))
    }

    /// Starts on a free port, with entries and refusals of one's own.
    ///
    /// # Errors
    /// As [`Directory::start`].
    pub fn start_with(rules: Rules) -> Result<Self> {
        let port = loopback::bind()?;
        let url = Url::parse(&format!("ldap://{}", port.authority())).context("could not name the loopback address")?;
        let listener = port.into_listener()?;
        let stop = Arc::new(AtomicBool::new(false));
        let (strange, mood) = (Strange::default(), Mood::default());
        let (rules, told, stopped, has) = (Arc::new(rules), strange.clone(), stop.clone(), mood.clone());
        let thread = std::thread::Builder::new().name("directory".to_owned());
        let thread = thread.spawn(move || accept(&listener, &rules, &told, (&stopped, &has)));
        Ok(Self { url, stop, thread: Some(thread.context("could not start the directory")?), strange, mood })
    }

    /// Returns where it answers.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// What is wrong with it, for whoever wants to see it fail.
    pub fn mood(&self) -> Mood {
        self.mood.clone()
    }

    /// Lists the requests that it did not know.
    pub fn unexpected(&self) -> Vec<String> {
        self.strange.all()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // The call wakes the thread, which then sees that it may go.
        let at = (self.url.host_str().unwrap_or_default(), self.url.port().unwrap_or_default());
        _ = TcpStream::connect(at);
        self.thread.take().map(JoinHandle::join);
    }
}

fn accept(listener: &TcpListener, rules: &Arc<Rules>, strange: &Strange, (stop, mood): (&AtomicBool, &Mood)) {
    for stream in listener.incoming().flatten() {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        match mood.in_the_way() {
            Some(Trouble::Elsewhere) => {
                speak_otherwise(stream);
                continue;
            }
            Some(Trouble::Silent | Trouble::Uninstalled) => continue,
            None => {}
        }
        let (rules, strange) = (rules.clone(), strange.clone());
        let talk = move || strange.keep(talk(stream, &rules));
        // Without a thread there is no answer, which the other side will tell.
        _ = std::thread::Builder::new().name("directory talk".to_owned()).spawn(talk);
    }
}

/// Answers as a server does that speaks something else than LDAP.
fn speak_otherwise(mut stream: TcpStream) {
    let mut request = [0_u8; 4096];
    _ = stream.set_read_timeout(Some(PATIENCE));
    if stream.read(&mut request).is_ok_and(|read| read > 0) {
        _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    }
}

/// Talks to one client until it goes. Returns what was not known.
fn talk(mut stream: TcpStream, rules: &Rules) -> Option<String> {
    let mut conversation = Conversation::new(rules);
    let mut bytes = Vec::new();
    let mut chunk = [0_u8; 4096];
    loop {
        while let Some(length) = ber::whole(&bytes).filter(|length| *length <= bytes.len()) {
            let request: Vec<u8> = bytes.drain(..length).collect();
            match conversation.answer(&request) {
                Ok(Some(answer)) => stream.write_all(&answer).ok()?,
                Ok(None) => return None,
                Err(strange) => return Some(strange),
            }
        }
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return None,
            Ok(_) if bytes.len() > MOST_BYTES => return Some("a request without end".to_owned()),
            Ok(read) => bytes.extend(&chunk[..read]),
        }
    }
}
