//! A running node for tests: started on free ports, ended when dropped.
//!
//! The RPC port is read from the node's log ("Running JSON-RPC server: addr=…"). Requests
//! go over plain HTTP/1.1 with one connection each, so no client library is needed.

use crate::socket::Subscription;
use serde_json::{json, Value};
use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{mpsc, Arc, Mutex},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_iou-node");
const PORT_LINE: &str = "Running JSON-RPC server: addr=127.0.0.1:";
/// The first start compiles the runtime; a busy machine takes its time.
pub const START: Duration = Duration::from_secs(120);
const PATIENCE: Duration = Duration::from_secs(60);
/// Pause between two looks at a condition.
const POLL: Duration = Duration::from_millis(10);

/// What a node has said so far.
type Log = Arc<Mutex<Vec<String>>>;

/// A node of the test's own.
pub struct Node {
    process: Child,
    port: u16,
    log: Log,
    /// Where the chain is, unless the test chose a place itself; removed after the process ended.
    _directory: Option<TempDir>,
}

impl Node {
    /// A development chain in a temporary directory.
    pub fn dev() -> Self {
        Self::start(&["--dev"])
    }

    /// A development chain kept in `directory`.
    pub fn dev_at(directory: &Path) -> Self {
        Self::start(&["--dev", "--base-path", directory.to_str().unwrap()])
    }

    /// A node with these arguments and free ports, once its RPC port answers.
    pub fn start(arguments: &[&str]) -> Self {
        let directory = (!arguments.contains(&"--base-path")).then(|| tempfile::tempdir().unwrap());
        let mut command = Command::new(PROGRAM);
        command.args(arguments).args(["--rpc-port", "0"]);
        if let Some(directory) = &directory {
            command.arg("--base-path").arg(directory.path());
        }
        let mut process = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the node's program is built beside this test");
        let lines = BufReader::new(process.stderr.take().unwrap());
        let log = Log::default();
        let kept = log.clone();
        let (found, port) = mpsc::channel();
        thread::spawn(move || {
            // Read to the end, or the node would stop at a full pipe.
            for line in lines.lines().map_while(Result::ok) {
                eprintln!("{line}");
                kept.lock().unwrap().push(line.clone());
                if let Some((_, rest)) = line.split_once(PORT_LINE) {
                    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                    let _ = found.send(digits.parse().unwrap());
                }
            }
        });
        let port = port.recv_timeout(START).unwrap_or_else(|_| {
            let _ = process.kill();
            panic!("the node {arguments:?} never opened its RPC port, see its log above");
        });
        Self {
            process,
            port,
            log,
            _directory: directory,
        }
    }

    /// What the node says on standard error when it does not start.
    pub fn fails(arguments: &[&str]) -> String {
        let done = Command::new(PROGRAM).args(arguments).output().unwrap();
        assert!(!done.status.success(), "{arguments:?} was expected to fail");
        String::from_utf8(done.stderr).unwrap()
    }

    /// What a subcommand prints on standard output.
    pub fn prints(arguments: &[&str]) -> String {
        let done = Command::new(PROGRAM).args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{arguments:?} failed: {said}");
        String::from_utf8(done.stdout).unwrap()
    }

    /// Ends the node as a power cut would.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Ends the node as an operator does.
    pub fn stop(mut self) {
        self.signal("-TERM");
        assert!(self.process.wait().unwrap().success());
    }

    /// Holds the node up for so long, as a machine with too much to do does.
    pub fn pause(&self, time: Duration) {
        self.signal("-STOP");
        thread::sleep(time);
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill")
            .args([signal, &pid])
            .status()
            .unwrap()
            .success());
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether the node has said this.
    pub fn has_said(&self, words: &str) -> bool {
        self.log.lock().unwrap().iter().any(|line| line.contains(words))
    }

    /// Waits for at most `patience` until the node has said this.
    pub fn wait_said_within(&self, words: &str, patience: Duration) {
        self.wait(&format!("it says {words:?}"), patience, |node| {
            node.has_said(words)
        });
    }

