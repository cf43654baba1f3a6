//! How much of the contract's code a call reaches. The chain compiles a function when a call first enters it, and takes fuel
//! for each of its bytes; so dead bytes at a function's end cost a call that reaches it, and no other. Three modules are run:
//! with dead bytes in the entry that every call goes through, with as many in the one that no call goes through, and with as
//! many spread over all functions by their sizes. The first two say what a byte costs, the third how many were reached.
//! Units: bytes of code before padding.
//! Source: WebAssembly Core Specification 2.0, 5.5 (modules).

/// Dead bytes in each of the modules; all of it stays below what the chain takes.
pub const PADDING: usize = 12_000;

/// Leaves the function, whatever it gives; after it anything that is an instruction may stand.
const LEAVE: [u8; 2] = [0x0c, 0x00];
const NOP: u8 = 0x01;
const END: u8 = 0x0b;
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
const CODE: u8 = 10;
const HEADER: usize = 8;
const FUNCTION: u8 = 0;

/// Where the dead bytes are.
#[derive(Clone, Copy)]
pub enum Padded {
    /// In the function that is exported under this name.
    Export(&'static str),
    /// In all functions, by their sizes.
    All,
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    fn byte(&mut self) -> u8 {
        self.take(1)[0]
    }

    /// LEB128.
    fn number(&mut self) -> usize {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            value |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return value;
            }
        }
    }

    fn bytes(&mut self) -> &'a [u8] {
        let count = self.number();
        self.take(count)
    }
}

fn number(mut value: usize) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            out.push(byte);
            return out;
        }
        out.push(byte | 0x80);
    }
}

fn sections(module: &[u8]) -> Vec<(u8, &[u8])> {
    let mut reader = Reader(&module[HEADER..]);
    let mut found = Vec::new();
    while !reader.0.is_empty() {
        let id = reader.byte();
        found.push((id, reader.bytes()));
    }
    found
}

fn section<'a>(module: &'a [u8], id: u8) -> Reader<'a> {
    let found = sections(module).into_iter().find(|(of, _)| *of == id);
    Reader(found.expect("a contract has it").1)
}

/// The number of functions that come from outside: those of the module itself are counted from it on.
fn imported(module: &[u8]) -> usize {
    let mut imports = section(module, IMPORTS);
    let count = imports.number();
    let mut functions = 0;
    for _ in 0..count {
        let (_module, _name) = (imports.bytes(), imports.bytes());
        match imports.byte() {
            FUNCTION => {
                let _type = imports.number();
                functions += 1;
            }
            // Memory: limits with or without a maximum. A contract imports nothing else.
            2 => {
                let bounded = imports.byte() == 1;
                let _least = imports.number();
                if bounded {
                    let _most = imports.number();
                }
            }
            kind => panic!("a contract imports no {kind}"),
        }
    }
    functions
}

/// The place in the code section of the function that is exported under `name`.
fn exported(module: &[u8], name: &str) -> usize {
    let mut exports = section(module, EXPORTS);
    for _ in 0..exports.number() {
        let (found, kind, index) = (exports.bytes(), exports.byte(), exports.number());
        if found == name.as_bytes() && kind == FUNCTION {
            return index - imported(module);
        }
    }
    panic!("no {name} is exported")
}

fn bodies(module: &[u8]) -> Vec<&[u8]> {
    let mut code = section(module, CODE);
    let count = code.number();
    (0..count).map(|_| code.bytes()).collect()
}

/// The size of all functions.
pub fn all(module: &[u8]) -> usize {
    bodies(module).iter().map(|body| body.len()).sum()
}

/// The module with [`PADDING`] dead bytes. What each function does, and how many instructions it takes, is the same wherever
/// they are.
pub fn padded(module: &[u8], where_: Padded) -> Vec<u8> {
    let (bodies, all) = (bodies(module), all(module));
    let dead: Vec<usize> = match where_ {
        Padded::All => bodies.iter().map(|body| body.len() * PADDING / all).collect(),
        Padded::Export(name) => {
            let at = exported(module, name);
            (0..bodies.len())
                .map(|n| PADDING * usize::from(n == at))
                .collect()
        }
    };
    let mut code = number(bodies.len());
    for (body, dead) in bodies.iter().zip(dead) {
        let (end, body) = body.split_last().expect("a function ends");
        assert_eq!(*end, END);
        code.extend(number(body.len() + LEAVE.len() + dead + 1));
        code.extend_from_slice(body);
        code.extend(LEAVE);
        code.extend(std::iter::repeat_n(NOP, dead));
        code.push(END);
    }
    let mut out = module[..HEADER].to_vec();
    for (id, contents) in sections(module) {
        let contents = if id == CODE { &code } else { contents };
        out.push(id);
        out.extend(number(contents.len()));
        out.extend_from_slice(contents);
    }
    out
}
