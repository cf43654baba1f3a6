//! From the link to a loan that both have signed: the real program on a real node, two people with a key each and no token, and whoever
//! would like to be one of them. On a file and on a PostgreSQL server.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::{ensure, Context, Result};
use deploy::postgres::Postgres;
use e2e_tests::drafts::{sealed, seated, signed_body, signed_by_both, word_of, Link, Pages};
use e2e_tests::relay::{account, person, Answer, Desk};
use e2e_tests::service::{long, wait_until};
use iou_base::{address, hex0x};
use iou_evidence::draft::{self, Purpose};
use iou_ledger::signer::Signer;
use serde_json::{json, Value};
use terms::intent::Deed;
use terms::Role;

/// Nobody in it is known to the relay.
fn pages() -> Result<Pages> {
    Pages::new(Desk::new("")?)
}

fn pages_on(server: &Postgres) -> Result<Pages> {
    let desk = Desk::new("")?;
    let database = server.database("iou")?;
    Pages::new(Desk { database, ..desk })
}

/// From the form to a loan on record, whoever begins.
fn whole_story(pages: &Pages) -> Result<()> {
    let _service = pages.start()?;
    for (number, role) in [("one", Role::Lender), ("two", Role::Borrower)] {
        let link = Link::new(number, &format!("creator {number}"), role)?;
        let taker = person(&format!("taker {number}"))?;
        let view = seated(pages, &link, &taker)?;
        assert_eq!(view["link_box"], Value::Null);
        let (lender, borrower) = match role {
            Role::Lender => (&link.creator, &taker),
            Role::Borrower => (&taker, &link.creator),
        };
        let last = signed_by_both(pages, &link, lender, borrower)?;
        assert_eq!(last.status, 200, "{last:?}");
        assert!(last.body["receipt"]["id"].is_string(), "{last:?}");
        let recorded = pages.becomes(&link.id(), "recorded")?;
        let loan = recorded["receipt"]["loan"].as_u64().context("its number")?;
        let shown = pages.desk.world.show(&loan.to_string())?;
        let digest = format!("0x{}", recorded["digest"].as_str().unwrap_or_default());
        assert_eq!(
            (&shown["status"], &shown["digest"]),
            (&json!("signed"), &json!(digest))
        );
        // It is safe to repeat, and does nothing more.
        let again = link.word(pages, &view, lender, Role::Lender)?;
        let again = link.sign(pages, &again)?;
        ensure!([200, 409].contains(&again.status), "{again:?}");
        assert_eq!(pages.desk.balance(lender)? + pages.desk.balance(borrower)?, 0);
    }
    assert_eq!(pages.desk.count("SELECT COUNT(*) FROM loan")?, 2);
    Ok(())
}

#[test]
fn two_people_whom_nobody_knows_agree_by_a_link_on_a_loan_that_is_recorded() -> Result<()> {
    whole_story(&pages()?)
}

#[test]
fn the_same_on_a_postgresql_server() -> Result<()> {
    let server = Postgres::start()?;
    whole_story(&pages_on(&server)?)
}

