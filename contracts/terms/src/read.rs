//! Reading back what SCALE has written, in as little code as possible: the chain charges every byte of it in each call.
//!
//! The derive of the codec asks after each field whether it could be read, and copies what it has read so far twice. Here a
//! reader that has failed gives zeros from then on, fields are read straight into their place, and one question at the end is
//! enough. What is accepted is what the codec accepts, to the byte.
//! Limits: a list in memory of the contract is never longer than its input, since reading ends with the first failure.

use alloc::{boxed::Box, vec::Vec};
use scale::{Error, Input};
pub use terms_derive::Read;

/// What is left of an input, and whether it ever was too short or wrong.
pub struct Reader<'a> {
    input: &'a mut dyn Input,
    failed: bool,
}

impl Reader<'_> {
    /// Fills `into`, with zeros where the reader has failed.
    #[inline(never)] // in WASM each copy costs code
    fn fill(&mut self, into: &mut [u8]) {
        if self.failed || self.input.read(into).is_err() {
            self.failed = true;
            into.fill(0);
        }
    }

    /// The next byte.
    #[inline(never)]
    pub fn byte(&mut self) -> u8 {
        let mut byte = [0];
        self.fill(&mut byte);
        u8::from_le_bytes(byte)
    }

    /// Fails where `so` is not the case.
    pub fn expect(&mut self, so: bool) {
        self.failed |= !so;
    }

    /// The length of a list: a compact number in its shortest form.
    #[inline(never)]
    fn length(&mut self) -> u32 {
        let first = self.byte();
        let mut bytes = [first, 0, 0, 0];
        let [_, rest @ ..] = &mut bytes;
        let (length, least) = match first & 3 {
            0 => (u32::from(first >> 2), 0),
            1 => {
                let [second, ..] = rest;
                *second = self.byte();
                (u32::from_le_bytes(bytes) >> 2, 1 << 6)
            }
            2 => {
                self.fill(rest);
                (u32::from_le_bytes(bytes) >> 2, 1 << 14)
            }
            _ => {
                self.expect(first == 3);
                (u32::read(self), 1 << 30)
            }
        };
        self.expect(length >= least);
        length
    }
}

/// What can be read back from its SCALE bytes.
pub trait Read: Sized {
    /// The next value; anything where the reader has failed.
    fn read(from: &mut Reader<'_>) -> Self;
}

/// The value that `input` begins with.
///
/// Errors: it is too short, or is none.
pub fn whole<T: Read>(input: &mut dyn Input) -> Result<T, Error> {
    let mut reader = Reader { input, failed: false };
    let value = T::read(&mut reader);
    match reader.failed {
        true => Err("it cannot be read".into()),
        false => Ok(value),
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Read for $number {
            #[inline(never)]
            fn read(from: &mut Reader<'_>) -> Self {
                let mut bytes = [0; core::mem::size_of::<$number>()];
                from.fill(&mut bytes);
                <$number>::from_le_bytes(bytes)
            }
        }
    )*};
}

numbers!(u16, u32, u64, u128, i16);

impl Read for u8 {
    fn read(from: &mut Reader<'_>) -> Self {
        from.byte()
    }
}

impl Read for bool {
    #[inline(never)]
    fn read(from: &mut Reader<'_>) -> Self {
        let byte = from.byte();
        from.expect(byte <= 1);
        byte == 1
    }
}

impl<const N: usize> Read for [u8; N] {
    #[inline(never)]
    fn read(from: &mut Reader<'_>) -> Self {
        let mut bytes = [0; N];
        from.fill(&mut bytes);
        bytes
    }
}

impl Read for [u16; 4] {
    fn read(from: &mut Reader<'_>) -> Self {
        [0; 4].map(|_: u8| u16::read(from))
    }
}

impl<T: Read> Read for Option<T> {
    #[inline(never)]
    fn read(from: &mut Reader<'_>) -> Self {
        bool::read(from).then(|| T::read(from))
    }
}

impl<T: Read> Read for Box<T> {
    fn read(from: &mut Reader<'_>) -> Self {
        Box::new(T::read(from))
    }
}

impl<T: Read> Read for Vec<T> {
    #[inline(never)]
    fn read(from: &mut Reader<'_>) -> Self {
        let mut all = Vec::new();
        for _ in 0..from.length() {
            let one = T::read(from);
            if from.failed {
                break;
            }
            all.push(one);
        }
        all
    }
}

/// How many values a list has that follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length(pub u32);

impl Read for Length {
    fn read(from: &mut Reader<'_>) -> Self {
        Length(from.length())
    }
}

impl Read for () {
    fn read(_: &mut Reader<'_>) -> Self {}
}

macro_rules! tuples {
    ($(($($part:ident),*))*) => {$(
        impl<$($part: Read),*> Read for ($($part,)*) {
            fn read(from: &mut Reader<'_>) -> Self {
                ($($part::read(from),)*)
            }
        }
    )*};
}

tuples!((A, B)(A, B, C));
