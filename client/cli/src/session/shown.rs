//! What a step says, in words: every argument of it, from the step alone, so that nothing is signed that was not shown.
//! What the loan knows of it beside (the parties, a reported payment, a rate that the cap cuts) a command adds.

use iou_base::hex0x;
use terms::agreement::{Amendment, Holder};
use terms::life::{Action, Ruling, Value};
use terms::{Digest, Instalment, RatePpm, Terms, UtcOffset};

use crate::error::Result;
use iou_base::money::{show_rate, Unit};
use iou_base::names;
use iou_base::text::Text;
use iou_base::time::{show_moment, show_period};
use iou_ledger::contract::refusal;
use iou_view as view;
use iou_view::yearly;

/// Labels and values.
pub type Lines = Vec<(String, String)>;

/// By what the amounts, rates and instants of a step are shown.
pub struct Seen<'a> {
    /// The loan's money.
    pub unit: &'a Unit,
    /// The terms that bind; `None` where nobody here knows them.
    pub terms: Option<&'a Terms>,
}

impl Seen<'_> {
    fn offset(&self) -> UtcOffset {
        self.terms.map_or(UtcOffset(0), |terms| terms.utc_offset)
    }
}

/// Label and value of each argument, with `known` between what it names and the digests.
pub fn lines(text: &Text, seen: &Seen<'_>, action: &Action, known: Lines) -> Result<Lines> {
    let (mut named, mut digests) = (Vec::new(), Vec::new());
    for (name, value) in action.arguments() {
        match value {
            Value::Digest(digest) => digests.push(digest_line(text, name, digest)),
            other => named.extend(argument(text, seen, (action, name), other)?),
        }
    }
    named.extend(known);
    named.extend(digests);
    named.extend(follows(text, action).map(|said| (text.tr("label-follows"), said)));
    Ok(named)
}

/// What follows from a step that decides who acts for a seat, which cannot be taken back.
fn follows(text: &Text, action: &Action) -> Option<String> {
    Some(match action {
        Action::PlanSuccession { .. } => text.tr("follows-plan-succession"),
        Action::ClaimSeat { .. } => text.tr("follows-claim-seat"),
        Action::SupportClaim { .. } => text.tr("follows-support-claim"),
        Action::EndClaim { .. } => text.tr("follows-end-claim"),
        Action::DecideClaim { to, key, .. } if to == key => text.tr("follows-claim-granted"),
        Action::DecideClaim { .. } => text.tr("follows-claim-denied"),
        Action::TakeSeat { .. } => text.tr("follows-take-seat"),
        _ => return None,
    })
}

/// Terms and offers by their digest, files by SHA-256.
fn digest_line(text: &Text, name: &str, digest: Digest) -> (String, String) {
    match name {
        "digest" => (text.tr("label-digest"), hex0x(digest)),
        "message" => (text.tr("label-message"), sha256_of(digest)),
        "statement" => (text.tr("label-statement"), sha256_of(digest)),
        _ => (text.tr("label-evidence"), sha256_of(digest)),
    }
}

fn sha256_of(digest: Digest) -> String {
    format!("sha256 {}", hex::encode(digest))
}

