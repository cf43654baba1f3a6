//! The certificate of a loan on a chain on paper: the same file gives the same bytes, nothing is lost on the way from the
//! report to the page, and no page is printed of a file that is false.

use super::*;
use crate::sample::amount;
use iou_evidence::verify::{sample, verify, Verdict};

fn verified() -> (Vec<u8>, VerificationReport) {
    let paper = sample::of_size(4, 12, 24, 1);
    let file = paper.file();
    let report = verify(&file, &paper.genesis());
    assert!(report.holds());
    (file, report)
}

fn data(file: &[u8], report: &VerificationReport) -> Certificate {
    of(file, report, "https://verify.example.org/").expect("it holds")
}

fn printed(file: &[u8], report: &VerificationReport, link: &str) -> Vec<u8> {
    page::render(&of(file, report, link).expect("it holds"), file).unwrap()
}

#[test]
fn the_same_file_gives_the_same_certificate_and_has_it_inside() {
    let (file, report) = verified();
    let one = printed(&file, &report, "");
    assert!(one == printed(&file, &report, ""));
    assert!(one.starts_with(b"%PDF-1.7"));
    assert!(one != printed(&file, &report, "https://verify.example.org/"));
    assert!(iou_evidence::pdf::evidence(&one).unwrap() == file);
}

#[test]
fn until_when_it_tells_is_the_first_finding() {
    let (file, report) = verified();
    let made = data(&file, &report);
    let words = &made.findings[0].words;
    let block = made.as_of.block.to_string();
    assert!(
        words.en.contains(&block) && words.en.contains("not in this file"),
        "{words:?}"
    );
    assert!(
        words.zh.contains(&block) && words.zh.contains("不在本文件中"),
        "{words:?}"
    );
}

#[test]
fn every_item_of_the_report_is_in_a_finding_and_every_article_is_answered() {
    let (file, report) = verified();
    let made = data(&file, &report);
    for item in &report.items {
        let title = Speaker::new(&Text::new(Lang::En), None).title(item);
        assert!(
            made.findings.iter().any(|finding| finding.item.en == title),
            "{} is in no finding",
            item.check
        );
    }
    for article in page::Article::ALL {
        let answered = made
            .findings
            .iter()
            .any(|finding| finding.answers.contains(&article));
        assert!(answered, "{article:?}");
    }
    let all = [Verdict::Proved, Verdict::Stated, Verdict::Missing];
    let told: usize = all.iter().map(|verdict| report.count(*verdict)).sum();
    assert_eq!(told, report.items.len());
    assert_eq!(made.timeline.len(), report.loan.as_ref().unwrap().events.len());
    assert_eq!(made.institutions.len(), 4);
    assert!(made.institutions.iter().filter(|one| one.signed).count() >= 3);
}

#[test]
fn no_message_of_the_certificate_is_missing_in_either_language() {
    let (file, report) = verified();
    let shown = serde_json::to_string(&data(&file, &report)).unwrap();
    // The message library names what it does not find, and the variables that it was not given.
    for sign in ["No localization for", "Unknown localization", "{$", "{ $"] {
        assert!(!shown.contains(sign), "{sign} in {shown}");
    }
}

#[test]
fn of_a_passkey_the_digest_stands_with_its_party_and_what_it_signed_among_the_findings() {
    use iou_evidence::verify::sample::{passkeys::Told, Paper};
    let mut told = Told::default();
    let genesis = Paper::new(&[1, 2, 3], 1).genesis();
    let shown = |told: &Told| {
        let file = told.bundle().seal();
        let report = verify(&file, &genesis);
        assert!(report.holds());
        data(&file, &report)
    };
    let made = shown(&told);
    for (n, party) in made.parties.iter().take(2).enumerate() {
        // The lender stands first here, and last in the list of fields.
        let digest = told.fields[1 - n]
            .opened
            .as_ref()
            .map(|opened| opened.value.clone());
        let passkey: Vec<_> = party.details.iter().map(|detail| detail.value.clone()).collect();
        assert_eq!(passkey, [digest]);
        assert!(
            party.details[0].label.en.contains("passkey") && party.details[0].label.zh.contains("通行密钥")
        );
    }
    let found: Vec<_> = made
        .findings
        .iter()
        .filter(|one| one.item.en == "Passkey")
        .collect();
    let verdicts: Vec<_> = found.iter().map(|one| one.verdict).collect();
    assert_eq!(verdicts, [page::Verdict::Proved, page::Verdict::Stated]);
    assert!(found[0].words.en.starts_with("4 steps") && found[0].words.zh.starts_with("共 4 步"));
    // Whose was not opened is not called withheld: it says nothing of a person.
    told.fields[0].opened = None;
    let _borrowers = told.passkeys.remove(0);
    let made = shown(&told);
    let count = |n: usize| made.parties[n].details.len();
    assert_eq!((count(0), count(1)), (1, 0));
}

