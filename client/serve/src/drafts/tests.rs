//! Drafts over a real database of either kind, with two processes on it, and no relay.

use super::desk::Desk;
use super::wire::{DraftView, State};
use super::*;
use crate::budget::Daily;
use crate::denied::Denied;
use crate::read::Reader;
use futures::future::join_all;
use iou_base::text::Lang;
use iou_base::time::DAY_MS;
use iou_base::{address, hex0x, sha256};
use iou_database::Store;
use iou_evidence::draft::{self, Purpose};
use iou_ledger::signer::Signer;
use iou_relay::intents::Refused;
use scale::Encode;
use serde_json::json;
use std::future::Future;
use terms::intent::{self, Deed, Intent};
use terms::{AccountId, Timestamp};

/// 2026-11-22T12:00:00Z.
const NOW_MS: u64 = 1_795_348_800_000;
const HOST: &str = "iou.example";
const GENESIS: [u8; 32] = [1; 32];
const CONTRACT: AccountId = AccountId([9; 32]);
const ADDRESS: &str = "192.0.2.1";

fn person(name: &str) -> Signer {
    Signer::from_uri(&secrecy::SecretString::from(format!("//nobody//{name}"))).unwrap()
}

fn account(of: &Signer) -> AccountId {
    AccountId(of.account().0)
}

/// One draft as both of its people see it.
struct Link {
    id: String,
    seat_key: [u8; 32],
    lender: Signer,
}

impl Link {
    fn new(number: u8) -> Link {
        Link {
            id: hex::encode([number; 16]),
            seat_key: sha256(&[number]),
            lender: person("lisi"),
        }
    }

    fn signed(&self, purpose: Purpose, by: &Signer, body: Value) -> Value {
        signed_for(purpose, HOST, &self.id, by, body)
    }

    fn made(&self, at_ms: u64) -> Value {
        let commitment = hex0x(sha256(b"name"));
        let body = json!({
            "form": {"lends": "lender", "amount": "10000", "rate": "6%", "term": "90 days"},
            "at_ms": at_ms, "role": "lender", "account": address::show(account(&self.lender)),
            "fields": [{"name": "lender.name", "commitment": commitment}],
            "link_box": "bGluaw", "own_box": "b3du", "seat_hash": hex::encode(sha256(&self.seat_key)),
        });
        self.signed(Purpose::Draft, &self.lender, body)
    }

    fn taken(&self, by: &Signer) -> Value {
        self.taken_with(by, &self.seat_key, "borrower.phone")
    }

    fn taken_with(&self, by: &Signer, key: &[u8; 32], field: &str) -> Value {
        let body = json!({
            "seat_key": hex::encode(key), "account": address::show(account(by)),
            "fields": [{"name": field, "commitment": hex0x(sha256(b"phone"))}],
            "seat_box": "c2VhdA", "to_creator": "dG8",
        });
        self.signed(Purpose::Seat, by, body)
    }
}

fn signed_for(purpose: Purpose, host: &str, subject: &str, by: &Signer, mut body: Value) -> Value {
    let text = draft::signed_text(purpose, host, subject, &body);
    body["signature"] = hex0x(by.sign_bytes(text.as_bytes())).into();
    body
}

/// A word of `by` for the terms of a draft.
fn word(view: &DraftView, by: &Signer, role: &str, until_ms: u64) -> Value {
    let terms: terms::Digest = hex::decode(&view.digest).unwrap().try_into().unwrap();
    let intent = Intent {
        version: intent::VERSION,
        genesis: GENESIS,
        contract: CONTRACT,
        signer: account(by),
        not_before: Timestamp(NOW_MS),
        not_after: Timestamp(until_ms),
        deed: Deed::Propose {
            terms,
            evidence: None,
        },
    };
    word_of(by, role, &intent)
}

fn word_of(by: &Signer, role: &str, intent: &Intent) -> Value {
    let signature = by.sign_bytes(&intent::message(&intent.id(sha256)));
    json!({"role": role, "signed": {"intent": hex0x(intent.encode()), "signature": hex0x(signature)}})
}

/// One process.
struct Process {
    store: Store,
    reader: Reader,
    text: Text,
}

