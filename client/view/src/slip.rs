//! A payment slip: what to transfer by bank, up to which day that is the right amount, and the memo code by which a statement
//! of the account finds the loan again. For transfers in euro the text of a square code that banking programs fill in from.
//! In China there is no open standard for one: the text of the slip is no payment link of any wallet, and says so.
//! Source: EPC069-12, version 002 (SEPA Credit Transfer); ISO 13616 (IBAN), its check digits by ISO 7064 mod 97-10.

use iou_base::memo::MemoCode;
use iou_base::money::Unit;
use iou_base::text::Text;
use terms::agreement::{key_of, Seat};
use terms::life::Report;
use terms::{AccountId, Amount, Day, Figures, Terms};

/// What to transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slip {
    /// How much.
    pub amount: Amount,
    /// The due day that asks for it; none where all is paid off, or nothing falls due any more.
    pub due: Option<Day>,
    /// The last day on which this is the right amount: on the next one more is owed, or something else.
    pub until: Day,
    /// Days since the due day.
    pub days_late: u32,
    /// What pays off everything on the day of the figures.
    pub total: Amount,
    /// The purpose of the transfer.
    pub memo: MemoCode,
}

impl Slip {
    /// What is due by the figures of a running loan, overdue interest included; else what the next due day asks for; `all` for
    /// everything that is owed. `None` where nothing is.
    pub fn of(figures: &Figures, memo: MemoCode, all: bool) -> Option<Slip> {
        let total = figures.total();
        if total.is_zero() {
            return None;
        }
        let next = figures.next_due.filter(|_| !all);
        let holds = next.filter(|next| next.day > figures.day && next.amount <= total);
        Some(Slip {
            amount: if all { total } else { usual(figures) },
            due: next.map(|next| next.day),
            until: holds.map_or(figures.day, |next| next.day),
            days_late: next.map_or(0, |next| figures.day.since(next.day)),
            total,
            memo,
        })
    }
}

/// What somebody who pays on the day of the figures most likely means to: what the next due day asks for, and never more than
/// settles the loan. Who pays the last of it early owes less interest than that day would ask for.
pub fn usual(figures: &Figures) -> Amount {
    let total = figures.total();
    figures.next_due.map_or(total, |next| next.amount.min(total))
}

/// What whoever pays has to know before they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remark {
    /// So much was reported as repaid and not confirmed: the slip does not count it.
    Unconfirmed(Amount),
    /// The claim was sold, and is held by another than the lender of the terms.
    Sold(AccountId),
    /// Somebody claims the seat of who is paid: a new bank account may be a thief's.
    Claimed,
    /// This key acts for the seat of who is paid.
    ActedFor(AccountId),
}

/// What was reported as repaid and waits for an answer.
pub fn unconfirmed(reports: &[Report]) -> Amount {
    let amounts = reports.iter().map(|report| report.amount);
    amounts.fold(Amount::ZERO, Amount::saturating_plus)
}

/// What is to be remarked of a loan with these open reports.
pub fn remarks(reports: &[Report], terms: &Terms, seats: &[Seat], creditor: AccountId) -> Vec<Remark> {
    let open = unconfirmed(reports);
    let unconfirmed = (!open.is_zero()).then_some(Remark::Unconfirmed(open));
    let sold = (creditor != terms.lender).then_some(Remark::Sold(creditor));
    let seat = seats.iter().find(|seat| seat.account == creditor);
    let claimed = seat.is_some_and(|seat| seat.claim.is_some());
    let claimed = claimed.then_some(Remark::Claimed);
    let key = key_of(seats, creditor);
    let acted_for = (key != creditor).then_some(Remark::ActedFor(key));
    unconfirmed
        .into_iter()
        .chain(sold)
        .chain(acted_for)
        .chain(claimed)
        .collect()
}

impl Remark {
    /// In words; `money` writes amounts as the reader sees others.
    pub fn said(&self, text: &Text, money: impl Fn(Amount) -> String) -> String {
        match self {
            Remark::Unconfirmed(open) => text.tr_with("slip-unconfirmed", &[("amount", money(*open).into())]),
            Remark::Sold(holder) => {
                let holder = crate::address(*holder);
                text.tr_with("slip-assigned", &[("holder", holder.into())])
            }
            Remark::Claimed => text.tr("slip-seat-claimed"),
            Remark::ActedFor(key) => {
                let key = crate::address(*key);
                text.tr_with("slip-seat-key", &[("key", key.into())])
            }
        }
    }

