//! The index on a real node: what it writes, that it can be stopped at any point and made again to the byte, and what it
//! refuses to go on with.

use std::time::{Duration, Instant};

use anyhow::{anyhow, bail, ensure, Context, Result};
use e2e_tests::service::{long, Service};
use e2e_tests::world::{World, NATIVE, OFF_CHAIN};
use futures::TryStreamExt as _;
use iou_ledger::blocks::Source;
use iou_ledger::connection::Connection;
use iou_ledger::contract::Ledger;
use iou_ledger::AccountId;
use serde_json::Value;
use sqlx::AnyPool;

/// How often the index is killed: a few times in `make test`, many in `make faults`.
fn kills() -> u64 {
    match long() {
        true => 50,
        false => 5,
    }
}

/// A database file of the world's, and the flag that names it.
fn database(world: &World, name: &str) -> Result<String> {
    world.file(name, "")
}

fn index(world: &World, database: &str) -> Result<Value> {
    world.iou.json(&["index", "--once", "--database", database])
}

/// All derived rows as text.
fn dump(world: &World, database: &str) -> Result<String> {
    let run = world.iou.run(&["index", "dump", "--database", database])?;
    ensure!(run.code == Some(0), "{run:?}");
    Ok(run.stdout)
}

/// Rows of one table, without its name.
fn table(dump: &str, name: &str) -> Result<Vec<Vec<Value>>> {
    let rows = dump.lines().map(serde_json::from_str::<Vec<Value>>);
    let rows: Vec<Vec<Value>> = rows.collect::<Result<_, _>>()?;
    let ours = rows.into_iter().filter(|row| row[0] == name);
    Ok(ours.map(|row| row[1..].to_vec()).collect())
}

async fn pool(database: &str) -> Result<AnyPool> {
    sqlx::any::install_default_drivers();
    Ok(AnyPool::connect(&format!("sqlite:{database}")).await?)
}

/// Where the service of a database leaves what it says.
fn words_of(database: &str) -> String {
    format!("{database}.words")
}

/// `iou index` as a service; killed when dropped.
fn start(world: &World, database: &str) -> Result<Service> {
    let mut command = world.iou.command()?;
    // Several run at once, on one machine.
    let _ = command.args(["index", "--database", database, "--listen", "off"]);
    Service::start(command, words_of(database).into())
}

