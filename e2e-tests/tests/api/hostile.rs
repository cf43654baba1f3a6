//! What others may do to a site: a crowd that is slow, loud or malformed, while somebody honest reads.

use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{ensure, Result};

use super::Served;

/// How long somebody honest waits for a page at most, on a machine that does other things too.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn a_crowd_that_is_slow_or_loud_or_malformed_keeps_nobody_honest_from_reading() -> Result<()> {
    let served = Served::new()?;
    let site = served.site;
    let loan = served.world.running()?;
    site.caught_up()?;
    let path = format!("/v1/loans/{loan}");

    // Slow: heads and bodies that never end.
    let mut slow = Vec::new();
    for n in 0..200 {
        let mut stream = TcpStream::connect(("127.0.0.1", site.port))?;
        let begun = match n % 2 {
            0 => "GET /v1/loans HTTP/1.1\r\nHost: localhost\r\nX-",
            _ => "POST /v1/verifications HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\nPK",
        };
        let _written = stream.write_all(begun.as_bytes());
        slow.push(stream);
    }
    honest(&served, &path)?;

    // Malformed, in every part of a request.
    let long = "x".repeat(40_000);
    for bytes in [
        "GET /v1/loans\r\n\r\n".to_owned(),
        format!("GET /v1/{long} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        format!("GET /v1/loans?after={long} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        "GET /v1/loans HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\nConnection: close\r\n\r\n".into(),
        "GET http://evil/v1/loans HTTP/1.1\r\nHost: evil\r\nConnection: close\r\n\r\n".into(),
        "POST /v1/verifications HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n".into(),
        "POST /v1/verifications HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\nConnection: close\r\n\r\n".into(),
        "POST /v1/verifications HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\nConnection: close\r\n\r\n12345".into(),
        "\0\0\0\0".repeat(64),
    ] {
        // Refused, or cut off; the one thing that it must not do is to go on as if that were a request.
        if let Ok(answer) = site.raw(bytes.as_bytes()) {
            ensure!(answer.status >= 400, "{} for {}", answer.status, &bytes[..bytes.len().min(60)]);
        }
    }
    for path in [
        "/v1/loans/..%2f..%2fetc%2fpasswd",
        "/v1/loans/1'%20OR%201=1",
        "/v1/loans?account=%27%3B%20DROP%20TABLE%20loan%3B--",
        "/v1/loans?status=active%27--",
        "/v1/accounts/%00/credit",
        "/v1/due?account=x&until=2026-02-30",
        "/v1/stream?account=%27",
    ] {
        let answer = site.get(path)?;
        ensure!((400..500).contains(&answer.status), "{path}: {}", answer.status);
        ensure!(
            answer.header("content-type") == Some("application/problem+json"),
            "{path}: {}",
            answer.head
        );
    }

    // Loud: one address asks as often as it can; it is sent away, and others are not.
    let mut sent_away = 0;
    for _ in 0..400 {
        let answer = site.ask("GET", "/v1/loans", "203.0.113.9", "", b"")?;
        sent_away += u32::from(answer.status == 429);
    }
    ensure!(sent_away > 0, "nobody was sent away");
    honest(&served, &path)?;
    drop(slow);
    honest(&served, &path)
}

fn honest(served: &Served, path: &str) -> Result<()> {
    let began = Instant::now();
    let loan = served.site.ask("GET", path, "198.51.100.1", "", b"")?.found()?;
    ensure!(loan["status"] == "active", "{loan}");
    ensure!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
    Ok(())
}
