//! Servers that speak no proper HTTP, or are never to be spoken to.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// A server that does with each connection whatever it is told. Returns its address.
pub(crate) fn raw(handle: impl Fn(TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let handle = Arc::new(handle);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let handle = Arc::clone(&handle);
            thread::spawn(move || handle(stream));
        }
    });
    url
}

/// A server that says these bytes to whoever asks anything.
pub(crate) fn saying(words: impl Into<Vec<u8>>) -> String {
    let words = words.into();
    raw(move |mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(&words);
    })
}
