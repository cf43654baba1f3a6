//! What the contract's messages cost: computation, proof and storage deposit of each, as multiples of the cheapest
//! write on the same chain (`contracts/probe`), by number of instalments; and what the optimiser's setting does.
//!
//! Prints the sections of the report of `make bench`, as JSON.
//! Units: ref_time in milliseconds (10^9 ps), proof in kilobytes (1,000), deposit in IOU (10^12 planck).

mod reached;

use anyhow::Result;
use loan::message::Message;
use reached::{padded, Padded, PADDING};
use sandbox::{built, code_of, party, signed, Call, Chain, START};
use scale::Encode;
use serde_json::{json, Value};
use sp_io::hashing::sha2_256;
use sp_keyring::Sr25519Keyring::{
    self, Alice as Lender, AliceStash as Relay, Bob as Borrower, Charlie as Buyer,
};
use std::fmt::Write as _;
use terms::sample::{amount, bullet, end_of, monthly, native};
use terms::{
    agreement::{Agreement, Amendment, Holder},
    intent::{Deed, Submitted},
    life::{Action, Arrival, Channel},
    Day, Digest, Error, Loan, LoanId, Method, Plan, Terms,
};

/// Contract size that was aimed at. Units: bytes.
const SIZE_AIM: f64 = 100_000.0;
/// The most code that the chain takes (`MaxCodeLen` of its runtime). Units: bytes.
const CODE_MAX: usize = 123 * 1024;
/// The section that says which part of the code calls enter.
const REACH: &str = "Code that a call reaches";
/// Loans in the largest batch, and the share of a block that it may take.
const BATCH: f64 = 100.0;
const BATCH_AIM: f64 = 0.5;
/// The most computation that some messages should take, as a multiple of the probe.
const AIMS: [(&str, f64); 5] = [
    ("propose", 5.5),
    ("sign", 3.5),
    ("repay", 5.0),
    ("notify_due", 4.0),
    ("conclude", 8.0),
];
/// The most code that these messages should reach. Units: kilobytes.
const REACHED_AIM: f64 = 30.0;
const REACHED_AIMED: [&str; 3] = ["sign", "repay", "notify_due"];
/// The principal of a measured loan. Units: planck.
const PRINCIPAL: u128 = 5_000_000_000_000;

/// What one call took.
#[derive(Clone, Copy)]
struct Cost {
    time_ms: f64,
    proof_kb: f64,
    deposit: f64,
}

impl<R> From<&Call<R>> for Cost {
    fn from(call: &Call<R>) -> Cost {
        Cost {
            time_ms: call.gas.ref_time() as f64 / 1e9,
            proof_kb: call.gas.proof_size() as f64 / 1e3,
            deposit: call.deposit as f64 / 1e12,
        }
    }
}

/// One figure, and the most that it should be, if anything was aimed at.
struct Row {
    name: String,
    value: f64,
    unit: &'static str,
    at_most: Option<f64>,
}

impl Row {
    fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Row {
        Row {
            name: name.into(),
            value,
            unit,
            at_most: None,
        }
    }

    fn at_most(mut self, aim: f64) -> Row {
        self.at_most = Some(aim);
        self
    }
}

/// Figures that belong together, as the report takes them.
struct Section {
    title: &'static str,
    text: String,
    rows: Vec<Row>,
    list: bool,
}

impl Section {
    fn json(&self) -> Value {
        let rows = self.rows.iter().map(
            |row| json!({ "name": row.name, "value": row.value, "unit": row.unit, "at_most": row.at_most }),
        );
        json!({
            "title": self.title,
            "text": self.text,
            "rows": rows.collect::<Vec<_>>(),
            "list": self.list,
        })
    }
}

fn main() -> Result<()> {
    let sections: Vec<Value> = measure()?.iter().map(Section::json).collect();
    println!("{}", Value::from(sections));
    Ok(())
}

