//! Walks the way of a request that failed, step by step, and tells where it ends. Nothing of the request itself is sent
//! again, and no certificate is accepted that the real verdict refuses.

use std::io::{Error, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::certificate;
use super::manners::{Route, Wire};
use super::names;
use super::proxy::Hop;
use super::trouble::{Trouble, cause};
use super::trust::Trust;
use super::unreachable::{clean, seconds};
use crate::proof::Step;

/// The longest that one step of a diagnosis may take.
const STEP: Duration = Duration::from_secs(5);
/// The longest head of an answer that is read from a proxy.
const HEAD: usize = 16 << 10;

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// A walk along the way of a request.
pub(super) struct Diagnosis<'a> {
    route: &'a Route,
    hop: Option<&'a Hop>,
    trust: &'a Trust,
    /// The limit that the request had.
    whole: Duration,
    /// The limit of one step here.
    limit: Duration,
    /// What was seen; after [`Diagnosis::run`] the last one failed.
    pub(super) steps: Vec<Step>,
}

impl<'a> Diagnosis<'a> {
    /// Prepares a walk.
    pub(super) fn new(route: &'a Route, hop: Option<&'a Hop>, trust: &'a Trust, whole: Duration) -> Self {
        Self { route, hop, trust, whole, limit: whole.min(STEP), steps: Vec::new() }
    }

    /// Walks until a step fails. When the way is free by now, or the answer itself was the trouble, HTTP failed.
    pub(super) async fn run(&mut self, trouble: &Trouble) {
        use Trouble::{Closed, Connection, NotHttp, TimedOut, Tls, TooLong, Unreadable, Unsendable};
        let walked = match trouble {
            Connection | Tls | Closed | TimedOut => self.walk().await,
            NotHttp | Unreadable | TooLong(_) | Unsendable => Ok(()),
        };
        let failed = walked.err().unwrap_or_else(|| self.http(trouble));
        self.steps.push(failed);
    }

    /// Connects and does no more.
    pub(super) async fn dial(&mut self) -> Result<TcpStream, Step> {
        let addresses = self.resolve(&self.route.host, self.route.port).await?;
        self.connect(&addresses, self.route.port).await
    }

    async fn walk(&mut self) -> Result<(), Step> {
        let (host, port) = self.hop.map_or((&self.route.host, self.route.port), |hop| (&hop.host, hop.port));
        let addresses = self.resolve(host, port).await?;
        let mut stream: Box<dyn Stream> = Box::new(self.connect(&addresses, port).await?);
        if let Some(hop) = self.hop {
            if hop.wire == Wire::Tls {
                stream = self.handshake(stream, &hop.host).await?;
            }
            self.tunnel(&mut stream, hop).await?;
        }
        if self.route.wire == Wire::Tls {
            self.handshake(stream, &self.route.host).await?;
        }
        Ok(())
    }

    async fn resolve(&mut self, host: &str, port: u16) -> Result<Vec<SocketAddr>, Step> {
        let what = self.hop.map_or_else(String::new, |hop| format!(" for {}", hop.called()));
        let found: Vec<_> = match timeout(self.limit, names::look_up(host, port)).await {
            Ok(Ok(found)) => found,
            Ok(Err(_)) => Vec::new(),
            Err(_) => {
                let says = format!("no name server answered within {}{what}", seconds(self.limit));
                return Err(Step::invalid("name", says).hint(NETWORK));
            }
        };
        if found.is_empty() {
            return Err(Step::invalid("name", format!("name not found{what}")).hint(self.spelling()));
        }
        let mut shown: Vec<_> = found.iter().take(3).map(|address| address.ip().to_string()).collect();
        shown.dedup();
        self.steps.push(Step::valid("name", format!("{}{what}", shown.join(", "))));
        Ok(found)
    }

