//! The agreement as people read it: the Chinese or English text of a loan's terms, and the way back from that text to
//! the same terms. One walk over the document ([`walk`]) both writes and reads it, and every sentence comes from one form
//! (i18n/*/agreement.ftl), so that text and bytes cannot drift apart. Reading accepts exactly what writing produces:
//! what was read is written again and must be the same text, sign by sign.
//! Source of the clause on evidence: 最高人民法院关于民事诉讼证据的若干规定 (2019), art. 94(1)(5). Uses `terms` alone.

mod capitals;
mod figures;
mod page;
#[cfg(test)]
mod tests;
mod wording;

use iou_base::hex0x;
use std::collections::BTreeMap;

use terms::agreement::{Guarantor, Moved, Succession};
use terms::life::OldDebt;
use terms::limits::{CO_BORROWERS_MAX, GUARANTORS_MAX, INSTALMENTS_MAX, PAST_MAX};
use terms::{
    AccountId, Amount, Currency, Day, DayCount, Digest, Instalment, Jurisdiction, Method, Period, Plan,
    RatePpm, Role, Rounding, Settlement, Terms, Timestamp, UtcOffset,
};

use figures::{Derived, Hex, Known, Moment, Money, Named, Value};
use iou_base::{sha256, Lang};
use page::Page;
pub use wording::Form;
use wording::Wording;

/// The accounts that terms name as a party or a guarantor, at most.
const SEATS_MAX: usize = 2 + CO_BORROWERS_MAX + GUARANTORS_MAX;

/// The longest text that is read: several times the longest that terms at their limits give. Units: bytes.
const TEXT_LEN_MAX: usize = 256 * 1024;

/// Personal fields that the text shows: by the field's name (`borrower.phone`), its value, or `None` where it exists and
/// is withheld. A field that is not named here does not appear.
///
/// Whoever shows a value checks it against its commitment first ([`super::disclosure::check`]).
pub type Details = BTreeMap<String, Option<String>>;

/// What a text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The terms.
    pub terms: Terms,
    /// In which language it is written.
    pub lang: Lang,
    /// By which form.
    pub form: Form,
    /// The personal fields that it shows. The text alone proves none of them.
    pub details: Details,
}

/// A text that is not, to the last sign, the agreement of any terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable {
    /// The first line that is not as it should be, from 1.
    pub line: usize,
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {} is not what the terms say", self.line)
    }
}

impl std::error::Error for Unreadable {}

/// The agreement without anything personal.
pub fn render(terms: &Terms, lang: Lang) -> String {
    render_with(terms, &Details::new(), lang)
}

/// The agreement with the personal fields that somebody chose to show.
pub fn render_with(terms: &Terms, details: &Details, lang: Lang) -> String {
    render_by(Form::default(), terms, details, lang)
}

/// The same by a form ([`Form::of`]), which for a loan that was agreed on earlier may be an earlier one.
pub fn render_by(form: Form, terms: &Terms, details: &Details, lang: Lang) -> String {
    let mut page = Page::write(Wording::of(form.saying(terms), lang));
    // The walk takes what it may have to fill in; when it writes it changes nothing.
    let (mut terms, mut details) = (terms.clone(), details.clone());
    match walk(&mut page, &mut terms, &mut details) {
        Ok(()) => page.into_text(),
        Err(never) => unreachable!("writing does not read: {never}"),
    }
}

/// What of a form's text is pointed out and agreed to by itself before anybody signs [CC 496]: the heading of the section, then its
/// sentences. Empty where the form ([`Form::of`]) has no such section.
pub fn apart(form: Form, lang: Lang) -> Vec<String> {
    let wording = Wording::of(form, lang);
    let line = |id: &&str| wording.fill(id, |_| String::new());
    form.apart().iter().map(line).collect()
}

/// The terms that a text says. Errors: [`Unreadable`].
pub fn parse(text: &str) -> Result<Terms, Unreadable> {
    Ok(read(text)?.terms)
}