impl Process {
    async fn on(database: &str) -> Process {
        let store = Store::open(database).await.unwrap();
        Process {
            reader: Reader::new(store.clone()),
            store,
            text: Text::new(Lang::En),
        }
    }

    fn at(&self, now_ms: u64) -> Desk<'_> {
        Desk {
            store: &self.store,
            reader: &self.reader,
            reception: None,
            host: HOST,
            daily: Daily::default(),
            text: &self.text,
            now_ms,
        }
    }

    fn now(&self) -> Desk<'_> {
        self.at(NOW_MS)
    }
}

/// On a file and on a server, two processes each.
async fn on_both<F: Future<Output = ()>>(of: impl Fn([Process; 2]) -> F) {
    let of = &of;
    iou_testing::on_both(|database| async move {
        let processes = [Process::on(&database).await, Process::on(&database).await];
        let cursor = "INSERT INTO cursor (only_row, genesis, contract, code_hash, first_block, block, hash, time_ms, events, \
                      unknown_events) VALUES (1, $1, $2, '', 0, 1, '', $3, 0, 0)";
        let query = sqlx::query(cursor)
            .bind(hex0x(GENESIS))
            .bind(address::show(CONTRACT))
            .bind(iou_database::to_i64(NOW_MS - 5_000));
        let _one = query.execute(processes[0].store.pool()).await.unwrap();
        of(processes).await;
    })
    .await;
}

/// Every ten minutes, while whoever else writes waits: what stays is not read.
#[tokio::test]
async fn drafts_that_stay_are_not_read_to_find_what_is_over() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path().join("t.db").to_str().unwrap())
        .await
        .unwrap();
    let indexes = [
        "draft_with_link",
        "draft_with_address",
        "draft_without_receipt",
        "draft_by_end",
    ];
    for ((sql, _), index) in book::CLEAN.into_iter().zip(indexes) {
        let plan = iou_testing::plan(store.pool(), sql, &[]).await;
        assert!(plan.contains(&format!("{index} (sign_by_ms<?)")), "{sql}\n{plan}");
    }
}