    /// The result of an RPC call.
    pub fn call(&self, method: &str, parameters: Value) -> Value {
        let answer = self.request(method, parameters);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Hands a transaction to the pool. One that comes while the pool turns to a new block may be taken in twice, and
    /// the answer then says that it is there already: so it is.
    pub fn submit(&self, transaction: String) {
        let answer = self.request("author_submitExtrinsic", json!([transaction]));
        let code = answer["error"]["code"].as_i64();
        assert!(matches!(code, None | Some(1013)), "{answer}");
    }

    /// The message of an RPC call's error.
    pub fn refusal(&self, method: &str, parameters: Value) -> String {
        let answer = self.request(method, parameters);
        let message = answer["error"]["message"].as_str();
        message
            .unwrap_or_else(|| panic!("{method} was not refused: {answer}"))
            .into()
    }

    fn request(&self, method: &str, parameters: Value) -> Value {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters});
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(
            stream,
            "POST / HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.port,
            body.len(),
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").expect("an HTTP answer");
        serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}"))
    }

    /// The names of all RPC methods.
    pub fn methods(&self) -> BTreeSet<String> {
        let methods = self.call("rpc_methods", json!([]));
        serde_json::from_value(methods["methods"].clone()).unwrap()
    }

    /// The time that the best block carries. Units: Unix milliseconds.
    pub fn best_block_time_ms(&self) -> u64 {
        let key: String = iou_runtime::timestamp_key()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let stored = self.call("state_getStorage", json!([format!("0x{key}")]));
        let hex = stored.as_str().unwrap().trim_start_matches("0x").to_owned();
        let bytes = (0..8).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap());
        u64::from_le_bytes(bytes.collect::<Vec<_>>().try_into().unwrap())
    }

    /// The number of the best block.
    pub fn height(&self) -> u64 {
        number(&self.call("chain_getHeader", json!([])))
    }

    /// The number of the last finalised block.
    pub fn final_height(&self) -> u64 {
        let hash = self.call("chain_getFinalizedHead", json!([]));
        number(&self.call("chain_getHeader", json!([hash])))
    }

    /// Waits until block `height` is final.
    pub fn wait_final(&self, height: u64) {
        self.wait_final_within(height, PATIENCE);
    }

    /// Waits for at most `patience` until block `height` is final.
    pub fn wait_final_within(&self, height: u64, patience: Duration) {
        self.wait(&format!("block {height} is final"), patience, |node| {
            node.final_height() >= height
        });
    }

    /// Waits until `condition` holds.
    pub fn wait_until(&self, what: &str, condition: impl Fn(&Self) -> bool) {
        self.wait(what, PATIENCE, condition);
    }

    /// Waits for at most `patience` until `condition` holds.
    pub fn wait(&self, what: &str, patience: Duration, condition: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + patience;
        while !condition(self) {
            assert!(Instant::now() < deadline, "waited in vain until {what}");
            thread::sleep(POLL);
        }
    }

    /// Follows a subscription on a WebSocket of its own.
    pub fn subscribe(&self, method: &str, parameters: Value) -> Subscription {
        Subscription::open(self.port, method, parameters, PATIENCE)
    }

    /// What the node tells Prometheus; it was started with `--prometheus-port 0`.
    pub fn metrics(&self) -> String {
        const PORT: &str = "Prometheus exporter started at 127.0.0.1:";
        self.wait_said_within(PORT, PATIENCE);
        let log = self.log.lock().unwrap();
        let line = log.iter().find_map(|line| line.split_once(PORT));
        let port: u16 = line.unwrap().1.trim().parse().unwrap();
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let request = "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// The port on which other nodes reach this one.
    pub fn p2p_port(&self) -> u16 {
        let listens = self.call("system_localListenAddresses", json!([]));
        let address = listens[0].as_str().expect("a listen address").to_owned();
        let mut parts = address.split('/').skip_while(|part| *part != "tcp");
        parts.nth(1).unwrap().parse().unwrap()
    }

    /// The TCP addresses and UDP sockets that this process listens on.
    pub fn listening_addresses(&self) -> BTreeSet<String> {
        let sockets = self.socket_inodes();
        let mut found = BTreeSet::new();
        for (table, listens) in [("tcp", "0A"), ("tcp6", "0A"), ("udp", "07"), ("udp6", "07")] {
            let rows = fs::read_to_string(format!("/proc/net/{table}")).unwrap_or_default();
            for row in rows.lines().skip(1) {
                let columns: Vec<_> = row.split_whitespace().collect();
                if columns[3] == listens && sockets.contains(columns[9]) {
                    found.insert(readable(columns[1]));
                }
            }
        }
        found
    }

    fn socket_inodes(&self) -> BTreeSet<String> {
        let files = fs::read_dir(format!("/proc/{}/fd", self.process.id())).unwrap();
        files
            .filter_map(|file| fs::read_link(file.ok()?.path()).ok())
            .filter_map(|link| {
                let name = link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?;
                Some(name.to_owned())
            })
            .collect()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // Already ended by the test, perhaps.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn number(header: &Value) -> u64 {
    let hex = header["number"].as_str().unwrap().trim_start_matches("0x");
    u64::from_str_radix(hex, 16).unwrap()
}

/// `0100007F:270F`, as the kernel writes it, to `127.0.0.1:9999`.
fn readable(address: &str) -> String {
    let (host, port) = address.split_once(':').unwrap();
    let port = u16::from_str_radix(port, 16).unwrap();
    // The kernel prints each 32-bit word of the address in the machine's byte order.
    let bytes: Vec<u8> = (0..host.len() / 8)
        .flat_map(|word| {
            u32::from_str_radix(&host[8 * word..8 * word + 8], 16)
                .unwrap()
                .to_le_bytes()
        })
        .collect();
    match <[u8; 4]>::try_from(&bytes[..]) {
        Ok(v4) => format!("{}:{port}", std::net::Ipv4Addr::from(v4)),
        Err(_) => {
            let v6 = <[u8; 16]>::try_from(&bytes[..]).unwrap();
            format!("[{}]:{port}", std::net::Ipv6Addr::from(v6))
        }
    }
}