#[test]
fn a_file_that_is_false_has_no_certificate() {
    let (mut file, _) = verified();
    let genesis = sample::of_size(4, 12, 24, 1).genesis();
    let last = file.len() / 2;
    file[last] ^= 1;
    let report = verify(&file, &genesis);
    assert_eq!(of(&file, &report, ""), None);
}

#[test]
fn thousands_are_parted_in_amounts_and_nowhere_else() {
    for (plain, shown) in [
        ("36000.00 CNY", "36,000.00 CNY"),
        ("1234567.89 × 8.00% × 92 ÷ 365", "1,234,567.89 × 8.00% × 92 ÷ 365"),
        ("100.00", "100.00"),
        ("1000.00", "1,000.00"),
        ("2026-11-23 1000 5FHneW46x.y", "2026-11-23 1000 5FHneW46x.y"),
    ] {
        assert_eq!(grouped(plain), shown);
    }
}

/// A loan that is paid off, the last part of it forgiven or not.
fn settled(forgiven: u128) -> (Vec<u8>, VerificationReport) {
    let paper = settled_paper(|_| forgiven);
    let file = paper.file();
    let report = verify(&file, &paper.genesis());
    assert!(report.holds());
    (file, report)
}

/// The same; how much is forgiven follows from what is owed.
fn settled_paper(forgiven: impl Fn(u128) -> u128) -> sample::Paper {
    let mut paper = sample::Paper::with_loan(&[1, 2, 3, 4], 2);
    paper.wait(10);
    let on = terms::Day(sample::START.0 + 10);
    let figures = paper
        .loan()
        .figures(&paper.schedule().to_vec(), &terms::law::BuiltIn, on);
    let owed = figures.unwrap().total().minor();
    let forgiven = forgiven(owed);
    let pay = terms::life::Action::ReportRepayment {
        amount: amount(owed - forgiven),
        on,
        receipt: None,
        payer: None,
        to: terms::sample::UNSEEN_CREDITOR,
    };
    if forgiven < owed {
        paper.act(0, pay);
    }
    if forgiven > 0 {
        let (amount, evidence) = (amount(forgiven), None);
        paper.act(0, terms::life::Action::Forgive { amount, evidence });
    }
    assert_eq!(paper.loan().state.status(), terms::Status::Settled);
    paper
}

/// The certificate of settlement of a loan, by its evidence.
fn certified(paper: &sample::Paper) -> page::Settlement {
    let file = paper.file();
    settlement(&file, &verify(&file, &paper.genesis()), "").expect("it is settled")
}

fn labels(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.label.en.as_str()).collect()
}

#[test]
fn a_loan_that_was_forgiven_as_a_whole_rests_on_what_the_law_says_of_forgiving_and_was_not_performed() {
    let made = certified(&settled_paper(|owed| owed));
    assert_eq!(
        labels(&made.law),
        ["Civil Code, art. 557, para. 1, item 4", "Civil Code, art. 575"]
    );
    assert_eq!(
        labels(&made.account),
        ["Repaid, of it interest", "Forgiven by the lender"]
    );
    assert!(made.law.iter().all(|row| row.value.zh.contains("免除")));
}

#[test]
fn that_one_side_asks_to_take_a_payment_back_is_said_on_the_certificate_of_settlement() {
    let mut paper = settled_paper(|_| 0);
    assert_eq!(certified(&paper).notes, []);
    crate::sample::ask_back(&mut paper, 0);
    let made = certified(&paper);
    assert_eq!(made.loan.status.en, "settled");
    let [asked, follows] = &made.notes[..] else {
        panic!("{:?}", made.notes)
    };
    assert!(asked.en.starts_with("Unanswered: taking back the payment of 10,"));
    assert!(asked.zh.starts_with("未答复：") && asked.zh.contains("借款人"));
    assert!(follows.en.contains("runs again") && follows.zh.contains("重新计算"));
    crate::sample::ask_back(&mut paper, 1);
    let file = paper.file();
    assert_eq!(settlement(&file, &verify(&file, &paper.genesis()), ""), None);
}

#[test]
fn a_settled_loan_has_a_certificate_of_settlement_and_no_other_loan_has() {
    let (file, report) = verified();
    assert_eq!(settlement(&file, &report, ""), None);
    let (file, report) = settled(0);
    let made = settlement(&file, &report, "https://verify.example.org/").unwrap();
    assert_eq!(made.loan.status.en, "settled");
    let block = made.as_of.block.to_string();
    assert!(made.statement.en.contains(&block) && made.statement.zh.contains(&block));
    assert!(made.statement.en.contains("nothing is owed") && made.statement.zh.contains("均已结清"));
    let label = |row: &Row| row.label.en.clone();
    let figures: Vec<_> = made.loan.figures.iter().map(label).collect();
    assert_eq!(figures, ["Signed for", "Delivered, acknowledged", "Repaid"]);
    let kinds: Vec<_> = made.account.iter().map(label).collect();
    assert_eq!(kinds, ["Repaid, of it principal", "Repaid, of it interest"]);
    assert_eq!(made.account[0].value.en, "10,000.00 CNY");
    let articles: Vec<_> = made.law.iter().map(label).collect();
    assert_eq!(
        articles,
        ["Civil Code, art. 557, para. 1, item 1", "Civil Code, art. 561"]
    );
    assert!(made.settled.starts_with("2026-"), "{}", made.settled);
    // Whoever signed when is in the file; names that were not opened are withheld.
    assert_eq!(made.parties.len(), 2);
    assert!(made.parties.iter().all(|party| party.note == Both::default()));
    let shown = serde_json::to_string(&made).unwrap();
    for sign in ["No localization for", "Unknown localization", "{$", "{ $"] {
        assert!(!shown.contains(sign), "{sign} in {shown}");
    }
    // Where a part was forgiven, that is said with its article, and was not repaid.
    let (file, report) = settled(30_000);
    let made = settlement(&file, &report, "").unwrap();
    assert!(made
        .account
        .iter()
        .any(|row| row.label.en == "Forgiven by the lender" && row.value.en == "300.00 CNY"));
    assert!(made.law.iter().any(|row| row.label.zh.contains("第575条")));
}

