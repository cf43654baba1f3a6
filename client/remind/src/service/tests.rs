use std::io::Write;
use std::sync::Mutex;
use std::time::Instant;

use scale::Encode;
use terms::life::Action;
use terms::{sample, Books, Day, Event, Status, Timestamp, UtcOffset};

use super::*;
use crate::channel;
use crate::contact::{Contact, ReminderSetting};
use crate::people;
use crate::testing::{on_both, Database};
use iou_base::text::Lang;
use iou_database::store::Kind;
use iou_evidence::verify::sample::Paper;
use iou_index::follow::{BEHIND, CATCHING_UP};
use iou_ledger::AccountId;
use iou_relay::queue::{Silence, TaskKind};

const NOW: u64 = 1_800_000_000_000;
const LENDER: AccountId = AccountId([1; 32]);
const BORROWER: AccountId = AccountId([2; 32]);

/// What the console has said.
#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<u8>>>);

impl Write for Said {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Said {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

struct World {
    service: Arc<Service>,
    said: Said,
    _home: tempfile::TempDir,
}

impl World {
    async fn new(database: &Database) -> World {
        World::at(database, tempfile::tempdir().unwrap()).await
    }

    /// One with the key to the contacts that lies in `home`.
    async fn at(database: &Database, home: tempfile::TempDir) -> World {
        let store = database.open().await;
        let key = home.path().join("contacts.key");
        let people = Arc::new(People::open(store.clone(), &key).await.unwrap());
        let said = Said::default();
        let channels = Channels::with_console(channel::ChannelSettings::default(), said.clone()).unwrap();
        let service = Service::new(store, people, channels, Policy::default(), true, true);
        World {
            service: Arc::new(service),
            said,
            _home: home,
        }
    }

    async fn run(&self, sql: &str) {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        let _done = sqlx::raw_sql(sql)
            .execute(self.service.store.pool())
            .await
            .unwrap();
    }

    /// The chain's clock, as the index knows it.
    async fn clock(&self, at: Timestamp) {
        let genesis = format!("0x{}", "07".repeat(32));
        let contract = AccountId([8; 32]);
        self.run("DELETE FROM cursor").await;
        self.run(&format!(
            "INSERT INTO cursor (only_row, genesis, contract, code_hash, first_block, block, hash, time_ms, events, \
             unknown_events) VALUES (1, '{genesis}', '{contract}', '', 0, 1, '', {}, 0, 0)",
            at.0
        ))
        .await;
    }

    /// 10,000.00 CNY at 6 %, delivered 90 days before `due`.
    async fn loan(&self, id: u64, due: Day) {
        let (lender, borrower) = (terms::AccountId(LENDER.0), terms::AccountId(BORROWER.0));
        let terms = sample::bullet(lender, borrower, Day(due.0 - 90));
        let books = Books {
            events: 3,
            ..sample::running(terms)
        };
        self.stored(id, "active", &books, 0).await;
    }

    /// The same money, proposed by the lender at noon of `start`, to be signed by the end of the second day after it.
    async fn proposal(&self, id: u64, start: Day) {
        let (lender, borrower) = (terms::AccountId(LENDER.0), terms::AccountId(BORROWER.0));
        let ctx = terms::life::Context {
            caller: lender,
            now: sample::noon(start),
            block: 1,
            sha256: iou_base::sha256,
            rates: &terms::law::BuiltIn,
            offices: &terms::life::NoOffices,
            intent: None,
        };
        let proposed = terms::Loan::propose(id, sample::bullet(lender, borrower, start), None, &ctx).unwrap();
        let entry = &proposed.events[0];
        let books = Books::open(&entry.event().unwrap(), iou_base::sha256(&entry.bytes)).unwrap();
        self.stored(id, "proposed", &books, ctx.now.0).await;
        self.run(&format!(
            "INSERT INTO block (number, hash, time_ms) VALUES (1, '', {})",
            ctx.now.0
        ))
        .await;
        let sql = "INSERT INTO event (block, place, name, loan, sequence, hash, scale) VALUES (1, 0, 'LoanProposed', $1, 0, '', $2)";
        let query = sqlx::query(sql)
            .bind(i64::try_from(id).unwrap())
            .bind(entry.bytes.clone());
        let _rows = query.execute(self.service.store.pool()).await.unwrap();
    }

