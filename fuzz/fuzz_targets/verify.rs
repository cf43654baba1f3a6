//! Any bytes as a file: the verifier answers, in bounded time and memory, and never panics. Bytes that begin with 1 are
//! taken as one entry of an otherwise honest file under a manifest that fits, so that the parsers behind the container
//! are reached too; nothing of that may pass unless it is the honest entry itself.
#![no_main]

use std::sync::LazyLock;

use iou_fuzz::evidence::verify::sample::{seal, Bundle, Paper};
use iou_fuzz::evidence::verify::{verify, Genesis};
use libfuzzer_sys::fuzz_target;

static HONEST: LazyLock<(Bundle, Genesis)> = LazyLock::new(|| {
    let paper = Paper::with_loan(&[1, 2, 3, 4], 3);
    (paper.bundle(), paper.genesis())
});

fuzz_target!(|data: &[u8]| {
    let (bundle, genesis) = &*HONEST;
    let Some((&[kind, which], rest)) = data.split_first_chunk::<2>() else {
        return;
    };
    match kind {
        1 => {
            let honest = bundle.parts();
            let names: Vec<&String> = honest.keys().collect();
            let name = names[usize::from(which) % names.len()];
            let mut parts = honest.clone();
            let _ = parts.insert(name.clone(), rest.to_vec());
            let holds = verify(&seal(&bundle.manifest, parts), genesis).holds();
            assert!(!holds || rest == honest[name], "{name} was changed and the file still holds");
        }
        2 => drop(iou_fuzz::evidence::verify::anchor::read("anchors/000.tsr", rest)),
        3 => drop(Genesis::of_spec(rest)),
        _ => assert!(!verify(data, genesis).holds()),
    }
});