fn argument(
    text: &Text,
    seen: &Seen<'_>,
    (action, name): (&Action, &str),
    value: Value<'_>,
) -> Result<Lines> {
    let offset = seen.offset();
    Ok(match value {
        Value::Absent => Vec::new(),
        Value::Digest(digest) => vec![digest_line(text, name, digest)],
        Value::Amount(amount) => {
            let label = match name {
                "at_most" => text.tr("label-owed-at-most"),
                "at_least" => text.tr("label-owed-at-least"),
                _ => text.tr("label-amount"),
            };
            vec![(label, seen.unit.show(amount))]
        }
        Value::Day(day) => {
            let label = match name {
                "defaulted_on" => text.tr("label-default-since"),
                _ => text.tr("label-day"),
            };
            vec![(label, day.to_string())]
        }
        Value::Rate(rate) => vec![match seen.terms {
            Some(terms) => rate_line(text, terms, rate),
            None => (text.tr("label-rate"), show_rate(rate)),
        }],
        Value::Account(account) => {
            let label = match name {
                "to" if matches!(action, Action::ReportRepayment { .. }) => text.tr("label-reported-to"),
                "to" => text.tr("label-seat-to"),
                "seat" => text.tr("label-seat"),
                "key" => text.tr("label-seat-decided"),
                "heir" => text.tr("label-heir"),
                "verifier" => text.tr("label-verifier"),
                "second" => text.tr("label-second-verifier"),
                _ => text.tr("label-payer"),
            };
            vec![(label, view::address(account))]
        }
        Value::Number(number) => {
            let label = match name {
                "report" => text.tr("label-report"),
                "delivery" => text.tr("label-delivery-number"),
                "dispute" => text.tr("label-dispute"),
                _ => text.tr("label-event"),
            };
            vec![(label, number.to_string())]
        }
        Value::Code(code) => {
            let label = match name {
                "days" => text.tr("label-objection-days"),
                _ => text.tr("label-kind"),
            };
            vec![(label, code.to_string())]
        }
        Value::Instant(at) => vec![(text.tr("label-sign-by"), show_moment(at.0, offset))],
        Value::Channel(channel) => vec![(text.tr("label-channel"), names::channel(channel).to_owned())],
        Value::Arrival(arrival) => vec![
            (text.tr("label-arrived"), arrival.on.to_string()),
            (text.tr("label-evidence"), sha256_of(arrival.receipt)),
        ],
        Value::Ruling(ruling) => ruling_lines(text, seen.unit, ruling),
        Value::Amendment(amendment) => amendment_lines(text, amendment, seen)?,
        Value::Parts(parts) => holder_lines(text, parts),
    })
}

/// The lowest rate of a delivery; if it is not the agreed one, that too.
pub fn rate_line(text: &Text, terms: &Terms, rate: RatePpm) -> (String, String) {
    let args = [
        ("rate", show_rate(rate).into()),
        ("agreed", show_rate(terms.annual_rate).into()),
    ];
    let value = match rate < terms.annual_rate {
        true => text.tr_with("value-rate-cut", &args),
        false => show_rate(rate),
    };
    (text.tr("label-rate"), value)
}

fn ruling_lines(text: &Text, unit: &Unit, ruling: Ruling) -> Lines {
    let mut lines = vec![
        (text.tr("label-credited"), unit.show(ruling.credited)),
        (text.tr("label-costs"), unit.show(ruling.costs)),
    ];
    lines.extend(ruling.on.map(|day| (text.tr("label-day"), day.to_string())));
    lines
}

/// Who is to hold how much of the claim.
pub fn holder_lines(text: &Text, holders: &[Holder]) -> Lines {
    let line = |holder: &Holder| {
        let part = format!("{} ppm", holder.ppm);
        (
            text.tr("label-holder"),
            format!("{} · {part}", view::address(holder.account)),
        )
    };
    holders.iter().map(line).collect()
}

/// Terms as a person signs them, all that can be said of them in words: with what is to be paid on which day, and what that
/// costs a year.
pub fn terms(text: &Text, terms: &Terms, unit: &Unit) -> Result<Lines> {
    let mut lines = view::terms_lines(text, terms, unit);
    let conditions = iou_evidence::agreement::conditions(terms, text.lang()).into_iter();
    lines.extend(conditions.map(|sentence| (text.tr("label-condition"), sentence)));
    lines.extend(instalment_lines(text, &terms.schedule, unit)?);
    let bears = yearly::agreed(terms);
    lines.push((text.tr("label-true-rate"), view::true_rate_value(text, bears)));
    Ok(lines)
}

fn instalment_lines(text: &Text, schedule: &[Instalment], unit: &Unit) -> Result<Lines> {
    let line = |row: &Instalment| {
        let total = unit.show(row.total().map_err(refusal)?);
        let [principal, interest] = [row.principal, row.interest].map(|part| unit.number(part));
        let value = format!("{} · {total} ({principal} + {interest})", row.due);
        Ok((text.tr("label-instalment"), value))
    };
    schedule.iter().map(line).collect()
}

