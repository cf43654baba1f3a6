use std::collections::BTreeSet;

use serde_json::json;

use super::*;
use crate::message::Receipt;
use crate::testing::on_both;
use iou_database::ended::STEP;

const NOW: u64 = 1_800_000_000_000;
const SECOND: u64 = 1_000;

fn notice(n: u64, to: u8, channel: Channel) -> NewNotice {
    NewNotice {
        id: hex::encode(sha256(
            &[n.to_le_bytes().as_slice(), &[to], channel.name().as_bytes()].concat(),
        )),
        loan: n,
        kind: "due".into(),
        recipient: AccountId([to; 32]),
        channel,
        facts: json!({"n": n}),
        superseded: false,
        alone: false,
        delay_ms: 0,
    }
}

async fn put(store: &Store, notices: &[NewNotice]) -> Vec<String> {
    let mut tx = store.begin().await.unwrap();
    let messages = enqueue(store, &mut tx, NOW, notices).await.unwrap();
    store.commit(tx).await.unwrap();
    messages
}

async fn settle(
    outbox: &Outbox,
    claimed: &Claimed,
    now: u64,
    outcome: Result<Delivery, Failure>,
) -> AttemptOutcome {
    let after = After {
        follows: &|_| Vec::new(),
        kept: &[],
        seal: &|bytes| Ok(bytes.to_vec()),
    };
    outbox.settle(claimed, now, outcome, &after).await.unwrap()
}

fn delivered() -> Result<Delivery, Failure> {
    Ok(Delivery::Delivered { receipt: None })
}

fn temporary() -> Result<Delivery, Failure> {
    Err(Failure::Temporary {
        reason: "421 later".into(),
        retry_after: None,
    })
}

type Result<T, E = crate::Error> = std::result::Result<T, E>;