/// Measures everything.
fn measure() -> Result<Vec<Section>> {
    let shipped = code_of("loan");
    let fast = built("loan", &["opt-level=3"]);
    let size = Section {
        title: "Contract size",
        text: "The loan contract after optimisation, as it is uploaded (`opt-level = \"z\"`), and with `opt-level = 3`, which is \
               run for comparison where the chain takes it (125,952 bytes)."
            .into(),
        rows: vec![
            Row::new("contract size", shipped.len() as f64, "bytes").at_most(SIZE_AIM),
            Row::new("contract size, opt-level 3", fast.len() as f64, "bytes"),
        ],
        list: true,
    };
    let bytes = Section {
        title: "Where the contract's bytes are",
        text: include_str!("bytes.md").into(),
        rows: Vec::new(),
        list: false,
    };
    let mut sections = vec![size, bytes, messages()?];
    // The figures of before would stand for this contract otherwise.
    sections.push(match shipped.len() + PADDING <= CODE_MAX {
        true => reach(&shipped)?,
        false => Section {
            title: REACH,
            text: format!(
                "Told from what {PADDING} dead bytes cost that are added to functions. This contract leaves no room for them below the \
                 {CODE_MAX} bytes that the chain takes, so it is not measured."
            ),
            rows: Vec::new(),
            list: false,
        },
    });
    if fast.len() <= CODE_MAX {
        sections.push(settings(&fast));
    }
    Ok(sections)
}

/// The cheapest write on this chain: one new entry in one mapping.
fn probe() -> Cost {
    let mut chain = Chain::new();
    let selector = |name: [u8; 4]| name.to_vec();
    let address = chain.instantiate(&code_of("probe"), selector(ink::selector_bytes!("new")));
    let mut input = selector(ink::selector_bytes!("write"));
    (1u64, 2u64).encode_to(&mut input);
    let call: Call<()> = chain.send(Borrower, &address, 0, input);
    assert!(call.answer.is_ok(), "{call:?}");
    Cost::from(&call)
}

/// The terms of a measured loan; with 1 period it is a bullet loan.
fn terms_of(periods: u16) -> Terms {
    let (lender, borrower) = (party(Lender), party(Borrower));
    let terms = match periods {
        1 => bullet(lender, borrower, START),
        _ => monthly(lender, borrower, START, periods),
    };
    native(terms, PRINCIPAL)
}

