//! Any bytes as a file: the verifier answers, in bounded time and memory, and never panics. Bytes that begin with 1 are
//! taken as one entry of an otherwise honest file under a manifest that fits, so that the parsers behind the container
//! are reached too; nothing of that may pass unless it is the honest entry itself.
#![no_main]

use std::sync::LazyLock;

use iou_evidence::verify::sample::{seal, Bundle, Paper};
use iou_evidence::verify::{part, verify, Genesis, VerifiedLoan};
use libfuzzer_sys::fuzz_target;
use scale::Encode;

static HONEST: LazyLock<(Bundle, Genesis)> = LazyLock::new(|| {
    let paper = Paper::with_intents(&[1, 2, 3, 4], 3);
    (paper.bundle(), paper.genesis())
});

/// Who signed each event, where the file shows it.
fn signers(loan: &VerifiedLoan) -> Vec<Option<[u8; 32]>> {
    let steps = loan.events.iter().map(|proved| proved.step.as_ref());
    steps.map(|step| step.map(|step| step.signer.0)).collect()
}

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
            let report = verify(&seal(&bundle.manifest, parts), genesis);
            let loan = report.loan.as_deref().filter(|_| report.holds() && rest != honest[name]);
            let Some(loan) = loan else { return };
            // An intent that is left out is missing, and another signature of the same is the same: nobody else signed.
            assert_eq!(name, part::INTENTS, "{name} was changed and the file still holds");
            let whole = verify(&bundle.seal(), genesis).loan.expect("the honest file holds");
            for (left, all) in signers(loan).into_iter().zip(signers(&whole)) {
                assert!(left.is_none() || left == all, "somebody else signed");
            }
        }
        2 => drop(iou_evidence::verify::anchor::read("anchors/000.tsr", rest)),
        3 => drop(Genesis::of_spec(rest)),
        _ => {
            // Whatever holds is this loan, as it was signed.
            if let Some(loan) = verify(data, genesis).loan {
                assert_eq!(loan.terms.encode(), bundle.terms);
            }
        }
    }
});