#[tokio::test]
async fn what_one_person_is_told_at_once_is_one_message_and_nothing_is_told_twice() {
    on_both(|database| async move {
        let store = database.open().await;
        let outbox = Outbox::new(store.clone());
        let mut superseded = notice(4, 1, Channel::Email);
        superseded.superseded = true;
        let mut demand = notice(5, 1, Channel::Email);
        demand.alone = true;
        let notices = [
            notice(1, 1, Channel::Email),
            notice(2, 1, Channel::Email),
            notice(1, 1, Channel::Sms),
            notice(3, 2, Channel::Email),
            superseded.clone(),
            demand.clone(),
        ];
        let messages: BTreeSet<_> = put(&store, &notices).await.into_iter().collect();
        let both = message_id([notices[0].id.as_str(), &notices[1].id]);
        assert_eq!(both, message_id([notices[1].id.as_str(), &notices[0].id]));
        let expected = [
            both.clone(),
            notices[2].id.clone(),
            notices[3].id.clone(),
            demand.id.clone(),
        ];
        assert_eq!(messages, expected.into());
        // The same again, with one more: only that one is told.
        let more = notice(6, 1, Channel::Email);
        let again = [&notices[..], std::slice::from_ref(&more)].concat();
        assert_eq!(put(&store, &again).await, std::slice::from_ref(&more.id));
        let told = outbox.notices(&both).await.unwrap();
        assert_eq!(told.iter().map(|told| told.loan).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(told[0].facts, json!({"n": 1}));
        assert!(outbox.notices(&superseded.id).await.unwrap().is_empty());
        assert_eq!(outbox.status().await.unwrap().states[0].messages, 5);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_claimers_at_once_never_get_the_same_message() {
    on_both(|database| async move {
        let stores = [database.open().await, database.open().await];
        let notices: Vec<_> = (0..200)
            .map(|n| notice(n, u8::try_from(n).unwrap(), Channel::Sms))
            .collect();
        let _ = put(&stores[0], &notices).await;
        let claimers = stores.into_iter().flat_map(|store| {
            (0..3).map(move |_| {
                let outbox = Outbox::new(store.clone());
                tokio::spawn(async move {
                    let mut mine = Vec::new();
                    loop {
                        let claimed = outbox.claim(NOW, 7).await.unwrap();
                        assert!(claimed.len() <= 7);
                        if claimed.is_empty() {
                            return mine;
                        }
                        mine.extend(claimed.into_iter().map(|claimed| claimed.id));
                    }
                })
            })
        });
        let mut all = Vec::new();
        for claimer in claimers.collect::<Vec<_>>() {
            all.extend(claimer.await.unwrap());
        }
        assert_eq!(all.len(), 200);
        assert_eq!(all.into_iter().collect::<BTreeSet<_>>().len(), 200);
    })
    .await;
}

#[tokio::test]
async fn a_message_whose_sender_died_is_sent_again_with_the_same_id_and_bytes_after_its_lease() {
    on_both(|database| async move {
        let store = database.open().await;
        let outbox = Outbox::new(store.clone());
        let _ = put(&store, &[notice(1, 1, Channel::Email)]).await;
        let dead = outbox.claim(NOW, 10).await.unwrap().remove(0);
        assert_eq!(
            outbox.begin(&dead, NOW, "first words").await.unwrap().as_deref(),
            Some("first words")
        );
        // The process ends here: nothing more is written.
        assert!(outbox.claim(NOW + LEASE_MS - 1, 10).await.unwrap().is_empty());
        let again = outbox.claim(NOW + LEASE_MS, 10).await.unwrap().remove(0);
        assert_eq!(
            (&again.id, again.body.as_deref()),
            (&dead.id, Some("first words"))
        );
        let sent = outbox.begin(&again, NOW + LEASE_MS, "other words").await.unwrap();
        assert_eq!(sent.as_deref(), Some("first words"));
        // Had the first one only been slow, its failure is no longer its to say; but an arrival is an arrival.
        assert_eq!(outbox.begin(&dead, NOW + LEASE_MS, "").await.unwrap(), None);
        assert_eq!(
            settle(&outbox, &dead, NOW + LEASE_MS, temporary()).await,
            AttemptOutcome::Lost
        );
        assert_eq!(
            settle(&outbox, &dead, NOW + LEASE_MS, delivered()).await,
            AttemptOutcome::Delivered
        );
        assert_eq!(
            settle(&outbox, &again, NOW + LEASE_MS, temporary()).await,
            AttemptOutcome::Lost
        );
        let (shown, ..) = outbox.show(&dead.id[..8]).await.unwrap();
        assert_eq!((shown.state.as_str(), shown.attempts), ("delivered", 2));
    })
    .await;
}

#[tokio::test]
async fn what_fails_is_tried_ten_times_over_days_and_then_kept_as_dead_until_asked_for() {
    on_both(|database| async move {
        let store = database.open().await;
        let outbox = Outbox::new(store.clone());
        let _ = put(&store, &[notice(1, 1, Channel::Webhook)]).await;
        let mut now = NOW;
        for pause in [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] {
            let claimed = outbox.claim(now, 10).await.unwrap().remove(0);
            let _ = outbox.begin(&claimed, now, "x").await.unwrap();
            let AttemptOutcome::Again { at_ms } = settle(&outbox, &claimed, now, temporary()).await else {
                panic!("given up too early");
            };
            let (least, most) = (pause * 800, pause * 1_200);
            assert!(
                (least..=most).contains(&(at_ms - now)),
                "{pause}: {}",
                at_ms - now
            );
            assert!(outbox.claim(at_ms - 1, 10).await.unwrap().is_empty());
            now = at_ms;
        }
        let last = outbox.claim(now, 10).await.unwrap().remove(0);
        let _ = outbox.begin(&last, now, "x").await.unwrap();
        assert_eq!(
            settle(&outbox, &last, now, temporary()).await,
            AttemptOutcome::Dead
        );
        assert!(outbox.claim(now + 1_000 * DAY_MS, 10).await.unwrap().is_empty());
        let dead = outbox.list(Some("dead")).await.unwrap();
        assert_eq!((dead.len(), dead[0].attempts), (1, 10));
        assert_eq!(dead[0].last_error.as_deref(), Some("421 later"));
        assert_eq!(outbox.status().await.unwrap().oldest_ms, None);
        assert_eq!(outbox.retry(Some(&last.id), now).await.unwrap(), 1);
        assert_eq!(outbox.retry(None, now).await.unwrap(), 0);
        assert_eq!(outbox.claim(now, 10).await.unwrap()[0].id, last.id);
    })
    .await;
}

#[tokio::test]
async fn a_refusal_for_good_is_dead_at_once_and_a_wish_for_a_pause_is_granted_within_bounds() {
    on_both(|database| async move {
        let store = database.open().await;
        let outbox = Outbox::new(store.clone());
        let all: Vec<_> = (1..=3)
            .map(|n| notice(n, 1, Channel::Webhook))
            .map(|mut notice| {
                notice.alone = true;
                notice
            })
            .collect();
        let _ = put(&store, &all).await;
        let claimed = outbox.claim(NOW, 10).await.unwrap();
        let busy = |seconds| {
            Err(Failure::Temporary {
                reason: "429".into(),
                retry_after: Some(Duration::from_secs(seconds)),
            })
        };
        let gone = Err(Failure::Gone { reason: "410".into() });
        assert_eq!(
            settle(&outbox, &claimed[0], NOW, gone).await,
            AttemptOutcome::Dead
        );
        let later = settle(&outbox, &claimed[1], NOW, busy(600)).await;
        assert_eq!(
            later,
            AttemptOutcome::Again {
                at_ms: NOW + 600 * SECOND
            }
        );
        let much_later = settle(&outbox, &claimed[2], NOW, busy(u64::MAX)).await;
        assert_eq!(
            much_later,
            AttemptOutcome::Again {
                at_ms: NOW + LONGEST_MS
            }
        );
    })
    .await;
}

#[tokio::test]
async fn what_fails_through_us_is_tried_for_as_long_as_it_takes_and_rings_until_something_goes_out() {
    on_both(|database| async move {
        let store = database.open().await;
        let outbox = Outbox::new(store.clone());
        let mut now = NOW;
        let _ = put(&store, &[notice(1, 1, Channel::Email)]).await;
        for round in 0..3 * BACKOFF_S.len() {
            let claimed = outbox.claim(now, 10).await.unwrap().remove(0);
            let _ = outbox.begin(&claimed, now, "{}").await.unwrap();
            let blocked = Err(Failure::ours(format!("554 5.7.1 blocked, {round}")));
            let AttemptOutcome::Again { at_ms } = settle(&outbox, &claimed, now, blocked).await else {
                panic!("given up in round {round}");
            };
            assert!(
                now < at_ms && at_ms - now <= 3_600_000 * 120 / 100,
                "round {round}"
            );
            now = at_ms + DAY_MS;
        }
        let alarms = outbox.alarms().await.unwrap();
        assert_eq!(
            (alarms.len(), alarms[0].channel.as_str(), alarms[0].since_ms),
            (1, "email", NOW)
        );
        assert!(alarms[0].reason.contains("blocked, 29"), "{alarms:?}");
        // None of it counted: what the recipient's own server says now is its first word.
        let claimed = outbox.claim(now, 10).await.unwrap().remove(0);
        let _ = outbox.begin(&claimed, now, "{}").await.unwrap();
        let AttemptOutcome::Again { at_ms } = settle(&outbox, &claimed, now, temporary()).await else {
            panic!("given up at the recipient's first refusal");
        };
        assert!(at_ms - now <= BACKOFF_S[1] * SECOND * 120 / 100);
        assert_eq!(
            outbox.alarms().await.unwrap().len(),
            1,
            "nothing has gone out yet"
        );
        let claimed = outbox.claim(at_ms, 10).await.unwrap().remove(0);
        assert_eq!(
            settle(&outbox, &claimed, at_ms, delivered()).await,
            AttemptOutcome::Delivered
        );
        assert_eq!(outbox.alarms().await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_clock_set_back_delays_neither_an_attempt_nor_a_lease() {
    on_both(|database| async move {
        let store = database.open().await;
        let outbox = Outbox::new(store.clone());
        let _ = put(&store, &[notice(1, 1, Channel::Email)]).await;
        // Written down while the clock was a year ahead; now it is right again.
        let claimed = outbox.claim(NOW, 10).await.unwrap().remove(0);
        let back = NOW - 365 * DAY_MS;
        assert_eq!(
            outbox.claim(back, 10).await.unwrap().len(),
            1,
            "the lease is from the future"
        );
        let claimed = match outbox.claim(back + 2 * LEASE_MS, 10).await.unwrap().pop() {
            Some(newer) => newer,
            None => claimed,
        };
        let AttemptOutcome::Again { .. } = settle(&outbox, &claimed, NOW, temporary()).await else {
            panic!("one attempt is not the last");
        };
        assert_eq!(
            outbox.claim(back, 10).await.unwrap().len(),
            1,
            "the pause is from the future"
        );
    })
    .await;
}

#[tokio::test]
async fn a_gateways_receipt_is_asked_for_ever_more_rarely_and_kept_by_its_digest() {
    on_both(|database| async move {
        let store = database.open().await;
        let outbox = Outbox::new(store.clone());
        let _ = put(&store, &[notice(1, 1, Channel::Sms), notice(2, 2, Channel::Sms)]).await;
        for claimed in outbox.claim(NOW, 10).await.unwrap() {
            let accepted = Ok(Delivery::Accepted {
                tracking: "t-7".into(),
            });
            assert_eq!(
                settle(&outbox, &claimed, NOW, accepted).await,
                AttemptOutcome::Accepted
            );
        }
        assert!(
            outbox.claim(NOW + DAY_MS, 10).await.unwrap().is_empty(),
            "it is not sent again"
        );
        assert!(outbox.claim_receipts(NOW, 10).await.unwrap().is_empty());
        let mut asked = outbox.claim_receipts(NOW + 5 * SECOND, 10).await.unwrap();
        assert!(
            outbox
                .claim_receipts(NOW + 5 * SECOND, 10)
                .await
                .unwrap()
                .is_empty(),
            "one asks at a time"
        );
        let (first, second) = (asked.remove(0), asked.remove(0));
        assert_eq!(first.tracking.as_deref(), Some("t-7"));
        let receipt = Receipt {
            bytes: b"DELIVRD".to_vec(),
            arrived_ms: None,
        };
        let arrived = Ok(Delivery::Delivered {
            receipt: Some(receipt),
        });
        let digest = hex::encode(sha256(b"DELIVRD"));
        let task = |receipt: Option<&str>| {
            vec![NewTask {
                kind: queue::TaskKind::Demand,
                loan: 1,
                subject: vec![1],
                facts: json!({"receipt": receipt}),
                once: false,
            }]
        };
        let after = After {
            follows: &task,
            kept: &[b"words"],
            seal: &|bytes| Ok(bytes.iter().rev().copied().collect()),
        };
        let settled = outbox
            .settle(&first, NOW + 6 * SECOND, arrived, &after)
            .await
            .unwrap();
        let kept = outbox.document(&digest).await.unwrap();
        assert_eq!(kept, Some(("receipt".into(), b"DRVILED".to_vec())));
        assert_eq!(settled, AttemptOutcome::Delivered);
        assert_eq!(
            outbox.show(&first.id).await.unwrap().0.receipt,
            Some(digest.clone())
        );
        let tasks = queue::Queue::new(store.clone())
            .claim(NOW + 6 * SECOND, 10)
            .await
            .unwrap();
        assert_eq!(tasks[0].facts, json!({"receipt": digest}));
        // The other one's gateway never says anything.
        let late = NOW + 40 * 3_600 * SECOND;
        let again = settle(&outbox, &second, late, temporary()).await;
        assert_eq!(
            again,
            AttemptOutcome::Again {
                at_ms: late + 3_600 * SECOND
            }
        );
        let asked = outbox
            .claim_receipts(NOW + 72 * 3_600 * SECOND, 10)
            .await
            .unwrap()
            .remove(0);
        assert_eq!(
            settle(&outbox, &asked, NOW + 72 * 3_600 * SECOND, temporary()).await,
            AttemptOutcome::Dead
        );
    })
    .await;
}

#[tokio::test]
async fn who_is_forgotten_is_sent_nothing_more_even_by_a_sender_that_is_at_it() {
    on_both(|database| async move {
        let store = database.open().await;
        let outbox = Outbox::new(store.clone());
        let _ = put(&store, &[notice(1, 1, Channel::Sms), notice(2, 2, Channel::Sms)]).await;
        let at_it = outbox.claim(NOW, 10).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        assert_eq!(
            withdraw(&store, &mut tx, &AccountId([1; 32]), NOW).await.unwrap(),
            1
        );
        store.commit(tx).await.unwrap();
        let forgotten = at_it
            .iter()
            .find(|claimed| claimed.recipient == AccountId([1; 32]))
            .unwrap();
        assert_eq!(outbox.begin(forgotten, NOW, "x").await.unwrap(), None);
        assert_eq!(
            settle(&outbox, forgotten, NOW, delivered()).await,
            AttemptOutcome::Lost
        );
        assert_eq!(outbox.show(&forgotten.id).await.unwrap().0.state, "withdrawn");
        let other = at_it.iter().find(|claimed| claimed.id != forgotten.id).unwrap();
        assert!(outbox.begin(other, NOW, "x").await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn what_was_claimed_and_not_tried_can_be_given_back() {
    on_both(|database| async move {
        let store = database.open().await;
        let outbox = Outbox::new(store.clone());
        let _ = put(&store, &[notice(1, 1, Channel::Sms)]).await;
        let claimed = outbox.claim(NOW, 10).await.unwrap().remove(0);
        outbox.release(&claimed, None).await.unwrap();
        let again = outbox.claim(NOW, 10).await.unwrap().remove(0);
        // Its host is slow: others have their turn first.
        outbox.release(&again, Some(NOW + 60 * SECOND)).await.unwrap();
        assert!(outbox.claim(NOW + 59 * SECOND, 10).await.unwrap().is_empty());
        assert_eq!(outbox.claim(NOW + 60 * SECOND, 10).await.unwrap().len(), 1);
        assert_eq!(outbox.show(&claimed.id).await.unwrap().0.attempts, 0);
    })
    .await;
}

#[tokio::test]
async fn a_machine_whose_clock_is_a_little_behind_takes_neither_anothers_lease_nor_its_pause() {
    on_both(|database| async move {
        let store = database.open().await;
        let outbox = Outbox::new(store.clone());
        let _ = put(&store, &[notice(1, 1, Channel::Email)]).await;
        let claimed = outbox.claim(NOW, 10).await.unwrap().remove(0);
        let behind = NOW - 5 * SECOND;
        assert!(outbox.claim(behind, 10).await.unwrap().is_empty(), "its lease");
        let busy = Err(Failure::Temporary {
            reason: "429".into(),
            retry_after: Some(Duration::MAX),
        });
        let _ = settle(&outbox, &claimed, NOW, busy).await;
        assert!(outbox.claim(behind, 10).await.unwrap().is_empty(), "its pause");
    })
    .await;
}

#[tokio::test]
async fn a_gateway_has_its_time_from_when_it_took_the_message_however_late_that_was() {
    on_both(|database| async move {
        let store = database.open().await;
        let outbox = Outbox::new(store.clone());
        let _ = put(&store, &[notice(1, 1, Channel::Sms)]).await;
        let late = NOW + 3 * DAY_MS;
        let claimed = outbox.claim(late, 10).await.unwrap().remove(0);
        let accepted = Ok(Delivery::Accepted {
            tracking: "t-7".into(),
        });
        assert_eq!(
            settle(&outbox, &claimed, late, accepted).await,
            AttemptOutcome::Accepted
        );
        let asked = outbox
            .claim_receipts(late + 5 * SECOND, 10)
            .await
            .unwrap()
            .remove(0);
        assert_eq!((asked.created_ms, asked.accepted_ms), (NOW, late));
        let settled = settle(&outbox, &asked, late + 5 * SECOND, temporary()).await;
        assert_eq!(
            settled,
            AttemptOutcome::Again {
                at_ms: late + 10 * SECOND
            }
        );
        let last = outbox
            .claim_receipts(late + 3 * DAY_MS, 10)
            .await
            .unwrap()
            .remove(0);
        assert_eq!(last.accepted_ms, late, "a question does not begin it anew");
        assert_eq!(
            settle(&outbox, &last, late + 3 * DAY_MS, temporary()).await,
            AttemptOutcome::Dead
        );
    })
    .await;
}

/// A loan that has ended, where it has.
async fn loan(store: &Store, id: u64, status: &str, ended_ms: Option<u64>) {
    let sql = "INSERT INTO loan (id, status, disputed, lender, borrower, settlement, currency, decimals, agreed_principal, \
               annual_rate_ppm, utc_offset_minutes, digest, figures_day, principal, interest, late, costs, proposed_ms, \
               events, head, block, books, ended_ms) \
               VALUES ($1, $2, 0, '', '', '', 'CNY', 2, '', 0, 480, '', '', '', '', '', '', 0, 3, '', 1, $3, $4)";
    let query = sqlx::query(sql)
        .bind(to_i64(id))
        .bind(status.to_owned())
        .bind(vec![0u8])
        .bind(ended_ms.map(to_i64));
    let _one = query.execute(store.pool()).await.unwrap();
}

/// Sends all that waits; the recipient's system answers with `said`. `kept` stays known by its digest.
async fn sent(outbox: &Outbox, now: u64, said: &str, kept: &[&[u8]]) {
    for claimed in outbox.claim(now, 99).await.unwrap() {
        let body = format!("what {} says", claimed.id);
        let _begun = outbox.begin(&claimed, now, &body).await.unwrap();
        let receipt = Receipt {
            bytes: said.into(),
            arrived_ms: None,
        };
        let outcome = Ok(Delivery::Delivered {
            receipt: Some(receipt),
        });
        let after = After {
            follows: &|_| Vec::new(),
            kept,
            seal: &|bytes| Ok(bytes.to_vec()),
        };
        let settled = outbox.settle(&claimed, now, outcome, &after).await.unwrap();
        assert_eq!(settled, AttemptOutcome::Delivered);
    }
}

async fn count(store: &Store, what: &str) -> i64 {
    let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {what}"));
    sqlx::query_scalar(sql).fetch_one(store.pool()).await.unwrap()
}

/// Source: 个保法, arts. 19, 47.
#[tokio::test]
async fn what_no_demand_needs_is_forgotten_in_time_and_a_running_loans_notices_stay_known() {
    on_both(|database| async move {
        let store = database.open().await;
        let outbox = Outbox::new(store.clone());
        loan(&store, 1, "active", None).await;
        loan(&store, 2, "settled", Some(NOW)).await;
        // Settled once, and running again since a payment was taken back.
        loan(&store, 3, "active", Some(NOW)).await;
        let mut demand = notice(2, 9, Channel::Email);
        (demand.kind, demand.alone) = (DEMAND.into(), true);
        let mut superseded = notice(2, 8, Channel::Email);
        superseded.superseded = true;
        let others: Vec<_> = (1u8..4).map(|n| notice(n.into(), n, Channel::Sms)).collect();
        let all = [&others[..], &[superseded, demand.clone()]].concat();
        let _ = put(&store, &others).await;
        sent(&outbox, NOW, "250 Ok", &[]).await;
        let _ = put(&store, &all).await;
        sent(&outbox, NOW, "250 Ok: demand", &[b"the demand"]).await;
        let late = notice(2, 7, Channel::Email);
        let _ = put(&store, std::slice::from_ref(&late)).await;
        sent(&outbox, NOW + DAY_MS, "250 Ok", &[]).await;

        let kept = 90 * DAY_MS;
        let forgotten = async |now: u64, has_loans: bool| {
            let (mut sweep, mut rows) = (Sweep::default(), 0);
            while !sweep.is_over() {
                rows += outbox.forget(&mut sweep, now - kept, has_loans).await.unwrap();
            }
            rows
        };
        assert_eq!(forgotten(NOW + kept - 1, true).await, 0);
        let texts = "message WHERE body IS NOT NULL";
        let receipts = "document WHERE what = 'receipt'";
        assert_eq!(
            (count(&store, texts).await, count(&store, receipts).await),
            (5, 2)
        );

        // While the index is filled a loan may look over that is not: its texts go, and not that they were told.
        assert_eq!(forgotten(NOW + kept, false).await, 3);
        assert_eq!(count(&store, "notice").await, 6);
        assert_eq!(forgotten(NOW + kept, false).await, 0);
        assert!(forgotten(NOW + kept, true).await > 0);
        // Of the settled loan the demand and what was sent later; of those that run that they were told.
        let left = count(&store, "notice").await;
        assert_eq!(left, 4, "{left}");
        assert_eq!(count(&store, "message").await, 4);
        assert_eq!(count(&store, texts).await, 2);
        assert_eq!(count(&store, receipts).await, 2, "the later message has the same");
        assert_eq!(
            put(&store, &others[..1]).await,
            Vec::<String>::new(),
            "nobody is told twice"
        );
        assert!(forgotten(NOW + DAY_MS + kept, true).await > 0);
        assert_eq!(count(&store, receipts).await, 1);
        assert_eq!(forgotten(NOW + 100 * kept, true).await, 0);

        // The demand is as it was: what was sent, that it arrived, and when.
        let (shown, notices, _) = outbox.show(&demand.id).await.unwrap();
        assert_eq!((shown.state.as_str(), shown.ended_ms), ("delivered", Some(NOW)));
        assert_eq!(notices.len(), 1);
        for digest in [shown.receipt.unwrap(), hex::encode(sha256(b"the demand"))] {
            assert!(outbox.document(&digest).await.unwrap().is_some());
        }
        assert_eq!(count(&store, "message WHERE body IS NOT NULL").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_transaction_forgets_so_many_and_no_more_and_a_sweep_all() {
    on_both(|database| async move {
        let store = database.open().await;
        let outbox = Outbox::new(store.clone());
        let step = u64::from(STEP);
        loan(&store, 1, "settled", Some(NOW)).await;
        let many: Vec<_> = (0..=step)
            .map(|n| NewNotice {
                loan: 1,
                alone: true,
                ..notice(n, 1, Channel::Sms)
            })
            .collect();
        let _ = put(&store, &many).await;
        let withdrawn = "UPDATE message SET state = 'withdrawn', ended_ms = 1";
        let _rows = sqlx::query(withdrawn).execute(store.pool()).await.unwrap();
        assert_eq!(outbox.forget_loan(1, NOW).await.unwrap(), step);
        assert_eq!(count(&store, "notice").await, 1);
        let (mut sweep, mut steps) = (Sweep::default(), Vec::new());
        while !sweep.is_over() {
            steps.push(outbox.forget(&mut sweep, NOW, true).await.unwrap());
        }
        assert_eq!(steps, [1, step, 1]);
        assert_eq!(
            (count(&store, "notice").await, count(&store, "message").await),
            (0, 0)
        );
    })
    .await;
}

#[tokio::test]
async fn a_loan_that_runs_again_by_now_keeps_what_was_told_of_it() {
    on_both(|database| async move {
        let store = database.open().await;
        let outbox = Outbox::new(store.clone());
        loan(&store, 1, "active", Some(NOW)).await;
        let _ = put(&store, &[notice(1, 1, Channel::Sms)]).await;
        let withdrawn = "UPDATE message SET state = 'withdrawn', ended_ms = 1";
        let _rows = sqlx::query(withdrawn).execute(store.pool()).await.unwrap();
        assert_eq!(outbox.forget_loan(1, NOW).await.unwrap(), 0);
        assert_eq!(count(&store, "notice").await, 1);
    })
    .await;
}

/// A gateway says the same to many: what it said is one document.
#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_another_message_is_given_while_it_is_forgotten_stays() {
    on_both(|database| async move {
        let stores = [database.open().await, database.open().await];
        let outbox = Outbox::new(stores[0].clone());
        for n in 0..20 {
            let (old, new) = (notice(2 * n, 1, Channel::Sms), notice(2 * n + 1, 2, Channel::Sms));
            let _ = put(&stores[0], std::slice::from_ref(&old)).await;
            sent(&outbox, NOW, "250 Ok", &[]).await;
            let _ = put(&stores[0], std::slice::from_ref(&new)).await;
            let other = Outbox::new(stores[1].clone());
            let sending = tokio::spawn(async move { sent(&other, NOW + DAY_MS, "250 Ok", &[]).await });
            let mut sweep = Sweep::default();
            while !sweep.is_over() {
                let _rows = outbox.forget(&mut sweep, NOW, true).await.unwrap();
            }
            sending.await.unwrap();
            let (shown, ..) = outbox.show(&new.id).await.unwrap();
            assert!(outbox.document(&shown.receipt.unwrap()).await.unwrap().is_some());
            let all = "UPDATE message SET receipt = NULL, body = NULL; DELETE FROM document";
            let _rows = sqlx::raw_sql(all).execute(stores[0].pool()).await.unwrap();
        }
    })
    .await;
}
