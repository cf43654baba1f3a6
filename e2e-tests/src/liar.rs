//! A node's word, changed on its way: a proxy between the client and a real node that passes every message on, writes down
//! what was asked, and lets a test change the answers or take requests away that other people's nodes do not know. What the
//! client signs when a node lies, and does when it lacks something, is found out with it.
//! Limits: one message a frame and no compression, which is how node and client talk.

use std::io::{BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::{ensure, Context, Result};
use serde_json::{json, Value};

/// Changes the result of a request: its method, its parameters, its result.
type Lie = Box<dyn Fn(&str, &Value, &mut Value) + Send>;

/// Requests under way on one connection, by their ids: method and parameters.
type Asked = Arc<Mutex<Vec<(Value, String, Value)>>>;

/// The proxy. It ends with the test's process.
pub struct Liar {
    address: SocketAddr,
    lie: Arc<Mutex<Lie>>,
    methods: Arc<Mutex<Vec<String>>>,
    at_once: Arc<AtomicUsize>,
    forgotten: Arc<Mutex<Vec<String>>>,
}

impl Liar {
    /// Stands in front of the node at `url` and tells the truth at first.
    ///
    /// Errors: no port is free.
    pub fn before(url: &str) -> Result<Liar> {
        let node: SocketAddr = url
            .trim_start_matches("ws://")
            .parse()
            .context("a node's address")?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let liar = Liar {
            address: listener.local_addr()?,
            lie: Arc::new(Mutex::new(Box::new(|_, _, _| {}))),
            methods: Arc::default(),
            at_once: Arc::default(),
            forgotten: Arc::default(),
        };
        let ways = Ways {
            lie: Arc::clone(&liar.lie),
            methods: Arc::clone(&liar.methods),
            at_once: Arc::clone(&liar.at_once),
            forgotten: Arc::clone(&liar.forgotten),
        };
        let _accepting = thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let ways = ways.clone();
                let _one = thread::spawn(move || between(client, node, ways));
            }
        });
        Ok(liar)
    }

    /// Where the client finds it.
    pub fn url(&self) -> String {
        format!("ws://{}", self.address)
    }

    /// From now on answers are changed so.
    pub fn tell(&self, lie: impl Fn(&str, &Value, &mut Value) + Send + 'static) {
        *self.lie.lock().unwrap_or_else(PoisonError::into_inner) = Box::new(lie);
    }

    /// From now on the node knows the hash of no block but the first and the newest, asked for one or for many, and finds no events.
    pub fn forgets_old_blocks(&self) {
        self.tell(|method, params, result| {
            let asked = &params[0];
            let is_kept = asked.is_null() || asked == &json!(0) || asked == &json!("0x0");
            match result {
                Value::Array(blocks) if method == "iou_ledgerEvents" => blocks.clear(),
                _ if method != "chain_getBlockHash" || is_kept => {}
                Value::Array(hashes) => hashes.fill(Value::Null),
                hash => *hash = Value::Null,
            }
        });
    }

    /// From now on the node does not know these requests.
    pub fn forgets(&self, methods: &[&str]) {
        *self.forgotten.lock().unwrap_or_else(PoisonError::into_inner) =
            methods.iter().map(|method| (*method).to_owned()).collect();
    }

    /// How many requests of one connection were under way at once, at most, since the last time that this was called.
    pub fn at_once(&self) -> usize {
        self.at_once.swap(0, Ordering::Relaxed)
    }

    /// What was asked since the last time that this was called.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.methods.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What is done on all connections.
#[derive(Clone)]
struct Ways {
    lie: Arc<Mutex<Lie>>,
    methods: Arc<Mutex<Vec<String>>>,
    at_once: Arc<AtomicUsize>,
    forgotten: Arc<Mutex<Vec<String>>>,
}