/// All that a text says, in whichever of the languages and by whichever form: by that whose digest stands in it.
///
/// Errors: [`Unreadable`]; of a text that names no form, with the line up to which some form could read it.
pub fn read(text: &str) -> Result<Document, Unreadable> {
    if text.len() > TEXT_LEN_MAX {
        return Err(Unreadable { line: 1 });
    }
    let lang = Wording::language_of(text).ok_or(Unreadable { line: 1 })?;
    let is_named = |form: &Form| text.contains(&hex::encode(form.digest()));
    if let Some(form) = Form::ALL.into_iter().find(is_named) {
        return read_by(form, lang, text);
    }
    let failures = Form::ALL.map(|form| read_by(form, lang, text).err());
    let furthest = failures.into_iter().flatten().max_by_key(|why| why.line);
    Err(furthest.unwrap_or(Unreadable { line: 1 }))
}

fn read_by(form: Form, lang: Lang, text: &str) -> Result<Document, Unreadable> {
    let (mut terms, mut details) = (blank(), Details::new());
    let mut page = Page::read(Wording::of(form, lang), text);
    walk(&mut page, &mut terms, &mut details)?;
    page.at_end()?;
    let again = render_by(form, &terms, &details, lang);
    if again != text {
        let same = again
            .split('\n')
            .zip(text.split('\n'))
            .take_while(|(a, b)| a == b);
        return Err(Unreadable {
            line: same.count() + 1,
        });
    }
    Ok(Document {
        terms,
        lang,
        form,
        details,
    })
}

/// What terms choose and no table of sums and days says, in the sentences of the agreement: in what and by what way money is paid,
/// in which zone, how interest is counted, by which law, from when and in which periods, and whether it may be repaid early.
pub fn conditions(terms: &Terms, lang: Lang) -> Vec<String> {
    let mut page = Page::write(Wording::of(Form::default(), lang));
    match chosen(&mut page, &mut terms.clone()) {
        Ok(()) => page.into_text().lines().map(str::to_owned).collect(),
        Err(never) => unreachable!("writing does not read: {never}"),
    }
}

fn chosen(page: &mut Page<'_>, terms: &mut Terms) -> Result<(), Unreadable> {
    settlement(page, &mut terms.settlement)?;
    page.line("zone", &mut [("offset", &mut terms.utc_offset)])?;
    counting(page, terms)?;
    law(page, terms)?;
    periods(page, terms)?;
    early(page, terms)
}

/// [`Form::digest`] of the newest form.
pub fn wording_digest() -> Digest {
    Form::default().digest()
}

/// The document, from its first line to its last.
fn walk(page: &mut Page<'_>, terms: &mut Terms, details: &mut Details) -> Result<(), Unreadable> {
    let digest = hex0x(terms.digest(sha256));
    page.heading("title")?;
    page.line("reference", &mut [("reference", &mut Hex(&mut terms.reference))])?;
    page.line("digest", &mut [("digest", &mut Derived(digest))])?;
    parties(page, terms, details)?;
    loan(page, terms, details)?;
    interest(page, terms)?;
    repayment(page, terms)?;
    for clause in [
        "head-changes",
        "change",
        "assignment",
        "head-evidence",
        "signature",
    ] {
        page.fixed(clause)?;
    }
    successions(page, &mut terms.successions)?;
    for clause in ["evidence", "review"] {
        page.fixed(clause)?;
    }
    for clause in page.wording().form.apart() {
        page.fixed(clause)?;
    }
    page.fixed("head-text")?;
    let form = hex0x(page.wording().form.digest());
    page.line("canonical", &mut [("wording", &mut Derived(form))])?;
    page.fixed("statutes")
}