    /// A loan with all of its events.
    async fn lived(&self, paper: &Paper) {
        let id = paper.loan().id;
        let mut events = paper.events().iter();
        let hash = |event: &Event| iou_base::sha256(&event.encode());
        let first = events.next().unwrap();
        let mut books = Books::open(first, hash(first)).unwrap();
        for event in events {
            books.take(event, hash(event), &terms::law::BuiltIn).unwrap();
        }
        self.stored(id, "active", &books, 0).await;
        self.run("INSERT INTO block (number, hash, time_ms) VALUES (1, '', 0)")
            .await;
        for event in paper.events() {
            let sql = "INSERT INTO event (block, place, name, loan, sequence, hash, scale) VALUES (1, $1, $2, $3, $1, '', $4)";
            let query = sqlx::query(sql)
                .bind(i64::from(event.head().sequence))
                .bind(event.name().to_owned())
                .bind(i64::try_from(id).unwrap())
                .bind(event.encode());
            let _rows = query.execute(self.service.store.pool()).await.unwrap();
        }
    }

    async fn stored(&self, id: u64, status: &str, books: &Books, proposed_ms: u64) {
        let sql = "INSERT INTO loan (id, status, disputed, lender, borrower, settlement, currency, decimals, \
                   agreed_principal, annual_rate_ppm, utc_offset_minutes, digest, figures_day, principal, interest, \
                   late, costs, proposed_ms, events, head, block, books) VALUES ($1, $5, 0, $2, $3, '', 'CNY', \
                   2, '', 0, 480, '', '', '', '', '', '', $6, 3, '', 1, $4)";
        let query = sqlx::query(sql)
            .bind(i64::try_from(id).unwrap())
            .bind(LENDER.to_string())
            .bind(BORROWER.to_string())
            .bind(books.encode())
            .bind(status.to_owned())
            .bind(i64::try_from(proposed_ms).unwrap());
        let _rows = query.execute(self.service.store.pool()).await.unwrap();
        self.run(&format!("INSERT INTO agenda (loan, at_ms) VALUES ({id}, 0)"))
            .await;
    }

    /// A demand of the lender, in a block of its own.
    async fn event(&self, loan: u64, sequence: u32, time_ms: u64) {
        let day = Day(DUE.0);
        let zero = terms::Amount::new(0).unwrap();
        let event = terms::event::DemandMade {
            version: 1,
            event: terms::event::Kind::DemandMade,
            loan,
            lender: terms::AccountId(LENDER.0),
            borrower: terms::AccountId(BORROWER.0),
            sequence,
            previous: [0; 32],
            intent: None,
            after: terms::event::Figures {
                status: Status::Active,
                day,
                principal: zero,
                interest: zero,
                late: zero,
                costs: zero,
                next_due: None,
                default_after: None,
            },
            by: terms::AccountId(LENDER.0),
            message: [7; 32],
            channel: terms::life::Channel::Email,
            arrived: None,
        };
        self.run(&format!(
            "INSERT INTO block (number, hash, time_ms) VALUES ({sequence}, '', {time_ms}) ON CONFLICT DO NOTHING"
        ))
        .await;
        let sql = "INSERT INTO event (block, place, name, loan, sequence, hash, scale) VALUES ($1, 0, 'DemandMade', $2, $1, '', $3)";
        let query = sqlx::query(sql)
            .bind(i64::from(sequence))
            .bind(i64::try_from(loan).unwrap())
            .bind(event.encode());
        let _rows = query.execute(self.service.store.pool()).await.unwrap();
        self.run("UPDATE cursor SET events = events + 1").await;
    }

    /// Loan 7 is due today, at ten in the morning, and its borrower is known.
    async fn with_a_due_loan(&self) {
        self.know(&BORROWER, Lang::En).await;
        self.loan(7, DUE).await;
        self.clock(at(DUE, 10)).await;
    }