/// The first who presses the button has the seat, whichever process is asked.
#[test]
fn a_link_that_many_open_at_once_through_two_processes_is_taken_by_one() -> Result<()> {
    let server = Postgres::start()?;
    let pages = Arc::new(pages_on(&server)?);
    let _service = pages.start()?;
    let port = pages.another_port()?;
    let _beside = pages.start_beside(port)?;
    for number in 0..if long() { 20 } else { 4 } {
        let link = Link::new(&format!("race {number}"), "lisi", Role::Lender)?;
        let _open = link.make(&pages)?;
        let takers: Vec<Signer> = (0..8)
            .map(|n| person(&format!("taker {n}")))
            .collect::<Result<_>>()?;
        let asking: Vec<_> = takers
            .iter()
            .zip([pages.port, port].into_iter().cycle())
            .map(|(taker, port)| {
                let (pages, path) = (pages.clone(), link.path("/seat"));
                let body = link.taken(&pages, taker).to_string();
                thread::spawn(move || pages.ask_at(port, "POST", &path, "192.0.2.2", &body))
            })
            .collect();
        let answers: Vec<Answer> = asking
            .into_iter()
            .map(|it| it.join().map_err(|_| anyhow::anyhow!("a panic"))?)
            .collect::<Result<_>>()?;
        let taken = answers.iter().filter(|answer| answer.status == 200).count();
        let late = answers
            .iter()
            .filter(|answer| answer.code() == "seat-taken")
            .count();
        assert_eq!((taken, late), (1, 7), "{answers:?}");
        let view = pages.look(&link.id())?;
        let winner = answers
            .iter()
            .position(|answer| answer.status == 200)
            .context("one")?;
        assert_eq!(
            view["seat"]["account"],
            address::show(account(takers.get(winner).context("one")?))
        );
    }
    Ok(())
}

#[test]
fn whoever_has_no_right_to_a_draft_changes_nothing_in_it() -> Result<()> {
    let pages = pages()?;
    let _service = pages.start()?;
    let (link, other) = (
        Link::new("a", "maker", Role::Lender)?,
        Link::new("b", "maker", Role::Lender)?,
    );
    let (borrower, stranger) = (person("zhangsan")?, person("stranger")?);
    let put = |link: &Link, body: &Value| pages.ask("PUT", &link.path(""), "192.0.2.1", &body.to_string());
    let post = |link: &Link, after: &str, body: &Value| {
        pages.ask("POST", &link.path(after), "192.0.2.3", &body.to_string())
    };
    let made = link.made(&pages)?;
    assert_eq!(put(&link, &made)?.status, 201);
    // Again it is the same; another one under this id is refused, and one signed for another id too.
    assert_eq!(put(&link, &made)?.status, 200);
    let another = Link {
        role: Role::Borrower,
        ..Link::new("a", "maker", Role::Lender)?
    };
    put(&link, &another.made(&pages)?)?.refused(409, "draft-exists")?;
    put(&other, &made)?.refused(422, "not-signed-so")?;
    let mut unsigned = made.clone();
    let _signature = unsigned.as_object_mut().context("an object")?.remove("signature");
    let elsewhere = signed_body(
        Purpose::Draft,
        "evil.example",
        &other.id(),
        &link.creator,
        unsigned.clone(),
    );
    put(&other, &elsewhere)?.refused(422, "not-signed-so")?;
    let mut named = unsigned.clone();
    named["form"]["borrower"] = json!({"name": "张三"});
    let named = other.signed(&pages, Purpose::Draft, &other.creator, named);
    put(&other, &named)?.refused(422, "form")?;
    let mut old = unsigned.clone();
    old["at_ms"] = json!(1);
    let old = other.signed(&pages, Purpose::Draft, &other.creator, old);
    put(&other, &old)?.refused(422, "bad-moment")?;
    let mut large = unsigned;
    large["own_box"] = json!(sealed(8 * 1024 + 1));
    let large = other.signed(&pages, Purpose::Draft, &other.creator, large);
    put(&other, &large)?.refused(413, "box-too-large")?;
    let huge = json!({"form": "x".repeat(70_000)});
    put(&other, &huge)?.refused(413, "too-large")?;
    pages
        .ask("PUT", &other.path(""), "192.0.2.1", "{\"form\":")?
        .refused(400, "malformed")?;

    // Who has only the id, and not the whole link.
    let guessed = Link {
        seat_key: [7; 32],
        ..Link::new("a", "maker", Role::Lender)?
    };
    post(&link, "/seat", &guessed.taken(&pages, &stranger))?.refused(403, "seat-key")?;
    post(&link, "/seat", &link.taken(&pages, &link.creator))?.refused(422, "own-seat")?;
    let taken = link.taken(&pages, &borrower);
    post(&other, "/seat", &taken)?.refused(422, "not-signed-so")?;
    assert_eq!(post(&link, "/seat", &taken)?.status, 200);
    // A link that was forwarded, and the request of the first one sent once more by somebody else.
    post(&link, "/seat", &link.taken(&pages, &stranger))?.refused(409, "seat-taken")?;
    let again = post(&link, "/seat", &taken)?;
    assert_eq!(
        (again.status, &again.body["seat"]["account"]),
        (200, &json!(address::show(account(&borrower))))
    );

    // Nobody but the two signs, in their order and exactly this.
    let view = pages.look(&link.id())?;
    let theirs = link.word(&pages, &view, &borrower, Role::Borrower)?;
    let lenders = link.word(&pages, &view, &link.creator, Role::Lender)?;
    post(&link, "/intents", &lenders)?.refused(409, "borrower-first")?;
    let deed = |terms| Deed::Propose {
        terms,
        evidence: None,
    };
    let other_terms = word_of(
        &borrower,
        Role::Borrower,
        &pages.desk.intent(&borrower, deed([7; 32]))?,
    );
    post(&link, "/intents", &other_terms)?.refused(422, "other-terms")?;
    let mut swapped = theirs.clone();
    swapped["role"] = json!("lender");
    post(&link, "/intents", &swapped)?.refused(422, "other-terms")?;
    let mut forged = theirs.clone();
    forged["signed"]["signature"] = json!(hex0x(stranger.sign_bytes(b"else")));
    post(&link, "/intents", &forged)?.refused(422, "not-signed-so")?;
    let void = link.signed(&pages, Purpose::Void, &stranger, json!({}));
    post(&link, "/void", &void)?.refused(422, "not-signed-so")?;
    assert_eq!(pages.look(&link.id())?, view, "none of it has changed anything");

    // Who has made it takes it back; the borrower's word is not given out any more.
    assert_eq!(post(&link, "/intents", &theirs)?.status, 200);
    let void = link.signed(&pages, Purpose::Void, &link.creator, json!({"reason": "digits"}));
    post(&other, "/void", &void)?.refused(404, "unknown-draft")?;
    assert_eq!(post(&link, "/void", &void)?.status, 200);
    let gone = pages.look(&link.id())?;
    assert_eq!(
        (&gone["state"], &gone["void_reason"], &gone["intents"]["borrower"]),
        (&json!("void"), &json!("digits"), &Value::Null)
    );
    post(&link, "/intents", &lenders)?.refused(409, "draft-void")?;
    post(&link, "/seat", &link.taken(&pages, &stranger))?.refused(409, "draft-void")?;
    // Nor does the relay pay for it by another way.
    let handed = json!({"conclude": {"terms": view["terms"], "lender": lenders["signed"], "borrower": theirs["signed"]}});
    let refused = pages.ask("POST", "/v1/intents", "192.0.2.3", &handed.to_string())?;
    refused.refused(422, "unknown-people")
}