/// Who may take over which account, and how; where nobody may there is no line.
fn successions(page: &mut Page<'_>, agreed: &mut Vec<Succession>) -> Result<(), Unreadable> {
    let is_said = page.wording().form.says_successions();
    let mine = (!agreed.is_empty()).then_some(0);
    if !is_said || page.maybe(&["succession"], mine).is_none() {
        return Ok(());
    }
    page.fixed("succession")?;
    // Longer lines first: the shorter one's words are in them too. After the last one what holds for all.
    const NEXT: [&str; 6] = [
        "succession-heir-verifiers",
        "succession-heir-verifier",
        "succession-heir",
        "succession-verifiers",
        "succession-verifier",
        "succession-claim",
    ];
    let mut written = 0;
    loop {
        let mine = agreed.get(written).map_or(5, |one| {
            let verifiers = usize::from(one.verifier.is_none()) + usize::from(one.second.is_none());
            verifiers + if one.heir.is_some() { 0 } else { 3 }
        });
        let next = page.which(&NEXT, mine)?;
        if next == 5 {
            break;
        }
        if written == agreed.len() {
            let named = |there: bool| there.then(AccountId::default);
            agreed.push(Succession {
                seat: AccountId::default(),
                heir: named(next < 3),
                verifier: named(next % 3 < 2),
                second: named(next % 3 == 0),
                days: 0,
            });
        }
        let one = &mut agreed[written];
        written += 1;
        if written > 2 * SEATS_MAX {
            return Err(page.wrong());
        }
        let [mut heir, mut verifier, mut second] =
            [one.heir, one.verifier, one.second].map(Option::unwrap_or_default);
        let slots: &mut [(&str, &mut dyn page::Slot)] = &mut [
            ("seat", &mut one.seat),
            ("heir", &mut heir),
            ("verifier", &mut verifier),
            ("second", &mut second),
            ("days", &mut one.days),
        ];
        page.line(NEXT[next], slots)?;
        one.heir = one.heir.map(|_| heir);
        one.verifier = one.verifier.map(|_| verifier);
        one.second = one.second.map(|_| second);
    }
    for clause in ["succession-claim", "succession-objection", "succession-effect"] {
        page.fixed(clause)?;
    }
    Ok(())
}

fn parties(page: &mut Page<'_>, terms: &mut Terms, details: &mut Details) -> Result<(), Unreadable> {
    page.fixed("head-parties")?;
    page.line("lender", &mut [("account", &mut terms.lender)])?;
    person(page, details, "lender")?;
    page.line("borrower", &mut [("account", &mut terms.borrower)])?;
    person(page, details, "borrower")?;
    co_borrowers(page, &mut terms.co_borrowers, details)?;
    guarantors(page, &mut terms.guarantors, details)?;
    const ARBITER: [&str; 2] = ["arbiter-none", "arbiter"];
    terms.arbiter = match page.which(&ARBITER, usize::from(terms.arbiter.is_some()))? {
        0 => {
            page.fixed("arbiter-none")?;
            None
        }
        _ => {
            let mut account = terms.arbiter.unwrap_or_default();
            page.line("arbiter", &mut [("account", &mut account)])?;
            Some(account)
        }
    };
    const PERSONAL: [&str; 2] = ["personal-none", "personal"];
    match page.which(&PERSONAL, usize::from(terms.commitments != [0; 32]))? {
        0 => page.fixed("personal-none"),
        _ => page.line("personal", &mut [("root", &mut Hex(&mut terms.commitments))]),
    }
}

fn co_borrowers(
    page: &mut Page<'_>,
    others: &mut Vec<AccountId>,
    details: &mut Details,
) -> Result<(), Unreadable> {
    // After the last one the sentence that binds them together; where there are none, that there are none.
    const NEXT: [&str; 3] = ["co-borrower-none", "co-borrower", "co-borrower-joint"];
    let mut written = 0;
    loop {
        let mine = match others.get(written) {
            Some(_) => 1,
            None if written == 0 => 0,
            None => 2,
        };
        let next = page.which(&NEXT, mine)?;
        if next != 1 {
            return page.fixed(NEXT[next]);
        }
        if written == others.len() {
            others.push(AccountId::default());
        }
        let account = &mut others[written];
        written += 1;
        if written > 2 * CO_BORROWERS_MAX {
            return Err(page.wrong());
        }
        let mut number = Known(written);
        let slots: &mut [(&str, &mut dyn page::Slot)] = &mut [("number", &mut number), ("account", account)];
        page.line("co-borrower", slots)?;
        person(page, details, &format!("co-borrower.{written}"))?;
    }
}