    /// Whether it says whose account is to be asked for.
    pub fn says_whom_to_ask(&self) -> bool {
        matches!(self, Remark::Sold(_))
    }
}

/// An account number that anybody can transfer euros to, without the blanks in which people write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Iban(String);

impl Iban {
    /// Reads one, in either case and with blanks; `None` where its check digits do not fit. The lengths of each country's are
    /// not known here: two digits of 97 find a slip of the hand, and a bank says the rest.
    pub fn read(text: &str) -> Option<Iban> {
        let plain: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
        let plain = plain.to_ascii_uppercase();
        let (country, rest) = plain.split_at_checked(2)?;
        let (check, number) = rest.split_at_checked(2)?;
        let is_number = number
            .bytes()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        let is_formed = country.bytes().all(|b| b.is_ascii_uppercase())
            && check.bytes().all(|b| b.is_ascii_digit())
            && (11..=30).contains(&number.len())
            && is_number;
        if !is_formed {
            return None;
        }
        let moved = [number, country, check].concat();
        let left = moved
            .chars()
            .filter_map(|sign| sign.to_digit(36))
            .fold(0, |left, value| {
                let shift = if value < 10 { 10 } else { 100 };
                (left * shift + value) % 97
            });
        (left == 1).then_some(Iban(plain))
    }

    /// Without blanks.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The longest name of a payee. Units: characters.
const NAME_MAX: usize = 70;
/// Largest transfer, 999,999,999.99. Units: cents.
const CENTS_MAX: u128 = 99_999_999_999;
/// Longest text of a code. Units: bytes.
const EPC_MAX: usize = 331;

/// Why the standard has no code for a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoCode {
    /// It is of other money than euros and cents.
    Money,
    /// It is of nothing, or of more than 999,999,999.99.
    Amount,
    /// The payee's name is no line of 1 to 70 characters, or longer in bytes than a code takes.
    Payee,
}

