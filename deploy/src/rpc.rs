//! Asks a node over plain HTTP: one request, one connection, no client library. For those who start nodes and want to know
//! how they are; whoever signs or reads events uses the client.

use anyhow::{bail, ensure, Context, Result};
use serde_json::{json, Value};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// How long a node may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a page of the node's HTTP server says.
///
/// Errors: it does not answer in time, or not with 200.
pub fn get(address: SocketAddr, page: &str) -> Result<String> {
    exchange(
        address,
        &format!("GET {page} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"),
    )
}

/// The result of a JSON-RPC call.
///
/// Errors: the node does not answer in time, or refuses.
pub fn call(address: SocketAddr, method: &str, parameters: Value) -> Result<Value> {
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}).to_string();
    let length = body.len();
    let answer = exchange(
        address,
        &format!(
            "POST / HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n{body}"
        ),
    )?;
    let mut answer: Value = serde_json::from_str(&answer).with_context(|| format!("{method}: {answer}"))?;
    ensure!(
        answer.get("error").is_none(),
        "{method} at {address}: {}",
        answer["error"]
    );
    Ok(answer["result"].take())
}

/// The number of the best block.
///
/// Errors: as [`call`].
pub fn best(address: SocketAddr) -> Result<u64> {
    number(&call(address, "chain_getHeader", json!([]))?)
}

/// The number of the last finalised block.
///
/// Errors: as [`call`].
pub fn finalised(address: SocketAddr) -> Result<u64> {
    let hash = call(address, "chain_getFinalizedHead", json!([]))?;
    number(&call(address, "chain_getHeader", json!([hash]))?)
}

/// The hash of the block of this number on the node's best chain.
///
/// Errors: as [`call`], and where there is no such block.
pub fn block_hash(address: SocketAddr, number: u64) -> Result<String> {
    let hash = call(address, "chain_getBlockHash", json!([number]))?;
    Ok(hash
        .as_str()
        .with_context(|| format!("no block {number}"))?
        .to_owned())
}

/// How many other nodes it is connected to.
///
/// Errors: as [`call`].
pub fn peers(address: SocketAddr) -> Result<u64> {
    let health = call(address, "system_health", json!([]))?;
    health["peers"].as_u64().context("system_health has no peers")
}

fn number(header: &Value) -> Result<u64> {
    let hex = header["number"].as_str().context("a header without a number")?;
    Ok(u64::from_str_radix(hex.trim_start_matches("0x"), 16)?)
}

/// Sends a request and gives the body of the answer.
fn exchange(address: SocketAddr, request: &str) -> Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let answer = String::from_utf8_lossy(&bytes);
    let Some((head, body)) = answer.split_once("\r\n\r\n") else {
        bail!("{address} does not speak HTTP");
    };
    let status = head.split_whitespace().nth(1).unwrap_or_default();
    ensure!(status == "200", "{address} answers {status}: {body}");
    // Node servers send small answers whole and long ones in chunks.
    if head.to_ascii_lowercase().contains("transfer-encoding: chunked") {
        return unchunked(body);
    }
    Ok(body.to_owned())
}

fn unchunked(mut rest: &str) -> Result<String> {
    let mut body = String::new();
    while let Some((length, more)) = rest.split_once("\r\n") {
        let length = usize::from_str_radix(length.trim(), 16).context("a chunk's length")?;
        if length == 0 {
            break;
        }
        body.push_str(more.get(..length).context("a chunk that is cut off")?);
        rest = more[length..].trim_start_matches("\r\n");
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_in_chunks_is_put_together_and_a_cut_off_one_is_refused() {
        assert_eq!(unchunked("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").unwrap(), "abcde");
        assert!(unchunked("5\r\nabc").is_err());
    }
}