fn guarantors(
    page: &mut Page<'_>,
    guarantors: &mut Vec<Guarantor>,
    details: &mut Details,
) -> Result<(), Unreadable> {
    // After the last one the sentence by which they are bound; where there are none, that there are none.
    const NEXT: [&str; 4] = [
        "guarantor-none",
        "guarantor-joint",
        "guarantor-general",
        "guarantor-bound",
    ];
    let mut written = 0;
    loop {
        let mine = match guarantors.get(written) {
            Some(guarantor) if guarantor.joint => 1,
            Some(_) => 2,
            None if written == 0 => 0,
            None => 3,
        };
        let next = page.which(&NEXT, mine)?;
        if next == 0 || next == 3 {
            return page.fixed(NEXT[next]);
        }
        if written == guarantors.len() {
            guarantors.push(Guarantor {
                account: AccountId::default(),
                joint: next == 1,
                months: None,
            });
        }
        let guarantor = &mut guarantors[written];
        written += 1;
        if written > 2 * GUARANTORS_MAX {
            return Err(page.wrong());
        }
        let mut number = Known(written);
        let slots: &mut [(&str, &mut dyn page::Slot)] =
            &mut [("number", &mut number), ("account", &mut guarantor.account)];
        page.line(NEXT[next], slots)?;
        person(page, details, &format!("guarantor.{written}"))?;
        const PERIOD: [&str; 2] = ["guarantee-silent", "guarantee-months"];
        guarantor.months = match page.which(&PERIOD, usize::from(guarantor.months.is_some()))? {
            0 => {
                page.fixed("guarantee-silent")?;
                None
            }
            _ => {
                let mut months = guarantor.months.unwrap_or_default();
                page.line("guarantee-months", &mut [("months", &mut months)])?;
                Some(months)
            }
        };
    }
}

/// Name, ID number and telephone of one person, as far as they are shown.
fn person(page: &mut Page<'_>, details: &mut Details, role: &str) -> Result<(), Unreadable> {
    for (field, ids) in [
        ("name", ["person-name-withheld", "person-name"]),
        ("id_number", ["person-id-number-withheld", "person-id-number"]),
        ("phone", ["person-phone-withheld", "person-phone"]),
    ] {
        detail(page, details, format!("{role}.{field}"), ids)?;
    }
    Ok(())
}

/// One personal field: not mentioned, withheld, or shown.
fn detail(
    page: &mut Page<'_>,
    details: &mut Details,
    name: String,
    [withheld, shown]: [&str; 2],
) -> Result<(), Unreadable> {
    let mine = details.get(&name).map(|value| usize::from(value.is_some()));
    let value = match page.maybe(&[withheld, shown], mine) {
        None => return Ok(()),
        Some(0) => {
            page.fixed(withheld)?;
            None
        }
        Some(_) => {
            let mut value = details.remove(&name).flatten().unwrap_or_default();
            page.line(shown, &mut [("value", &mut Value(&mut value))])?;
            Some(value)
        }
    };
    details.insert(name, value);
    Ok(())
}

fn loan(page: &mut Page<'_>, terms: &mut Terms, details: &mut Details) -> Result<(), Unreadable> {
    page.fixed("head-loan")?;
    settlement(page, &mut terms.settlement)?;
    let in_words = capitals::of(terms.principal, terms.settlement);
    // The longer line first: the shorter one's words are in it too.
    const PRINCIPAL: [&str; 2] = ["principal-capitals", "principal"];
    let form = page.which(&PRINCIPAL, usize::from(in_words.is_none()))?;
    let mut words = Derived(in_words.unwrap_or_default());
    let mut amount = Money {
        amount: &mut terms.principal,
        settlement: terms.settlement,
    };
    match form {
        0 => page.line(
            "principal-capitals",
            &mut [("amount", &mut amount), ("capitals", &mut words)],
        )?,
        _ => page.line("principal", &mut [("amount", &mut amount)])?,
    }
    page.fixed("received")?;
    // An old debt is delivered already: its first line stands in this place.
    if !is_old_debt(page, terms) {
        least_delivery(page, terms)?;
    }
    if page.wording().form.says_deliveries() {
        deliveries(page, &mut terms.deliveries)?;
        past(page, terms)?;
    }
    detail(page, details, "purpose".into(), ["purpose-withheld", "purpose"])?;
    let zone = terms.utc_offset;
    let at = &mut terms.sign_by;
    if terms.past.is_empty() {
        page.line("sign-by", &mut [("moment", &mut Moment { at, zone })])?;
        let at = &mut terms.deliver_by;
        page.line("deliver-by", &mut [("moment", &mut Moment { at, zone })])?;
    } else {
        // Signed is delivered.
        page.line("past-sign-by", &mut [("moment", &mut Moment { at, zone })])?;
        terms.deliver_by = terms.sign_by;
    }
    page.line("zone", &mut [("offset", &mut terms.utc_offset)])
}