#[test]
fn a_pdf_that_calls_itself_a_certificate_of_settlement_is_held_to_the_evidence_inside_it() {
    use iou_evidence::pdf::{Given, Page};
    let paper = settled_paper(|_| 0);
    let (file, genesis) = (paper.file(), paper.genesis());
    let printed = page::render(&certified(&paper), &file).unwrap();
    let given = Given::open(&printed).unwrap();
    assert!(given.page == Some(Page::Settlement) && *given.file == file);
    let report = given.verify(&genesis);
    assert!(report.holds());
    let said = |report: &VerificationReport| {
        let item = report.items.last().unwrap();
        let speaker = |lang| Speaker::new(&Text::new(lang), None).sentence(item);
        (item.verdict, speaker(Lang::En), speaker(Lang::Zh))
    };
    let (verdict, en, zh) = said(&report);
    assert_eq!(verdict, Verdict::Proved);
    assert!(
        en.contains("nothing is owed as of") && zh.contains("结清证明"),
        "{en} {zh}"
    );

    // Somebody put the evidence of a running loan into such a page.
    let (running, report) = verified();
    let mut forged = certified(&paper);
    forged.file.sha256 = hex::encode(iou_base::sha256(&running));
    let forged = page::render(&forged, &running).unwrap();
    let given = Given::open(&forged).unwrap();
    assert!(given.page == Some(Page::Settlement) && *given.file == running);
    let held = given.verify(&report.loan.as_ref().unwrap().genesis);
    assert!(report.holds() && !held.holds());
    let (verdict, en, zh) = said(&held);
    assert_eq!(verdict, Verdict::False);
    assert!(
        en.contains("the loan is running") && zh.contains("请勿当作结清证明"),
        "{en} {zh}"
    );
    let other = printed_of(&running);
    assert_eq!(Given::open(&other).unwrap().page, Some(Page::Certificate));
    // Whoever leaves the name out escapes being held to it; where the loan stands is said beside its sums all the same.
    let text = Text::new(Lang::En);
    let figures =
        |report: &VerificationReport| crate::findings::figures(&text, report.loan.as_ref().unwrap());
    let stands = |report: &VerificationReport| figures(report)[1].1.clone();
    let settled = verify(&file, &genesis);
    assert_eq!(
        (stands(&report), stands(&settled)),
        ("running".to_owned(), "settled".to_owned())
    );
    let owed = |report: &VerificationReport| figures(report).last().unwrap().clone();
    assert_eq!(owed(&settled), ("Owed in all".to_owned(), "0.00 CNY".to_owned()));
    assert_ne!(owed(&report).1, "0.00 CNY");
}

fn printed_of(file: &[u8]) -> Vec<u8> {
    let report = verify(file, &sample::of_size(4, 12, 24, 1).genesis());
    printed(file, &report, "")
}

#[test]
fn the_first_page_has_the_three_sums_and_says_who_has_not_answered_for_how_long() {
    let mut paper = sample::Paper::with_loan(&[1, 2, 3, 4], 2);
    crate::sample::report(&mut paper, 40_000);
    paper.wait(12);
    // Something of that day, so that a block has it.
    let acknowledged = terms::life::Action::Acknowledge {
        at_most: terms::Amount::MAX,
        evidence: None,
    };
    paper.act(1, acknowledged);
    let file = paper.file();
    let made = data(&file, &verify(&file, &paper.genesis()));
    let figures: Vec<_> = made
        .loan
        .figures
        .iter()
        .map(|row| row.label.en.as_str())
        .collect();
    assert_eq!(
        figures,
        ["Signed for", "Delivered, acknowledged", "Repaid", "Owed in all"]
    );
    assert_eq!(made.notes.len(), 1);
    assert!(
        made.notes[0].en.ends_with("unanswered by the lender for 12 days"),
        "{:?}",
        made.notes
    );
    assert!(
        made.notes[0].zh.ends_with("出借人已 12 天没有答复"),
        "{:?}",
        made.notes
    );
}
