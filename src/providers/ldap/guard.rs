//! Stands between a directory and the library that speaks LDAP, which keeps everything that comes: no message, and no answer as a
//! whole, may be larger than these limits, and only answers to the last question come through.

use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use ldap3::StdStream;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use zeroize::Zeroizing;

use super::frame::{self, Message, Odd, kind};

/// The largest message: a group with a hundred thousand members has eight million bytes.
const LARGEST_MESSAGE: u64 = 16 << 20;
/// The most that an answer may come to, in bytes: one page, or everybody where a directory knows no pages.
const LARGEST_ANSWER: usize = 256 << 20;
/// What a part of a message costs besides its bytes, where it is kept.
const COST_OF_A_PART: usize = 64;

/// A connection that bytes go over, inside TLS or not.
pub(super) trait Line: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

/// Why a message does not come through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The other side has gone.
    Closed,
    /// What came is no message.
    NoLdap,
    /// A message is too large.
    Message,
    /// An answer is too large.
    Answer,
}

impl Stop {
    /// Says it.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Closed => "the connection was closed",
            Self::NoLdap => "what came is no LDAP; the connection was closed",
            Self::Message => "a message of more than 16 MiB came; the connection was closed",
            Self::Answer => "an answer of more than 256 MiB came; the connection was closed",
        }
    }
}

impl From<io::Error> for Stop {
    fn from(_: io::Error) -> Self {
        Self::Closed
    }
}

impl From<Odd> for Stop {
    fn from(_: Odd) -> Self {
        Self::NoLdap
    }
}

/// Knows why a connection was closed.
#[derive(Clone, Debug, Default)]
pub(super) struct Guard(Arc<OnceLock<Stop>>);

impl Guard {
    /// Stands guard over a connection, and gives the end that the library may have.
    pub(super) fn over(directory: impl Line + 'static) -> io::Result<(StdStream, Self)> {
        let (ours, theirs) = pair()?;
        let guard = Self::default();
        let why = guard.clone();
        tokio::spawn(async move {
            let stop = pass(directory, ours).await;
            // Set once; whoever asks only wants to know the first.
            _ = why.0.set(stop);
        });
        Ok((theirs, guard))
    }

    /// Why the connection was closed, when it was.
    pub(super) fn why(&self) -> &'static str {
        self.0.get().copied().unwrap_or(Stop::Closed).words()
    }
}

/// The question that is open, and what its answer came to so far.
#[derive(Default)]
struct Asked {
    id: u64,
    kind: u8,
    cost: usize,
}

impl Asked {
    /// Takes a message into account; tells whether it belongs to the question.
    fn takes(&mut self, message: Message, bytes: usize) -> Result<bool, Stop> {
        self.cost += bytes + message.parts * COST_OF_A_PART;
        if self.cost > LARGEST_ANSWER {
            return Err(Stop::Answer);
        }
        let answers: &[u8] = match self.kind {
            kind::BIND => &[kind::BOUND],
            kind::SEARCH => &[kind::ENTRY, kind::REFERENCE, kind::DONE],
            _ => &[],
        };
        match message.id == self.id {
            true if answers.contains(&message.kind) => Ok(true),
            true => Err(Stop::NoLdap),
            // What is still under way of a question that was given up.
            false => Ok(false),
        }
    }
}

/// Passes messages on in both directions until one side goes, or is stopped.
async fn pass(directory: impl Line, ours: impl Line) -> Stop {
    let asked = Mutex::new(Asked::default());
    let (from_directory, mut to_directory) = tokio::io::split(directory);
    let (from_library, mut to_library) = tokio::io::split(ours);
    let (mut from_directory, mut from_library) = (BufReader::new(from_directory), BufReader::new(from_library));
    let stop = tokio::select! {
        stop = questions(&mut from_library, &mut to_directory, &asked) => stop,
        stop = answers(&mut from_directory, &mut to_library, &asked) => stop,
    };
    _ = to_directory.shutdown().await;
    stop.err().unwrap_or(Stop::Closed)
}

async fn questions<R, W>(from: &mut R, to: &mut W, asked: &Mutex<Asked>) -> Result<(), Stop>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    loop {
        let bytes = whole(from).await?;
        let Message { id, kind, .. } = frame::read(&bytes)?;
        *asked.lock().unwrap_or_else(PoisonError::into_inner) = Asked { id, kind, cost: 0 };
        to.write_all(&bytes).await?;
        to.flush().await?;
    }
}

