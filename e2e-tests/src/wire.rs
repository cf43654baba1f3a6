//! The way between a client and an HTTP service, on which requests and answers are lost or changed: a proxy that passes each
//! exchange on, writes down what was asked, and does with it what a test says.
//! Limits: bodies of a stated length; one exchange a connection, as it closes each.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::{ensure, Context, Result};
use serde_json::Value;

/// Changes an answer.
type Change = Box<dyn Fn(&mut Value) + Send>;

/// What becomes of an exchange.
pub enum Fate {
    /// It passes.
    Passes,
    /// The request is lost: the service never hears of it.
    RequestLost,
    /// The service does what it is asked, and nobody hears its answer.
    AnswerLost,
    /// Something else answers in its place: status, body.
    Instead(u16, String),
    /// The answer is changed on its way.
    Changed(Change),
}

/// Says what becomes of a request, by method, path and body.
type Rule = Box<dyn FnMut(&str, &str, &[u8]) -> Fate + Send>;

/// The proxy. It ends with the test's process.
pub struct Wire {
    url: String,
    rule: Arc<Mutex<Rule>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Wire {
    /// Stands in front of the service at this port of this machine, and lets everything pass at first.
    ///
    /// Errors: no port is free.
    pub fn before(port: u16) -> Result<Wire> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let wire = Wire {
            url: format!("http://{}", listener.local_addr()?),
            rule: Arc::new(Mutex::new(Box::new(|_, _, _| Fate::Passes))),
            asked: Arc::default(),
        };
        let (rule, asked) = (Arc::clone(&wire.rule), Arc::clone(&wire.asked));
        let _accepting = thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (rule, asked) = (Arc::clone(&rule), Arc::clone(&asked));
                let _one = thread::spawn(move || exchange(client, port, &rule, &asked));
            }
        });
        Ok(wire)
    }

    /// Where the client finds the service.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// From now on this becomes of requests.
    pub fn does(&self, rule: impl FnMut(&str, &str, &[u8]) -> Fate + Send + 'static) {
        *self.rule.lock().unwrap_or_else(PoisonError::into_inner) = Box::new(rule);
    }

    /// What was asked since the last time that this was called: `METHOD PATH`, without a query.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A message of HTTP.
struct Message {
    head: String,
    body: Vec<u8>,
}

impl Message {
    fn read(from: &mut impl Read) -> Result<Message> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            from.read_exact(&mut byte)?;
            head.extend(byte);
            ensure!(head.len() < 16_384, "a head without an end");
        }
        let head = String::from_utf8(head)?;
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let is_length = name.eq_ignore_ascii_case("content-length");
            is_length.then(|| value.trim().parse::<usize>())
        });
        let mut body = vec![0; length.transpose()?.unwrap_or_default()];
        from.read_exact(&mut body)?;
        Ok(Message { head, body })
    }

    /// Writes it as the last one of its connection.
    fn write(&self, to: &mut impl Write) -> Result<()> {
        let (first, rest) = self.head.split_once("\r\n").context("a first line")?;
        let is_ours = |line: &&str| {
            let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
            ["", "content-length", "connection"].contains(&name.as_str())
        };
        let rest = rest.lines().filter(|line| !is_ours(line));
        let rest: String = rest.map(|line| format!("{line}\r\n")).collect();
        let length = self.body.len();
        let head = format!("{first}\r\n{rest}Content-Length: {length}\r\nConnection: close\r\n\r\n");
        to.write_all(head.as_bytes())?;
        Ok(to.write_all(&self.body)?)
    }
}

fn exchange(mut client: TcpStream, port: u16, rule: &Mutex<Rule>, asked: &Mutex<Vec<String>>) -> Result<()> {
    let request = Message::read(&mut client)?;
    let mut words = request.head.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let path = path.split('?').next().unwrap_or_default();
    asked
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(format!("{method} {path}"));
    let fate = (rule.lock().unwrap_or_else(PoisonError::into_inner))(method, path, &request.body);
    let change: Option<Change> = match fate {
        Fate::RequestLost => return Ok(()),
        Fate::Instead(status, body) => {
            let head = format!("HTTP/1.1 {status} Instead\r\nContent-Type: application/json\r\n");
            let body = body.into_bytes();
            return Message { head, body }.write(&mut client);
        }
        Fate::AnswerLost => {
            let _unheard = passed_on(&request, port)?;
            return Ok(());
        }
        Fate::Passes => None,
        Fate::Changed(change) => Some(change),
    };
    let mut answer = passed_on(&request, port)?;
    if let (Some(change), Ok(mut body)) = (change, serde_json::from_slice(&answer.body)) {
        change(&mut body);
        answer.body = body.to_string().into_bytes();
    }
    answer.write(&mut client)
}

fn passed_on(request: &Message, port: u16) -> Result<Message> {
    let mut service = TcpStream::connect(("127.0.0.1", port))?;
    request.write(&mut service)?;
    Message::read(&mut service)
}
