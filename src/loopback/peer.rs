//! Whose program it is that talks to a loopback server, as far as the system tells.

use std::net::SocketAddrV4;
#[cfg(target_os = "linux")]
use std::path::Path;

#[cfg(target_os = "linux")]
use crate::intake::{self, Kind};

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// A program of this user, or of the system.
    Ours,
    /// A program of another user, or one that did not wait for its answer.
    Foreign,
    /// The system does not tell.
    Unknown,
}

/// Who calls, to be found out by whoever wants to know: the system lists every connection for it, which takes its time.
#[derive(Clone, Copy, Debug)]
pub enum Caller {
    /// At the other end of a connection that is still open.
    At {
        /// Our end.
        here: SocketAddrV4,
        /// The other one.
        there: SocketAddrV4,
    },
    /// Known already.
    Told(Peer),
}

impl Caller {
    /// Finds out whose program it is.
    pub fn peer(self) -> Peer {
        match self {
            Self::At { here, there } => Peer::of(here, there),
            Self::Told(peer) => peer,
        }
    }
}

impl Peer {
    /// Asks the system whose the other end of a connection is.
    #[cfg(target_os = "linux")]
    fn of(here: SocketAddrV4, there: SocketAddrV4) -> Self {
        let table = intake::text(Path::new("/proc/net/tcp"), Kind::CONFIGURATION);
        let us = rustix::process::geteuid().as_raw();
        table.map_or(Self::Unknown, |table| by_table(table.expose(), here, there, us))
    }

    /// Asks the system whose the other end of a connection is.
    #[cfg(not(target_os = "linux"))]
    fn of(_here: SocketAddrV4, _there: SocketAddrV4) -> Self {
        Self::Unknown
    }
}

/// Reads the kernel's table of connections (`proc_pid_net(5)`), in which both ends stand. Without our own end it is no table to go by.
/// An end that is closed already has lost its owner.
#[cfg(any(test, target_os = "linux"))]
fn by_table(table: &str, here: SocketAddrV4, there: SocketAddrV4, us: u32) -> Peer {
    const ESTABLISHED: &str = "01";
    const SYSTEM: u32 = 0;
    /// A user whom this user namespace does not know.
    const OVERFLOW: u32 = 65_534;
    let (here, there) = (written(here), written(there));
    let ends = |line: &str, local: &str, remote: &str| {
        let mut words = line.split_whitespace().skip(1);
        words.next() == Some(local) && words.next() == Some(remote)
    };
    if !table.lines().any(|line| ends(line, &here, &there)) {
        return Peer::Unknown;
    }
    let theirs = table.lines().find(|line| ends(line, &there, &here));
    let state = theirs.and_then(|line| line.split_whitespace().nth(3));
    let user = theirs.and_then(|line| line.split_whitespace().nth(7)?.parse::<u32>().ok());
    match user.filter(|_| state == Some(ESTABLISHED)) {
        Some(user) if user == us || user == SYSTEM => Peer::Ours,
        Some(OVERFLOW) => Peer::Unknown,
        _ => Peer::Foreign,
    }
}

/// An address as the table has it: the bytes as this machine holds them.
#[cfg(any(test, target_os = "linux"))]
fn written(address: SocketAddrV4) -> String {
    format!("{:08X}:{:04X}", u32::from_ne_bytes(address.ip().octets()), address.port())
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const HERE: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 4187);
    const THERE: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 50_000);

    fn line(local: SocketAddrV4, remote: SocketAddrV4, state: &str, user: u32) -> String {
        let (local, remote) = (written(local), written(remote));
        format!(
            "   0: {local} {remote} {state} 00000000:00000000 00:00000000 00000000 {user:>5}        0 1 1 0 20 4 30\n"
        )
    }

    fn peer(state: &str, user: u32) -> Peer {
        let head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
        let table = format!("{head}{}{}", line(HERE, THERE, "01", 1000), line(THERE, HERE, state, user));
        by_table(&table, HERE, THERE, 1000)
    }

    #[test]
    fn the_other_end_is_known_by_its_user() {
        assert_eq!(peer("01", 1000), Peer::Ours);
        assert_eq!(peer("01", 0), Peer::Ours);
        assert_eq!(peer("01", 1001), Peer::Foreign);
        assert_eq!(peer("01", 65_534), Peer::Unknown);
    }

    #[test]
    fn who_did_not_wait_for_the_answer_is_nobodys_browser() {
        assert_eq!(peer("06", 0), Peer::Foreign);
        assert_eq!(by_table(&line(HERE, THERE, "01", 1000), HERE, THERE, 1000), Peer::Foreign);
    }

    #[test]
    fn a_table_without_our_own_end_tells_nothing() {
        assert_eq!(by_table("", HERE, THERE, 1000), Peer::Unknown);
        assert_eq!(by_table(&line(THERE, HERE, "01", 1001), HERE, THERE, 1000), Peer::Unknown);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_program_of_our_own_is_ours() {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let client = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (server, _) = listener.accept().unwrap();
        let (std::net::SocketAddr::V4(here), std::net::SocketAddr::V4(there)) =
            (server.local_addr().unwrap(), client.local_addr().unwrap())
        else {
            unreachable!("both are of the fourth version")
        };
        assert_ne!(Peer::of(here, there), Peer::Foreign);
    }
}