    async fn know(&self, account: &AccountId, lang: Lang) {
        let mut contact = Contact::new(lang);
        contact.console = true;
        self.service.people.put(account, &contact, 0).await.unwrap();
    }
}

/// So many hours into `day` in China.
fn at(day: Day, hour: u64) -> Timestamp {
    Timestamp(day.starts_at(UtcOffset::CHINA).0 + hour * 3_600_000)
}

const DUE: Day = Day(20_818);

#[tokio::test]
async fn a_due_day_is_told_once_in_the_borrowers_words_and_the_contract_is_told_too() {
    on_both(|database| async move {
        let world = World::new(&database).await;
        let cancel = CancellationToken::new();
        world.know(&BORROWER, Lang::Zh).await;
        world.loan(7, DUE).await;
        assert_eq!(
            world.service.tick(NOW).await.unwrap(),
            Ticked::default(),
            "nothing is indexed yet"
        );
        world.clock(at(DUE, 10)).await;
        let ticked = world.service.tick(NOW).await.unwrap();
        assert_eq!((ticked.loans, ticked.messages, ticked.tasks), (1, 1, 1));
        let delivered = world.service.deliver(NOW, &cancel).await.unwrap();
        assert_eq!(delivered.delivered, 1);
        assert!(world.said.text().contains("借"), "{}", world.said.text());
        // Neither another tick nor an agenda that begins anew tells it again.
        assert_eq!(world.service.tick(NOW).await.unwrap(), Ticked::default());
        world.run("UPDATE agenda SET at_ms = 0").await;
        let again = world.service.tick(NOW).await.unwrap();
        assert_eq!((again.loans, again.messages, again.tasks), (1, 0, 0));
        assert_eq!(
            world.service.deliver(NOW, &cancel).await.unwrap(),
            Delivered::default()
        );
        let tasks = world.service.queue.claim(NOW, 10).await.unwrap();
        assert_eq!(
            (tasks.len(), tasks[0].kind, tasks[0].loan),
            (1, TaskKind::NotifyDue, 7)
        );
        // The next day it is overdue: the agenda knew when.
        world.clock(at(Day(DUE.0 + 1), 10)).await;
        assert_eq!(world.service.tick(NOW).await.unwrap().messages, 1);
    })
    .await;
}

#[tokio::test]
async fn a_loan_that_is_being_written_is_looked_at_once_it_has_been() {
    on_both(|database| async move {
        let world = World::new(&database).await;
        // A file has one writer at a time.
        if world.service.store.kind() == Kind::Sqlite {
            return;
        }
        world.with_a_due_loan().await;
        let other = database.open().await;
        let mut index = other.begin().await.unwrap();
        let written = sqlx::query("UPDATE loan SET events = events + 1 WHERE id = 7");
        let _one = written.execute(&mut *index).await.unwrap();
        assert_eq!(world.service.tick(NOW).await.unwrap(), Ticked::default());
        other.commit(index).await.unwrap();
        assert_eq!(world.service.tick(NOW).await.unwrap().loans, 1);
    })
    .await;
}

/// In the middle of its life a loan may look as if it were over, and what was told of it would be told again.
#[tokio::test]
async fn nothing_is_forgotten_by_what_a_loan_looks_like_while_the_index_is_filled() {
    on_both(|database| async move {
        let world = World::new(&database).await;
        world.with_a_due_loan().await;
        assert_eq!(world.service.tick(NOW).await.unwrap().messages, 1);
        let store = &world.service.store;
        world
            .run("UPDATE message SET state = 'withdrawn', ended_ms = 1; UPDATE loan SET status = 'settled', ended_ms = 1")
            .await;
        let count = async || {
            let notices = sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM notice");
            notices.fetch_one(store.pool()).await.unwrap()
        };
        let told = async || {
            let mut sweep = outbox::Sweep::default();
            while !sweep.is_over() {
                world
                    .service
                    .forget_some(NOW + 100 * DAY_MS, &mut sweep)
                    .await
                    .unwrap();
            }
            count().await
        };
        let all = count().await;
        assert!(all > 0);
        let far = (BEHIND + 2).to_string();
        store.set_kept_value(CATCHING_UP, Some(&far)).await.unwrap();
        assert_eq!(told().await, all);
        store.set_kept_value(CATCHING_UP, None).await.unwrap();
        assert_eq!(told().await, 0);
    })
    .await;
}

#[tokio::test]
async fn who_has_not_signed_a_proposal_is_told_once_the_day_before_it_lapses() {
    on_both(|database| async move {
        let world = World::new(&database).await;
        let cancel = CancellationToken::new();
        for account in [&LENDER, &BORROWER] {
            world.know(account, Lang::En).await;
        }
        world.proposal(7, DUE).await;
        world.clock(at(DUE, 13)).await;
        // Whatever is told of the proposal itself is not what this is about.
        let _ticked = world.service.tick(NOW).await.unwrap();
        let _delivered = world.service.deliver(NOW, &cancel).await.unwrap();
        assert!(!world.said.text().contains("lapses"), "{}", world.said.text());
        world.clock(at(Day(DUE.0 + 1), 9)).await;
        let ticked = world.service.tick(NOW).await.unwrap();
        assert_eq!((ticked.messages, ticked.tasks), (1, 0), "the lender has signed");
        let _delivered = world.service.deliver(NOW, &cancel).await.unwrap();
        assert!(world.said.text().contains("lapses"), "{}", world.said.text());
        world.run("UPDATE agenda SET at_ms = 0").await;
        assert_eq!(world.service.tick(NOW).await.unwrap().messages, 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_unanswered_of_a_loan_that_was_settled_and_runs_again_is_told() {
    on_both(|database| async move {
        let world = World::new(&database).await;
        let mut paper = Paper::with_loan(&[1], 3);
        let on = paper.events().last().unwrap().head().after.day;
        for minor in [5_000, 2_000_000] {
            let reported = Action::ReportRepayment {
                amount: sample::amount(minor),
                on,
                receipt: None,
                payer: None,
                to: sample::UNSEEN_CREDITOR,
            };
            paper.act(1, reported);
        }
        let (report, evidence) = (1, None);
        paper.act(0, Action::ConfirmRepayment { report, evidence });
        assert_eq!(paper.loan().state.status(), Status::Settled);
        let repaid = |event: &&Event| matches!(event, Event::LoanRepaid(_));
        let payment = paper.events().iter().rfind(repaid).unwrap().head().sequence;
        for who in [0, 1] {
            paper.act(who, Action::ReversePayment { payment, evidence });
        }
        world
            .know(&AccountId(paper.people[0].account().0), Lang::En)
            .await;
        world.lived(&paper).await;
        world.clock(Timestamp(paper.now_ms + 4 * DAY_MS)).await;
        assert_eq!(world.service.tick(NOW).await.unwrap().messages, 1);
        let cancel = CancellationToken::new();
        let _delivered = world.service.deliver(NOW, &cancel).await.unwrap();
        let said = world.said.text();
        assert!(
            said.contains("50.00 CNY was paid. It has been unanswered for 3 days"),
            "{said}"
        );
    })
    .await;
}

#[tokio::test]
async fn that_a_report_stayed_unanswered_is_told_to_the_contract_when_the_agreed_days_are_over() {
    on_both(|database| async move {
        let world = World::new(&database).await;
        let mut paper = Paper::unanswered();
        world.lived(&paper).await;
        world.clock(Timestamp(paper.now_ms + 7 * DAY_MS)).await;
        assert_eq!(world.service.tick(NOW).await.unwrap().tasks, 0);
        world.clock(Timestamp(paper.now_ms + 8 * DAY_MS)).await;
        assert_eq!(world.service.tick(NOW).await.unwrap().tasks, 1);
        let tasks = world.service.queue.claim(NOW, 10).await.unwrap();
        let silence = Silence { report: 0 };
        assert_eq!(
            (tasks[0].kind, tasks[0].loan, &tasks[0].facts),
            (TaskKind::RecordSilence, paper.loan().id, &silence.facts())
        );
        paper.wait(8);
        paper.silence();
        for table in ["event", "relay_task", "loan", "agenda", "block"] {
            world.run(&format!("DELETE FROM {table}")).await;
        }
        world.lived(&paper).await;
        assert_eq!(world.service.tick(NOW).await.unwrap().tasks, 0, "it is on record");
    })
    .await;
}

#[tokio::test]
async fn several_loans_of_one_person_are_one_message_after_a_standstill() {
    on_both(|database| async move {
        let world = World::new(&database).await;
        world.know(&BORROWER, Lang::En).await;
        for id in 0..5 {
            world.loan(id, Day(DUE.0 + u32::try_from(id).unwrap())).await;
        }
        world.clock(at(Day(DUE.0 + 6), 10)).await;
        let ticked = world.service.tick(NOW).await.unwrap();
        assert_eq!((ticked.loans, ticked.messages), (5, 1));
        let cancel = CancellationToken::new();
        assert_eq!(world.service.deliver(NOW, &cancel).await.unwrap().delivered, 1);
    })
    .await;
}

#[tokio::test]
async fn a_demand_goes_alone_and_who_is_forgotten_before_it_is_sent_gets_nothing() {
    on_both(|database| async move {
        let world = World::new(&database).await;
        let mut contact = Contact::new(Lang::En);
        (contact.console, contact.email) = (true, Some("zhang@example.org".into()));
        world.service.people.put(&BORROWER, &contact, 0).await.unwrap();
        let setting = ReminderSetting {
            demand_after_days: Some(2),
            demand_channel: Some(crate::message::Channel::Email),
            ..ReminderSetting::default()
        };
        world.loan(7, DUE).await;
        world.service.people.set(7, &LENDER, &setting).await.unwrap();
        world.clock(at(Day(DUE.0 + 2), 10)).await;
        assert_eq!(
            world.service.tick(NOW).await.unwrap().messages,
            3,
            "two reminders and the demand"
        );
        assert_eq!(
            people::remove(&world.service.store, &BORROWER, NOW)
                .await
                .unwrap(),
            3
        );
        let cancel = CancellationToken::new();
        assert_eq!(
            world.service.deliver(NOW, &cancel).await.unwrap(),
            Delivered::default()
        );
        assert_eq!(world.said.text(), "");
    })
    .await;
}

/// A thief who has taken a seat does not silence whose it is, nor do they silence their own heir.
#[tokio::test]
async fn whose_seat_another_key_has_taken_is_told_as_before_and_so_is_the_new_key() {
    on_both(|database| async move {
        let world = World::new(&database).await;
        let new = AccountId([14; 32]);
        let (lender, borrower) = (terms::AccountId(LENDER.0), terms::AccountId(BORROWER.0));
        let terms = sample::bullet(lender, borrower, Day(DUE.0 - 90));
        let mut books = sample::running(terms);
        books.seats.push(terms::agreement::Seat {
            account: borrower,
            key: terms::AccountId(new.0),
            plan: None,
            claim: None,
            held_through: None,
            objected: None,
        });
        world.stored(7, "active", &books, 0).await;
        world.know(&BORROWER, Lang::En).await;
        world.know(&new, Lang::En).await;
        world.clock(at(DUE, 10)).await;
        assert_eq!(world.service.tick(NOW).await.unwrap().messages, 2);
        // What one of them chose holds for their own contact.
        let muted = ReminderSetting {
            muted: true,
            ..ReminderSetting::default()
        };
        world.service.people.set(7, &new, &muted).await.unwrap();
        world.clock(at(Day(DUE.0 + 1), 10)).await;
        assert_eq!(world.service.tick(NOW).await.unwrap().messages, 1);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_told_while_the_index_is_catching_up() {
    on_both(|database| async move {
        let world = World::new(&database).await;
        world.with_a_due_loan().await;
        // The index is at block 1, and this is what it has to reach.
        let far = (2 + BEHIND).to_string();
        world
            .service
            .store
            .set_kept_value(CATCHING_UP, Some(&far))
            .await
            .unwrap();
        assert_eq!(world.service.tick(NOW).await.unwrap(), Ticked::default());
        let near = (1 + BEHIND).to_string();
        world
            .service
            .store
            .set_kept_value(CATCHING_UP, Some(&near))
            .await
            .unwrap();
        assert_eq!(world.service.tick(NOW).await.unwrap().messages, 1);
    })
    .await;
}

#[tokio::test]
async fn what_happened_is_told_once_whoever_reads_the_chain() {
    on_both(|database| async move {
        let world = World::new(&database).await;
        world.know(&BORROWER, Lang::En).await;
        world.loan(7, Day(DUE.0 + 60)).await;
        world.event(7, 3, 1_000).await;
        world.clock(at(DUE, 10)).await;
        assert_eq!(world.service.tick(NOW).await.unwrap().messages, 1);
        assert_eq!(world.service.tick(NOW).await.unwrap().messages, 0);
        // Neither by one that has just been started, nor after the tables were made anew.
        let World { _home: home, .. } = world;
        let world = World::at(&database, home).await;
        assert_eq!(world.service.tick(NOW).await.unwrap().messages, 0);
        world.run("DELETE FROM event").await;
        world.event(7, 3, 1_000).await;
        world.event(7, 4, 2_000).await;
        world.run("UPDATE cursor SET events = 2").await;
        assert_eq!(world.service.tick(NOW).await.unwrap().messages, 1);
        let cancel = CancellationToken::new();
        assert_eq!(world.service.deliver(NOW, &cancel).await.unwrap().delivered, 2);
    })
    .await;
}

#[tokio::test]
async fn other_settings_have_every_loan_looked_at_again() {
    on_both(|database| async move {
        let world = World::new(&database).await;
        world.service.notice_settings().await.unwrap();
        world
            .run("INSERT INTO agenda (loan, at_ms) VALUES (7, 9000)")
            .await;
        let looks = || async {
            let row = sqlx::query("SELECT loan FROM agenda WHERE at_ms = 0")
                .fetch_optional(world.service.store.pool())
                .await;
            row.unwrap().is_some()
        };
        world.service.notice_settings().await.unwrap();
        assert!(!looks().await, "the same settings");
        let other = Service {
            announces: false,
            ..Arc::into_inner(World::new(&database).await.service).unwrap()
        };
        other.notice_settings().await.unwrap();
        assert!(looks().await);
    })
    .await;
}

#[tokio::test]
async fn a_tick_with_nothing_due_costs_the_same_among_many_loans() {
    on_both(|database| async move {
        let world = World::new(&database).await;
        world.clock(at(DUE, 10)).await;
        world
            .run(
                "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 199999) \
                 INSERT INTO agenda (loan, at_ms) SELECT i, 9000000000000 + i FROM n",
            )
            .await;
        let begun = Instant::now();
        for _ in 0..10 {
            assert_eq!(world.service.tick(NOW).await.unwrap(), Ticked::default());
        }
        let each = begun.elapsed() / 10;
        eprintln!("a tick over 200,000 loans with none due: {each:?}");
        assert!(each < Duration::from_millis(50), "{each:?}");
    })
    .await;
}

#[tokio::test]
async fn who_cannot_be_read_is_looked_at_again_within_the_hour_and_what_waits_for_them_does_not_die() {
    on_both(|database| async move {
        let world = World::new(&database).await;
        let cancel = CancellationToken::new();
        world.with_a_due_loan().await;
        assert_eq!(world.service.tick(NOW).await.unwrap().messages, 1);
        world.loan(8, DUE).await;
        // Another key's bytes stand where their contact was.
        world.run("UPDATE contact SET account = 'nobody'").await;
        let damaged = sqlx::query("INSERT INTO contact VALUES ($1, 'console', 0, $2)")
            .bind(BORROWER.to_string())
            .bind(vec![0u8; 9]);
        let _rows = damaged.execute(world.service.store.pool()).await.unwrap();
        assert_eq!(world.service.tick(NOW).await.unwrap().messages, 0);
        let again = sqlx::query("SELECT at_ms FROM agenda WHERE loan = 8")
            .fetch_one(world.service.store.pool())
            .await
            .unwrap();
        let again: i64 = sqlx::Row::get(&again, 0);
        assert_eq!(again, i64::try_from(at(DUE, 11).0).unwrap());
        let delivered = world.service.deliver(NOW, &cancel).await.unwrap();
        assert_eq!((delivered.again, delivered.dead), (1, 0));
        let waits = world.service.outbox.list(None).await.unwrap().remove(0);
        assert_eq!((waits.state.as_str(), waits.attempts), ("waiting", 0));
        assert!(waits.next_attempt_ms > now_ms() + 3_500_000);
        // The operator has put things right.
        world
            .run(&format!("DELETE FROM contact WHERE account = '{BORROWER}'"))
            .await;
        world
            .run(&format!("UPDATE contact SET account = '{BORROWER}'"))
            .await;
        world.run("UPDATE message SET next_attempt_ms = 0").await;
        assert_eq!(world.service.deliver(NOW, &cancel).await.unwrap().delivered, 1);
        world.clock(at(DUE, 11)).await;
        assert_eq!(world.service.tick(NOW).await.unwrap().messages, 1);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_told_anything_in_their_quiet_hours_at_whichever_attempt() {
    on_both(|database| async move {
        let world = World::new(&database).await;
        let cancel = CancellationToken::new();
        world.with_a_due_loan().await;
        assert_eq!(world.service.tick(NOW).await.unwrap().messages, 1);
        // Its time came while the machine was off: it is back at night. NOW is 16:00 in China.
        let night = NOW + 7 * 3_600_000;
        let none = world.service.deliver(night, &cancel).await.unwrap();
        assert_eq!((none, world.said.text().as_str()), (Delivered::default(), ""));
        let shown = world.service.outbox.list(None).await.unwrap().remove(0);
        let morning = NOW + 16 * 3_600_000;
        assert_eq!((shown.next_attempt_ms, shown.attempts), (morning, 0));
        assert_eq!(
            world.service.deliver(morning, &cancel).await.unwrap().delivered,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_program_is_told_when_the_notice_was_decided_on_and_not_when_it_was_put_into_words() {
    on_both(|database| async move {
        let world = World::new(&database).await;
        world.with_a_due_loan().await;
        assert_eq!(world.service.tick(NOW).await.unwrap().messages, 1);
        // Hours later by the chain's clock.
        world.clock(at(DUE, 15)).await;
        let cancel = CancellationToken::new();
        assert_eq!(world.service.deliver(NOW, &cancel).await.unwrap().delivered, 1);
        let id = world.service.outbox.list(None).await.unwrap().remove(0).id;
        let (_, _, body) = world.service.outbox.show(&id).await.unwrap();
        assert_eq!(body.unwrap().payload["timestamp"], "2027-01-15T08:00:00Z");
    })
    .await;
}

#[tokio::test]
async fn what_waits_while_the_index_catches_up_waits_and_does_not_die() {
    on_both(|database| async move {
        let world = World::new(&database).await;
        let cancel = CancellationToken::new();
        world.with_a_due_loan().await;
        assert_eq!(world.service.tick(NOW).await.unwrap().messages, 1);
        let far = (2 + BEHIND).to_string();
        let store = &world.service.store;
        store.set_kept_value(CATCHING_UP, Some(&far)).await.unwrap();
        let delivered = world.service.deliver(NOW, &cancel).await.unwrap();
        assert_eq!((delivered.again, delivered.dead), (1, 0));
        let waits = world.service.outbox.list(None).await.unwrap().remove(0);
        assert_eq!((waits.state.as_str(), waits.attempts), ("waiting", 0));
        assert!(waits.next_attempt_ms > now_ms() + 50_000);
        store.set_kept_value(CATCHING_UP, None).await.unwrap();
        world.run("UPDATE message SET next_attempt_ms = 0").await;
        assert_eq!(world.service.deliver(NOW, &cancel).await.unwrap().delivered, 1);
    })
    .await;
}
