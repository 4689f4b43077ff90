//! Three credentials proven side by side at the sandbox's GitHub, with 200 ms of delay put on every request. Promise:
//! together they take less than twice the longest of them alone.
//!
//! `cargo bench --bench side_by_side` prints the times.
#![expect(clippy::print_stdout, reason = "a benchmark prints its result")]

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use devportal_auth::browser::{Browser, Form};
use devportal_auth::credential::{CredentialKind, Fields, Purpose, Secret};
use devportal_auth::proof::Verdict;
use devportal_auth::providers::github::GitHub;
use devportal_auth::providers::http::{Http, HttpOptions};
use devportal_auth::providers::{Candidate, Creation, Provider, Wanted, prove_all};
use devportal_auth::sandbox::{Sandbox, SandboxBrowser};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

const DELAY: Duration = Duration::from_millis(200);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let sandbox = Sandbox::start_with(["repo", "read:org"])?;
    let http = Http::new(HttpOptions::default())?;
    let github = GitHub::new(http.clone());
    let mut credentials = credentials(&sandbox, &github).await?;
    let far = far_away(sandbox.api_url()).await?;
    credentials.iter_mut().for_each(|(_, wanted, _)| wanted.api_url.clone_from(&far));

    let mut longest = Duration::ZERO;
    for credential in &credentials {
        let took = timed(&github, std::slice::from_ref(credential)).await?;
        println!("{:<24} alone {:>6} ms", credential.0, took.as_millis());
        longest = longest.max(took);
    }
    let together = timed(&github, &credentials).await?;
    let ratio = together.as_secs_f64() / longest.as_secs_f64();
    println!("all three, side by side        {:>6} ms", together.as_millis());
    println!("ratio to the longest           {ratio:>9.2}   {}: 2.00", if ratio < 2.0 { "kept" } else { "BROKEN" });
    Ok(())
}

/// What is proven: its title, what is wanted of it, its parts.
type Credential = (&'static str, Wanted, Fields);

/// A token, an OAuth App and an App that is made and installed.
async fn credentials(sandbox: &Sandbox, github: &GitHub) -> Result<[Credential; 3]> {
    let notes = sandbox.notes();
    let token = Fields::from_iter([("token", notes.classic_token)]);
    let client = [("client-id", Secret::new(notes.client_id)), ("client-secret", notes.client_secret)];
    let wanted = |kind, purpose| wanted(sandbox, kind, purpose);
    let app = wanted(CredentialKind::GithubApp, Purpose::Integration)?;
    let parts = app_made(sandbox, github, &app).await?;
    Ok([
        ("access token", wanted(CredentialKind::AccessToken, Purpose::OrgData)?, token),
        ("OAuth App", wanted(CredentialKind::OauthClient, Purpose::Authentication)?, client.into_iter().collect()),
        ("GitHub App", app, parts),
    ])
}

fn wanted(sandbox: &Sandbox, kind: CredentialKind, purpose: Purpose) -> Result<Wanted> {
    let portal = Url::parse("http://localhost:7007")?;
    let read = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), "read".to_owned())).collect();
    Ok(Wanted {
        credential: String::new(),
        kind,
        purposes: BTreeSet::from([purpose]),
        url: sandbox.url().clone(),
        api_url: sandbox.api_url().clone(),
        callback: Some(portal.join("/api/auth/github/handler/frame")?),
        portal,
        settings: BTreeMap::from([("organization".to_owned(), sandbox.notes().organization.to_owned())]),
        scopes: BTreeMap::new(),
        permissions: read(&["contents", "members", "metadata"]),
        name: "acme-devportal".to_owned(),
    })
}

async fn app_made(sandbox: &Sandbox, github: &GitHub, wanted: &Wanted) -> Result<Fields> {
    let mut browser = SandboxBrowser::new(sandbox);
    let Creation::Browser { action, form, .. } = github.creation(wanted) else { bail!("an App is not made so") };
    let code = browser.confirm(&Form { action, fields: form }, &mut |_| {})?;
    let made = github.exchange(wanted, &code).await?;
    let proof = github.prove(wanted, &made.fields).await;
    let page = github.mend_page(wanted, &proof).context("there is no page to install the App")?;
    ensure!(browser.open(&page), "the App could not be installed");
    Ok(made.fields)
}

/// Proves credentials as a run does, and tells how long that took.
async fn timed(github: &GitHub, credentials: &[Credential]) -> Result<Duration> {
    let candidate = |(_, wanted, fields): &Credential| Candidate {
        provider: github,
        wanted: wanted.clone(),
        fields: fields.clone(),
    };
    let candidates: Vec<_> = credentials.iter().map(candidate).collect();
    let started = Instant::now();
    let proofs = prove_all(&candidates).await;
    let took = started.elapsed();
    for ((title, ..), proof) in credentials.iter().zip(&proofs) {
        // Nobody can see an OAuth App's callback address; everything else is proven.
        let bad = proof.steps.iter().find(|step| step.verdict != Verdict::Valid && step.name != "callback");
        ensure!(bad.is_none() && !proof.steps.is_empty(), "the {title} is not proven: {bad:?}");
    }
    Ok(took)
}

/// A way to the API on which every request takes [`DELAY`] longer.
async fn far_away(api_url: &Url) -> Result<Url> {
    let target = api_url.socket_addrs(|| None)?.pop().context("the API has no address")?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let mut url = api_url.clone();
    ensure!(url.set_port(Some(listener.local_addr()?.port())).is_ok(), "the API's address takes no port");
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            if let Ok(far) = TcpStream::connect(target).await {
                tokio::spawn(carry(near, far));
            }
        }
    });
    Ok(url)
}

/// Holds back what is asked, which arrives in one piece, and hands on the answers as they come.
async fn carry(near: TcpStream, far: TcpStream) -> std::io::Result<()> {
    let ((mut asked, mut answered), (mut answers, mut asks)) = (near.into_split(), far.into_split());
    tokio::spawn(async move { tokio::io::copy(&mut answers, &mut answered).await });
    let mut request = vec![0; 64 * 1024];
    loop {
        let length = asked.read(&mut request).await?;
        if length == 0 {
            return Ok(());
        }
        tokio::time::sleep(DELAY).await;
        asks.write_all(&request[..length]).await?;
    }
}
