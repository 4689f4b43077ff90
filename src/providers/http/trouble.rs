//! Why a request brought no answer, as far as the HTTP library tells. What it says itself is never shown: it may hold
//! an address.

use std::error::Error;
use std::io;

/// What went wrong with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// No connection came about.
    Connection,
    /// The connection came about, but TLS was refused by one side.
    Tls,
    /// The connection was closed before the answer was complete.
    Closed,
    /// The time limit was reached.
    TimedOut,
    /// What came is not HTTP.
    NotHttp,
    /// The answer's body cannot be decoded.
    Unreadable,
    /// The answer has more than this many bytes.
    TooLong(usize),
    /// The request cannot be sent at all.
    Unsendable,
}

impl From<reqwest::Error> for Trouble {
    fn from(error: reqwest::Error) -> Self {
        let http: Option<&hyper::Error> = cause(&error);
        match error {
            _ if error.is_timeout() => Self::TimedOut,
            _ if error.is_builder() => Self::Unsendable,
            _ if cause::<rustls::Error>(&error).is_some() => Self::Tls,
            _ if http.is_some_and(hyper::Error::is_parse) => Self::NotHttp,
            _ if error.is_connect() => Self::Connection,
            _ if http.is_none() && error.is_decode() => Self::Unreadable,
            _ => Self::Closed,
        }
    }
}

/// Finds the cause of one type. `io::Error` does not list what it wraps among its sources, so it is unwrapped here.
pub(super) fn cause<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        if let Some(inner) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            return cause(inner);
        }
        next = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tls_error_is_found_inside_nested_io_errors() {
        let tls = rustls::Error::HandshakeNotComplete;
        let error = io::Error::other(io::Error::other(tls.clone()));
        assert_eq!(cause::<rustls::Error>(&error), Some(&tls));
        assert!(cause::<rustls::Error>(&io::Error::other("no")).is_none());
    }
}