/// The least that makes a loan; outside the chain what the borrower acknowledges.
fn least_delivery(page: &mut Page<'_>, terms: &mut Terms) -> Result<(), Unreadable> {
    const LEAST: [&str; 3] = ["least-delivery", "least-whole", "least-acknowledged"];
    let mine = match (terms.least_delivery, terms.settlement) {
        (Some(_), _) => 0,
        (None, Settlement::Native | Settlement::Token { .. }) => 1,
        (None, Settlement::OffChain { .. }) => 2,
    };
    let found = page.which(&LEAST, mine)?;
    if found > 0 {
        terms.least_delivery = None;
        return page.fixed(LEAST[found]);
    }
    let mut amount = terms.least_delivery.unwrap_or_default();
    let settlement = terms.settlement;
    let mut money = Money {
        amount: &mut amount,
        settlement,
    };
    page.line(LEAST[0], &mut [("amount", &mut money)])?;
    terms.least_delivery = Some(amount);
    Ok(())
}

/// In how many parts the principal may come; of one there is no line.
fn deliveries(page: &mut Page<'_>, count: &mut u8) -> Result<(), Unreadable> {
    let several = *count > 1;
    match page.maybe(&["deliveries"], several.then_some(0)) {
        Some(_) => page.line("deliveries", &mut [("count", count)]),
        None => Ok(()),
    }
}

/// Whether the line comes next that only an old debt has.
fn is_old_debt(page: &Page<'_>, terms: &Terms) -> bool {
    let is_old = !terms.past.is_empty();
    page.wording().form.says_deliveries() && page.maybe(&["past"], is_old.then_some(0)).is_some()
}

/// What moved before the signature, movement by movement, and what it comes to; of other terms there is no line.
fn past(page: &mut Page<'_>, terms: &mut Terms) -> Result<(), Unreadable> {
    if !is_old_debt(page, terms) {
        return Ok(());
    }
    page.fixed("past")?;
    const NEXT: [&str; 5] = [
        "past-lent-proved",
        "past-lent",
        "past-repaid-proved",
        "past-repaid",
        "past-sum",
    ];
    let mut written = 0;
    loop {
        let mine = terms.past.get(written).map_or(4, |moved| {
            let unproved = usize::from(moved.receipt.is_none());
            unproved + if moved.by == Role::Lender { 0 } else { 2 }
        });
        let next = page.which(&NEXT, mine)?;
        if next == 4 {
            return past_sum(page, terms);
        }
        if written == terms.past.len() {
            terms.past.push(Moved {
                by: if next < 2 { Role::Lender } else { Role::Borrower },
                amount: Amount::ZERO,
                on: Day::default(),
                receipt: (next % 2 == 0).then_some([0; 32]),
            });
        }
        let settlement = terms.settlement;
        let moved = &mut terms.past[written];
        written += 1;
        if written > 2 * PAST_MAX {
            return Err(page.wrong());
        }
        let mut nothing = [0; 32];
        let receipt = moved.receipt.as_mut().unwrap_or(&mut nothing);
        let slots: &mut [(&str, &mut dyn page::Slot)] = &mut [
            ("number", &mut Known(written)),
            ("day", &mut moved.on),
            (
                "amount",
                &mut Money {
                    amount: &mut moved.amount,
                    settlement,
                },
            ),
            ("receipt", &mut Hex(receipt)),
        ];
        page.line(NEXT[next], slots)?;
    }
}

