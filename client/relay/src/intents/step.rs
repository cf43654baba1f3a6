//! Which steps a relay submits for others, and what one of them may cost. The caps are some twice what a step costs with 120
//! instalments (docs/benchmarks.md): a step above them is not what it says it is, or the contract is another one.

use terms::intent::{Deed, Intent};
use terms::life::{Action, IntentRule};

use super::micro::Micro;
use super::refused::Refused;
use iou_ledger::dryrun::Weight;

/// Parts in an assignment that is relayed: a claim handed on whole, or divided in two. Each part is a cell of its own, and who
/// takes cells away later is given their deposits.
const PARTS_MAX: usize = 2;
const PS_PER_MS: u64 = 1_000_000_000;
const KB: u64 = 1_000;

/// The name of what an intent wants: that of a step in the table, `propose` or `skip`.
pub(super) fn name_of(deed: &Deed) -> &'static str {
    match deed {
        Deed::Propose { .. } => "propose",
        Deed::Act { action, .. } => action.row().name,
        Deed::Skip { .. } => "skip",
    }
}

/// The names of the steps that are relayed.
pub fn relayed() -> Vec<&'static str> {
    let rows = Action::STEPS.iter();
    let some = rows
        .filter(|row| row.intent != IntentRule::Never)
        .map(|row| row.name);
    some.chain(["skip"]).collect()
}

/// Whether it is relayed at all.
///
/// Errors: [`Refused::NotRelayed`].
pub(super) fn check(intent: &Intent) -> Result<(), Refused> {
    match &intent.deed {
        // The word of one alone costs a deposit for nothing.
        Deed::Propose { .. } => Err(Refused::NotRelayed),
        Deed::Act { action, .. } if action.row().intent == IntentRule::Never => Err(Refused::NotRelayed),
        Deed::Act {
            action: Action::Assign { parts, .. },
            ..
        } if parts.len() > PARTS_MAX => Err(Refused::NotRelayed),
        _ => Ok(()),
    }
}

/// The most that one step may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cap {
    /// Computation.
    pub weight: Weight,
    /// Storage deposit.
    pub deposit: Micro,
}

impl Cap {
    /// For the step of that name, where `deposit` is the largest of any.
    pub fn of(step: &str, deposit: Micro) -> Cap {
        let (ms, kb, share) = match step {
            "conclude" => (20, 900, 1),
            "propose_amendment" | "accept_amendment" => (20, 900, 2),
            "assign" | "accept_assignment" => (12, 700, 2),
            "deliver" | "acknowledge_delivery" => (16, 800, 4),
            _ => (12, 700, 4),
        };
        Cap {
            weight: Weight {
                ref_time: ms * PS_PER_MS,
                proof_size: kb * KB,
            },
            deposit: Micro(deposit.0 / share),
        }
    }

    /// Whether a step of the kind stays below it.
    pub fn allows(&self, weight: Weight, deposit: Micro) -> bool {
        weight.ref_time <= self.weight.ref_time
            && weight.proof_size <= self.weight.proof_size
            && deposit <= self.deposit
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::agreement::Holder;
    use terms::{AccountId, Timestamp};

    fn of(deed: Deed) -> Intent {
        Intent {
            version: 1,
            genesis: [1; 32],
            contract: AccountId([2; 32]),
            signer: AccountId([3; 32]),
            not_before: Timestamp(0),
            not_after: Timestamp(1),
            deed,
        }
    }

    fn acting(action: Action) -> Intent {
        of(Deed::Act {
            loan: 0,
            nonce: 0,
            in_force: [0; 32],
            action,
        })
    }

    #[test]
    fn the_word_of_one_alone_what_anyone_may_do_and_many_parts_are_not_relayed() {
        let parts = |count: u8| Action::Assign {
            parts: (0..count)
                .map(|n| Holder {
                    account: AccountId([n; 32]),
                    ppm: 1,
                })
                .collect(),
            sign_by: Timestamp(0),
            evidence: None,
        };
        let propose = Deed::Propose {
            terms: [0; 32],
            evidence: None,
        };
        for refused in [
            of(propose),
            acting(Action::NotifyDue),
            acting(Action::MarkDefault),
            acting(Action::Expire),
            acting(parts(3)),
        ] {
            assert_eq!(check(&refused), Err(Refused::NotRelayed), "{refused:?}");
        }
        let skip = Deed::Skip {
            loan: 0,
            nonce: 0,
            to: 1,
        };
        for taken in [
            acting(parts(2)),
            of(skip),
            acting(Action::Dispute { evidence: None }),
        ] {
            assert_eq!(check(&taken), Ok(()), "{taken:?}");
        }
        let names = relayed();
        assert!(names.contains(&"sign") && names.contains(&"skip"));
        assert!(!names.contains(&"notify_due") && !names.contains(&"repay"));
    }

    #[test]
    fn a_step_may_cost_what_its_kind_does() {
        let cap = Cap::of("sign", Micro(400));
        let weight = |ms: u64| Weight {
            ref_time: ms * PS_PER_MS,
            proof_size: 0,
        };
        assert!(cap.allows(weight(12), Micro(100)) && !cap.allows(weight(13), Micro(0)));
        assert!(!cap.allows(weight(0), Micro(101)));
        assert!(Cap::of("conclude", Micro(400)).allows(weight(13), Micro(400)));
    }
}