#[test]
fn a_draft_ends_with_its_time_by_the_clock_of_the_chain() -> Result<()> {
    let pages = pages()?;
    let _service = pages.start()?;
    let link = Link::new("late", "lisi", Role::Lender)?;
    let open = link.make(&pages)?;
    pages.desk.world.advance("8 days")?;
    // A block that tells the time.
    let _ = pages
        .desk
        .world
        .iou
        .step("deployer", &["account", "send", "zhangsan", "1"])?;
    let expired = pages.becomes(&link.id(), "expired")?;
    assert!(open["link_box"].is_string() && expired["link_box"].is_null());
    let late = link.take(&pages, &person("zhangsan")?)?;
    late.refused(409, "draft-expired")
}

/// Between writing down the last signature and handing the pair over the process is gone: here it never had a relay.
#[test]
fn a_pair_that_a_killed_process_has_left_becomes_a_loan() -> Result<()> {
    let pages = pages()?;
    let mut service = pages.start()?;
    let (link, borrower) = (Link::new("left", "lisi", Role::Lender)?, person("zhangsan")?);
    let _view = seated(&pages, &link, &borrower)?;
    let port = pages.another_port()?;
    let (mut beside, _home) = pages.start_beside(port)?;
    service.kill()?;
    let beside_pages =
        |path: &str, body: &Value| pages.ask_at(port, "POST", path, "192.0.2.1", &body.to_string());
    let view = pages.ask_at(port, "GET", &link.path(""), "192.0.2.1", "")?.body;
    let borrowers = link.word(&pages, &view, &borrower, Role::Borrower)?;
    let lenders = link.word(&pages, &view, &link.creator, Role::Lender)?;
    for word in [&borrowers, &lenders] {
        let answer = beside_pages(&link.path("/intents"), word)?;
        ensure!(answer.status == 200, "{answer:?}");
    }
    let view = pages.ask_at(port, "GET", &link.path(""), "192.0.2.1", "")?.body;
    assert_eq!(
        (&view["state"], &view["receipt"]),
        (&json!("submitted"), &Value::Null)
    );
    assert!(
        view["intents"]["lender"]["signature"].is_string(),
        "both are there to take along"
    );
    beside.kill()?;
    let _service = pages.start()?;
    let recorded = pages.becomes(&link.id(), "recorded")?;
    assert!(recorded["receipt"]["loan"].is_u64(), "{recorded}");
    Ok(())
}