async fn answers<R, W>(from: &mut R, to: &mut W, asked: &Mutex<Asked>) -> Result<(), Stop>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    loop {
        let bytes = whole(from).await?;
        let message = frame::read(&bytes)?;
        let belongs = asked.lock().unwrap_or_else(PoisonError::into_inner).takes(message, bytes.len())?;
        if belongs {
            to.write_all(&bytes).await?;
        }
    }
}

/// Reads one message, not a byte more.
pub(super) async fn whole<R: AsyncRead + Unpin>(from: &mut R) -> Result<Zeroizing<Vec<u8>>, Stop> {
    let mut bytes = Zeroizing::new(Vec::new());
    let length = loop {
        match frame::head(&bytes)? {
            Some((_, length)) if length > LARGEST_MESSAGE => return Err(Stop::Message),
            Some((_, length)) => break length,
            None => bytes.push(from.read_u8().await?),
        }
    };
    let came = from.take(length).read_to_end(&mut bytes).await?;
    if came as u64 == length { Ok(bytes) } else { Err(Stop::Closed) }
}

/// Two ends of a line inside this process.
#[cfg(unix)]
fn pair() -> io::Result<(tokio::net::UnixStream, StdStream)> {
    let (ours, theirs) = std::os::unix::net::UnixStream::pair()?;
    ours.set_nonblocking(true)?;
    Ok((tokio::net::UnixStream::from_std(ours)?, StdStream::Unix(theirs)))
}

/// Where the library reaches the other end of [`Guard::over`].
#[cfg(unix)]
pub(super) const INSIDE: &str = "ldapi:///";

/// Two ends of a line inside this process; whoever else finds the port meanwhile is turned away.
#[cfg(not(unix))]
#[expect(clippy::disallowed_methods, reason = "there is no other line inside a process here")]
fn pair() -> io::Result<(tokio::net::TcpStream, StdStream)> {
    let listener = std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0))?;
    let theirs = std::net::TcpStream::connect(listener.local_addr()?)?;
    loop {
        let (ours, from) = listener.accept()?;
        if from == theirs.local_addr()? {
            ours.set_nonblocking(true)?;
            return Ok((tokio::net::TcpStream::from_std(ours)?, StdStream::Tcp(theirs)));
        }
    }
}

/// Where the library reaches the other end of [`Guard::over`].
#[cfg(not(unix))]
pub(super) const INSIDE: &str = "ldap://localhost";

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: Message = Message { id: 2, kind: kind::ENTRY, parts: 10, code: None };

    fn asked() -> Asked {
        Asked { id: 2, kind: kind::SEARCH, cost: 0 }
    }

    #[test]
    fn an_answer_is_bounded_as_a_whole() {
        let mut asked = asked();
        let mut came = 0;
        while asked.takes(ENTRY, 1 << 20) == Ok(true) {
            came += 1;
            assert!(came < 1_000, "it goes on without end");
        }
        assert_eq!(asked.takes(ENTRY, 1), Err(Stop::Answer));
        assert!(came > 200, "{came} MiB");
    }

    #[test]
    fn only_what_answers_the_last_question_comes_through() {
        assert_eq!(asked().takes(ENTRY, 100), Ok(true));
        assert_eq!(asked().takes(Message { id: 1, ..ENTRY }, 100), Ok(false));
        assert_eq!(asked().takes(Message { id: 0, kind: kind::EXTENSION, ..ENTRY }, 100), Ok(false));
        assert_eq!(asked().takes(Message { kind: kind::BOUND, ..ENTRY }, 100), Err(Stop::NoLdap));
    }

    #[tokio::test]
    async fn a_length_of_gigabytes_is_refused_before_anything_is_kept() {
        let mut bytes = &b"\x30\x84\x7f\xff\xff\xffxxxx"[..];
        assert_eq!(whole(&mut bytes).await.unwrap_err(), Stop::Message);
        let mut bytes = &b"\x30\x05xx"[..];
        assert_eq!(whole(&mut bytes).await.unwrap_err(), Stop::Closed);
        let mut bytes = &b"\x30\x02xxy"[..];
        assert_eq!(*whole(&mut bytes).await.unwrap(), b"\x30\x02xx");
        assert_eq!(bytes, b"y");
    }
}