/// What lender and borrower do not send themselves: a signature of proposed terms, and a whole loan at once.
fn by_intent(periods: u16) -> [(&'static str, Cost); 2] {
    let terms = terms_of(periods);
    let digest = terms.digest(sha2_256);
    let mut chain = Chain::new();
    let propose: Message<Result<LoanId, Error>> = Message::new(|ledger| ledger.propose(terms.clone(), None));
    let loan = chain.call(Borrower, &propose).unwrap();
    let deed = Deed::Act {
        loan,
        nonce: 0,
        in_force: digest,
        action: Action::Sign {
            digest,
            evidence: None,
        },
    };
    let intent = chain.intent(Lender, deed);
    let submitted = chain.call(Relay, &Message::submit(vec![signed(Lender, intent)]));
    let submit = Cost::from(&submitted);
    assert_eq!(submitted.unwrap(), [Submitted::Applied]);

    let mut chain = Chain::new();
    let mut offer = |who: Sr25519Keyring| {
        let deed = Deed::Propose {
            terms: digest,
            evidence: None,
        };
        signed(who, chain.intent(who, deed))
    };
    let message = Message::conclude(terms, offer(Lender), offer(Borrower));
    let concluded = chain.call(Relay, &message);
    let conclude = Cost::from(&concluded);
    assert_eq!(concluded.names(), ["LoanProposed", "LoanSigned"]);
    [("submit, one signature", submit), ("conclude", conclude)]
}

/// The loan's calls in the order of its life; one of 1 period ends with its repayment.
fn life(chain: &mut Chain, periods: u16) -> Vec<(&'static str, Cost)> {
    let (lender, terms) = (party(Lender), terms_of(periods));
    let digest = terms.digest(sha2_256);
    let loan: LoanId = 0;
    let mut costs = Vec::new();

    let propose: Message<Result<LoanId, Error>> = Message::new(|ledger| ledger.propose(terms.clone(), None));
    let call = chain.call(Borrower, &propose);
    costs.push(("propose", Cost::from(&call)));
    assert_eq!(call.unwrap(), loan);

    let mut act = |name, chain: &mut Chain, who, value, message: &Message<Result<(), Error>>| {
        let call = chain.pay(who, value, message);
        costs.push((name, Cost::from(&call)));
        call.unwrap();
    };
    act("sign", chain, Lender, 0, &sign(loan, digest));
    act("deliver", chain, Lender, PRINCIPAL, &deliver(loan, &terms));
    let first = terms.schedule[0];
    chain.on(first.due);
    let notify = notify(&[loan]);
    let call = chain.call(Borrower, &notify);
    let notified = Cost::from(&call);
    assert_eq!(call.unwrap(), 1);
    let due = first.principal.minor() + first.interest.minor();
    act(
        "repay",
        chain,
        Borrower,
        due,
        &Message::act(
            loan,
            Action::Repay {
                amount: amount(due),
                evidence: None,
            },
        ),
    );
    costs.push(("notify_due", notified));
    if periods == 1 {
        // It is settled; what follows needs a loan that runs.
        return costs;
    }

    let mut act = |name, chain: &mut Chain, who, action: Action| {
        let call = chain.call(who, &Message::act(loan, action));
        costs.push((name, Cost::from(&call)));
        call.unwrap();
    };
    let arrival = Arrival {
        on: first.due,
        receipt: [2; 32],
    };
    let demand = Action::Demand {
        message: [1; 32],
        channel: Channel::Letter,
        arrived: Some(arrival),
    };
    act("demand", chain, Lender, demand);
    let mut amendment = Amendment {
        plan: Plan {
            method: Method::EqualInstalments,
            start: first.due,
            ..terms.plan
        },
        annual_rate: terms.annual_rate,
        overdue_rate: None,
        grace_days: 3,
        roll_up: false,
        schedule: Vec::new(),
        from: first.due,
        principal: terms.principal,
        sign_by: end_of(Day(first.due.0 + 5)),
    };
    amendment.schedule = amendment
        .schedule_that_follows(&terms)
        .expect("a schedule follows");
    let digest = stored(chain, loan).amendment_digest(&amendment, sha2_256);
    let (amendment, evidence) = (amendment.into(), None);
    let propose = Action::ProposeAmendment { amendment, evidence };
    act("propose_amendment, level", chain, Borrower, propose);
    let accept = Action::AcceptAmendment { digest, evidence };
    act("accept_amendment, level", chain, Lender, accept);
    let part = |account, ppm| Holder { account, ppm };
    let parts = vec![part(lender, 600_000), part(party(Buyer), 400_000)];
    let sign_by = end_of(Day(first.due.0 + 5));
    let assign = Action::Assign {
        parts,
        sign_by,
        evidence,
    };
    act("assign", chain, Lender, assign);
    let digest = stored(chain, loan).assignments[0].digest;
    let accept = Action::AcceptAssignment {
        digest,
        at_least: terms::Amount::ZERO,
        evidence,
    };
    act("accept_assignment", chain, Buyer, accept);
    costs
}

fn sign(loan: LoanId, digest: Digest) -> Message<Result<(), Error>> {
    let evidence = None;
    Message::act(loan, Action::Sign { digest, evidence })
}

fn deliver(loan: LoanId, terms: &Terms) -> Message<Result<(), Error>> {
    let action = Action::Deliver {
        amount: terms.principal,
        on: None,
        at_least: terms.annual_rate,
        receipt: None,
    };
    Message::act(loan, action)
}

fn notify(loans: &[LoanId]) -> Message<Result<u32, Error>> {
    Message::batch(loans.iter().map(|loan| (*loan, Action::NotifyDue)).collect())
}

fn stored(chain: &mut Chain, loan: LoanId) -> Agreement {
    let found: Option<Loan> = chain.ask(&Message::loan(loan));
    *found.expect("the loan is there").agreement
}

fn messages() -> Result<Section> {
    let probe = probe();
    let mut text = String::from(
        "Each message in process, on the real runtime, with the WASM that is shipped; a loan in the chain's own token. \
         `×` is the multiple of the probe, a contract that writes one new entry into one mapping.\n\n\
         | message | instalments | ref_time, ms | × | aim | met | proof, kB | × | deposit, IOU | × |\n\
         |---|---:|---:|---:|---:|---|---:|---:|---:|---:|\n",
    );
    let Cost {
        time_ms,
        proof_kb,
        deposit,
    } = probe;
    writeln!(
        text,
        "| probe | | {time_ms:.3} | 1.0 | | | {proof_kb:.1} | 1.0 | {deposit:.4} | 1.0 |"
    )?;
    let mut rows = vec![
        Row::new("probe: ref_time", time_ms, "ms"),
        Row::new("probe: proof_size", proof_kb, "kB"),
        Row::new("probe: storage deposit", deposit, "IOU"),
    ];
    for periods in [1, 12, 120] {
        let costs = life(&mut Chain::new(), periods)
            .into_iter()
            .chain(by_intent(periods));
        for (name, cost) in costs {
            let times = [
                cost.time_ms / time_ms,
                cost.proof_kb / proof_kb,
                cost.deposit / deposit,
            ];
            let of = format!("{name}, {periods} instalments");
            let most = AIMS.iter().find(|(of, _)| *of == name).map(|(_, most)| *most);
            let aim = most.map_or(String::new(), |most| format!("≤ {most}"));
            let met = most.map_or("", |most| if times[0] <= most { "yes" } else { "**no**" });
            writeln!(
                text,
                "| {name} | {periods} | {:.3} | {:.1} | {aim} | {met} | {:.1} | {:.1} | {:.4} | {:.1} |",
                cost.time_ms, times[0], cost.proof_kb, times[1], cost.deposit, times[2],
            )?;
            rows.extend([
                Row::new(format!("{of}: ref_time"), cost.time_ms, "ms"),
                Row {
                    at_most: most,
                    ..Row::new(format!("{of}: ref_time over probe"), times[0], "×")
                },
                Row::new(format!("{of}: proof_size"), cost.proof_kb, "kB"),
                Row::new(format!("{of}: proof_size over probe"), times[1], "×"),
                Row::new(format!("{of}: storage deposit"), cost.deposit, "IOU"),
                Row::new(format!("{of}: storage deposit over probe"), times[2], "×"),
            ]);
        }
    }
    let (one, eleven) = (batch(1), batch(11));
    let more_ms = (eleven.time_ms - one.time_ms) / 10.0;
    let more_kb = (eleven.proof_kb - one.proof_kb) / 10.0;
    write!(
        text,
        "\nEach further loan in a batch of `notify_due` adds {more_ms:.3} ms and {more_kb:.1} kB."
    )?;
    let block = iou_runtime::configs::RuntimeBlockWeights::get().max_block;
    let share = |one: f64, more: f64, limit: f64| (one + (BATCH - 1.0) * more) / limit;
    let share = share(one.time_ms, more_ms, block.ref_time() as f64 / 1e9).max(share(
        one.proof_kb,
        more_kb,
        block.proof_size() as f64 / 1e3,
    ));
    rows.push(Row::new("notify_due, 100 loans: share of a block", share, "").at_most(BATCH_AIM));
    write!(text, " A batch of 100 takes {:.0} % of a block.", share * 100.0)?;
    rows.push(Row::new("notify_due, each further loan: ref_time", more_ms, "ms"));
    rows.push(Row::new(
        "notify_due, each further loan: proof_size",
        more_kb,
        "kB",
    ));
    Ok(Section {
        title: "Cost of messages",
        text,
        rows,
        list: false,
    })
}

/// Announcing `loans` due loans in one call.
fn batch(loans: u8) -> Cost {
    let mut chain = Chain::new();
    let mut due = START;
    for n in 0..loans {
        let mut terms = native(bullet(party(Lender), party(Borrower), START), PRINCIPAL);
        terms.reference = [n; 16];
        due = terms.schedule[0].due;
        let digest = terms.digest(sha2_256);
        let propose: Message<Result<LoanId, Error>> =
            Message::new(|ledger| ledger.propose(terms.clone(), None));
        let loan = chain.call(Borrower, &propose).unwrap();
        chain.call(Lender, &sign(loan, digest)).unwrap();
        chain.pay(Lender, PRINCIPAL, &deliver(loan, &terms)).unwrap();
    }
    chain.on(due);
    let ids: Vec<LoanId> = (0..u64::from(loans)).collect();
    let call = chain.call(Borrower, &notify(&ids));
    let cost = Cost::from(&call);
    assert_eq!(call.unwrap(), u32::from(loans));
    cost
}

/// How much of the code the calls of a loan's life reach.
fn reach(shipped: &[u8]) -> Result<Section> {
    let run = |dead| life(&mut Chain::with_code(&padded(shipped, dead)), 12);
    let (entry, nowhere, spread) = (
        run(Padded::Export("call")),
        run(Padded::Export("deploy")),
        run(Padded::All),
    );
    let all = reached::all(shipped);
    let mut text = format!(
        "The chain compiles a function when a call first enters it, and takes fuel for each of its bytes: what calls of a loan of \
         12 instalments reach of the {:.1} kB of code. Told from what dead bytes cost that are added to functions.\n\n\
         | message | kB reached | aim | met | compiling it, ms |\n|---|---:|---:|---|---:|\n",
        all as f64 / 1e3
    );
    let mut rows = Vec::new();
    for (((name, entry), (_, nowhere)), (_, spread)) in entry.into_iter().zip(nowhere).zip(spread) {
        let a_byte = (entry.time_ms - nowhere.time_ms) / PADDING as f64;
        let share = (spread.time_ms - nowhere.time_ms) / (entry.time_ms - nowhere.time_ms);
        let kilobytes = share * all as f64 / 1e3;
        let most = REACHED_AIMED.contains(&name).then_some(REACHED_AIM);
        let aim = most.map_or(String::new(), |most| format!("≤ {most}"));
        let met = most.map_or("", |most| if kilobytes <= most { "yes" } else { "**no**" });
        writeln!(
            text,
            "| {name} | {kilobytes:.1} | {aim} | {met} | {:.2} |",
            a_byte * kilobytes * 1e3
        )?;
        rows.push(Row {
            at_most: most,
            ..Row::new(format!("{name}, 12 instalments: code reached"), kilobytes, "kB")
        });
    }
    Ok(Section {
        title: REACH,
        text,
        rows,
        list: false,
    })
}

/// The same calls with code that was optimised for speed instead of size.
fn settings(fast: &[u8]) -> Section {
    let costs = life(&mut Chain::new(), 12)
        .into_iter()
        .zip(life(&mut Chain::with_code(fast), 12));
    let rows = costs.map(|((name, small), (_, fast))| {
        Row::new(
            format!("{name}: ref_time with opt-level 3 over \"z\""),
            fast.time_ms / small.time_ms,
            "×",
        )
    });
    Section {
        title: "Optimised for speed instead of size",
        text: "Computation of a loan of 12 instalments with `opt-level = 3`, over that of the shipped code."
            .into(),
        rows: rows.collect(),
        list: true,
    }
}