/// The sums of both sides and the balance, which follow from the rest.
fn past_sum(page: &mut Page<'_>, terms: &Terms) -> Result<(), Unreadable> {
    // Terms that are still being read need not have any; what stands in the text is compared when it is written again.
    let sums = terms.old_debt().ok().flatten();
    let wording = page.wording();
    let money = |of: fn(&OldDebt) -> Amount| {
        let mut amount = sums.as_ref().map(of).unwrap_or_default();
        let settlement = terms.settlement;
        let money = Money {
            amount: &mut amount,
            settlement,
        };
        Derived(page::Slot::write(&money, wording))
    };
    let on = sums.map(|sums| sums.on).unwrap_or_default();
    let slots: &mut [(&str, &mut dyn page::Slot)] = &mut [
        ("lent", &mut money(|sums| sums.received)),
        ("repaid", &mut money(|sums| sums.repaid)),
        ("day", &mut Derived(page::Slot::write(&on, wording))),
        ("principal", &mut money(|sums| sums.owed.principal)),
        ("interest", &mut money(|sums| sums.owed.interest)),
    ];
    page.line("past-sum", slots)
}

fn settlement(page: &mut Page<'_>, settlement: &mut Settlement) -> Result<(), Unreadable> {
    const WAYS: [&str; 3] = ["pay-native", "pay-token", "pay-outside"];
    let mine = match settlement {
        Settlement::Native => 0,
        Settlement::Token { .. } => 1,
        Settlement::OffChain { .. } => 2,
    };
    *settlement = match (page.which(&WAYS, mine)?, *settlement) {
        (0, _) => {
            page.fixed("pay-native")?;
            Settlement::Native
        }
        (1, was) => {
            let (mut contract, mut decimals) = match was {
                Settlement::Token { contract, decimals } => (contract, decimals),
                _ => (AccountId::default(), 0),
            };
            let slots: &mut [(&str, &mut dyn page::Slot)] =
                &mut [("contract", &mut contract), ("decimals", &mut decimals)];
            page.line("pay-token", slots)?;
            Settlement::Token { contract, decimals }
        }
        (_, was) => {
            let (mut currency, mut decimals) = match was {
                Settlement::OffChain { currency, decimals } => (currency, decimals),
                _ => (Currency(*b"XXX"), 0),
            };
            let slots: &mut [(&str, &mut dyn page::Slot)] = &mut [
                ("currency", &mut Named(&mut currency)),
                ("decimals", &mut decimals),
            ];
            page.line("pay-outside", slots)?;
            Settlement::OffChain { currency, decimals }
        }
    };
    Ok(())
}

fn interest(page: &mut Page<'_>, terms: &mut Terms) -> Result<(), Unreadable> {
    page.fixed("head-interest")?;
    const RATE: [&str; 2] = ["rate-none", "rate"];
    match page.which(&RATE, usize::from(terms.annual_rate != RatePpm::ZERO))? {
        0 => page.fixed("rate-none")?,
        _ => page.line("rate", &mut [("rate", &mut terms.annual_rate)])?,
    }
    counting(page, terms)?;
    const OVERDUE: [&str; 2] = ["overdue-rate-silent", "overdue-rate"];
    terms.overdue_rate = match page.which(&OVERDUE, usize::from(terms.overdue_rate.is_some()))? {
        0 => {
            page.fixed("overdue-rate-silent")?;
            None
        }
        _ => {
            let mut rate = terms.overdue_rate.unwrap_or_default();
            page.line("overdue-rate", &mut [("rate", &mut rate)])?;
            Some(rate)
        }
    };
    some_money(
        page,
        ["late-fee-none", "late-fee"],
        &mut terms.late_fee,
        terms.settlement,
    )?;
    law(page, terms)
}

/// How days and fractions are counted.
fn counting(page: &mut Page<'_>, terms: &mut Terms) -> Result<(), Unreadable> {
    page.choice(
        &mut terms.day_count,
        &[
            (DayCount::Act365, "days-act-365"),
            (DayCount::Act360, "days-act-360"),
            (DayCount::Thirty360, "days-30-360"),
        ],
    )?;
    page.choice(&mut terms.both_ends, &[(false, "ends-one"), (true, "ends-both")])?;
    page.choice(
        &mut terms.rounding,
        &[
            (Rounding::Floor, "rounding-floor"),
            (Rounding::HalfEven, "rounding-half-even"),
            (Rounding::HalfUp, "rounding-half-up"),
        ],
    )
}

