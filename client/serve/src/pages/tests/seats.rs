//! Who may act for a seat, as the pages say it to its owner, to whoever is to get it, to whom the owner named, and to the other side.

use terms::agreement::Succession;

use super::*;

const HEIR: AccountId = AccountId([21; 32]);
const NEW: AccountId = AccountId([22; 32]);

/// Running since day 0; the borrower named an heir, with fourteen days to object.
fn with_an_heir() -> Played {
    let mut terms = six_months();
    terms.successions = vec![Succession {
        seat: BORROWER,
        heir: Some(HEIR),
        verifier: None,
        second: None,
        days: 14,
    }];
    let mut played = Played::signed(17, terms);
    played.deliver(2_000_000, noon(0));
    played.acknowledge(2_000_000, noon(0));
    played
}

fn claim(to: AccountId) -> Action {
    Action::ClaimSeat {
        seat: BORROWER,
        to,
        statement: None,
        evidence: None,
    }
}

/// Claimed by the heir on day 40: through day 54 the borrower can object.
fn claimed() -> Played {
    let mut played = with_an_heir();
    played.step(HEIR, noon(40), claim(HEIR));
    played
}

fn taken() -> Played {
    let mut played = claimed();
    let take = Action::TakeSeat {
        seat: BORROWER,
        evidence: None,
    };
    played.step(HEIR, noon(55), take);
    played
}

fn seen(record: &Record, accounts: &[AccountId]) -> Answer {
    let f = Frame::new(&HeaderMap::new(), "loan", "/loans/17");
    let page = loan::page_for(f, record, accounts, true);
    Answer {
        status: StatusCode::OK,
        headers: HeaderMap::new(),
        body: askama::Template::render(&page).unwrap(),
    }
}

impl Answer {
    fn says(&self, all: &[&str]) {
        let text = self.text();
        for said in all {
            assert!(text.contains(said), "{said} in {text}");
        }
    }

    fn offers(&self, step: &str) -> bool {
        self.body.contains(&format!("data-step=\"{step}\""))
    }
}

#[tokio::test]
async fn whose_seat_is_claimed_reads_it_before_all_else_with_one_button_to_object_and_by_when() {
    let house = House::with(&[&claimed()], 41).await;
    let record = house.record(17).await;
    let page = seen(&record, &[BORROWER]);
    page.says(&[
        "Somebody else wants to act for you in this loan",
        "You can object until",
        "nothing is decided for the borrower",
        "Was it not you",
    ]);
    let (warning, sums) = (page.body.find("role=\"alert\""), page.body.find("class=\"sums\""));
    assert!(warning.is_some() && warning < sums, "it stands above the sums");
    let href = format!(
        "/loans/17/object?seat={}&#38;to={}",
        iou_view::address(BORROWER),
        iou_view::address(HEIR)
    );
    assert!(
        page.body.contains(&href) || page.body.contains(&href.replace("&#38;", "&amp;")),
        "{}",
        page.body
    );
    assert_eq!(page.body.matches("data-step=\"object\"").count(), 1);
    // Nothing that decides is offered meanwhile; what keeps a right is.
    assert!(page.offers("report") && page.offers("dispute"));
    assert!(!page.offers("dismiss") && !page.offers("hand-over"));
    let book = book::rendered(&house.site, &[BORROWER]).await;
    assert!(book.contains("somebody else wants to act for you"), "{book}");
}

#[tokio::test]
async fn the_other_side_reads_from_when_another_account_may_act_and_whoever_has_not_logged_in_can_object() {
    let house = House::with(&[&claimed()], 41).await;
    let record = house.record(17).await;
    let lender = seen(&record, &[LENDER]);
    lender.says(&[
        "Another account may come to act for the borrower",
        "if there is no objection by",
        "Debt, claim and days stay as they are",
        "Electronic Signature Law, art. 15",
        "If a key is lost",
        "14 days to object",
    ]);
    assert!(!lender.offers("object") && !lender.offers("take"));
    assert!(lender.offers("report"), "the lender is not held");
    let anybody = seen(&record, &[]);
    assert!(anybody.offers("object"), "{}", anybody.body);
    // A browser that knows its side shows the one or the other; what is to its own side only waits for that.
    assert!(
        anybody.body.contains("data-own=\"borrower\" hidden")
            && anybody.body.contains("data-others=\"borrower\"")
    );
    assert!(!lender.body.contains("data-own") && !lender.body.contains("data-others"));
    let linked = loan::page_for(Frame::new(&HeaderMap::new(), "loan", "/l/x"), &record, &[], false);
    assert!(!askama::Template::render(&linked).unwrap().contains("data-step"));
    // In Chinese, by the page itself.
    house
        .get("/loans/17")
        .await
        .says(&["借款人可能改由另一账户操作", "《电子签名法》第十五条"]);
}