    async fn connect(&mut self, addresses: &[SocketAddr], port: u16) -> Result<TcpStream, Step> {
        let what = self.hop.map_or_else(String::new, |hop| format!(" of {}", hop.called()));
        let mut failed = Step::invalid("connect", format!("no address to connect to on port {port}{what}"));
        for address in addresses {
            match timeout(self.limit, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    self.steps.push(Step::valid("connect", format!("port {port}{what}")));
                    return Ok(stream);
                }
                Ok(Err(error)) => failed = not_connected(&error, &format!("port {port}{what}")),
                Err(_) => {
                    let says = format!("no answer from port {port}{what} within {}", seconds(self.limit));
                    failed = Step::invalid("connect", says).hint(NETWORK);
                }
            }
        }
        Err(failed)
    }

    async fn tunnel(&mut self, stream: &mut Box<dyn Stream>, hop: &Hop) -> Result<(), Step> {
        let name = hop.at();
        let failed = |says: String| Step::invalid("proxy", says);
        let status = match timeout(self.limit, ask_for_tunnel(stream, hop, self.route)).await {
            Err(_) => return Err(failed(format!("{name} did not answer within {}", seconds(self.limit)))),
            Ok(Err(_)) => return Err(failed(format!("{name} closed the connection"))),
            Ok(Ok(None)) => return Err(failed(format!("{name} does not speak HTTP")).hint("is HTTPS_PROXY right?")),
            Ok(Ok(Some(status))) => status,
        };
        match (status, hop.authorization.is_some()) {
            (200..=299, _) => {
                self.steps.push(Step::valid("proxy", hop.place()));
                Ok(())
            }
            (407, false) => Err(failed(format!("{name} refused (407): it wants a name and a password"))
                .hint("write them into HTTPS_PROXY: http://NAME:PASSWORD@HOST:PORT")),
            (407, true) => Err(failed(format!("{name} refused (407): the name or the password is wrong"))
                .hint("fix them in HTTPS_PROXY; special characters are written as %XX")),
            _ => Err(failed(format!("{name} refused ({status}) to connect to `{}`", self.route.host)).hint(format!(
                "have `{0}` allowed there, or add `{0}` to NO_PROXY if this machine reaches it directly",
                self.route.host
            ))),
        }
    }

    async fn handshake(&mut self, stream: Box<dyn Stream>, host: &str) -> Result<Box<dyn Stream>, Step> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| certificate::failed(format!("`{host}` is no name that a certificate could have")))?;
        let (config, witness) = self.trust.witnessed();
        match timeout(self.limit, TlsConnector::from(Arc::new(config)).connect(name, stream)).await {
            Err(_) => Err(certificate::failed(format!("the handshake did not end within {}", seconds(self.limit)))
                .hint("does this port speak TLS? a firewall that looks into TLS may hold it up too")),
            Ok(Ok(stream)) => {
                let says = format!("signed by `{}`", certificate::signer(&witness.chain()));
                self.steps.push(Step::valid("TLS", says));
                Ok(Box::new(stream))
            }
            Ok(Err(error)) => Err(match cause::<rustls::Error>(&error) {
                Some(error) => certificate::refusal(&witness.chain(), error, host),
                None => certificate::failed("the connection was closed during the handshake")
                    .hint("does this port speak TLS? a firewall that looks into TLS may close it too"),
            }),
        }
    }

    fn http(&self, trouble: &Trouble) -> Step {
        let failed = |says: &str| Step::invalid("HTTP", says);
        match trouble {
            Trouble::Connection => {
                failed("the connection failed, but stands now").hint("try again; the way to it is not steady")
            }
            Trouble::Tls => {
                failed("it broke TLS off after the handshake").hint("does it ask for a client certificate?")
            }
            Trouble::Closed => {
                let closed = failed("it closed the connection before its answer was complete");
                // a server of TLS says so in the clear and hangs up, mostly before that is read
                if self.route.wire == Wire::Plain {
                    closed.hint("does it speak TLS? then its address begins with `https`")
                } else {
                    closed
                }
            }
            Trouble::TimedOut => failed(&format!("no whole answer within {}", seconds(self.whole)))
                .hint("give it more time: --timeout SECONDS"),
            Trouble::NotHttp => failed("what it answered is not HTTP").hint("are the address and the port right?"),
            Trouble::Unreadable => failed("the body of its answer cannot be decompressed"),
            Trouble::TooLong(most) => failed(&format!("answered with more than {}", bytes(*most)))
                .hint("is the address that of the provider's API?"),
            Trouble::Unsendable => failed("the address cannot be used in a request"),
        }
    }

    fn spelling(&self) -> &'static str {
        match self.hop {
            Some(_) => "is HTTPS_PROXY right, and is this machine inside its network (VPN)?",
            None => {
                "is the name right, and is this machine inside the network (VPN)? HTTPS_PROXY and NO_PROXY are read"
            }
        }
    }
}

/// What to look at when packets vanish.
const NETWORK: &str = "is this machine inside the network (VPN)? HTTPS_PROXY and NO_PROXY are read";

fn not_connected(error: &Error, port: &str) -> Step {
    let failed = |says: String| Step::invalid("connect", says);
    match error.kind() {
        ErrorKind::ConnectionRefused => {
            failed(format!("nothing listens on {port}")).hint("is the server running, and is the port right?")
        }
        ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable => {
            failed(format!("there is no way to {port} from here")).hint(NETWORK)
        }
        _ => failed(format!("{port}: {}", clean(&error.to_string()))).hint(NETWORK),
    }
}

/// Asks a proxy for a tunnel; returns its status, or nothing when it does not speak HTTP.
async fn ask_for_tunnel(stream: &mut Box<dyn Stream>, hop: &Hop, to: &Route) -> std::io::Result<Option<u16>> {
    let host = if to.host.contains(':') { format!("[{}]", to.host) } else { to.host.clone() };
    let mut ask = format!("CONNECT {host}:{0} HTTP/1.1\r\nHost: {host}:{0}\r\n", to.port).into_bytes();
    if let Some(authorization) = &hop.authorization {
        ask.extend_from_slice(b"Proxy-Authorization: ");
        ask.extend_from_slice(authorization.as_bytes());
        ask.extend_from_slice(b"\r\n");
    }
    ask.extend_from_slice(b"\r\n");
    stream.write_all(&ask).await?;
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") && head.len() < HEAD {
        head.push(stream.read_u8().await?);
    }
    Ok(status(&String::from_utf8_lossy(&head)))
}

fn status(head: &str) -> Option<u16> {
    let mut words = head.split([' ', '\r']);
    words.next().filter(|version| version.starts_with("HTTP/1."))?;
    words.next()?.parse().ok()
}

fn bytes(count: usize) -> String {
    match count {
        0..1024 => format!("{count} bytes"),
        1024..1_048_576 => format!("{} KiB", count >> 10),
        _ => format!("{} MiB", count >> 20),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxys_status_is_read_and_nonsense_is_not() {
        assert_eq!(status("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"), Some(407));
        assert_eq!(status("HTTP/1.0 200\r\n\r\n"), Some(200));
        for nonsense in ["", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 abc\r\n", "HTTP/2 200\r\n"] {
            assert_eq!(status(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn sizes_are_said_in_round_numbers() {
        assert_eq!([bytes(100), bytes(64 << 10), bytes(8 << 20)], ["100 bytes", "64 KiB", "8 MiB"]);
    }
}
