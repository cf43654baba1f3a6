//! Seats through a relay, of people who own no tokens: the owner of a stolen key hands the seat over with the heir's word, and whoever
//! has the old key is refused before anything is spent.

use anyhow::{ensure, Result};
use e2e_tests::relay::{account, person, Desk};
use iou_ledger::signer::Signer;
use terms::agreement::Succession;
use terms::life::Action;
use terms::{sample, AccountId, LoanId};

/// A loan whose borrower has named an heir.
fn planned(desk: &Desk, heir: &Signer) -> Result<LoanId> {
    let mut terms = sample::bullet(account(&desk.lender), account(&desk.borrower), desk.today()?);
    terms.successions = vec![Succession {
        seat: account(&desk.borrower),
        heir: Some(account(heir)),
        verifier: None,
        second: None,
        days: 14,
    }];
    desk.running_by(&terms)
}

/// The seat goes to `to`.
fn handed_over(seat: AccountId, to: &Signer) -> Action {
    Action::ClaimSeat {
        seat,
        to: account(to),
        statement: None,
        evidence: None,
    }
}

#[test]
fn the_owner_of_a_stolen_key_passes_the_seat_on_by_intents_and_the_old_key_is_refused() -> Result<()> {
    let desk = Desk::new("")?;
    let _service = desk.start("relay")?;
    let [heir, next, thief] = [person("heir")?, person("next")?, person("thief")?];
    let loan = planned(&desk, &heir)?;
    let (old, seat) = (&desk.borrower, account(&desk.borrower));
    let client = "192.0.2.1";
    let done = |who: &Signer, action: Action| -> Result<()> {
        let receipt = desk.applied(&desk.hand(client, &desk.act(who, loan, 0, action)?)?)?;
        ensure!(receipt["loan"] == loan, "{receipt}");
        Ok(())
    };
    let refused = |who: &Signer, action: Action, code: &str| -> Result<()> {
        desk.post(client, &desk.act(who, loan, 0, action)?)?
            .refused(409, code)
    };
    let support = || Action::SupportClaim {
        seat,
        to: account(&next),
        evidence: None,
    };
    let take = || Action::TakeSeat { seat, evidence: None };

    done(old, handed_over(seat, &thief))?;
    refused(&thief, take(), "claim-not-due")?;
    refused(&desk.lender, handed_over(seat, &next), "not-named-for-seat")?;
    let object = Action::EndClaim {
        seat,
        to: account(&thief),
        evidence: None,
    };
    done(old, object)?;
    done(old, handed_over(seat, &next))?;
    refused(&next, take(), "claim-not-due")?;
    done(&heir, support())?;
    done(&next, take())?;

    // Whoever has the old key signs what they like.
    for action in [desk.report(100)?, handed_over(seat, &thief)] {
        refused(old, action, "seat-passed")?;
    }
    done(&next, desk.report(1_000_000)?)?;
    let confirm = Action::ConfirmRepayment {
        report: 0,
        evidence: None,
    };
    done(&desk.lender, confirm)?;
    let loan = loan.to_string();
    ensure!(desk.world.status(&loan)? == "settled");
    ensure!(desk.world.show(&loan)?["terms"]["borrower"] == old.account().to_string());
    for who in [&heir, &next, &thief] {
        ensure!(desk.balance(who)? == 0);
    }
    Ok(())
}