/// A sum of money that may be nothing.
fn some_money(
    page: &mut Page<'_>,
    [none, some]: [&str; 2],
    amount: &mut Amount,
    settlement: Settlement,
) -> Result<(), Unreadable> {
    match page.which(&[none, some], usize::from(!amount.is_zero()))? {
        0 => page.fixed(none),
        _ => page.line(some, &mut [("amount", &mut Money { amount, settlement })]),
    }
}

fn law(page: &mut Page<'_>, terms: &mut Terms) -> Result<(), Unreadable> {
    // An old debt has a highest rate of each day on which its money came.
    let prc = if terms.past.is_empty() {
        "cap-prc"
    } else {
        "past-cap-prc"
    };
    let caps = [prc, "cap-agreed", "cap-none"];
    let jurisdiction = &mut terms.jurisdiction;
    let mine = match jurisdiction {
        Jurisdiction::PrcNaturalPersons => 0,
        Jurisdiction::Custom { .. } => 1,
        Jurisdiction::None => 2,
    };
    match (page.which(&caps, mine)?, *jurisdiction) {
        (0, _) => {
            *jurisdiction = Jurisdiction::PrcNaturalPersons;
            page.fixed(prc)?;
            page.fixed("law-prc")
        }
        (1, was) => {
            let mut cap = match was {
                Jurisdiction::Custom { cap } => cap,
                _ => RatePpm::ZERO,
            };
            page.line("cap-agreed", &mut [("rate", &mut cap)])?;
            *jurisdiction = Jurisdiction::Custom { cap };
            page.fixed("law-open")
        }
        _ => {
            *jurisdiction = Jurisdiction::None;
            page.fixed("cap-none")?;
            page.fixed("law-open")
        }
    }
}

fn repayment(page: &mut Page<'_>, terms: &mut Terms) -> Result<(), Unreadable> {
    page.fixed("head-repayment")?;
    periods(page, terms)?;
    some_money(
        page,
        ["balloon-none", "balloon"],
        &mut terms.plan.balloon,
        terms.settlement,
    )?;
    schedule(page, &mut terms.schedule, terms.settlement)?;
    if terms.past.is_empty() {
        page.fixed("follows")?;
    }
    early(page, terms)?;
    page.line("grace", &mut [("days", &mut terms.grace_days)])?;
    const ACCELERATION: [&str; 2] = ["acceleration-none", "acceleration"];
    terms.acceleration = match page.which(&ACCELERATION, usize::from(terms.acceleration.is_some()))? {
        0 => {
            page.fixed("acceleration-none")?;
            None
        }
        _ => {
            let mut days = terms.acceleration.unwrap_or_default();
            page.line("acceleration", &mut [("days", &mut days)])?;
            Some(days)
        }
    };
    if page.wording().form.says_answers() {
        answers(page, &mut terms.answer_days)?;
    }
    page.fixed("order")
}

/// After how many days anyone may have it recorded that a report stayed unanswered.
fn answers(page: &mut Page<'_>, days: &mut u16) -> Result<(), Unreadable> {
    const ANSWER: [&str; 2] = ["answer-none", "answer"];
    match page.which(&ANSWER, usize::from(*days > 0))? {
        0 => page.fixed("answer-none"),
        _ => page.line("answer", &mut [("days", days)]),
    }
}

/// From when the periods are counted, how principal is spread over them, and how many there are.
fn periods(page: &mut Page<'_>, terms: &mut Terms) -> Result<(), Unreadable> {
    let start = if terms.past.is_empty() {
        "start"
    } else {
        "past-start"
    };
    let plan = &mut terms.plan;
    page.line(start, &mut [("day", &mut plan.start)])?;
    page.choice(
        &mut plan.method,
        &[
            (Method::Bullet, "method-bullet"),
            (Method::InterestOnly, "method-interest-only"),
            (Method::EqualInstalments, "method-equal-instalments"),
            (Method::EqualPrincipal, "method-equal-principal"),
            (Method::Custom, "method-custom"),
        ],
    )?;
    every(page, plan)
}