/// What changes, and the schedule that follows, for the question before signing.
pub fn amendment_lines(text: &Text, amendment: &Amendment, seen: &Seen<'_>) -> Result<Lines> {
    let unit = seen.unit;
    let mut lines = vec![
        (
            text.tr("label-method"),
            names::method(amendment.plan.method).to_owned(),
        ),
        (text.tr("label-every"), show_period(amendment.plan.every)),
        (text.tr("label-counted-from"), amendment.plan.start.to_string()),
        (text.tr("label-earns-from"), amendment.from.to_string()),
        (text.tr("label-principal"), unit.show(amendment.principal)),
        (text.tr("label-rate"), show_rate(amendment.annual_rate)),
    ];
    if let Some(rate) = amendment.overdue_rate {
        lines.push((text.tr("label-overdue-rate"), show_rate(rate)));
    }
    if !amendment.plan.balloon.is_zero() {
        lines.push((text.tr("label-balloon"), unit.show(amendment.plan.balloon)));
    }
    let grace = [("days", amendment.grace_days.into())];
    lines.push((text.tr("label-grace"), text.tr_with("value-days", &grace)));
    if amendment.roll_up {
        lines.push((text.tr("label-roll-up"), text.tr("value-roll-up")));
    }
    lines.extend(instalment_lines(text, &amendment.schedule, unit)?);
    if let Some(terms) = seen.terms {
        let counted = yearly::Counted {
            start: amendment.plan.start,
            day_count: terms.day_count,
            first_day: false,
        };
        let bears = yearly::of(amendment.principal, counted, &amendment.schedule);
        lines.push((text.tr("label-true-rate"), view::true_rate_value(text, bears)));
    }
    let by = show_moment(amendment.sign_by.0, seen.offset());
    lines.push((text.tr("label-sign-by"), by));
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use iou_intent::IntentFile;
    use secrecy::SecretString;
    use terms::intent::{self, Deed, Intent};
    use terms::law::BuiltIn;
    use terms::life::{Context, NoOffices};
    use terms::{sample, Day, Loan, Timestamp};

    use super::*;
    use crate::session::LoadedLoan;
    use iou_base::sha256;
    use iou_base::text::Lang;
    use iou_evidence::verify::extrinsic::{SignedExtensions, Step, Transaction};
    use iou_ledger::contract::Act;
    use iou_ledger::dryrun::Weight;
    use iou_ledger::signer::Signer;
    use iou_ledger::transaction::Around;
    use iou_ledger::{call, AccountId, Hash};

    const LEDGER: [u8; 32] = [9; 32];

    fn loaded() -> LoadedLoan {
        let (lender, borrower) = (terms::AccountId([1; 32]), terms::AccountId([2; 32]));
        let start = Day(20_458);
        let terms = sample::bullet(lender, borrower, start);
        let ctx = Context {
            caller: borrower,
            now: sample::noon(start),
            block: 1,
            sha256,
            rates: &BuiltIn,
            offices: &NoOffices,
            intent: None,
        };
        let outcome = Loan::propose(7, terms, None, &ctx).unwrap();
        let unit = Unit {
            name: "CNY".into(),
            decimals: 2,
        };
        LoadedLoan {
            schedule: outcome.schedule.unwrap(),
            loan: outcome.loan,
            unit,
            today: start,
        }
    }

    fn shown(action: &Action) -> Lines {
        lines(&Text::new(Lang::En), &loaded().seen(), action, Vec::new()).unwrap()
    }

    /// The step that stands in a signed transaction, read by the verifier of evidence; and what was shown for it.
    fn signed(action: Action) -> (Option<Step>, Lines) {
        let signer = Signer::from_uri(&SecretString::from("//Alice")).unwrap();
        let around = Around {
            layout: call::Layout::Iou,
            genesis: Hash::from([1; 32]),
            birth: (10_007, Hash::from([2; 32])),
            period: 4096,
            spec_version: 7,
            transaction_version: call::TRANSACTION_VERSION,
            nonce: 300,
        };
        let gas = Weight {
            ref_time: 1 << 40,
            proof_size: 1 << 20,
        };
        let act = Act::new(7, action).unwrap();
        let shown = shown(&act.action);
        let call = call::contract(&AccountId(LEDGER), 0, gas, None, &act.message.input);
        let transaction = Transaction::decode(&around.sign(&call, &signer)).unwrap();
        let stated = SignedExtensions {
            genesis: [1; 32],
            birth: [2; 32],
            spec_version: 7,
            transaction_version: call::TRANSACTION_VERSION,
            metadata_hash: None,
        };
        assert_eq!(transaction.check(&stated), Ok(()));
        (transaction.step(&terms::AccountId(LEDGER)), shown)
    }

    #[test]
    fn what_is_shown_of_each_step_comes_from_the_bytes_that_are_signed() {
        for row in Action::STEPS {
            let action = sample::action(row.name, "").unwrap_or_else(|| panic!("no sample of {}", row.name));
            assert_eq!(action.row(), row);
            let (step, lines) = signed(action.clone());
            assert_eq!(lines, shown(&action), "{}", row.name);
            assert_eq!(step, Some(Step::Act { loan: 7, action }), "{}", row.name);
        }
    }

    /// Whether it goes by a transaction or as an intent: the bytes say the same, and so does what was shown.
    #[test]
    fn each_step_is_the_same_in_an_intent_in_a_transaction_and_in_what_was_shown() {
        for row in Action::STEPS {
            let (step, lines) = signed(sample::action(row.name, "").unwrap());
            let intent = Intent {
                version: intent::VERSION,
                genesis: [1; 32],
                contract: terms::AccountId(LEDGER),
                signer: terms::AccountId([2; 32]),
                not_before: Timestamp(1),
                not_after: Timestamp(2),
                deed: Deed::Act {
                    loan: 7,
                    nonce: 0,
                    in_force: [3; 32],
                    action: sample::action(row.name, "").unwrap(),
                },
            };
            let made = IntentFile::new(&intent, None, None).unwrap();
            let read = IntentFile::read(&[made.to_json().into_bytes()]).unwrap();
            let Deed::Act { loan, action, .. } = read.intent.deed else {
                panic!("{} is no act", row.name)
            };
            assert_eq!(shown(&action), lines, "{}", row.name);
            assert_eq!(step, Some(Step::Act { loan, action }), "{}", row.name);
        }
    }

    #[test]
    fn no_argument_of_any_step_is_signed_unseen() {
        for row in Action::STEPS {
            let usual = sample::action(row.name, "").unwrap();
            let named: Vec<_> = usual.arguments().into_iter().map(|(name, _)| name).collect();
            let listed: Vec<_> = row.arguments.iter().map(|argument| argument.name).collect();
            assert_eq!(named, listed, "{}", row.name);
            for argument in row.arguments {
                let other = sample::action(row.name, argument.name).unwrap();
                assert_ne!(other, usual, "{} {}", row.name, argument.name);
                assert_ne!(shown(&other), shown(&usual), "{} {}", row.name, argument.name);
            }
        }
    }

    /// Each field of terms, changed alone.
    fn other_terms() -> Vec<(&'static str, Terms)> {
        use terms::agreement::Guarantor;
        use terms::{
            AccountId, Amount, Currency, DayCount, Jurisdiction, Method, Period, Rounding, Settlement,
        };

        let other = AccountId([7; 32]);
        let loan = loaded().loan.agreement.terms;
        let changed = |name: &'static str, change: &dyn Fn(&mut Terms)| {
            let mut terms = with_schedule();
            change(&mut terms);
            assert_ne!(terms, with_schedule(), "{name}");
            (name, terms)
        };
        let guarantor = |months, joint| Guarantor {
            account: other,
            joint,
            months,
        };
        let rule = |named: [u8; 3], days| {
            let [heir, verifier, second] =
                named.map(|number| (number > 0).then_some(AccountId([20 + number; 32])));
            terms::agreement::Succession {
                seat: loan.lender,
                heir,
                verifier,
                second,
                days,
            }
        };
        let one = sample::amount(1);
        let more = |amount: Amount| Amount::new(amount.minor() + 1).unwrap();
        let off_chain = |name: [u8; 3], decimals| Settlement::OffChain {
            currency: Currency(name),
            decimals,
        };
        vec![
            changed("lender", &|it| it.lender = other),
            changed("borrower", &|it| it.borrower = other),
            changed("co_borrowers", &|it| it.co_borrowers = vec![other]),
            changed("settlement", &|it| it.settlement = Settlement::Native),
            changed("settlement", &|it| it.settlement = off_chain(*b"IOU", 2)),
            changed("settlement", &|it| it.settlement = off_chain(*b"CNY", 3)),
            changed("settlement", &|it| {
                it.settlement = Settlement::Token {
                    contract: other,
                    decimals: 2,
                }
            }),
            changed("principal", &|it| it.principal = more(loan.principal)),
            changed("least_delivery", &|it| it.least_delivery = Some(one)),
            changed("annual_rate", &|it| it.annual_rate.0 += 1),
            changed("overdue_rate", &|it| it.overdue_rate = Some(RatePpm(1))),
            changed("day_count", &|it| it.day_count = DayCount::Act360),
            changed("both_ends", &|it| it.both_ends = !it.both_ends),
            changed("rounding", &|it| it.rounding = Rounding::HalfUp),
            changed("utc_offset", &|it| it.utc_offset.0 += 30),
            changed("plan.method", &|it| it.plan.method = Method::Custom),
            changed("plan.start", &|it| it.plan.start.0 += 1),
            changed("plan.every", &|it| it.plan.every = Period::Months(3)),
            changed("plan.periods", &|it| it.plan.periods += 1),
            changed("plan.balloon", &|it| it.plan.balloon = one),
            changed("schedule.due", &|it| it.schedule[0].due.0 += 1),
            changed("schedule.parts", &|it| {
                let row = &mut it.schedule[0];
                row.principal = more(row.principal);
                row.interest = Amount::new(row.interest.minor() - 1).unwrap();
            }),
            changed("grace_days", &|it| it.grace_days += 1),
            changed("acceleration", &|it| it.acceleration = Some(9)),
            changed("answer_days", &|it| it.answer_days = 9),
            changed("deliveries", &|it| it.deliveries = 9),
            changed("past", &|it| {
                it.past = vec![terms::agreement::Moved {
                    by: terms::Role::Lender,
                    amount: it.principal,
                    on: it.plan.start,
                    receipt: None,
                }];
            }),
            changed("late_fee", &|it| it.late_fee = one),
            changed("early_repayment", &|it| it.early_repayment = !it.early_repayment),
            changed("jurisdiction", &|it| it.jurisdiction = Jurisdiction::None),
            changed("jurisdiction", &|it| {
                it.jurisdiction = Jurisdiction::Custom { cap: RatePpm(1) }
            }),
            changed("guarantors", &|it| it.guarantors = vec![guarantor(None, true)]),
            changed("guarantors.joint", &|it| {
                it.guarantors = vec![guarantor(None, false)]
            }),
            changed("guarantors.months", &|it| {
                it.guarantors = vec![guarantor(Some(7), true)]
            }),
            changed("arbiter", &|it| it.arbiter = Some(other)),
            changed("successions.heir", &|it| {
                it.successions = vec![rule([1, 0, 0], 14)]
            }),
            changed("successions.verifier", &|it| {
                it.successions = vec![rule([0, 1, 0], 14)]
            }),
            changed("successions.second", &|it| {
                it.successions = vec![rule([0, 1, 2], 14)]
            }),
            changed("successions.named", &|it| {
                it.successions = vec![rule([0, 2, 1], 14)]
            }),
            changed("successions.days", &|it| {
                it.successions = vec![rule([1, 0, 0], 15)]
            }),
            changed("successions.seat", &|it| {
                it.successions = vec![terms::agreement::Succession {
                    seat: it.borrower,
                    ..rule([1, 0, 0], 14)
                }];
            }),
            changed("sign_by", &|it| it.sign_by.0 += 60_000),
            changed("deliver_by", &|it| it.deliver_by.0 += 60_000),
        ]
    }

    fn with_schedule() -> Terms {
        let loaded = loaded();
        Terms {
            schedule: loaded.schedule.clone(),
            ..loaded.loan.agreement.terms
        }
    }

    /// Two digests tell such terms apart, but nobody reads digests. Fields about people are shown by whoever has them, and
    /// the random reference means nothing.
    #[test]
    fn no_field_of_terms_is_signed_unseen_and_no_two_terms_look_alike() {
        for lang in [Lang::En, Lang::Zh] {
            let text = Text::new(lang);
            let native = Unit {
                name: "IOU".into(),
                decimals: 2,
            };
            let shown = |it: &Terms| terms(&text, it, &Unit::of(it.settlement, &native)).unwrap();
            let mut seen = vec![("as it is", shown(&with_schedule()))];
            for (name, other) in other_terms() {
                let lines = shown(&other);
                for (before, known) in &seen {
                    assert_ne!(&lines, known, "{name} beside {before}");
                }
                seen.push((name, lines));
            }
        }
    }

    #[test]
    fn no_field_of_an_amendment_is_signed_unseen() {
        use terms::{Amount, Method, Period};

        let Some(Action::ProposeAmendment { amendment, .. }) = sample::action("propose_amendment", "") else {
            panic!("no sample");
        };
        let one = |amount: Amount| Amount::new(amount.minor() + 1).unwrap();
        type Change<'a> = &'a dyn Fn(&mut Amendment);
        let changes: [(&str, Change<'_>); 15] = [
            ("plan.method", &|it| it.plan.method = Method::Bullet),
            ("plan.start", &|it| it.plan.start.0 += 1),
            ("plan.every", &|it| it.plan.every = Period::Days(11)),
            ("plan.balloon", &|it| it.plan.balloon = one(it.plan.balloon)),
            ("annual_rate", &|it| it.annual_rate.0 += 1),
            ("overdue_rate", &|it| it.overdue_rate = Some(RatePpm(7))),
            ("grace_days", &|it| it.grace_days += 1),
            ("roll_up", &|it| it.roll_up = !it.roll_up),
            ("from", &|it| it.from.0 += 1),
            ("principal", &|it| it.principal = one(it.principal)),
            ("sign_by", &|it| it.sign_by.0 += 60_000),
            ("schedule.due", &|it| it.schedule[0].due.0 += 1),
            ("schedule.principal", &|it| {
                it.schedule[0].principal = one(it.schedule[0].principal)
            }),
            ("schedule.interest", &|it| {
                it.schedule[0].interest = one(it.schedule[0].interest)
            }),
            ("schedule", &|it| it.schedule.truncate(it.schedule.len() - 1)),
        ];
        let text = Text::new(Lang::En);
        let loaded = loaded();
        let shown = |it: &Amendment| amendment_lines(&text, it, &loaded.seen()).unwrap();
        for (name, change) in changes {
            let mut other = (*amendment).clone();
            change(&mut other);
            assert_ne!(other, *amendment, "{name}");
            assert_ne!(shown(&other), shown(&amendment), "{name}");
        }
    }

    #[test]
    fn each_step_has_its_words_in_every_language() {
        for lang in [Lang::En, Lang::Zh] {
            let text = Text::new(lang);
            for row in Action::STEPS {
                let id = format!("action-{}", row.name.replace('_', "-"));
                assert!(text.has(&id), "{id}");
            }
        }
    }

    #[test]
    fn what_no_message_of_the_ledger_is_is_no_step() {
        let act = Act::new(7, Action::Expire).unwrap();
        let whole = &act.message.input;
        assert_eq!(Act::read(whole), Some((7, Action::Expire)));
        assert_eq!(Act::read(&whole[..whole.len() - 1]), None);
        assert_eq!(Act::read(&[&whole[..], &[0]].concat()), None);
        let mut other = whole.clone();
        other[0] ^= 1;
        assert_eq!(Act::read(&other), None);
    }
}
