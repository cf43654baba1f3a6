use super::*;
use crate::project::{block_of, chain_of};
use iou_ledger::contract::LedgerEvent;

fn cursor(filling: &str, block: u64) -> Cursor {
    Cursor {
        filling: filling.into(),
        genesis: "0x07".into(),
        contract: "5C".into(),
        code_hash: "0x01".into(),
        first_block: 1,
        block,
        hash: format!("0x{block:02}"),
        time_ms: 0,
        events: 0,
        unknown_events: 0,
    }
}

async fn moved(store: &Store, from: &Cursor, to: &Cursor) -> bool {
    let mut tx = store.begin().await.unwrap();
    let moved = advance(&mut tx, from, to).await.unwrap();
    store.commit(tx).await.unwrap();
    moved
}

/// What is read for a batch (a debtor's record, a loan) is read before the batch is written, and may be of tables that are half
/// filled: at the very block from which the batch goes on they can be there again by then.
#[tokio::test]
async fn a_batch_is_of_the_filling_that_it_was_read_in_though_another_has_come_as_far() {
    iou_testing::on_both(|database| async move {
        let store = Store::open(&database).await.unwrap();
        let (old, new) = (cursor("a", 0), cursor("b", 0));
        begin(&store, &old, 9).await.unwrap();
        assert!(read_cursor(&store).await.unwrap().unwrap().is_at(&old));
        assert_eq!(begin(&store, &new, 9).await.unwrap_err().code(), "index_shared");
        assert!(
            read_cursor(&store).await.unwrap().unwrap().is_at(&old),
            "{database}"
        );
        assert!(moved(&store, &old, &cursor("a", 5)).await);
        forget(&store).await.unwrap();
        begin(&store, &new, 9).await.unwrap();
        assert!(moved(&store, &new, &cursor("b", 5)).await);
        assert!(
            !moved(&store, &cursor("a", 5), &cursor("a", 6)).await,
            "{database}"
        );
        let now = read_cursor(&store).await.unwrap().unwrap();
        assert!(now.is_at(&cursor("b", 5)) && !now.is_at(&cursor("a", 5)));
        // As an earlier version left them.
        store.set_kept_value(FILLING, None).await.unwrap();
        assert!(read_cursor(&store).await.unwrap().unwrap().is_at(&cursor("", 5)));
        assert!(moved(&store, &cursor("", 5), &cursor("", 6)).await);
    })
    .await;
}

/// Else reminders would take the tables for those of a chain on which nothing has happened.
#[tokio::test]
async fn who_begins_far_behind_says_so_with_the_first_row() {
    iou_testing::on_both(|database| async move {
        let store = Store::open(&database).await.unwrap();
        for (head, target) in [(BEHIND, None), (BEHIND + 1, Some((BEHIND + 1).to_string()))] {
            begin(&store, &cursor("a", 0), head).await.unwrap();
            assert_eq!(store.kept_value(CATCHING_UP).await.unwrap(), target, "{database}");
            forget(&store).await.unwrap();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_that_are_emptied_beside_a_batch_have_nothing_of_it() {
    iou_testing::on_both(|database| async move {
        let store = Store::open(&database).await.unwrap();
        let mut conn = store.acquire().await.unwrap();
        let mut projector = Projector::load(chain_of(Hash::default()), &mut conn)
            .await
            .unwrap();
        drop(conn);
        for round in 0..10 {
            let from = cursor(&round.to_string(), 6);
            begin(&store, &from, 9).await.unwrap();
            let event = LedgerEvent::Unknown {
                topic: None,
                data: vec![1, 2, 3],
            };
            let found = (0..200).map(|place| Found {
                place,
                event: event.clone(),
            });
            projector.take(&block_of(7, 0), found.collect()).unwrap();
            let (to, conn) = (cursor(&round.to_string(), 7), store.acquire().await.unwrap());
            let writing = tokio::spawn(commit(
                store.clone(),
                conn,
                from,
                to,
                projector.changes(store.kind()),
            ));
            let (written, emptied) = tokio::join!(writing, forget(&store));
            emptied.unwrap();
            if let Err(error) = written.unwrap() {
                assert_eq!(error.code(), "index_shared", "{database}");
            }
            assert!(read_cursor(&store).await.unwrap().is_none());
            for table in ["block", "unknown_event"] {
                let count = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
                let rows: i64 = sqlx::query_scalar(count).fetch_one(store.pool()).await.unwrap();
                assert_eq!(rows, 0, "{database}: {table}");
            }
        }
    })
    .await;
}

#[test]
fn a_block_follows_the_one_that_its_state_names_and_no_other() {
    let first = block_of(7, 0);
    let before = (6, format!("{:?}", Hash::default()));
    assert!(follows(&before, &first));
    assert!(!follows(&(5, before.1.clone()), &first), "a block was left out");
    assert!(!follows(&(7, before.1.clone()), &first), "a block came twice");
    assert!(
        !follows(&(6, format!("{:?}", Hash::from([1; 32]))), &first),
        "of another chain"
    );
    assert!(!follows(&(u64::MAX, before.1), &block_of(0, 0)));
}