fn early(page: &mut Page<'_>, terms: &mut Terms) -> Result<(), Unreadable> {
    page.choice(
        &mut terms.early_repayment,
        &[(true, "early"), (false, "early-none")],
    )
}

fn every(page: &mut Page<'_>, plan: &mut Plan) -> Result<(), Unreadable> {
    const EVERY: [&str; 3] = ["every-months", "every-days", "every-by-hand"];
    let (mine, mut count) = match plan.every {
        Period::Months(months) => (0, months),
        Period::Days(days) => (1, days),
        Period::ByHand => (2, 0),
    };
    let found = page.which(&EVERY, mine)?;
    if found == 2 {
        plan.every = Period::ByHand;
        return page.line("every-by-hand", &mut [("periods", &mut plan.periods)]);
    }
    let slots: &mut [(&str, &mut dyn page::Slot)] =
        &mut [("count", &mut count), ("periods", &mut plan.periods)];
    page.line(EVERY[found], slots)?;
    plan.every = match found {
        0 => Period::Months(count),
        _ => Period::Days(count),
    };
    Ok(())
}

fn schedule(
    page: &mut Page<'_>,
    rows: &mut Vec<Instalment>,
    settlement: Settlement,
) -> Result<(), Unreadable> {
    let mut count = u16::try_from(rows.len()).unwrap_or(u16::MAX);
    let unit = figures::unit(page.wording(), settlement);
    let slots: &mut [(&str, &mut dyn page::Slot)] =
        &mut [("count", &mut count), ("unit", &mut Derived(unit))];
    page.line("schedule", slots)?;
    if rows.is_empty() {
        // A limit before memory is taken: one who reads doesn't know yet whom the count is from.
        if count > INSTALMENTS_MAX {
            return Err(page.wrong());
        }
        let empty = Instalment {
            due: Day::default(),
            principal: Amount::ZERO,
            interest: Amount::ZERO,
        };
        rows.resize(count.into(), empty);
    }
    let number = |amount| figures::number(amount, settlement);
    let (mut principal, mut interest) = (0u128, 0u128);
    for (n, row) in rows.iter_mut().enumerate() {
        let total = number(row.principal.minor() + row.interest.minor());
        let slots: &mut [(&str, &mut dyn page::Slot)] = &mut [
            ("number", &mut Known(n + 1)),
            ("day", &mut row.due),
            ("principal", &mut figures::Number(&mut row.principal, settlement)),
            ("interest", &mut figures::Number(&mut row.interest, settlement)),
            ("total", &mut Derived(total)),
        ];
        page.line("row", slots)?;
        principal = principal.saturating_add(row.principal.minor());
        interest = interest.saturating_add(row.interest.minor());
    }
    let slots: &mut [(&str, &mut dyn page::Slot)] = &mut [
        ("principal", &mut Derived(number(principal))),
        ("interest", &mut Derived(number(interest))),
        ("total", &mut Derived(number(principal.saturating_add(interest)))),
    ];
    page.line("sum", slots)
}

/// Terms to be filled in.
fn blank() -> Terms {
    Terms {
        lender: AccountId::default(),
        borrower: AccountId::default(),
        co_borrowers: Vec::new(),
        settlement: Settlement::Native,
        principal: Amount::ZERO,
        least_delivery: None,
        annual_rate: RatePpm::ZERO,
        overdue_rate: None,
        day_count: DayCount::Act365,
        both_ends: false,
        rounding: Rounding::Floor,
        utc_offset: UtcOffset(0),
        plan: Plan {
            method: Method::Bullet,
            start: Day::default(),
            every: Period::ByHand,
            periods: 0,
            balloon: Amount::ZERO,
        },
        schedule: Vec::new(),
        grace_days: 0,
        acceleration: None,
        late_fee: Amount::ZERO,
        early_repayment: true,
        jurisdiction: Jurisdiction::None,
        guarantors: Vec::new(),
        arbiter: None,
        sign_by: Timestamp(0),
        deliver_by: Timestamp(0),
        commitments: [0; 32],
        reference: [0; 16],
        answer_days: 0,
        deliveries: 1,
        successions: Vec::new(),
        past: Vec::new(),
    }
}