#[test]
fn faults_a_service_killed_while_the_last_one_signs_loses_no_signature_and_makes_one_loan() -> Result<()> {
    let pages = Arc::new(pages()?);
    let mut service = pages.start()?;
    let rounds: u64 = if long() { 20 } else { 3 };
    for round in 0..rounds {
        let link = Link::new(&format!("kill {round}"), &format!("lender {round}"), Role::Lender)?;
        let borrower = person(&format!("borrower {round}"))?;
        let view = seated(&pages, &link, &borrower)?;
        let half = link.sign(&pages, &link.word(&pages, &view, &borrower, Role::Borrower)?)?;
        ensure!(half.status == 200, "{half:?}");
        let word = link.word(&pages, &view, &link.creator, Role::Lender)?.to_string();
        let (asked, path, body) = (pages.clone(), link.path("/intents"), word.clone());
        let signing = thread::spawn(move || asked.ask("POST", &path, "192.0.2.1", &body));
        // Another moment each time.
        thread::sleep(Duration::from_millis(round * 61 % 400));
        service.kill()?;
        let _answer = signing.join().map_err(|_| anyhow::anyhow!("a panic"))?;
        service = pages.start()?;
        // Who has no answer asks again, as their page does.
        let again = pages.ask("POST", &link.path("/intents"), "192.0.2.1", &word)?;
        ensure!(again.status == 200 || again.code() == "draft-signed", "{again:?}");
        let sql = "UPDATE relay_task SET next_attempt_ms = 0, lease_until_ms = 0 RETURNING 1";
        let _hurried = pages.desk.count(sql);
        let _recorded = pages.becomes(&link.id(), "recorded")?;
    }
    wait_until("the index has them all", || {
        Ok(pages.desk.count("SELECT COUNT(*) FROM loan")? == i64::try_from(rounds)?)
    })
}

