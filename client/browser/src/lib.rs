//! The module of the pages. It imports nothing: whoever runs it knows that no byte that it is given leaves it.
//!
//! # Usage
//!
//! A page asks for memory with [`iou_allocate`], copies its bytes there, calls [`iou_verify`], and gets the address of the
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
pub use verified::answer;

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

/// The answer on a file under a specification, each by address and length.
///
/// # Safety
///
/// Both lie in memory that [`iou_allocate`] gave and that was not given back.
#[cfg(feature = "verify")]
#[no_mangle]
pub unsafe extern "C" fn iou_verify(
    file: *const u8,
    file_len: usize,
    spec: *const u8,
    spec_len: usize,
) -> *mut u8 {
    let (file, spec) = (
        std::slice::from_raw_parts(file, file_len),
        std::slice::from_raw_parts(spec, spec_len),
    );
    leaked(&answer(file, spec))
}

/// The answer to the call of a name with a JSON object, each by address and length.
///
/// # Safety
///
/// Both lie in memory that [`iou_allocate`] gave and that was not given back.
#[cfg(feature = "sign")]
#[no_mangle]
pub unsafe extern "C" fn iou_call(
    name: *const u8,
    name_len: usize,
    asked: *const u8,
    asked_len: usize,
) -> *mut u8 {
    let (name, asked) = (
        std::slice::from_raw_parts(name, name_len),
        std::slice::from_raw_parts(asked, asked_len),
    );
    leaked(&call(std::str::from_utf8(name).unwrap_or_default(), asked))
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
