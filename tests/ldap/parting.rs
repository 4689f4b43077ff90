//! Whoever goes to a directory says good-bye, whatever came of it.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::time::Duration;

use devportal_auth::credential::Secret;
use devportal_auth::proof::Directory;
use devportal_auth::providers::Provider;
use devportal_auth::sandbox::directory::{Kind, PASSWORD, Rules};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use url::Url;

use crate::desk::{account, desk, desk_with};

/// The operation of a good-bye (RFC 4511, 4.3), which has nothing in it.
const UNBIND: [u8; 2] = [0x42, 0];

/// Stands in front of a directory, and tells of each connection that ended whether its last word was a good-bye.
fn overheard(directory: &Url) -> (Url, UnboundedReceiver<bool>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = Url::parse(&format!("ldap://{}", listener.local_addr().unwrap())).unwrap();
    let (behind, (ended, endings)) = (directory.authority().to_owned(), unbounded_channel());
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (mut client, mut server) = (client.unwrap(), TcpStream::connect(&behind).unwrap());
            let (mut answers, mut back) = (server.try_clone().unwrap(), client.try_clone().unwrap());
            std::thread::spawn(move || std::io::copy(&mut answers, &mut back));
            let ended = ended.clone();
            std::thread::spawn(move || {
                let (mut last, mut chunk) = (Vec::new(), [0; 4096]);
                while let Ok(length @ 1..) = client.read(&mut chunk) {
                    last = chunk[..length].to_vec();
                    server.write_all(&last).unwrap();
                }
                _ = server.shutdown(Shutdown::Both);
                _ = ended.send(last.ends_with(&UNBIND));
            });
        }
    });
    (url, endings)
}

#[tokio::test]
async fn every_connection_ends_with_a_good_bye_whatever_was_refused_on_it() {
    let refusing = || Rules { refuse_search: Some((50, String::new())), ..Rules::new(Kind::OpenLdap) };
    let locked = || Rules { must_change: Some(53), ..Rules::new(Kind::OpenLdap) };
    let mut mistaken = desk(Kind::OpenLdap);
    mistaken.fields = account(Kind::OpenLdap.reader(), "CANARY");
    for (what, mut desk) in [
        ("fine", desk(Kind::OpenLdap)),
        ("a wrong password", mistaken),
        ("a password to be changed", desk_with(locked())),
        ("no right to read", desk_with(refusing())),
    ] {
        let (url, mut endings) = overheard(desk.directory.url());
        desk.wanted.url = url;
        desk.ldap.prove(&desk.wanted, &desk.fields).await;
        assert!(ended(&mut endings).await, "{what}: proof");
        let mut census = Directory::default();
        _ = desk.ldap.directory(&desk.wanted, &desk.fields, &mut census).await;
        assert!(ended(&mut endings).await, "{what}: list");
        _ = desk.ldap.person(&desk.wanted, &desk.fields, "nobody").await;
        assert!(ended(&mut endings).await, "{what}: person");
        _ = desk.ldap.sign_in(&desk.wanted, &desk.fields, "nobody", &Secret::new(PASSWORD)).await;
        assert!(ended(&mut endings).await, "{what}: sign-in");
    }
}

/// Waits for the end of a connection, while what is still to be sent goes its way.
async fn ended(endings: &mut UnboundedReceiver<bool>) -> bool {
    tokio::time::timeout(Duration::from_secs(10), endings.recv()).await.unwrap().unwrap()
}