#[tokio::test]
async fn an_heir_waits_for_the_day_and_then_takes_over_and_acts_as_the_borrower() {
    let before = House::with(&[&claimed()], 54).await;
    let page = seen(&before.record(17).await, &[HEIR]);
    page.says(&[
        "Your account is to act for the borrower",
        "You can take over from",
    ]);
    assert!(!page.offers("take") && page.offers("give-up"));
    let after = House::with(&[&claimed()], 55).await;
    let page = seen(&after.record(17).await, &[HEIR]);
    page.says(&["You can take over now"]);
    assert!(page.offers("take"));
    let taken = House::with(&[&taken()], 56).await;
    let record = taken.record(17).await;
    let seen_by = |record: &Record, account| Viewer::of(record.books(), &[account]);
    assert_eq!(seen_by(&record, HEIR), Viewer::Borrower(BORROWER));
    assert_eq!(seen_by(&record, BORROWER), Viewer::Beside);
    let before = before.record(17).await;
    assert_eq!(seen_by(&before, HEIR), Viewer::Beside);
    assert_eq!(seen_by(&before, BORROWER), Viewer::Borrower(BORROWER));
    assert_eq!(seen_by(&before, NEW), Viewer::Other);
    let page = seen(&record, &[HEIR]);
    page.says(&[
        "nothing is decided for you here",
        "acts for the borrower from now on",
    ]);
    assert!(page.offers("report") && !page.offers("dismiss"));
    seen(&record, &[BORROWER]).says(&["Another account acts in your place in this loan"]);
    seen(&record, &[LENDER]).says(&["Another account acts for the borrower"]);
    // Thirty days later it is as any other.
    let free = House::with(&[&self::taken()], 86).await;
    let page = seen(&free.record(17).await, &[HEIR]);
    assert!(
        !page.text().contains("nothing is decided for you"),
        "{}",
        page.text()
    );
    assert!(page.offers("hand-over"));
}

#[tokio::test]
async fn an_heir_who_is_named_can_claim_and_one_who_is_asked_can_sign_for_a_handing_over() {
    let house = House::with(&[&with_an_heir()], 40).await;
    let record = house.record(17).await;
    let page = seen(&record, &[HEIR]);
    page.says(&[
        "You are named in case the borrower loses their key",
        "14 days to object",
    ]);
    assert!(page.offers("claim"));
    assert!(!seen(&record, &[LENDER]).offers("claim") && !seen(&record, &[]).offers("claim"));
    assert!(seen(&record, &[BORROWER]).offers("hand-over"));
    let mut played = with_an_heir();
    played.step(BORROWER, noon(40), claim(NEW));
    let house = House::with(&[&played], 41).await;
    let record = house.record(17).await;
    let page = seen(&record, &[HEIR]);
    assert!(page.offers("support") && page.offers("claim"), "{}", page.body);
    seen(&record, &[BORROWER]).says(&["You are handing this loan over to another key"]);
    let support = Action::SupportClaim {
        seat: BORROWER,
        to: NEW,
        evidence: None,
    };
    played.step(HEIR, noon(41), support);
    let house = House::with(&[&played], 41).await;
    assert!(seen(&house.record(17).await, &[NEW]).offers("take"));
}

