//! The way to a directory: a connection, and TLS where it is wanted. Nothing is asked on it yet.

use ldap3::{LdapConnAsync, LdapConnSettings};
use rustls::pki_types::ServerName;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::codes;
use super::frame::{self, kind};
use super::guard::{self, Guard};
use super::setup::{Keeping, Setup, Tls};
use crate::proof::{Step, Verdict};
use crate::providers::http::{Handshake, Http, Judging, Unreachable};

/// The request that begins TLS inside a plain connection (RFC 4511, 4.14): message 1, an extension by its name.
const START_TLS: &[u8] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";

/// A line to a directory, on which nobody has said who is asking.
pub(super) struct Opened {
    /// Our end, as the library has it.
    pub(super) ldap: ldap3::Ldap,
    /// Who stands between.
    pub(super) guard: Guard,
    /// Who signed the server's certificate, where there was one.
    pub(super) signer: Option<String>,
}

/// Goes to the directory, as far as that was agreed to.
///
/// # Errors
/// The step that failed.
pub(super) async fn dial(http: &Http, setup: &Setup) -> Result<Opened, Step> {
    let unreachable = |error: Unreachable| error.step("server");
    let Keeping { host, tls, judged, .. } = &setup.keeping;
    if let Some(weaker) = setup.keeping.weaker() {
        http.may_be_weaker(host, setup.port, weaker).map_err(unreachable)?;
    }
    let stream = http.dial(host, setup.port).await.map_err(unreachable)?;
    let judging = if *judged { Judging::Strict } else { Judging::Off };
    let handshake = http.handshake(host, judging);
    let limit = http.time_limit();
    let line = tokio::time::timeout(limit, inside(stream, &setup.keeping, &handshake)).await;
    let line = line.map_err(|_| Step::unknown("TLS", "the handshake did not end in time"))??;
    let (end, guard) = Guard::over(line).map_err(|_| broken())?;
    let settings = LdapConnSettings::new().set_conn_timeout(limit).set_std_stream(end);
    let opened = LdapConnAsync::with_settings(settings, guard::INSIDE).await;
    let (connection, ldap) = opened.map_err(|_| broken())?;
    tokio::spawn(connection.drive());
    let signer = (*tls != Tls::None).then(|| handshake.signer());
    Ok(Opened { ldap, guard, signer })
}

/// The connection as it is meant to be: plain, or inside TLS.
async fn inside(mut stream: TcpStream, keeping: &Keeping, handshake: &Handshake) -> Result<Box<dyn guard::Line>, Step> {
    match keeping.tls {
        Tls::None => return Ok(Box::new(stream)),
        Tls::Start => start_tls(&mut stream).await?,
        Tls::Whole => {}
    }
    let name = ServerName::try_from(keeping.host.clone()).map_err(|_| broken())?;
    let connected = TlsConnector::from(handshake.config.clone()).connect(name, stream).await;
    match connected {
        Ok(stream) => Ok(Box::new(stream)),
        Err(error) => Err(as_unknown(handshake.refusal(&error))),
    }
}

/// Asks for TLS inside the connection. Nothing behind the answer is read, because it would not be from inside.
async fn start_tls(stream: &mut TcpStream) -> Result<(), Step> {
    stream.write_all(START_TLS).await.map_err(|_| broken())?;
    let answer = guard::whole(stream).await.map_err(|_| broken())?;
    match frame::read(&answer) {
        Ok(answer) if answer.kind == kind::EXTENSION && answer.code == Some(0) => Ok(()),
        Ok(answer) => Err(answer.code.map_or_else(broken, codes::no_starttls)),
        Err(_) => Err(broken()),
    }
}

fn broken() -> Step {
    Step::no_answer("server", "the connection was closed")
        .hint("does this port speak LDAP? 389 does, and 636 does inside TLS")
}

/// A credential that could not be tried is not refused.
fn as_unknown(step: Step) -> Step {
    Step { verdict: Verdict::Unknown, ..step }
}
