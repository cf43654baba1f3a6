//! Asks a node, or another server of this machine, over plain HTTP: one request, one connection, no client library. For those
//! who start nodes and want to know how they are, and for tests; whoever signs or reads events uses the client.

use anyhow::{ensure, Context, Result};
use serde_json::{json, Value};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// How long a node may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A request over HTTP.
pub struct Request<'a> {
    /// GET, POST.
    pub method: &'a str,
    /// With a slash in front.
    pub page: &'a str,
    /// Beside `Host`, `Connection` and `Content-Length`.
    pub headers: &'a [(&'a str, &'a str)],
    /// Empty where there is none.
    pub body: &'a str,
}

/// What a server answered.
pub struct Answer {
    /// 200 where all is well.
    pub status: u16,
    /// All of it.
    pub body: String,
}

/// What a page of the node's HTTP server says.
///
/// Errors: it does not answer in time, or not with 200.
pub fn get(address: SocketAddr, page: &str) -> Result<String> {
    let request = Request {
        method: "GET",
        page,
        headers: &[],
        body: "",
    };
    well(address, &request)
}

/// The result of a JSON-RPC call.
///
/// Errors: the node does not answer in time, or refuses.
pub fn call(address: SocketAddr, method: &str, parameters: Value) -> Result<Value> {
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}).to_string();
    let request = Request {
        method: "POST",
        page: "/",
        headers: &[("Content-Type", "application/json")],
        body: &body,
    };
    let answer = well(address, &request)?;
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

/// The body of an answer with 200.
fn well(address: SocketAddr, request: &Request<'_>) -> Result<String> {
    let Answer { status, body } = ask(address, request, PATIENCE)?;
    ensure!(status == 200, "{address} answers {status}: {body}");
    Ok(body)
}

/// Sends a request, on a connection of its own, and gives the answer.
///
/// Errors: none comes in time, or none that is HTTP.
pub fn ask(address: SocketAddr, request: &Request<'_>, patience: Duration) -> Result<Answer> {
    let mut stream = TcpStream::connect_timeout(&address, patience)?;
    stream.set_read_timeout(Some(patience))?;
    stream.set_write_timeout(Some(patience))?;
    let Request {
        method, page, body, ..
    } = request;
    let mut text = format!("{method} {page} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for (name, value) in request.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    stream.write_all(text.as_bytes())?;
    let mut answer = Vec::new();
    let _length = stream.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.with_context(|| format!("{address} does not speak HTTP"))?;
    let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
    let status = head.split_whitespace().nth(1).unwrap_or_default();
    let status = status.parse().with_context(|| format!("{address}: {head}"))?;
    let body = &answer[end + 4..];
    // Node servers send small answers whole and long ones in chunks.
    let body = match head.contains("transfer-encoding: chunked") {
        true => unchunked(body)?,
        false => body.to_vec(),
    };
    Ok(Answer {
        status,
        body: String::from_utf8(body)?,
    })
}

fn unchunked(mut rest: &[u8]) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let length = std::str::from_utf8(&rest[..end])?;
        let length = usize::from_str_radix(length.trim(), 16).context("a chunk's length")?;
        if length == 0 {
            break;
        }
        let more = &rest[end + 2..];
        body.extend_from_slice(more.get(..length).context("a chunk that is cut off")?);
        rest = &more[length..];
        rest = rest.strip_prefix(b"\r\n").unwrap_or(rest);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_in_chunks_is_put_together_and_a_cut_off_one_is_refused() {
        assert_eq!(unchunked(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").unwrap(), b"abcde");
        let divided = [
            "2\r\n".as_bytes(),
            &"借".as_bytes()[..2],
            b"\r\n1\r\n",
            &"借".as_bytes()[2..],
            b"\r\n0\r\n",
        ];
        assert_eq!(unchunked(&divided.concat()).unwrap(), "借".as_bytes());
        assert!(unchunked(b"5\r\nabc").is_err());
    }
}