/// Waits until the database is where the node's head is.
fn caught_up(world: &World, database: &str) -> Result<()> {
    let began = Instant::now();
    loop {
        // The service may be making its tables at this moment: a look does not change them, and says so.
        let run = world
            .iou
            .run(&["index", "status", "--database", database, "--json"])?;
        if run.code == Some(0) && run.data()?["lag"] == 0 {
            return Ok(());
        }
        if began.elapsed() > Duration::from_secs(60) {
            let words = std::fs::read_to_string(words_of(database)).unwrap_or_default();
            bail!("{run:?}\nthe service: {words}");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Two loans: one paid in part, overdue and in default, one in the chain's own token, settled.
fn lives(world: &World) -> Result<(String, String)> {
    let first = world.running()?;
    let second = world.propose("zhangsan", NATIVE)?;
    world.iou.step("lisi", &["sign", &second])?;
    world.iou.step("lisi", &["deliver", &second])?;
    world.iou.step("zhangsan", &["repay", &second, "all"])?;
    world.advance("90d")?;
    world.iou.step("wangwu", &["due", &first])?;
    world.iou.step("zhangsan", &["report", &first, "4000.00"])?;
    world.iou.step("lisi", &["confirm", &first])?;
    world.advance("30d")?;
    world.iou.step("wangwu", &["default", &first])?;
    Ok((first, second))
}

#[test]
fn the_tables_say_what_the_chain_says() -> Result<()> {
    let world = World::new()?;
    let (first, second) = lives(&world)?;
    let file = database(&world, "index.db")?;
    let done = index(&world, &file)?;
    let events = world.events()?;
    assert_eq!(done["events"], events.len());
    let dump = dump(&world, &file)?;

    // Every event, in its place, with its bytes.
    let stored = table(&dump, "event")?;
    assert_eq!(stored.len(), events.len());
    for event in &events {
        let found = stored
            .iter()
            .find(|row| row[0] == event["block"]["number"] && row[1] == event["index"]);
        let found = found.context("an event is missing")?;
        assert_eq!(found[2], event["event"]);
        assert_eq!(found[6], event["scale"]);
    }
    let loans = table(&dump, "loan")?;
    assert_eq!(loans.len(), 2);
    let shown = world.show(&first)?;
    let row = loans.iter().find(|row| row[0] == 0).context("the first loan")?;
    assert_eq!(row[1], shown["status"]);
    assert_eq!(row[1], "defaulted");
    assert_eq!(row[4], shown["terms"]["borrower"], "{shown}");
    assert_eq!(row[6], "CNY");
    // 4,000.00 on the due day paid 147.94 of interest first (10,000.00 × 6 % × 90/365).
    assert_eq!(row[13], "614794");
    let payments = table(&dump, "payment")?;
    assert_eq!(payments.len(), 2);
    assert_eq!(payments[0][4..9], ["400000", "0", "0", "14794", "385206"]);
    let settled = loans.iter().find(|row| row[0] == 1).context("the second loan")?;
    assert_eq!(settled[1], "settled");
    let instalments = table(&dump, "instalment")?;
    let satisfied = instalments
        .iter()
        .filter(|row| row[0] == 1 && row[5] == 1)
        .count();
    assert_eq!(satisfied, 3, "a settled loan has no open instalment");
    assert_eq!(world.status(&second)?, "settled");

    // The record is the contract's own.
    let credit = world.iou.json(&["credit", "zhangsan"])?;
    let record = table(&dump, "credit")?;
    let [record] = record.as_slice() else {
        anyhow::bail!("one borrower: {record:?}")
    };
    for (place, name) in [
        "agreed",
        "settled_on_time",
        "settled_late",
        "settled_forgiven",
        "outstanding",
        "defaulted",
    ]
    .iter()
    .enumerate()
    {
        assert_eq!(record[place + 1], credit[*name], "{name}: {credit}");
    }
    Ok(())
}

#[test]
fn an_index_made_again_or_in_pieces_has_the_same_bytes() -> Result<()> {
    let world = World::new()?;
    let pieces = database(&world, "pieces.db")?;
    let loan = world.running()?;
    index(&world, &pieces)?;
    world.iou.step("lisi", &["report", &loan, "1.00"])?;
    index(&world, &pieces)?;
    let (_, _) = lives(&world)?;
    index(&world, &pieces)?;
    let before = dump(&world, &pieces)?;
    assert!(table(&before, "event")?.len() > 15);

    let whole = database(&world, "whole.db")?;
    index(&world, &whole)?;
    assert_eq!(dump(&world, &whole)?, before);
    world.iou.json(&["index", "rebuild", "--database", &pieces])?;
    assert_eq!(dump(&world, &pieces)?, before);
    Ok(())
}

/// The indexes that only readers of the tables need.
const READERS: [&str; 8] = [
    "agenda_by_time",
    "event_of_loan",
    "loan_by_borrower",
    "loan_by_end",
    "loan_by_lender",
    "loan_by_next_due",
    "loan_by_status",
    "party_by_account",
];

#[tokio::test(flavor = "multi_thread")]
async fn tables_that_were_filled_from_the_start_have_their_indexes_even_if_that_was_cut_short() -> Result<()>
{
    let world = World::new()?;
    let (_, _) = lives(&world)?;
    // So far that the indexes are left out at first.
    for _ in 0..30 {
        world.advance("1d")?;
    }
    let file = database(&world, "index.db")?;
    index(&world, &file)?;
    let pool = pool(&file).await?;
    let there = || async {
        let sql = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name IN \
                   ('agenda', 'event', 'loan', 'party') AND sql IS NOT NULL ORDER BY name";
        sqlx::query_scalar::<_, String>(sql).fetch_all(&pool).await
    };
    assert_eq!(there().await?, READERS);
    let whole = dump(&world, &file)?;
    // As a process leaves it that is killed while it fills them.
    for name in READERS {
        let drop = sqlx::AssertSqlSafe(format!("DROP INDEX {name}"));
        let _dropped = sqlx::query(drop).execute(&pool).await?;
    }
    index(&world, &file)?;
    assert_eq!(there().await?, READERS);
    assert_eq!(dump(&world, &file)?, whole);
    world.iou.json(&["index", "rebuild", "--database", &file])?;
    assert_eq!(there().await?, READERS);
    assert_eq!(dump(&world, &file)?, whole);
    Ok(())
}

/// Every event that a block of a real runtime has ends where the library that decodes all of it says.
#[tokio::test(flavor = "multi_thread")]
async fn the_events_of_the_contract_are_those_that_a_full_decoding_finds() -> Result<()> {
    let world = World::new()?;
    let (_, _) = lives(&world)?;
    let conn = Connection::open(&world.node.url(), Duration::from_secs(10), None).await?;
    let contract = world.ledger()?;
    let contract = contract.parse::<AccountId>().map_err(|e| anyhow!("{e}"))?;
    let source = Source::new(Ledger::new(conn.clone(), contract));
    let (head, _) = conn.finalized_head().await?;
    let blocks: Vec<_> = source.blocks(1, head).try_collect().await?;
    let mut all = 0;
    for (block, found) in blocks {
        let at = conn.at_hash(block.hash).await?;
        let mut expected = Vec::new();
        for event in at.events().fetch().await?.iter() {
            let event = event?;
            if (event.pallet_name(), event.event_name()) == ("Contracts", "ContractEmitted") {
                let topics: Vec<[u8; 32]> = event.topics().iter().map(|topic| topic.0).collect();
                let ours = source.ledger().event(event.field_bytes(), &topics);
                expected.extend(ours.map(|ours| (event.index(), ours)));
            }
        }
        let found: Vec<_> = found
            .into_iter()
            .map(|found| (found.place, found.event))
            .collect();
        assert_eq!(found, expected, "block {}", block.number);
        all += found.len();
    }
    ensure!(all > 10, "{all}");
    Ok(())
}

/// An index made again from the first event has the same rows.
fn lacks_nothing(world: &World, file: &str) -> Result<()> {
    let whole = database(world, "whole.db")?;
    index(world, &whole)?;
    assert_eq!(dump(world, file)?, dump(world, &whole)?);
    Ok(())
}

#[test]
fn faults_an_index_that_is_killed_again_and_again_loses_nothing_and_takes_nothing_twice() -> Result<()> {
    let world = World::new()?;
    let file = database(&world, "killed.db")?;
    let loan = world.running()?;
    for kill in 0..kills() {
        let mut service = start(&world, &file)?;
        world.iou.step("lisi", &["report", &loan, "1.00"])?;
        // Somewhere between its start and long after the block: another moment each time.
        std::thread::sleep(Duration::from_millis(kill * 37 % 230));
        service.kill()?;
    }
    let _service = start(&world, &file)?;
    caught_up(&world, &file)?;
    lacks_nothing(&world, &file)
}

#[test]
fn faults_an_index_goes_on_when_its_node_comes_back() -> Result<()> {
    let mut world = World::new()?;
    let file = database(&world, "node.db")?;
    let loan = world.running()?;
    let _service = start(&world, &file)?;
    caught_up(&world, &file)?;
    world.node.kill()?;
    world.node.restart()?;
    world.iou.step("lisi", &["report", &loan, "1.00"])?;
    caught_up(&world, &file)?;
    lacks_nothing(&world, &file)
}

#[test]
fn a_database_of_another_chain_is_refused_and_left_as_it_was() -> Result<()> {
    let (one, other) = (World::new()?, World::new()?);
    let file = database(&one, "index.db")?;
    one.running()?;
    index(&one, &file)?;
    let before = dump(&one, &file)?;
    // The same genesis and address, but other blocks: a chain that began anew.
    other.propose("zhangsan", OFF_CHAIN)?;
    for _ in 0..20 {
        other.advance("1d")?;
    }
    let run = other
        .iou
        .run(&["index", "--once", "--json", "--database", &file])?;
    assert_eq!(run.error(2)?, "chain_anew");
    assert_eq!(dump(&one, &file)?, before);
    // Not "behind" either, while it has fewer blocks than the old one had.
    let young = World::new()?;
    young.propose("zhangsan", OFF_CHAIN)?;
    let height = |world: &World| -> Result<i64> {
        let status = world.iou.json(&["index", "status", "--database", &file])?;
        status["head"].as_i64().context("a head")
    };
    let (reached, block) = (height(&young)?, world_block(&one, &file)?);
    anyhow::ensure!(reached < block, "{reached} is not below {block}");
    let run = young
        .iou
        .run(&["index", "--once", "--json", "--database", &file])?;
    assert_eq!(run.error(2)?, "chain_anew");
    let doctor = young.iou.run(&["doctor", "--json", "--database", &file])?;
    assert!(
        doctor.stdout.contains("index_anew") && doctor.code == Some(1),
        "{doctor:?}"
    );
    Ok(())
}

/// The block up to which a database goes.
fn world_block(world: &World, file: &str) -> Result<i64> {
    let status = world.iou.json(&["index", "status", "--database", file])?;
    status["block"].as_i64().context("a block")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_event_stops_the_index_before_anything_wrong_is_written() -> Result<()> {
    let world = World::new()?;
    let file = database(&world, "index.db")?;
    let loan = world.running()?;
    index(&world, &file)?;
    world.iou.step("lisi", &["report", &loan, "1.00"])?;
    // The cursor is moved over that block, as a faulty tool might.
    let head = world.iou.json(&["index", "status", "--database", &file])?["head"].clone();
    let number = head.as_i64().context("a head")?;
    let conn = Connection::open(&world.node.url(), Duration::from_secs(10), None).await?;
    let hash = conn.block_hash(number.try_into()?).await?.context("its hash")?;
    let pool = pool(&file).await?;
    let moved = sqlx::query("UPDATE cursor SET block = $1, hash = $2")
        .bind(number)
        .bind(format!("{hash:?}"));
    assert_eq!(moved.execute(&pool).await?.rows_affected(), 1);
    index(&world, &file)?;
    let before = dump(&world, &file)?;
    world.iou.step("lisi", &["report", &loan, "1.00"])?;
    let run = world
        .iou
        .run(&["index", "--once", "--json", "--database", &file])?;
    assert_eq!(run.error(1)?, "index_gap");
    assert_eq!(dump(&world, &file)?, before);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn other_code_in_the_contract_stops_the_index() -> Result<()> {
    let world = World::new()?;
    let file = database(&world, "index.db")?;
    world.running()?;
    index(&world, &file)?;
    let pool = pool(&file).await?;
    let other = sqlx::query("UPDATE cursor SET code_hash = $1").bind(format!("0x{}", "11".repeat(32)));
    assert_eq!(other.execute(&pool).await?.rows_affected(), 1);
    let run = world
        .iou
        .run(&["index", "--once", "--json", "--database", &file])?;
    assert_eq!(run.error(1)?, "code_replaced");
    Ok(())
}