#[test]
fn boxes_are_of_the_key_that_wrote_them_and_never_go_back() -> Result<()> {
    let pages = pages()?;
    let _service = pages.start()?;
    let (owner, stranger) = (person("lisi")?, person("stranger")?);
    let (locator, elsewhere) = ("ab".repeat(32), "cd".repeat(32));
    let body = |by: &Signer, counter: u64, len: usize| json!({"box": sealed(len), "counter": counter, "key": address::show(account(by))});
    let sign =
        |by: &Signer, place: &str, body: Value| signed_body(Purpose::Box, &pages.host(), place, by, body);
    let write = |place: &str, body: &Value| {
        pages.ask(
            "PUT",
            &format!("/v1/boxes/{place}"),
            "192.0.2.1",
            &body.to_string(),
        )
    };
    let look = |place: &str| pages.ask("GET", &format!("/v1/boxes/{place}"), "192.0.2.1", "");
    look(&locator)?.refused(404, "unknown-box")?;
    let first = sign(&owner, &locator, body(&owner, 1, 4096));
    assert_eq!(write(&locator, &first)?.status, 201);
    assert_eq!(write(&locator, &first)?.status, 204);
    write(&elsewhere, &first)?.refused(422, "not-signed-so")?;
    let theirs = sign(&stranger, &locator, body(&stranger, 9, 10));
    write(&locator, &theirs)?.refused(403, "box-key")?;
    let mut bent = first.clone();
    bent["box"] = json!(sealed(10));
    write(&locator, &bent)?.refused(422, "not-signed-so")?;
    let large = sign(&owner, &locator, body(&owner, 2, 8 * 1024 + 1));
    write(&locator, &large)?.refused(413, "box-too-large")?;
    let second = sign(&owner, &locator, body(&owner, 2, 4095));
    assert_eq!(write(&locator, &second)?.status, 204);
    write(&locator, &first)?.refused(409, "box-counter")?;

    // What is read proves itself: a service that swapped it for another place's, or made one up, is found out.
    let read = look(&locator)?.body;
    let holds = |place: &str, read: &Value| -> Result<bool> {
        let text = draft::signed_text(Purpose::Box, &pages.host(), place, read);
        let signature = hex::decode(
            read["signature"]
                .as_str()
                .context("one")?
                .trim_start_matches("0x"),
        )?;
        let signature: [u8; 64] = signature.try_into().map_err(|_| anyhow::anyhow!("64 bytes"))?;
        Ok(draft::is_signed(account(&owner), text.as_bytes(), &signature))
    };
    assert_eq!(
        (read["counter"].as_u64(), holds(&locator, &read)?),
        (Some(2), true)
    );
    assert!(!holds(&elsewhere, &read)?);
    let empty = json!({"counter": 3, "key": address::show(account(&owner))});
    let delete = |by: &Signer| {
        let body = sign(by, &locator, empty.clone()).to_string();
        pages.ask("DELETE", &format!("/v1/boxes/{locator}"), "192.0.2.1", &body)
    };
    delete(&stranger)?.refused(422, "not-signed-so")?;
    assert_eq!(delete(&owner)?.status, 204);
    assert_eq!(look(&locator)?.body["box"], Value::Null);
    write(&locator, &second)?.refused(409, "box-counter")
}

#[test]
fn a_log_in_is_for_one_host_and_counts_once() -> Result<()> {
    let pages = pages()?;
    let _service = pages.start()?;
    let owner = person("lisi")?;
    let given = pages.ask("POST", "/v1/sessions/nonce", "192.0.2.1", "{}")?.body;
    let (nonce, expires_ms) = (
        given["nonce"].as_str().context("a number")?,
        given["expires_ms"].as_u64().context("an end")?,
    );
    let body = |host: &str| {
        let text = draft::login_text(host, nonce, expires_ms);
        let signature = hex0x(owner.sign_bytes(text.as_bytes()));
        let proof = json!({"account": address::show(account(&owner)), "signature": signature});
        json!({"nonce": nonce, "expires_ms": expires_ms, "accounts": [proof]}).to_string()
    };
    let log_in = |body: &str| pages.ask("POST", "/v1/sessions", "192.0.2.1", body);
    log_in(&body("evil.example"))?.refused(422, "not-signed-so")?;
    let done = log_in(&body(&pages.host()))?;
    assert_eq!(
        (done.status, &done.body["accounts"]),
        (200, &json!([address::show(account(&owner))]))
    );
    log_in(&body(&pages.host()))?.refused(409, "nonce")?;
    pages
        .ask("GET", "/v1/sessions", "192.0.2.1", "")?
        .refused(401, "not-logged-in")?;
    Ok(())
}
