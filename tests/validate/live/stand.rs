//! A place to run the program in, and servers on loopback that answer as they are told and keep what they were asked.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tempfile::TempDir;

/// The findings of proofs; what is written in the files is other tests' matter.
pub(super) const PROVEN: &str = "credential-invalid,credential-insufficient,credential-unknown,credential-expiring";

/// A folder with an empty environment.
pub(crate) struct Desk(TempDir);

/// How a run ended, what it said on each stream, and how long it took.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder that holds one configuration.
    pub(crate) fn with(text: &str) -> Self {
        let desk = Self::new();
        desk.put("app-config.yaml", text);
        desk
    }

    pub(crate) fn put(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    /// The program with an empty environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_devportal-auth"));
        command.args(arguments).current_dir(self.0.path()).env_clear();
        command.env("HOME", self.0.path()).env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        self.run_with(&[], arguments)
    }

    /// A run with these variables.
    pub(crate) fn run_with(&self, set: &[(&str, String)], arguments: &[&str]) -> Said {
        let started = Instant::now();
        let mut command = self.command(arguments);
        command.stdin(Stdio::null()).envs(set.iter().map(|(name, value)| (name, value)));
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Said {
            code: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
            took: started.elapsed(),
        }
    }

    /// `validate --live`, with findings as JSON. Any server of this machine may be asked.
    pub(crate) fn live(&self, arguments: &[&str]) -> Said {
        self.live_at(&["127.0.0.1:*", "localhost:*"], arguments)
    }

    /// The same, with only these hosts.
    pub(crate) fn live_at(&self, hosts: &[&str], arguments: &[&str]) -> Said {
        let mut all = vec!["validate", "--live", "--format", "json", "--select", PROVEN];
        hosts.iter().for_each(|host| all.extend(["--only-host", host]));
        self.run(&[&all[..], arguments].concat())
    }
}

impl Said {
    /// The findings of the live rules, as rule, key and message.
    pub(crate) fn found(&self) -> Vec<(String, String, String)> {
        let document: serde_json::Value = serde_json::from_str(&self.stdout).expect(&self.stderr);
        let text = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        let all = document["findings"].as_array().unwrap().iter();
        let own = all.filter(|finding| text(finding, "rule").starts_with("credential-"));
        own.map(|finding| (text(finding, "rule"), text(finding, "path"), text(finding, "message"))).collect()
    }

    /// What was said to a person, in one line.
    pub(crate) fn told(&self) -> String {
        self.stderr.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    pub(crate) fn ended(&self, code: i32) -> &Self {
        assert_eq!(self.code, code, "{}\n{}", self.stdout, self.stderr);
        self
    }

    #[track_caller]
    pub(crate) fn says(&self, words: &str) -> &Self {
        assert!(self.told().contains(words), "`{words}` is not in: {}", self.told());
        self
    }
}

/// Answers a request, given as `GET /path`, with a status and a body of JSON.
pub(crate) type Answer = fn(&str) -> (u16, String);

/// A server that keeps every request with its head.
pub(crate) struct Fake {
    pub(crate) host: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Fake {
    pub(crate) fn start(delay: Duration, answer: impl Fn(&str) -> (u16, String) + Send + Sync + 'static) -> Self {
        Self::serve(TcpListener::bind("127.0.0.1:0").unwrap(), delay, answer)
    }

    /// A server whose answers may name it.
    pub(crate) fn serve(
        listener: TcpListener,
        delay: Duration,
        answer: impl Fn(&str) -> (u16, String) + Send + Sync + 'static,
    ) -> Self {
        let host = listener.local_addr().unwrap().to_string();
        let (asked, answer) = (Arc::new(Mutex::new(Vec::new())), Arc::new(answer));
        let kept = asked.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, answer) = (kept.clone(), answer.clone());
                thread::spawn(move || talk(stream, delay, &kept, &*answer));
            }
        });
        Self { host, asked }
    }

    /// A server that fails the test when anything is asked of it.
    pub(crate) fn never_asked() -> Self {
        Self::start(Duration::ZERO, |_| (200, "{}".to_owned()))
    }

    /// Everything that was asked, with heads and bodies.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn talk(
    mut stream: impl Read + Write,
    delay: Duration,
    kept: &Mutex<Vec<String>>,
    answer: &(dyn Fn(&str) -> (u16, String) + Send + Sync),
) {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    while !is_whole(&bytes) {
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return,
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
        }
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let line = text.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_owned();
    kept.lock().unwrap().push(text);
    thread::sleep(delay);
    let (status, body) = answer(line.split('?').next().unwrap_or_default());
    let location = if (300..400).contains(&status) { format!("location: {body}\r\n") } else { String::new() };
    let head = format!(
        "HTTP/1.1 {status} Some\r\ncontent-type: application/json\r\nconnection: close\r\n{location}content-length: {}\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
    let _ = stream.flush();
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length =
        head.lines().filter_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    body.len() >= length.max().unwrap_or(0)
}

/// The same over TLS, by an authority that nobody knows. Returns the port and the authority's certificate.
pub(crate) fn tls(answer: Answer) -> (u16, String) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, "Acme Internal CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let authority = params.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], private)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let config = config.clone();
            thread::spawn(move || {
                let secured: StreamOwned<ServerConnection, TcpStream> =
                    StreamOwned::new(ServerConnection::new(config).unwrap(), stream);
                talk(secured, Duration::ZERO, &Mutex::default(), &answer);
            });
        }
    });
    (port, authority)
}
