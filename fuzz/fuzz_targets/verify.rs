//! Any bytes as a file: the verifier answers, in bounded time and memory, and never panics. Bytes that begin with 1 are
//! taken as one entry of an otherwise honest file under a manifest that fits, so that the parsers behind the container
//! are reached too; nothing of that may pass unless it is the honest entry itself. With 4 it is a file of a loan with a seat whose key has
//! changed.
#![no_main]

use std::sync::LazyLock;

use iou_evidence::verify::sample::passkeys::Told;
use iou_evidence::verify::sample::{seal, Bundle, Paper};
use iou_evidence::verify::{part, verify, Genesis, VerificationReport, VerifiedLoan};
use libfuzzer_sys::fuzz_target;
use scale::Encode;

static HONEST: LazyLock<(Bundle, Genesis)> = LazyLock::new(|| {
    // On the chain of every loan with passkeys.
    (Told::default().bundle(), Paper::new(&[1, 2, 3], 1).genesis())
});

static SEAT: LazyLock<(Bundle, Genesis)> = LazyLock::new(|| {
    let paper = Paper::granted();
    (paper.bundle(), paper.genesis())
});

/// Who signed each event, where the file shows it.
fn signers(loan: &VerifiedLoan) -> Vec<Option<[u8; 32]>> {
    let steps = loan.events.iter().map(|proved| proved.step.as_ref());
    steps.map(|step| step.map(|step| step.signer.0)).collect()
}

/// What passkeys are proved to have signed.
fn by_passkeys(report: &VerificationReport) -> Vec<&Vec<(&'static str, String)>> {
    let items = report.items.iter().filter(|item| item.check == "passkey");
    items.map(|item| &item.params).collect()
}

fuzz_target!(|data: &[u8]| {
    let Some((&[kind, which], rest)) = data.split_first_chunk::<2>() else {
        return;
    };
    let (bundle, genesis) = if kind == 4 { &*SEAT } else { &*HONEST };
    match kind {
        1 | 4 => {
            let honest = bundle.parts();
            let names: Vec<&String> = honest.keys().collect();
            let name = names[usize::from(which) % names.len()];
            let mut parts = honest.clone();
            let _ = parts.insert(name.clone(), rest.to_vec());
            let report = verify(&seal(&bundle.manifest, parts), genesis);
            let loan = report.loan.as_deref().filter(|_| report.holds() && rest != honest[name]);
            let Some(loan) = loan else { return };
            // An intent that is left out is missing, and another signature of the same is the same: nobody else signed. A field that
            // is not opened is withheld, and a passkey's word may be left out.
            let may_be_less = [part::INTENTS, part::FIELDS, part::PASSKEYS].contains(&name.as_str());
            assert!(may_be_less, "{name} was changed and the file still holds");
            let whole = verify(&bundle.seal(), genesis);
            let all = signers(whole.loan.as_deref().expect("the honest file holds"));
            for (left, all) in signers(loan).into_iter().zip(all) {
                assert!(left.is_none() || left == all, "somebody else signed");
            }
            let all = by_passkeys(&whole);
            assert!(by_passkeys(&report).iter().all(|one| all.contains(one)), "another passkey signed");
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
