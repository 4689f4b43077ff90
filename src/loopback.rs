//! A tiny HTTP server on 127.0.0.1, with limits, in a thread of its own: it answers while the rest of the program waits
//! at a prompt. Nobody outside of this machine can reach it.

mod peer;

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::{AbortHandle, JoinSet};
use url::Url;

pub use self::peer::{Caller, Peer};

/// The most bytes that a request's body may have.
pub const MOST_BYTES: usize = 256 << 10;
/// How long a client may take to send the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long a connection may live. Each carries one request.
const TALK_TIME: Duration = Duration::from_secs(30);
/// How many connections are served at a time; for another one, the one that has been there for longest makes way. A browser opens some
/// that it never uses, and says what it has to say at once on the others.
const MOST_TALKS: usize = 64;
/// How long answers under way may still take after the server was told to stop.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Marks a response in place of which the connection is closed.
#[derive(Clone, Copy, Debug)]
struct HungUp;

/// No response at all: the connection is closed without one.
pub fn hang_up() -> Response<Vec<u8>> {
    let mut nothing = Response::new(Vec::new());
    nothing.extensions_mut().insert(HungUp);
    nothing
}

impl std::fmt::Display for HungUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no answer")
    }
}

impl std::error::Error for HungUp {}

/// A port of the loopback address that is ours, but not yet answered.
#[derive(Debug)]
pub struct Port {
    listener: std::net::TcpListener,
    number: u16,
}

/// Takes a free port of 127.0.0.1, chosen by the system.
///
/// # Errors
/// When the system gives none.
pub fn bind() -> Result<Port> {
    bind_at(0)
}

/// Takes this port of 127.0.0.1.
///
/// # Errors
/// When the system does not give it, most likely because another program has it.
#[expect(clippy::disallowed_methods, reason = "the one place that listens")]
pub fn bind_at(number: u16) -> Result<Port> {
    let refused = "could not listen on 127.0.0.1";
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, number)).context(refused)?;
    listener.set_nonblocking(true).context(refused)?;
    let number = listener.local_addr().context(refused)?.port();
    Ok(Port { listener, number })
}

/// Answers on a free port of 127.0.0.1, for handlers that need not know their own address.
///
/// # Errors
/// When the system gives no port or no thread.
pub fn serve(handler: impl FnMut(Request<Vec<u8>>) -> Response<Vec<u8>> + Send + 'static) -> Result<Loopback> {
    bind()?.serve(handler)
}

impl Port {
    /// Returns host and port, as a client's `Host` header must say them.
    pub fn authority(&self) -> String {
        format!("127.0.0.1:{}", self.number)
    }

    /// Returns the address of the server to come, with `/` as its path.
    ///
    /// # Errors
    /// Never in practice: the address is made of a number.
    pub fn url(&self) -> Result<Url> {
        Url::parse(&format!("http://{}/", self.authority())).context("could not name the loopback address")
    }

    /// Gives the port to a server that does not speak HTTP.
    ///
    /// # Errors
    /// When the system does not let go of it.
    pub fn into_listener(self) -> Result<std::net::TcpListener> {
        self.listener.set_nonblocking(false).context("could not listen on 127.0.0.1")?;
        Ok(self.listener)
    }

    /// Starts to answer: one request after the other goes through `handler`, whatever the number of connections. Among a
    /// request's extensions is the [`Peer`] that sent it.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn serve(
        self,
        handler: impl FnMut(Request<Vec<u8>>) -> Response<Vec<u8>> + Send + 'static,
    ) -> Result<Loopback> {
        let url = self.url()?;
        let failed = "could not start the loopback server";
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context(failed)?;
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("loopback".to_owned())
            .spawn(move || runtime.block_on(accept(self.listener, handler, stopped)))
            .context(failed)?;
        Ok(Loopback { url, stop: Some(stop), thread: Some(thread) })
    }
}

