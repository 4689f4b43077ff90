//! Three credentials proven side by side, each by a chain of requests to a server of its own that takes 200 ms for every
//! answer. Promise: together they take less than twice the longest chain.
//!
//! `cargo bench --bench side_by_side` prints both times.
#![expect(clippy::print_stdout, reason = "a benchmark prints its result")]

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use devportal_auth::providers::http::{Http, HttpOptions};
use futures_util::future::try_join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const DELAY: Duration = Duration::from_millis(200);
/// How many requests each credential's proof makes, one after the other.
const CHAINS: [usize; 3] = [2, 3, 4];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let longest = CHAINS.into_iter().max().unwrap_or_default();
    let alone = timed(&[longest]).await?;
    let together = timed(&CHAINS).await?;
    let ratio = together.as_secs_f64() / alone.as_secs_f64();
    println!("longest chain alone        {:>6} ms ({longest} requests)", alone.as_millis());
    println!("three chains side by side  {:>6} ms ({} requests)", together.as_millis(), CHAINS.iter().sum::<usize>());
    println!("ratio                      {ratio:>9.2}   {}: 2.00", if ratio < 2.0 { "kept" } else { "BROKEN" });
    Ok(())
}

/// Runs chains at the same time with one client, as the proofs of one run do.
async fn timed(chains: &[usize]) -> Result<Duration> {
    let http = Http::new(HttpOptions::default())?;
    let servers = try_join_all(chains.iter().map(|_| slow_server())).await?;
    let start = Instant::now();
    try_join_all(servers.iter().zip(chains).map(|(url, length)| chain(&http, url, *length))).await?;
    Ok(start.elapsed())
}

async fn chain(http: &Http, url: &str, length: usize) -> Result<()> {
    for _ in 0..length {
        let answer = http.send(http::Request::get(url).body(Vec::new())?).await?;
        ensure!(answer.status().is_success(), "the slow server answered with {}", answer.status());
    }
    Ok(())
}

async fn slow_server() -> Result<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}/", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer_slowly(stream));
        }
    });
    Ok(url)
}

/// Answers every request on a connection. A `GET` of this client arrives in one piece.
async fn answer_slowly(mut stream: TcpStream) -> std::io::Result<()> {
    let mut request = [0; 4096];
    while stream.read(&mut request).await? > 0 {
        tokio::time::sleep(DELAY).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await?;
    }
    Ok(())
}
