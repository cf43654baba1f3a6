//! Just enough of a WebSocket client (RFC 6455) to follow one JSON-RPC subscription.
//!
//! Text frames in both directions, no fragments, no extensions: what a local node sends.

use serde_json::{json, Value};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

const TEXT: u8 = 0x81;
const MASKED: u8 = 0x80;

/// A subscription on a connection of its own.
pub struct Subscription {
    stream: BufReader<TcpStream>,
}

impl Subscription {
    /// Connects to `port` and subscribes with `method`.
    pub fn open(port: u16, method: &str, parameters: Value, patience: Duration) -> Self {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(patience)).unwrap();
        write!(
            stream,
            "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        )
        .unwrap();
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            assert_ne!(
                stream.read_line(&mut line).unwrap(),
                0,
                "the node closed the connection"
            );
        }
        let mut subscription = Self { stream };
        subscription.send(json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}));
        let accepted = subscription.receive();
        assert!(accepted.get("result").is_some(), "{method}: {accepted}");
        subscription
    }

    /// The next item.
    pub fn next(&mut self) -> Value {
        self.receive()["params"]["result"].clone()
    }

    fn send(&mut self, message: Value) {
        let body = message.to_string().into_bytes();
        // A mask of noughts is a mask: the bytes stay as they are. A runtime's code does not fit the short length.
        let mut frame = vec![TEXT];
        match u16::try_from(body.len()) {
            Ok(length) => {
                frame.push(MASKED | 126);
                frame.extend(length.to_be_bytes());
            }
            Err(_) => {
                frame.push(MASKED | 127);
                frame.extend((body.len() as u64).to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend(body);
        self.stream.get_mut().write_all(&frame).unwrap();
    }

    fn receive(&mut self) -> Value {
        loop {
            let mut head = [0; 2];
            self.stream.read_exact(&mut head).expect("a message in time");
            let length = match head[1] {
                126 => u64::from(u16::from_be_bytes(self.bytes())),
                127 => u64::from_be_bytes(self.bytes()),
                short => u64::from(short),
            };
            let mut body = vec![0; usize::try_from(length).unwrap()];
            self.stream.read_exact(&mut body).unwrap();
            if head[0] == TEXT {
                return serde_json::from_slice(&body).unwrap();
            }
        }
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.stream.read_exact(&mut bytes).unwrap();
        bytes
    }
}