/// Passes messages on both ways until one side closes.
fn between(client: TcpStream, node: SocketAddr, ways: Ways) -> Result<()> {
    let Ways {
        lie,
        methods,
        at_once,
        forgotten,
    } = ways;
    let server = TcpStream::connect(node)?;
    let (mut from_client, mut to_client) = (BufReader::new(client.try_clone()?), client);
    let (mut from_node, mut to_node) = (BufReader::new(server.try_clone()?), server);
    // The handshake, as it is: each side checks the other's.
    pass_head(&mut from_client, &mut to_node)?;
    pass_head(&mut from_node, &mut to_client)?;
    let asked: Asked = Arc::default();
    let known = Arc::clone(&asked);
    let _asking = thread::spawn(move || -> Result<()> {
        while let Some(mut frame) = Frame::read(&mut from_client)? {
            if let Ok(mut request) = serde_json::from_slice::<Value>(&frame.payload) {
                let method = request["method"].as_str().unwrap_or_default().to_owned();
                if forgotten
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .contains(&method)
                {
                    request["method"] = format!("forgotten_{method}").into();
                    frame.payload = request.to_string().into_bytes();
                }
                let entry = (request["id"].clone(), method.clone(), request["params"].clone());
                let mut under_way = known.lock().unwrap_or_else(PoisonError::into_inner);
                under_way.push(entry);
                let _before = at_once.fetch_max(under_way.len(), Ordering::Relaxed);
                drop(under_way);
                methods
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(method);
            }
            frame.write(&mut to_node, true)?;
        }
        to_node.shutdown(std::net::Shutdown::Both)?;
        Ok(())
    });
    while let Some(mut frame) = Frame::read(&mut from_node)? {
        if let Ok(mut answer) = serde_json::from_slice::<Value>(&frame.payload) {
            let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
            let place = asked.iter().position(|(id, _, _)| *id == answer["id"]);
            let request = place.map(|place| asked.swap_remove(place));
            if let (Some((_, method, params)), Some(result)) = (request, answer.get_mut("result")) {
                (lie.lock().unwrap_or_else(PoisonError::into_inner))(&method, &params, result);
                frame.payload = answer.to_string().into_bytes();
            }
        }
        frame.write(&mut to_client, false)?;
    }
    to_client.shutdown(std::net::Shutdown::Both)?;
    Ok(())
}

/// Passes on the head of an HTTP message.
fn pass_head(from: &mut impl Read, to: &mut impl Write) -> Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        from.read_exact(&mut byte)?;
        head.extend(byte);
        ensure!(head.len() < 16_384, "a head without an end");
    }
    Ok(to.write_all(&head)?)
}

/// A WebSocket frame. Source: RFC 6455, §5.2.
struct Frame {
    /// FIN and the opcode.
    first: u8,
    payload: Vec<u8>,
}

impl Frame {
    /// The next one, unmasked; `None` at the end.
    fn read(from: &mut impl Read) -> Result<Option<Frame>> {
        let mut head = [0; 2];
        if from.read_exact(&mut head).is_err() {
            return Ok(None);
        }
        let length = match head[1] & 0x7f {
            126 => u64::from(u16::from_be_bytes(bytes(from)?)),
            127 => u64::from_be_bytes(bytes(from)?),
            short => short.into(),
        };
        ensure!(length < 64 << 20, "a frame of {length} bytes");
        let mask: [u8; 4] = match head[1] & 0x80 {
            0 => [0; 4],
            _ => bytes(from)?,
        };
        let mut payload = vec![0; usize::try_from(length)?];
        from.read_exact(&mut payload)?;
        let masked = payload.iter_mut().zip(mask.iter().cycle());
        masked.for_each(|(byte, mask)| *byte ^= mask);
        Ok(Some(Frame {
            first: head[0],
            payload,
        }))
    }

    /// Writes it; a client's frames are masked, here with zeros.
    fn write(&self, to: &mut impl Write, masked: bool) -> Result<()> {
        let mask = if masked { 0x80 } else { 0 };
        let mut out = vec![self.first];
        match self.payload.len() {
            short @ 0..=125 => out.push(mask | short as u8),
            middle @ 126..=65_535 => {
                out.push(mask | 126);
                out.extend((middle as u16).to_be_bytes());
            }
            long => {
                out.push(mask | 127);
                out.extend((long as u64).to_be_bytes());
            }
        }
        if masked {
            out.extend([0; 4]);
        }
        out.extend(&self.payload);
        Ok(to.write_all(&out)?)
    }
}

fn bytes<const N: usize>(from: &mut impl Read) -> Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}