#[tokio::test]
async fn a_draft_goes_from_the_link_to_both_signatures() {
    on_both(|[one, other]| async move {
        let (link, borrower) = (Link::new(1), person("zhangsan"));
        let made = link.made(NOW_MS);
        let (is_new, open) = one.now().create(&link.id, &made, ADDRESS).await.unwrap();
        assert!(is_new);
        assert_eq!(
            (open.state, open.link_box.as_deref()),
            (State::Open, Some("bGluaw"))
        );
        let (is_new, again) = other.now().create(&link.id, &made, ADDRESS).await.unwrap();
        assert_eq!((is_new, &again), (false, &open));

        let seated = other.now().take(&link.id, &link.taken(&borrower)).await.unwrap();
        assert_eq!((seated.state, seated.link_box.as_deref()), (State::Seated, None));
        assert_eq!(seated.boxes.seat_to_creator.as_deref(), Some("dG8"));
        assert_ne!(seated.version, open.version);
        assert_eq!(seated.draft_terms, open.terms);
        // The final terms are what both reckon for themselves.
        let decoded = |text: &str| -> terms::Terms {
            let bytes = hex::decode(text.trim_start_matches("0x")).unwrap();
            scale::Decode::decode(&mut &bytes[..]).unwrap()
        };
        let (last, drafted) = (decoded(&seated.terms), decoded(&open.terms));
        let fields: Vec<_> = open
            .creator
            .fields
            .iter()
            .filter_map(wire::Committed::field)
            .collect();
        let theirs = seated.seat.as_ref().unwrap().fields.iter();
        let theirs: Vec<_> = theirs.filter_map(wire::Committed::field).collect();
        let id = [1; 16];
        let all = draft::all_fields(&id, &fields, &theirs);
        let shown = draft::Shown {
            id: &id,
            draft: &drafted,
            creator: terms::Role::Lender,
        };
        let own = (terms::Role::Borrower, account(&borrower));
        assert_eq!(draft::check(&last, shown, own, &all), Ok(()));
        assert_eq!(seated.digest, hex::encode(last.digest(sha256)));

        let give =
            |sealed: &str| link.signed(Purpose::Fields, &link.lender, json!({"creator_to_seat": sealed}));
        for _ in 0..2 {
            let given = one.now().give(&link.id, &give("Zm9y")).await.unwrap();
            assert_eq!(given.boxes.creator_to_seat.as_deref(), Some("Zm9y"));
        }
        let twice = one.now().give(&link.id, &give("b3RoZXI")).await;
        assert_eq!(twice, Err(Denied::FieldsGiven));

        let until = NOW_MS + DAY_MS;
        let lenders = word(&seated, &link.lender, "lender", until);
        let early = one.now().sign(&link.id, &lenders, ADDRESS).await;
        assert_eq!(early, Err(Denied::BorrowerFirst));
        let borrowers = word(&seated, &borrower, "borrower", until);
        for _ in 0..2 {
            let half = other.now().sign(&link.id, &borrowers, ADDRESS).await.unwrap();
            assert_eq!((half.state, half.signed.lender), (State::Half, None));
        }
        let whole = one.now().sign(&link.id, &lenders, ADDRESS).await.unwrap();
        // Nobody submits here: both take their pair along.
        assert_eq!((whole.state, whole.receipt), (State::Submitted, None));
        assert!(whole.intents.borrower.is_some() && whole.intents.lender.is_some());
        let void = link.signed(Purpose::Void, &link.lender, json!({}));
        assert_eq!(one.now().void(&link.id, &void).await, Err(Denied::DraftSigned));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_open_one_link_one_takes_the_seat() {
    on_both(|processes| async move {
        for number in 0..4u8 {
            let link = Link::new(number);
            let made = link.made(NOW_MS);
            let _draft = processes[0].now().create(&link.id, &made, ADDRESS).await.unwrap();
            let takers: Vec<Signer> = (0..8).map(|n| person(&format!("taker {n}"))).collect();
            let bodies: Vec<Value> = takers.iter().map(|taker| link.taken(taker)).collect();
            let id = &link.id;
            let asked = bodies.iter().enumerate().map(|(n, body)| {
                let process = &processes[n % 2];
                async move { process.now().take(id, body).await }
            });
            let all = join_all(asked).await;
            let taken: Vec<_> = all.iter().filter_map(|one| one.as_ref().ok()).collect();
            let late = all.iter().filter(|one| **one == Err(Denied::SeatTaken)).count();
            assert_eq!((taken.len(), late), (1, 7), "{all:?}");
            // Who has it may ask again, through whichever process.
            let seat = taken[0].seat.as_ref().unwrap();
            let winner = takers
                .iter()
                .position(|taker| address::show(account(taker)) == seat.account);
            let again = processes[1]
                .now()
                .take(id, &bodies[winner.unwrap()])
                .await
                .unwrap();
            assert_eq!(again.seat.as_ref(), Some(seat));
        }
    })
    .await;
}

#[tokio::test]
async fn a_signature_is_good_for_one_draft_one_host_and_its_own_account() {
    on_both(|[one, _]| async move {
        let (link, second) = (Link::new(1), Link::new(2));
        let stranger = person("stranger");
        let now = one.now();
        let unsigned = Err(Denied::BadSignature);
        let made = link.made(NOW_MS);
        assert_eq!(now.create(&second.id, &made, ADDRESS).await, unsigned);
        let mut other = made.clone();
        other["form"]["amount"] = "20000".into();
        assert_eq!(now.create(&link.id, &other, ADDRESS).await, unsigned);
        let elsewhere = signed_for(Purpose::Draft, "evil.example", &link.id, &link.lender, {
            let mut body = made.clone();
            let _signature = body.as_object_mut().unwrap().remove("signature");
            body
        });
        assert_eq!(now.create(&link.id, &elsewhere, ADDRESS).await, unsigned);
        for draft in [&link, &second] {
            let _draft = now.create(&draft.id, &draft.made(NOW_MS), ADDRESS).await.unwrap();
        }
        // The same id with another body is another draft.
        let changed = link.signed(Purpose::Draft, &link.lender, {
            let mut body = other.clone();
            let _signature = body.as_object_mut().unwrap().remove("signature");
            body
        });
        let exists = now.create(&link.id, &changed, ADDRESS).await;
        assert_eq!(exists.map(drop), Err(Denied::DraftExists));

        let void = link.signed(Purpose::Void, &link.lender, json!({"reason": "digits"}));
        let unsigned = Err(Denied::BadSignature);
        assert_eq!(now.void(&second.id, &void).await, unsigned);
        let theirs = link.signed(Purpose::Void, &stranger, json!({}));
        assert_eq!(now.void(&link.id, &theirs).await, unsigned);
        let wrong_word = link.signed(Purpose::Fields, &link.lender, json!({}));
        assert_eq!(now.void(&link.id, &wrong_word).await, unsigned);
        let mut theirs = link.taken(&stranger);
        theirs["account"] = address::show(account(&person("zhangsan"))).into();
        assert_eq!(now.take(&link.id, &theirs).await, unsigned);

        let gone = now.void(&link.id, &void).await.unwrap();
        assert_eq!(
            (gone.state, gone.void_reason.as_deref()),
            (State::Void, Some("digits"))
        );
        let late = now.take(&link.id, &link.taken(&stranger)).await;
        assert_eq!(late, Err(Denied::DraftVoid));
    })
    .await;
}

#[tokio::test]
async fn the_seat_is_for_who_has_the_link_and_is_not_its_maker() {
    on_both(|[one, _]| async move {
        let (link, borrower) = (Link::new(1), person("zhangsan"));
        let now = one.now();
        let _draft = now.create(&link.id, &link.made(NOW_MS), ADDRESS).await.unwrap();
        for (body, denied) in [
            (
                link.taken_with(&borrower, &[7; 32], "borrower.phone"),
                Denied::SeatKey,
            ),
            (link.taken(&link.lender), Denied::OwnSeat),
            (
                link.taken_with(&borrower, &link.seat_key, "lender.phone"),
                Denied::BadFields,
            ),
            (
                link.taken_with(&borrower, &link.seat_key, "wording"),
                Denied::BadFields,
            ),
        ] {
            assert_eq!(now.take(&link.id, &body).await, Err(denied));
        }
        let none = now.take(&hex::encode([8; 16]), &link.taken(&borrower)).await;
        assert_eq!(none, Err(Denied::BadSignature));
        let view = now.look(&link.id).await.unwrap();
        assert_eq!(view.state, State::Open, "nothing of it has taken the seat");
        let give = link.signed(Purpose::Fields, &link.lender, json!({"creator_to_seat": "Zm9y"}));
        assert_eq!(now.give(&link.id, &give).await, Err(Denied::SeatEmpty));
    })
    .await;
}

#[tokio::test]
async fn what_is_signed_are_the_terms_of_the_draft_by_who_sits_there() {
    on_both(|[one, _]| async move {
        let (link, borrower, stranger) = (Link::new(1), person("zhangsan"), person("stranger"));
        let now = one.now();
        let _draft = now.create(&link.id, &link.made(NOW_MS), ADDRESS).await.unwrap();
        let view = now.take(&link.id, &link.taken(&borrower)).await.unwrap();
        let until = NOW_MS + DAY_MS;
        let of = |change: &dyn Fn(&mut Intent)| {
            let text = word(&view, &borrower, "borrower", until);
            let text = text["signed"]["intent"].as_str().unwrap();
            let bytes = hex::decode(text.trim_start_matches("0x")).unwrap();
            let mut intent = Intent::from_bytes(&bytes).unwrap();
            change(&mut intent);
            word_of(&borrower, "borrower", &intent)
        };
        let mut forged = word(&view, &borrower, "borrower", until);
        forged["signed"]["signature"] = hex0x([1; 64]).into();
        let contract = |error| Denied::Refused(Refused::Contract(error));
        for (body, denied) in [
            (word(&view, &stranger, "borrower", until), Denied::OtherTerms),
            (word(&view, &borrower, "lender", until), Denied::OtherTerms),
            (
                of(&|it| {
                    it.deed = Deed::Propose {
                        terms: [7; 32],
                        evidence: None,
                    };
                }),
                Denied::OtherTerms,
            ),
            (of(&|it| it.genesis = [7; 32]), contract(terms::Error::OtherPlace)),
            (
                of(&|it| it.contract = AccountId([7; 32])),
                contract(terms::Error::OtherPlace),
            ),
            (
                of(&|it| it.not_after = Timestamp(NOW_MS - 1)),
                contract(terms::Error::BadValidity),
            ),
            (forged, Denied::BadSignature),
        ] {
            assert_eq!(now.sign(&link.id, &body, ADDRESS).await, Err(denied), "{body}");
        }
        // What the borrower signed is over: they sign again, and only then it is the lender's turn.
        let short = word(&view, &borrower, "borrower", NOW_MS + 1_000);
        let first = now.sign(&link.id, &short, ADDRESS).await.unwrap();
        let later = one.at(NOW_MS + 60_000);
        let asked_again = later.look(&link.id).await.unwrap();
        assert_eq!(
            (asked_again.state, asked_again.signed.borrower),
            (State::Seated, None)
        );
        assert_ne!(asked_again.version, first.version, "who waits hears of it");
        let lenders = word(&view, &link.lender, "lender", until);
        assert_eq!(
            later.sign(&link.id, &lenders, ADDRESS).await,
            Err(Denied::BorrowerLate)
        );
        // A file may be named with it.
        let again = of(&|it| {
            if let Deed::Propose { evidence, .. } = &mut it.deed {
                *evidence = Some([8; 32]);
            }
        });
        let second = later.sign(&link.id, &again, ADDRESS).await.unwrap();
        assert_ne!(first.signed.borrower, second.signed.borrower);
        assert_eq!(
            later.sign(&link.id, &lenders, ADDRESS).await.unwrap().state,
            State::Submitted
        );
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_made_now_ends_with_its_time_and_is_forgotten_later() {
    on_both(|[one, _]| async move {
        let (link, borrower) = (Link::new(1), person("zhangsan"));
        let now = one.now();
        for at_ms in [NOW_MS - DAY_MS, NOW_MS + DAY_MS] {
            let denied = now.create(&link.id, &link.made(at_ms), ADDRESS).await;
            assert_eq!(denied.map(drop), Err(Denied::BadMoment));
        }
        let (_, view) = now.create(&link.id, &link.made(NOW_MS), ADDRESS).await.unwrap();
        let over = one.at(view.sign_by_ms + 1);
        let late = over.take(&link.id, &link.taken(&borrower)).await;
        assert_eq!(late, Err(Denied::DraftExpired));
        let expired = over.look(&link.id).await.unwrap();
        assert_eq!((expired.state, expired.link_box), (State::Expired, None));
        // The link's box goes from the table too.
        book::clean(&one.store, view.sign_by_ms + 1).await.unwrap();
        let kept = book::get(&one.store, &link.id).await.unwrap().unwrap();
        assert_eq!(kept.link_box, None);
        book::clean(&one.store, view.sign_by_ms + 31 * DAY_MS)
            .await
            .unwrap();
        assert_eq!(one.now().look(&link.id).await, Err(Denied::UnknownDraft));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_either_taken_back_or_signed_by_both_never_both() {
    on_both(|processes| async move {
        for number in 0..6u8 {
            let (link, borrower) = (Link::new(number), person("zhangsan"));
            let now = processes[0].now();
            let _draft = now.create(&link.id, &link.made(NOW_MS), ADDRESS).await.unwrap();
            let view = now.take(&link.id, &link.taken(&borrower)).await.unwrap();
            let until = NOW_MS + DAY_MS;
            let _half = now
                .sign(&link.id, &word(&view, &borrower, "borrower", until), ADDRESS)
                .await
                .unwrap();
            let void = link.signed(Purpose::Void, &link.lender, json!({}));
            let lenders = word(&view, &link.lender, "lender", until);
            let other = processes[1].now();
            let (gone, signed) =
                tokio::join!(now.void(&link.id, &void), other.sign(&link.id, &lenders, ADDRESS));
            let last = now.look(&link.id).await.unwrap();
            match (gone, signed) {
                (Ok(_), Err(Denied::DraftVoid)) => {
                    assert_eq!((last.state, last.intents.borrower), (State::Void, None));
                }
                (Err(Denied::DraftSigned), Ok(_)) => assert_eq!(last.state, State::Submitted),
                other => panic!("{other:?}"),
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_form_is_reckoned_without_anybody_and_with_the_account_of_who_will_make_it() {
    on_both(|[one, _]| async move {
        let form = json!({"lends": "borrower", "amount": "1万", "rate": "6%", "term": "90 days"});
        let reckoned = one.now().reckon(&json!({ "form": form })).await.unwrap();
        assert_eq!((reckoned.at_ms, reckoned.total.as_str()), (NOW_MS, "10147.94"));
        assert_eq!(reckoned.understood[0].taken, "10000.00");
        assert!(!reckoned.law.is_empty() && reckoned.true_rate.is_some());
        let wrong = json!({"form": {"lends": "lender", "amount": "1", "rate": "99%", "term": "90 days"}});
        match one.now().reckon(&wrong).await {
            Err(Denied::Form { field, .. }) => assert_eq!(field, "rate"),
            other => panic!("{other:?}"),
        }
        for malformed in [json!({}), json!({"form": {"lends": "lender"}, "x": 1}), json!([])] {
            let denied = one.now().reckon(&malformed).await;
            assert_eq!(denied, Err(Denied::Refused(Refused::Malformed)));
        }
    })
    .await;
}

/// Source: 个保法, art. 47.
#[tokio::test]
async fn of_a_draft_that_was_taken_back_nothing_is_left_but_that_it_was() {
    on_both(|[one, other]| async move {
        let borrower = person("zhangsan");
        let now = one.now();
        for (number, is_signed) in [(1, false), (2, true)] {
            let link = Link::new(number);
            let made = link.made(NOW_MS);
            let _draft = now.create(&link.id, &made, ADDRESS).await.unwrap();
            let view = now.take(&link.id, &link.taken(&borrower)).await.unwrap();
            if is_signed {
                let word = word(&view, &borrower, "borrower", NOW_MS + DAY_MS);
                let _half = now.sign(&link.id, &word, ADDRESS).await.unwrap();
            }
            let before = super::book::get(&one.store, &link.id).await.unwrap().unwrap();
            let void = link.signed(Purpose::Void, &link.lender, json!({"reason": "digits"}));
            let gone = now.void(&link.id, &void).await.unwrap();
            assert_eq!((gone.state, gone.role), (State::Void, view.role));
            assert_eq!(
                (gone.form.is_none(), gone.terms.as_str(), gone.digest.as_str()),
                (true, "", "")
            );

            let left = super::book::get(&one.store, &link.id).await.unwrap().unwrap();
            // The lender may still bring both words to the chain: then it is on record, and both are told.
            assert_eq!(left.digest.is_some(), is_signed);
            let seat = before.seat.unwrap();
            let said = format!("{left:?}");
            for content in [
                &before.account,
                &before.fields,
                &before.form,
                &before.own_box,
                &before.seat_hash,
                &seat.account,
                &seat.fields,
                &seat.seat_box,
                &seat.to_creator,
                &format!("{:?}", before.draft_terms),
            ] {
                assert!(!said.contains(content), "{content} in {said}");
            }
            // The other side is told, by whatever they ask for; and it is taken back once.
            let theirs = other.now();
            assert_eq!(theirs.look(&link.id).await, Ok(gone.clone()));
            assert_eq!(theirs.void(&link.id, &void).await, Ok(gone.clone()));
            let seat = theirs.take(&link.id, &link.taken(&borrower)).await;
            assert_eq!(seat, Err(Denied::DraftVoid));
            let late = word(&view, &borrower, "borrower", NOW_MS + 2 * DAY_MS);
            assert_eq!(
                theirs.sign(&link.id, &late, ADDRESS).await,
                Err(Denied::DraftVoid)
            );
            // What made it makes it no second time.
            assert_eq!(now.create(&link.id, &made, ADDRESS).await, Ok((false, gone)));
        }
        // Why is one word of the page: no text about anybody stays.
        let link = Link::new(3);
        let _draft = now.create(&link.id, &link.made(NOW_MS), ADDRESS).await.unwrap();
        let told = link.signed(
            Purpose::Void,
            &link.lender,
            json!({"reason": "张三 has not called"}),
        );
        let refused = now.void(&link.id, &told).await;
        assert_eq!(refused, Err(Denied::Refused(Refused::Malformed)));
    })
    .await;
}
