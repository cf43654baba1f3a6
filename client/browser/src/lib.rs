//! The module of the pages. It imports nothing: whoever runs it knows that no byte that it is given leaves it.
//!
//! # Usage
//!
//! A page asks for memory with [`iou_allocate`], copies its bytes there, calls [`iou_verify`] (or [`iou_identify`], [`iou_scan`]), and gets the address of the
//! answer: its length in four bytes (little endian), then JSON. Each piece of memory is given back once, with
//! [`iou_release`] and the length it was asked with (of an answer: four more than it says). All else that a page asks it asks by
//! name, with [`iou_call`]; which names there are, and what each takes and gives, is in `calls`. The glue of a page is
//! `module.mjs`.

// Memory is handed over by address and length; each function says what it relies on.
#![allow(unsafe_code)]

#[cfg(feature = "sign")]
mod calls;
#[cfg(feature = "verify")]
mod verified;

#[cfg(feature = "sign")]
pub use calls::call;
#[cfg(feature = "verify")]
pub use verified::{answer, identified, scanned};

/// Memory for `len` bytes, all zero.
#[no_mangle]
pub extern "C" fn iou_allocate(len: usize) -> *mut u8 {
    Box::leak(vec![0u8; len].into_boxed_slice()).as_mut_ptr()
}

/// Gives memory back.
///
/// # Safety
///
/// `at` is what [`iou_allocate`] gave for `len`, or an answer with its whole length, and is given back once.
#[no_mangle]
pub unsafe extern "C" fn iou_release(at: *mut u8, len: usize) {
    drop(Box::from_raw(std::ptr::slice_from_raw_parts_mut(at, len)));
}

/// Declares what a page calls with two pieces of bytes, each by address and length, and is answered by address.
#[cfg(any(feature = "sign", feature = "verify"))]
macro_rules! exported {
    ($(#[$about:meta])* $name:ident = $answer:expr) => {
        $(#[$about])*
        ///
        /// # Safety
        ///
        /// Both lie in memory that [`iou_allocate`] gave and that was not given back.
        #[no_mangle]
        pub unsafe extern "C" fn $name(one: *const u8, one_len: usize, other: *const u8, other_len: usize) -> *mut u8 {
            let answer: fn(&[u8], &[u8]) -> Vec<u8> = $answer;
            leaked(&answer(
                std::slice::from_raw_parts(one, one_len),
                std::slice::from_raw_parts(other, other_len),
            ))
        }
    };
}

exported! {
    /// The answer on a file under a specification.
    #[cfg(feature = "verify")]
    iou_verify = answer
}
exported! {
    /// Which file of evidence a file is; what lies beside it does not matter.
    #[cfg(feature = "verify")]
    iou_identify = |file, _| identified(file)
}
exported! {
    /// What the square codes in a grey picture say: one byte a pixel, and beside it how many pixels a row has, in four bytes (little
    /// endian).
    #[cfg(feature = "verify")]
    iou_scan = scanned
}
exported! {
    /// The answer to the call of a name with a JSON object.
    #[cfg(feature = "sign")]
    iou_call = |name, asked| call(std::str::from_utf8(name).unwrap_or_default(), asked)
}

/// An answer with its length before it.
#[cfg(any(feature = "sign", feature = "verify"))]
fn leaked(json: &[u8]) -> *mut u8 {
    // Answers are bounded by what a file can hold, far below 4 GiB.
    let len = u32::try_from(json.len()).unwrap_or_default();
    let bytes = [&len.to_le_bytes()[..], json].concat();
    Box::leak(bytes.into_boxed_slice()).as_mut_ptr()
}

#[cfg(all(test, feature = "verify"))]
mod tests {
    use super::*;
    use iou_evidence::verify::sample::Paper;
    use serde_json::Value;

    fn answer(file: &[u8], spec: &[u8]) -> Value {
        serde_json::from_slice(&super::answer(file, spec)).unwrap()
    }

    #[test]
    fn what_is_no_specification_and_no_evidence_is_called_that() {
        let file = Paper::with_loan(&[1, 2, 3, 4], 3).bundle().seal();
        assert_eq!(answer(&file, b"{}")["error"]["code"], "chain_spec");
        let spec = br#"{"name": "x", "genesis": {"stateRootHash": "0x0000000000000000000000000000000000000000000000000000000000000000"}}"#;
        assert_eq!(answer(b"nothing", spec)["error"]["code"], "unreadable");
        assert_eq!(answer(b"%PDF-1.7 nothing", spec)["error"]["code"], "pdf_without");
        let report = &answer(&file, spec)["report"];
        assert_eq!(
            report["verdict"], "false",
            "the evidence of another chain: {report}"
        );
    }

    #[test]
    fn a_file_and_the_same_within_a_certificate_are_one_file() {
        let identified = |file: &[u8]| serde_json::from_slice::<Value>(&super::identified(file)).unwrap();
        let (file, pdf) = (
            include_bytes!("../../../examples/evidence/sample.iou"),
            include_bytes!("../../../examples/evidence/sample.pdf"),
        );
        let sha256 = hex::encode(iou_base::sha256(file));
        assert_eq!(identified(file)["sha256"], sha256);
        assert_eq!(identified(pdf)["sha256"], sha256);
        assert_eq!(identified(b"%PDF-1.7 nothing")["error"]["code"], "pdf_without");
    }

    #[test]
    fn a_square_code_is_read_from_the_pixels_and_a_blank_sheet_says_nothing() {
        let text = format!("https://a.example/verify#sha256={}", "8b1f".repeat(16));
        let (side, path) = iou_intent::code::path(&text).unwrap();
        // Eight pixels a module.
        let (width, mut light) = (side * 8, vec![255u8; side * side * 64]);
        for stroke in path.split('M').skip(1) {
            let (from, len) = stroke.split_once('h').unwrap();
            let (x, y) = from.split_once(' ').unwrap();
            let (x, len): (usize, usize) = (x.parse().unwrap(), len.parse().unwrap());
            let y: usize = y.strip_suffix(".5").unwrap().parse().unwrap();
            for row in y * 8..(y + 1) * 8 {
                light[row * width + x * 8..row * width + (x + len) * 8].fill(20);
            }
        }
        let scanned = |light: &[u8], width: &[u8]| {
            serde_json::from_slice::<Value>(&super::scanned(light, width)).unwrap()["texts"].clone()
        };
        let row = u32::try_from(width).unwrap().to_le_bytes();
        assert_eq!(scanned(&light, &row), serde_json::json!([text]));
        assert_eq!(scanned(&vec![255; light.len()], &row), serde_json::json!([]));
        assert_eq!(scanned(&light, &row[..3]), serde_json::json!([]));
    }

    #[test]
    fn an_answer_by_address_is_the_answer() {
        let spec = b"{}";
        unsafe {
            let at = iou_allocate(spec.len());
            std::ptr::copy_nonoverlapping(spec.as_ptr(), at, spec.len());
            let found = iou_verify(at, 0, at, spec.len());
            let len = u32::from_le_bytes(std::slice::from_raw_parts(found, 4).try_into().unwrap()) as usize;
            let json: Value = serde_json::from_slice(std::slice::from_raw_parts(found.add(4), len)).unwrap();
            assert_eq!(json, answer(b"", spec));
            iou_release(found, len + 4);
            iou_release(at, spec.len());
        }
    }
}