/// A server that answers until it is dropped.
#[derive(Debug)]
pub struct Loopback {
    url: Url,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Loopback {
    /// Returns where it answers, with `/` as the path.
    pub fn url(&self) -> &Url {
        &self.url
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        // Neither can fail in a way that matters here: the thread has ended or is told to.
        self.stop.take().map(|stop| stop.send(()));
        self.thread.take().map(JoinHandle::join);
    }
}

async fn accept<F>(listener: std::net::TcpListener, handler: F, mut stopped: oneshot::Receiver<()>)
where
    F: FnMut(Request<Vec<u8>>) -> Response<Vec<u8>> + Send + 'static,
{
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    let handler = Arc::new(Mutex::new(handler));
    let mut talks = JoinSet::new();
    let mut by_age: VecDeque<AbortHandle> = VecDeque::new();
    loop {
        tokio::select! {
            _ = &mut stopped => break,
            Some(_) = talks.join_next() => by_age.retain(|talk| !talk.is_finished()),
            arrived = listener.accept() => match arrived {
                Ok((stream, from)) => {
                    if by_age.len() >= MOST_TALKS && let Some(oldest) = by_age.pop_front() {
                        oldest.abort();
                    }
                    let caller = caller_of(&stream, from);
                    by_age.push_back(talks.spawn(talk(stream, caller, handler.clone())));
                }
                // Out of file descriptors, most likely: others will be free in a moment.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
        }
    }
    drop(listener);
    let the_rest = async { while talks.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(LAST_WORDS, the_rest).await;
}

fn caller_of(stream: &TcpStream, from: SocketAddr) -> Caller {
    match (stream.local_addr(), from) {
        (Ok(SocketAddr::V4(here)), SocketAddr::V4(there)) => Caller::At { here, there },
        _ => Caller::Told(Peer::Unknown),
    }
}

/// Serves one connection. A client that goes away or is too slow is nobody to tell.
async fn talk<F>(stream: TcpStream, caller: Caller, handler: Arc<Mutex<F>>)
where
    F: FnMut(Request<Vec<u8>>) -> Response<Vec<u8>> + Send + 'static,
{
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(caller);
        answer(request, handler.clone())
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_headers(64)
        .max_buf_size(64 << 10)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    let _ = tokio::time::timeout(TALK_TIME, connection).await;
}

async fn answer<F>(request: Request<Incoming>, handler: Arc<Mutex<F>>) -> Result<Response<Full<Bytes>>, HungUp>
where
    F: FnMut(Request<Vec<u8>>) -> Response<Vec<u8>>,
{
    let (head, body) = request.into_parts();
    // What announces itself as too long is refused before a byte of it is waited for.
    let announced = body.size_hint().lower() > MOST_BYTES as u64;
    let collected = if announced { None } else { Limited::new(body, MOST_BYTES).collect().await.ok() };
    let response = match collected {
        Some(body) => {
            let request = Request::from_parts(head, body.to_bytes().to_vec());
            let mut handler = handler.lock().unwrap_or_else(PoisonError::into_inner);
            (*handler)(request)
        }
        None => {
            let mut refusal = Response::new(b"the request is too long\n".to_vec());
            *refusal.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
            refusal
        }
    };
    match response.extensions().get::<HungUp>() {
        Some(hung_up) => Err(*hung_up),
        None => Ok(response.map(|body| Full::new(Bytes::from(body)))),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use super::*;

    fn say(server: &Loopback, words: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", server.url().port().unwrap())).unwrap();
        stream.write_all(words.as_bytes()).unwrap();
        let mut answer = String::new();
        // A server that refuses early may reset the connection after its answer.
        let _ = stream.read_to_string(&mut answer);
        answer
    }

    #[test]
    fn requests_go_through_the_handler_one_after_the_other() {
        let mut count = 0;
        let server = serve(move |request| {
            count += 1;
            let body = String::from_utf8(request.into_body()).unwrap();
            Response::new(format!("{count}:{body}").into_bytes())
        })
        .unwrap();
        let ask = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nhi";
        assert!(say(&server, ask).ends_with("\r\n\r\n1:hi"));
        assert!(say(&server, ask).ends_with("\r\n\r\n2:hi"));
    }

    #[test]
    fn a_body_beyond_the_limit_never_reaches_the_handler() {
        let server = serve(|_| Response::new(b"reached".to_vec())).unwrap();
        let long = format!("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n", MOST_BYTES + 1);
        let answer = say(&server, &long);
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    }

    #[test]
    fn connections_that_say_nothing_make_way_for_one_that_does() {
        let server = serve(|_| Response::new(b"reached".to_vec())).unwrap();
        let port = server.url().port().unwrap();
        let mut silent: Vec<_> =
            (0..3 * MOST_TALKS).map(|_| TcpStream::connect(("127.0.0.1", port)).unwrap()).collect();
        assert!(say(&server, "GET / HTTP/1.1\r\nhost: x\r\n\r\n").ends_with("reached"));
        let first = &mut silent[0];
        first.set_nonblocking(true).unwrap();
        assert!(matches!(first.read(&mut [0]), Ok(0)), "the oldest was not let go");
    }

    #[test]
    fn a_dropped_server_lets_its_handler_go() {
        // Asking its port again proves nothing: another test may have been given it by then.
        let (held, told) = std::sync::mpsc::channel::<()>();
        let server = serve(move |_| {
            let _ = &held;
            Response::new(Vec::new())
        })
        .unwrap();
        drop(server);
        assert_eq!(told.recv_timeout(Duration::from_secs(10)), Err(std::sync::mpsc::RecvTimeoutError::Disconnected));
    }
}