/// The text of an EPC069-12 code (GiroCode), which is to be drawn with error correction M.
///
/// Errors: [`NoCode`].
pub fn epc(slip: &Slip, unit: &Unit, payee: &str, iban: &Iban) -> Result<String, NoCode> {
    if unit.name != "EUR" || unit.decimals != 2 {
        return Err(NoCode::Money);
    }
    if !(1..=CENTS_MAX).contains(&slip.amount.minor()) {
        return Err(NoCode::Amount);
    }
    let is_long = payee.chars().count() > NAME_MAX;
    if payee.trim().is_empty() || is_long || payee.contains(char::is_control) {
        return Err(NoCode::Payee);
    }
    let (amount, memo) = (format!("EUR{}", unit.number(slip.amount)), slip.memo.to_string());
    // Version, UTF-8, credit transfer, no BIC (which version 002 does without in the EEA), name, account, amount, no purpose
    // code, no structured reference, the memo.
    let lines = [
        "BCD", "002", "1", "SCT", "", payee, &iban.0, &amount, "", "", &memo,
    ];
    let text = lines.join("\n");
    match text.len() <= EPC_MAX {
        true => Ok(text),
        false => Err(NoCode::Payee),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::amount;
    use proptest::prelude::*;
    use terms::account::Due;
    use terms::{AccountId, Status};

    fn memo() -> MemoCode {
        MemoCode::of([1; 32], AccountId([2; 32]), 7)
    }

    /// Figures of day 100 with an instalment of 500 on `due`; 20 of them late interest.
    fn figures(due: Option<u32>) -> Figures {
        Figures {
            status: Status::Active,
            day: Day(100),
            principal: amount(9_000),
            interest: amount(80),
            late: amount(20),
            costs: Amount::ZERO,
            next_due: due.map(|day| Due {
                instalment: 0,
                day: Day(day),
                amount: amount(500),
            }),
            default_after: None,
        }
    }

    #[test]
    fn before_the_due_day_the_slip_holds_until_then_and_from_then_on_for_the_day_alone() {
        let of = |due| Slip::of(&figures(due), memo(), false).unwrap();
        let next = of(Some(130));
        assert_eq!(
            (next.amount, next.until, next.days_late),
            (amount(500), Day(130), 0)
        );
        let today = of(Some(100));
        assert_eq!(
            (today.amount, today.until, today.days_late),
            (amount(500), Day(100), 0)
        );
        let late = of(Some(88));
        assert_eq!(
            (late.due, late.until, late.days_late),
            (Some(Day(88)), Day(100), 12)
        );
        // Nothing falls due any more, and something is left.
        let left = of(None);
        assert_eq!(
            (left.amount, left.due, left.until),
            (amount(9_100), None, Day(100))
        );
    }

    #[test]
    fn to_pay_off_everything_is_for_the_day_alone_and_nothing_owed_makes_no_slip() {
        let all = Slip::of(&figures(Some(130)), memo(), true).unwrap();
        assert_eq!((all.amount, all.until, all.due), (amount(9_100), Day(100), None));
        let nothing = Figures {
            principal: Amount::ZERO,
            interest: Amount::ZERO,
            late: Amount::ZERO,
            ..figures(None)
        };
        assert_eq!(Slip::of(&nothing, memo(), false), None);
    }

    #[test]
    fn a_slip_never_asks_for_more_than_settles_the_loan_and_then_holds_for_the_day_alone() {
        // The last instalment, with the interest of the days until then.
        let mut last = figures(Some(130));
        last.next_due.as_mut().unwrap().amount = amount(9_250);
        let slip = Slip::of(&last, memo(), false).unwrap();
        assert_eq!((slip.amount, slip.total), (amount(9_100), amount(9_100)));
        assert_eq!(
            (slip.due, slip.until, slip.days_late),
            (Some(Day(130)), Day(100), 0)
        );
        assert_eq!(usual(&last), amount(9_100));
        // Where it asks for all of it exactly, that is right until the day.
        last.next_due.as_mut().unwrap().amount = amount(9_100);
        let slip = Slip::of(&last, memo(), false).unwrap();
        assert_eq!((slip.amount, slip.until), (amount(9_100), Day(130)));
    }

    proptest! {
        #[test]
        fn whatever_the_figures_are_a_slip_asks_for_no_more_than_is_owed_and_holds_no_longer_than_it_is_right(
            principal in 0u128..10_000, interest in 0u128..500, day in 70u32..140, asks in 1u128..12_000,
            all in any::<bool>(),
        ) {
            let mut some = figures(Some(day));
            (some.principal, some.interest) = (amount(principal), amount(interest));
            some.next_due.as_mut().unwrap().amount = amount(asks);
            let slip = Slip::of(&some, memo(), all).unwrap();
            prop_assert!(slip.amount <= slip.total && slip.until >= some.day);
            if slip.until > some.day {
                prop_assert_eq!((slip.amount, slip.until), (amount(asks), Day(day)));
            }
        }
    }

    #[test]
    fn who_pays_is_told_what_is_reported_already_and_to_whom_the_claim_was_sold() {
        let mut paper = iou_evidence::verify::sample::Paper::with_loan(&[1], 3);
        let remarked = |paper: &iou_evidence::verify::sample::Paper| {
            let (loan, agreement) = (paper.loan(), &paper.loan().agreement);
            let reports = crate::unanswered::open_reports(loan);
            remarks(reports, &agreement.terms, &agreement.seats, agreement.creditor())
        };
        assert_eq!(remarked(&paper), []);
        crate::sample::report(&mut paper, 40_000);
        crate::sample::report(&mut paper, 2_000);
        crate::sample::sell(&mut paper);
        let buyer = paper.people[2].account();
        let said = remarked(&paper);
        assert_eq!(said, [Remark::Unconfirmed(amount(42_000)), Remark::Sold(buyer)]);
        let money = |amount| crate::sample::yuan().show(amount);
        let [twice, holder] = [said[0], said[1]].map(|one| one.said(Text::english(), money));
        assert!(twice.starts_with("420.00 CNY") && twice.contains("Do not pay twice"));
        assert!(holder.contains(&crate::address(buyer)));
    }

    #[test]
    fn who_pays_is_told_that_the_creditors_seat_is_claimed_and_which_key_acts_for_it() {
        let mut paper = iou_evidence::verify::sample::Paper::with_loan(&[1], 3);
        let [seat, to] = [0, 2].map(|who: usize| paper.people[who].account());
        let remarked = |paper: &iou_evidence::verify::sample::Paper| {
            let agreement = &paper.loan().agreement;
            remarks(&[], &agreement.terms, &agreement.seats, agreement.creditor())
        };
        let (statement, evidence) = (None, None);
        let claim = terms::life::Action::ClaimSeat {
            seat,
            to,
            statement,
            evidence,
        };
        paper.act(0, claim);
        assert_eq!(remarked(&paper), [Remark::Claimed]);
        paper.wait(8);
        paper.act(2, terms::life::Action::TakeSeat { seat, evidence });
        assert_eq!(remarked(&paper), [Remark::ActedFor(to)]);
        let said = Remark::ActedFor(to).said(Text::english(), |_| String::new());
        assert!(said.contains(&crate::address(to)), "{said}");
    }

    fn euro() -> Unit {
        Unit {
            name: "EUR".into(),
            decimals: 2,
        }
    }

    #[test]
    fn a_code_for_euros_has_the_lines_of_the_standard_and_other_money_has_none() {
        let slip = Slip::of(&figures(Some(130)), memo(), false).unwrap();
        let iban = Iban::read("fr14 2004 1010 0505 0001 3M02 606").unwrap();
        let text = epc(&slip, &euro(), "François D'Alsace S.A.", &iban).unwrap();
        let expected = "BCD\n002\n1\nSCT\n\nFrançois D'Alsace S.A.\nFR1420041010050500013M02606\nEUR5.00\n\n\nIOUX952133GAW";
        assert_eq!(text, expected);
        let yuan = Unit {
            name: "CNY".into(),
            ..euro()
        };
        let mills = Unit {
            decimals: 3,
            ..euro()
        };
        for (unit, payee, why) in [
            (&yuan, "李四", NoCode::Money),
            (&mills, "Li", NoCode::Money),
            (&euro(), "", NoCode::Payee),
            (&euro(), " \u{3000}", NoCode::Payee),
            (&euro(), "a\nb", NoCode::Payee),
            (&euro(), &"é".repeat(71), NoCode::Payee),
            (&euro(), &"𠮷".repeat(70), NoCode::Payee),
        ] {
            assert_eq!(epc(&slip, unit, payee, &iban), Err(why), "{payee}");
        }
        // Seventy signs of three bytes fit.
        assert!(epc(&slip, &euro(), &"李".repeat(70), &iban).is_ok());
        let much = Slip {
            amount: amount(CENTS_MAX + 1),
            ..slip
        };
        assert_eq!(epc(&much, &euro(), "Li", &iban), Err(NoCode::Amount));
    }

    #[test]
    fn an_iban_is_held_to_its_check_digits() {
        // Examples of the registry of ISO 13616.
        for good in [
            "DE89 3704 0044 0532 0130 00",
            "GB29NWBK60161331926819",
            "NO93 8601 1117 947",
            "MT84MALT011000012345MTLCAST001S",
        ] {
            assert!(Iban::read(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "DE",
            "DE88370400440532013000",
            "6222 0202 0001 2345 678",
            "DE89-3704-0044-0532-0130-00",
            "ＤＥ89370400440532013000",
        ] {
            assert_eq!(Iban::read(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_wrong_sign_of_an_iban_passes(at in 4usize..22, sign in "[0-9A-Z]") {
            let good = "DE89370400440532013000";
            let mut wrong = good.to_owned();
            wrong.replace_range(at..=at, &sign);
            // Two signs may differ by 97 only as letters, and then with the sum of what follows: the standard's own limit.
            prop_assume!(wrong != good && sign.bytes().all(|b| b.is_ascii_digit()));
            prop_assert_eq!(Iban::read(&wrong), None);
        }

        #[test]
        fn whatever_is_typed_the_slip_of_a_code_fits_the_standard(name in ".{0,80}", minor in 0u128..200_000_000_000) {
            let slip = Slip { amount: amount(minor), ..Slip::of(&figures(Some(130)), memo(), false).unwrap() };
            let iban = Iban::read("DE89370400440532013000").unwrap();
            if let Ok(text) = epc(&slip, &euro(), &name, &iban) {
                prop_assert!(text.len() <= 331);
                prop_assert_eq!(text.split('\n').count(), 11);
            }
        }
    }
}
