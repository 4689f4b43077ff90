//! What it costs to preview a directory, by its size: memory, and the time until the first person is counted.
//!
//! `tests/real/directory/scale.sh` starts real directories of several sizes and runs this. By itself it reads those that
//! `DEVPORTAL_BENCH_LDAP` names: `ldap://127.0.0.1:PORT` with blanks between them, filled as that script does.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints its table")]

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use devportal_auth::credential::{CredentialKind, Fields, Purpose, Secret};
use devportal_auth::proof::{Census, DirectoryGroup, DirectoryUser};
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::ldap::Ldap;
use devportal_auth::providers::{Provider, Wanted};
use url::Url;

/// How this program is told to read one directory. Each gets a process of its own, so that its peak of memory is its own.
const READ: &str = "--read";
const BASE: &str = "dc=acme,dc=test";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let done = match arguments.as_slice() {
        [first, url] if first == READ => read(url),
        _ => table(),
    };
    done.map_or_else(
        |error| {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

fn table() -> Result<()> {
    let Ok(urls) = env::var("DEVPORTAL_BENCH_LDAP") else {
        println!("no directory is named; tests/real/directory/scale.sh starts some and names them");
        return Ok(());
    };
    println!("{:>9} {:>16} {:>12} {:>12} {:>8}", "people", "first counted", "all read", "peak memory", "ratio");
    let mut least = None;
    for url in urls.split_whitespace() {
        let child = Command::new(env::current_exe()?).args([READ, url]).output()?;
        ensure!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
        let said = String::from_utf8(child.stdout)?;
        let numbers: Vec<u64> = said.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        let [people, first, all, kib] = numbers[..] else { anyhow::bail!("a child said {said}") };
        let least = *least.get_or_insert(kib);
        println!(
            "{people:>9} {first:>13} ms {all:>9} ms {:>9.1} MB {:>8.2}",
            kib as f64 / 1024.0,
            kib as f64 / least as f64
        );
    }
    Ok(())
}

/// Counts people, and keeps nobody.
struct Count {
    began: Instant,
    first: Option<Duration>,
    people: u64,
}

impl Census for Count {
    fn user(&mut self, _user: DirectoryUser) {
        self.first.get_or_insert_with(|| self.began.elapsed());
        self.people += 1;
    }

    fn group(&mut self, _group: DirectoryGroup) {}
}

/// Reads one directory; the time begins before the connection, so that it holds the bind as well.
fn read(url: &str) -> Result<()> {
    let ldap = Ldap::new(Http::new(HttpOptions::default())?);
    let wanted = wanted(Url::parse(url)?);
    let fields: Fields = [
        ("dn", format!("cn=devportal-reader,ou=Services,{BASE}")),
        ("password", "devportal-reader-pw-loopback".into()),
    ]
    .into_iter()
    .map(|(field, value)| (field, Secret::new(value)))
    .collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut count = Count { began: Instant::now(), first: None, people: 0 };
    runtime.block_on(ldap.directory(&wanted, &fields, &mut count))?;
    let first = count.first.context("nobody was read")?;
    println!("{} {} {} {}", count.people, first.as_millis(), count.began.elapsed().as_millis(), peak()?);
    Ok(())
}

/// The most memory that this process has had, in KiB.
fn peak() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status").context("this system tells no peak of memory")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("there is no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

fn wanted(url: Url) -> Wanted {
    let settings = [("users-base", "ou=People"), ("groups-base", "ou=Groups")];
    Wanted {
        credential: String::new(),
        kind: CredentialKind::BindAccount,
        purposes: BTreeSet::from([Purpose::OrgData]),
        url: url.clone(),
        api_url: url.clone(),
        portal: url,
        callback: None,
        settings: settings.map(|(field, unit)| (field.to_owned(), format!("{unit},{BASE}"))).into(),
        scopes: BTreeMap::new(),
        permissions: BTreeMap::new(),
        name: "devportal".to_owned(),
    }
}