#[tokio::test]
async fn a_step_about_a_seat_goes_to_the_signer_with_the_claim_that_was_seen_and_with_no_other() {
    let house = House::with(&[&claimed()], 55).await;
    let (seat, to) = (iou_view::address(BORROWER), iou_view::address(HEIR));
    let answer = house
        .post("/loans/17/object", &[("seat", &seat), ("to", &to)])
        .await;
    let task = answer.task(answer.header(header::LOCATION), "act");
    assert_eq!(task["step"], "end_claim");
    assert_eq!(task["args"], serde_json::json!({"seat": seat, "to": to}));
    let answer = house
        .post("/loans/17/take", &[("seat", &seat), ("to", &to)])
        .await;
    let task = answer.task(answer.header(header::LOCATION), "act");
    assert_eq!(
        (&task["step"], &task["args"]),
        (&"take_seat".into(), &serde_json::json!({"seat": seat}))
    );
    for (seat, to) in [
        (&seat, iou_view::address(NEW)),
        (&to, to.clone()),
        (&seat, String::new()),
        (&seat, HOSTILE.to_owned()),
    ] {
        let answer = house
            .post("/loans/17/object", &[("seat", seat), ("to", &to)])
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.holds_no_markup_of_others();
    }
    // The form of the step has them along.
    let form = house.get(&format!("/loans/17/object?seat={seat}&to={to}")).await;
    assert!(
        form.body.contains(&format!("name=\"to\" value=\"{to}\"")),
        "{}",
        form.body
    );
    form.says(&["提出异议", "异议截止日"]);
    // To whom a seat is handed over is typed.
    let form = house.get(&format!("/loans/17/hand-over?seat={seat}")).await;
    assert!(form.body.contains("id=\"to\""), "{}", form.body);
    let wrong = house
        .post("/loans/17/hand-over", &[("seat", &seat), ("to", "x")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("id=\"to-w\""), "{}", wrong.body);
    let made = house
        .post(
            "/loans/17/hand-over",
            &[("seat", &seat), ("to", &iou_view::address(NEW))],
        )
        .await;
    let task = made.task(made.header(header::LOCATION), "act");
    assert_eq!(task["step"], "claim_seat");
    // Of a loan on which nobody claims anything there is nothing to answer.
    let house = House::with(&[&with_an_heir()], 40).await;
    let answer = house.get(&format!("/loans/17/object?seat={seat}&to={to}")).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn after_an_objection_a_claim_takes_the_newest_identity_statement_and_without_one_it_says_what_is_missing(
) {
    let mut played = claimed();
    let object = Action::EndClaim {
        seat: BORROWER,
        to: HEIR,
        evidence: None,
    };
    played.step(BORROWER, noon(41), object);
    let house = House::with(&[&played], 42).await;
    let (seat, to) = (iou_view::address(BORROWER), iou_view::address(HEIR));
    let answer = house
        .post("/loans/17/claim", &[("seat", &seat), ("to", &to)])
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says(&["核验人身份声明"]);
    let digest = [5; 32];
    let stated = terms::agreement::Identity {
        verifier: NEW,
        digest,
        revoked: None,
    };
    played.books.identities.push(stated);
    let house = House::with(&[&played], 42).await;
    let answer = house
        .post("/loans/17/claim", &[("seat", &seat), ("to", &to)])
        .await;
    let task = answer.task(answer.header(header::LOCATION), "act");
    assert_eq!(task["args"]["statement"], hex::encode(digest));
}

#[tokio::test]
async fn whoever_is_held_reads_on_the_form_of_a_step_why_it_has_to_wait_and_until_when() {
    let mut played = with_an_heir();
    played.report(100_000, noon(30));
    played.step(HEIR, noon(40), claim(HEIR));
    let take = Action::TakeSeat {
        seat: BORROWER,
        evidence: None,
    };
    played.step(HEIR, noon(55), take);
    let house = House::with(&[&played], 56).await;
    let cookie = house.logged_in(&[HEIR]).await;
    let ask = async |path: &str| {
        let request = request(Method::GET, path, Lang::Zh).header(header::COOKIE, cookie.as_str());
        house.ask(request.body(Body::empty()).unwrap()).await
    };
    let barred = ask("/loans/17/dismiss").await;
    barred.says(&["不能以您的名义办这件事", "（含当日）以前"]);
    assert!(!barred.body.contains("id=\"next\""), "{}", barred.body);
    assert!(ask("/loans/17/report").await.body.contains("id=\"next\""));
}

#[tokio::test]
async fn who_is_only_named_or_claims_or_had_the_seat_is_shown_no_transfer_and_no_step_of_a_side() {
    let claimed = House::with(&[&claimed()], 41).await.record(17).await;
    let taken = House::with(&[&taken()], 90).await.record(17).await;
    let named = House::with(&[&with_an_heir()], 41).await.record(17).await;
    for (record, account) in [(&named, HEIR), (&claimed, HEIR), (&taken, BORROWER)] {
        let page = seen(record, &[account]);
        assert!(!page.body.contains("id=\"memo\""), "{}", page.body);
        assert!(!page.offers("report") && !page.offers("dispute") && !page.offers("hand-over"));
        // What falls due is no matter of theirs either.
        assert_eq!(Viewer::of(record.books(), &[account]), Viewer::Beside);
    }
    // The heir has the seat now: there is nothing to claim any more.
    assert!(seen(&named, &[HEIR]).offers("claim") && !seen(&taken, &[HEIR]).offers("claim"));
    for (record, accounts) in [
        (&claimed, &[BORROWER][..]),
        (&claimed, &[BORROWER][..0]),
        (&claimed, &[NEW][..]),
        (&claimed, &[HEIR, BORROWER][..]),
        (&taken, &[HEIR][..]),
    ] {
        let page = seen(record, accounts);
        assert!(
            page.body.contains("id=\"memo\"") && page.offers("report"),
            "{accounts:?}"
        );
    }
}

#[tokio::test]
async fn giving_up_is_never_the_main_button_and_whoever_had_the_key_before_has_nothing_to_give_up() {
    let waiting = House::with(&[&claimed()], 41).await.record(17).await;
    let page = seen(&waiting, &[HEIR]);
    assert!(
        page.body.contains("class=\"btn\" data-step=\"give-up\""),
        "{}",
        page.body
    );
    let due = House::with(&[&claimed()], 55).await.record(17).await;
    let page = seen(&due, &[HEIR]);
    assert!(
        page.body.contains("class=\"btn main\" data-step=\"take\""),
        "{}",
        page.body
    );
    assert!(
        page.body.contains("class=\"btn\" data-step=\"give-up\""),
        "{}",
        page.body
    );
    let mut played = taken();
    played.step(HEIR, noon(90), claim(NEW));
    let record = House::with(&[&played], 91).await.record(17).await;
    assert!(seen(&record, &[HEIR]).offers("object") && seen(&record, &[NEW]).offers("give-up"));
    assert!(!seen(&record, &[BORROWER]).offers("give-up"));
}

/// The lender named an heir, has reported the principal as delivered, and the heir claims their seat on the next day.
fn reported_and_claimed(deliveries: u8) -> Played {
    let mut terms = six_months();
    terms.deliveries = deliveries;
    terms.successions = vec![Succession {
        seat: LENDER,
        heir: Some(HEIR),
        verifier: None,
        second: None,
        days: 14,
    }];
    let mut played = Played::signed(17, terms);
    played.deliver(1_000_000, noon(0));
    let claim = Action::ClaimSeat {
        seat: LENDER,
        to: HEIR,
        statement: None,
        evidence: None,
    };
    played.step(HEIR, noon(1), claim);
    played
}

#[tokio::test]
async fn what_a_claimed_seat_has_reported_is_not_offered_to_the_other_side_and_page_and_form_say_why() {
    let mut played = reported_and_claimed(1);
    let house = House::with(&[&played], 2).await;
    let record = house.record(17).await;
    for accounts in [&[BORROWER][..], &[BORROWER][..0]] {
        let page = seen(&record, accounts);
        page.says(&["This has to wait: it rests on the word of the lender"]);
        assert!(
            !page.offers("received") && page.offers("missing"),
            "{}",
            page.body
        );
        assert!(!page.text().contains("If it came, confirm it"));
    }
    // Who reported it is told nothing of it: the note about their own seat says more.
    let lender = seen(&record, &[LENDER]);
    assert!(!lender.text().contains("This has to wait"), "{}", lender.text());
    assert!(!lender.offers("deliver") && !lender.offers("withdraw"));
    // Nor by the form's address, also where nobody has logged in.
    for step in ["received", "deliver", "withdraw"] {
        let form = house.get(&format!("/loans/17/{step}")).await;
        form.says(&["这件事要等一等：它要以出借人的话为准"]);
        assert!(!form.body.contains("id=\"next\""), "{}", form.body);
        // A form that was opened before.
        let answer = house.post(&format!("/loans/17/{step}"), &[]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
    }
    let take = Action::TakeSeat {
        seat: LENDER,
        evidence: None,
    };
    played.step(HEIR, noon(16), take);
    let record = House::with(&[&played], 17).await.record(17).await;
    let page = seen(&record, &[BORROWER]);
    page.says(&[
        "This has to wait until",
        "whose key has changed or was claimed of late",
    ]);
    assert!(!page.offers("received"));
    let record = House::with(&[&played], 47).await.record(17).await;
    assert!(seen(&record, &[BORROWER]).offers("received"));
    // A part has a last day for its acknowledgement, so it does not wait.
    let record = House::with(&[&reported_and_claimed(2)], 2).await.record(17).await;
    let page = seen(&record, &[BORROWER]);
    assert!(
        page.offers("received") && !page.text().contains("This has to wait"),
        "{}",
        page.text()
    );
    assert!(seen(&record, &[LENDER]).offers("deliver"));
}
