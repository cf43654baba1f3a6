//! What a party signed in an unusual manner is proved by both verifiers: with every kind of key, with bytes after the arguments,
//! by the older call, with a tip, through accounts that act one for the other. On a real node, and on paper where a node has no
//! way to put several transactions into one block.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{bail, ensure, Context, Result};
use e2e_tests::evidence::write_spec;
use e2e_tests::world::{path, World, OFF_CHAIN};
use iou_base::address;
use iou_evidence::verify::extrinsic::SignedExtensions;
use iou_evidence::verify::sample::{self, contract_call, Manner, Paper, Person};
use iou_ledger::connection::{Connection, REQUEST_LIMIT};
use iou_ledger::signer::Signer;
use scale::{Compact, Encode};
use serde::Deserialize;
use serde_json::{json, Value};
use subxt::rpcs::rpc_params;
use tempfile::TempDir;
use terms::life::{Action, Channel};
use terms::AccountId;

use super::{both_prove, second_verdict, verdict};

/// What a call may take on a node. Units: picoseconds, bytes.
const GAS: (u64, u64) = (1_000_000_000_000, 10_000_000);
/// What an account begins with. Units: plancks.
const MONEY: u128 = 1_000_000_000_000_000;
const LIMIT: Duration = Duration::from_secs(30);

/// A connection that sends transactions as they are made here.
struct Wire {
    runtime: tokio::runtime::Runtime,
    conn: Connection,
    around: SignedExtensions,
}

impl Wire {
    fn new(world: &World) -> Result<Wire> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Version {
            spec_version: u32,
            transaction_version: u32,
        }
        let runtime = tokio::runtime::Runtime::new()?;
        let conn = runtime.block_on(Connection::open(&world.node.url(), REQUEST_LIMIT, None))?;
        let version: Version = runtime.block_on(conn.request("state_getRuntimeVersion", rpc_params![]))?;
        let genesis = conn.chain().genesis.0;
        Ok(Wire {
            runtime,
            conn,
            around: SignedExtensions {
                genesis,
                birth: genesis,
                spec_version: version.spec_version,
                transaction_version: version.transaction_version,
                metadata_hash: None,
            },
        })
    }

    fn nonce(&self, account: AccountId) -> Result<u32> {
        let params = rpc_params![address::show(account)];
        Ok(self
            .runtime
            .block_on(self.conn.request("system_accountNextIndex", params))?)
    }

    /// Sends a call, and waits until a finalised block has it: evidence is of finalised blocks.
    fn send(
        &self,
        account: AccountId,
        sign: impl Fn(&[u8]) -> Vec<u8>,
        call: &[u8],
        manner: &Manner,
    ) -> Result<()> {
        let nonce = self.nonce(account)?;
        let around = SignedExtensions {
            metadata_hash: manner.metadata_hash,
            ..self.around.clone()
        };
        let bytes = sample::extrinsic(account, sign, call, (nonce, manner.tip), &around);
        let params = rpc_params![format!("0x{}", hex::encode(bytes))];
        let _: String = self
            .runtime
            .block_on(self.conn.request("author_submitExtrinsic", params))?;
        let end = Instant::now() + LIMIT;
        while self.confirmed(account)? <= nonce {
            ensure!(Instant::now() < end, "no block took the transaction");
        }
        Ok(())
    }

    /// How many transactions of an account are in finalised blocks.
    fn confirmed(&self, account: AccountId) -> Result<u32> {
        let head: String = self
            .runtime
            .block_on(self.conn.request("chain_getFinalizedHead", rpc_params![]))?;
        let state: Option<String> = self.runtime.block_on(self.conn.request(
            "state_call",
            rpc_params![
                "AccountNonceApi_account_nonce",
                format!("0x{}", hex::encode(account.0)),
                head
            ],
        ))?;
        let bytes = hex::decode(state.context("a nonce")?.trim_start_matches("0x"))?;
        Ok(u32::from_le_bytes(
            bytes.try_into().map_err(|_| anyhow::anyhow!("a nonce"))?,
        ))
    }

    fn send_as(&self, person: &Person, call: &[u8], manner: &Manner) -> Result<()> {
        self.send(person.account(), |message| person.sign(message), call, manner)
    }

    /// Gives an account money to begin with.
    fn endow(&self, account: AccountId) -> Result<()> {
        let alice = Signer::from_uri(&"//Alice".into())?;
        let mut call = vec![10, 0, 0];
        call.extend(account.0);
        Compact(MONEY).encode_to(&mut call);
        let sign = |message: &[u8]| [&[1][..], &alice.sign_bytes(message)].concat();
        self.send(AccountId(alice.account().0), sign, &call, &Manner::default())
    }
}

/// The number of a loan that the borrower proposes to that lender.
fn propose(world: &World, lender: AccountId) -> Result<(String, [u8; 32])> {
    let form = format!(
        "purpose = \"周转\"\n{OFF_CHAIN}[lender]\naccount = \"{}\"\nname = \"李四\"\n[borrower]\naccount = \"zhangsan\"\nname = \"张三\"\n",
        address::show(lender)
    );
    let form = world.file("form.toml", &form)?;
    let made = world.iou.step("zhangsan", &["new", &form])?;
    let loan = made["loan"].as_u64().context("the number")?.to_string();
    let shown = world.show(&loan)?;
    let digest = shown["digest"].as_str().context("the digest")?;
    let digest = hex::decode(digest.trim_start_matches("0x"))?;
    Ok((loan, digest.try_into().map_err(|_| anyhow::anyhow!("a digest"))?))
}

/// What a step sends to loan `loan`: the action as it is on paper, where the loan has another number.
fn input(action: &Action, loan: &str) -> Result<Vec<u8>> {
    let mut input = sample::input_of(action);
    let number: u64 = loan.parse()?;
    input[4..12].copy_from_slice(&number.to_le_bytes());
    Ok(input)
}

/// A ledger on a node, the chain's short specification, and where evidence goes.
struct Ledger {
    world: World,
    wire: Wire,
    address: AccountId,
    file: PathBuf,
    spec: PathBuf,
    /// Both files lie in it; it goes last.
    _directory: TempDir,
}

impl Ledger {
    fn new() -> Result<Ledger> {
        let world = World::new()?;
        let directory = tempfile::tempdir()?;
        let spec = directory.path().join("spec.json");
        write_spec(&world, &spec)?;
        Ok(Ledger {
            wire: Wire::new(&world)?,
            address: address::read(&world.ledger()?).context("the ledger")?,
            file: directory.path().join("loan.iou"),
            spec,
            world,
            _directory: directory,
        })
    }
}

#[test]
fn what_a_party_signed_unusually_on_a_node_is_proved_by_both_verifiers() -> Result<()> {
    let Ledger {
        world,
        wire,
        address: ledger,
        file,
        spec,
        _directory,
    } = Ledger::new()?;
    let [ed25519, ecdsa, eth] = Person::unusual(60);
    let tail = || b"and more".to_vec();
    for person in [Person::new(61), ed25519, ecdsa, eth] {
        wire.endow(person.account())?;
        let (loan, digest) = propose(&world, person.account())?;
        let sign = input(
            &Action::Sign {
                digest,
                evidence: None,
            },
            &loan,
        )?;
        let unusual = Manner {
            tail: tail(),
            tip: 1 << 40,
            ..Manner::default()
        };
        wire.send_as(&person, &contract_call(&ledger, GAS, &sign, &unusual), &unusual)?;
        ensure!(world.status(&loan)? == "signed", "bytes after the arguments");
        let amount = sample::minor(1_000_000);
        let deliver = input(
            &Action::Deliver {
                amount,
                on: None,
                at_least: terms::RatePpm::ZERO,
                receipt: None,
            },
            &loan,
        )?;
        let old = Manner {
            old_weight: true,
            ..Manner::default()
        };
        wire.send_as(
            &person,
            &contract_call(&ledger, GAS, &deliver, &old),
            &Manner {
                tip: 1 << 30,
                ..old.clone()
            },
        )?;
        let _ = world.iou.step("zhangsan", &["received", &loan])?;
        let _ = world
            .iou
            .json(&["evidence", &loan, "-o", path(&file), "--force"])?;
        let (_, heart) = both_prove(&file, &spec)?;
        let signed = heart["signed"].as_array().context("signed")?;
        let by = |account: AccountId| {
            signed
                .iter()
                .filter(|one| one["signer"] == hex::encode(account.0))
                .count()
        };
        ensure!(by(person.account()) == 2, "{heart:#}");
    }
    Ok(())
}

#[test]
fn what_is_demanded_through_two_who_act_one_for_the_other_on_a_node_is_proved_by_both_verifiers() -> Result<()>
{
    let Ledger {
        world,
        wire,
        address: ledger,
        file,
        spec,
        _directory,
    } = Ledger::new()?;
    let [lender, middle, sender] = [61, 62, 63].map(Person::new);
    for person in [&lender, &middle, &sender] {
        wire.endow(person.account())?;
    }
    let (loan, digest) = propose(&world, lender.account())?;
    let plain = Manner::default();
    let amount = sample::minor(1_000_000);
    let steps = [
        Action::Sign {
            digest,
            evidence: None,
        },
        Action::Deliver {
            amount,
            on: None,
            at_least: terms::RatePpm::ZERO,
            receipt: None,
        },
    ];
    for step in steps {
        let call = contract_call(&ledger, GAS, &input(&step, &loan)?, &plain);
        wire.send_as(&lender, &call, &plain)?;
    }
    let _ = world.iou.step("zhangsan", &["received", &loan])?;
    for (real, delegate) in [(&lender, &middle), (&middle, &sender)] {
        let call = proxy_call(1, delegate.account(), &(0u8, 0u32).encode());
        wire.send_as(real, &call, &plain)?;
    }
    let demand = Action::Demand {
        message: [7; 32],
        channel: Channel::Email,
        arrived: None,
    };
    let call = contract_call(&ledger, GAS, &input(&demand, &loan)?, &plain);
    // The call itself, in the lender's name, in the middle's name: the outermost stands first.
    let call = [lender.account(), middle.account()]
        .into_iter()
        .fold(call, |call, real| {
            proxy_call(0, real, &[&[0][..], &call].concat())
        });
    wire.send_as(&sender, &call, &plain)?;
    let _ = world
        .iou
        .json(&["evidence", &loan, "-o", path(&file), "--force"])?;
    let (_, heart) = both_prove(&file, &spec)?;
    let signed = heart["signed"].as_array().context("signed")?;
    let demanded: Vec<_> = signed
        .iter()
        .filter(|one| one["signer"] == hex::encode(sender.account().0))
        .collect();
    ensure!(demanded.len() == 1, "{heart:#}");
    Ok(())
}

#[test]
fn the_node_takes_no_transaction_with_a_hash_of_metadata() -> Result<()> {
    let world = World::without_ledger()?;
    let wire = Wire::new(&world)?;
    let person = Person::new(61);
    wire.endow(person.account())?;
    // A remark: what it says is of no interest, only that it is not taken.
    let manner = Manner {
        metadata_hash: Some([7; 32]),
        ..Manner::default()
    };
    if wire.send_as(&person, &[0, 0, 0], &manner).is_ok() {
        bail!("this runtime knows its metadata's hash: the collector has to find it");
    }
    wire.send_as(&person, &[0, 0, 0], &Manner::default())
}

/// The short specification of a chain on paper.
pub(crate) fn spec_of(paper: &Paper, directory: &Path) -> Result<PathBuf> {
    let spec = directory.join("paper.json");
    let root = format!("0x{}", hex::encode(paper.first.state_root));
    let ledger = address::show(sample::CONTRACT);
    let json = json!({"name": "paper", "genesis": {"stateRootHash": root}, "properties": {"ledger": ledger}});
    std::fs::write(&spec, json.to_string())?;
    Ok(spec)
}

fn proxy_call(number: u8, account: AccountId, rest: &[u8]) -> Vec<u8> {
    [&[12, number, 0][..], &account.0, rest].concat()
}

#[test]
fn both_verifiers_prove_on_paper_what_a_node_cannot_be_made_to_show() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("loan.iou");
    let demand = Action::Demand {
        message: [7; 32],
        channel: Channel::Email,
        arrived: None,
    };
    let (lender, sender) = (Person::new(101), Person::new(51));
    let through = |person: &Person| Some((person.clone(), vec![lender.account()]));
    // With a hash of metadata and a tip that fills its field.
    let mut hashed = Paper::with_loan(&[1, 2, 3], 3);
    let _ = hashed.change_authorities(&[4, 5, 6]);
    hashed.manner = Manner {
        metadata_hash: Some([9; 32]),
        tip: u128::MAX,
        ..Manner::default()
    };
    hashed.act(0, demand.clone());
    // Let and taken back within a block.
    let mut brief = Paper::with_loan(&[1], 3);
    brief.aside(&lender, &proxy_call(1, sender.account(), &(0u8, 0u32).encode()));
    brief.manner.through = through(&sender);
    brief.act(0, demand.clone());
    // Announced before, set off by anybody.
    let mut announced = Paper::with_loan(&[1], 3);
    let call = sample::ledger_call(&sample::input_of(&demand), &Manner::default());
    let hash = sp_crypto_hashing::blake2_256(&call);
    announced.let_act(&lender.account(), sender.account(), 3);
    announced.announce(&sender.account(), vec![(lender.account(), hash, 1)]);
    let _ = announced.block(&[], Vec::new());
    announced.announce(&sender.account(), Vec::new());
    announced.manner.through = through(&Person::new(52));
    announced.manner.announced_by = Some(sender.account());
    announced.act(0, demand.clone());
    for paper in [hashed, brief, announced] {
        std::fs::write(&file, paper.file())?;
        let _ = both_prove(&file, &spec_of(&paper, directory.path())?)?;
    }
    Ok(())
}

#[test]
fn both_verifiers_refuse_a_set_change_that_happened_on_another_chain() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("loan.iou");
    let mut other = Paper::new(&[1, 2, 3, 4], 2);
    let change = other.change_authorities(&[50]);
    let mut paper = Paper::new(&[1, 2, 3, 4], 1);
    paper.adopt(&other, change, &[50]);
    paper.propose_monthly(3);
    paper.sign_and_deliver();
    std::fs::write(&file, paper.file())?;
    let spec = spec_of(&paper, directory.path())?;
    let (code, envelope) = verdict(&file, &spec)?;
    ensure!(code == 1 && envelope["data"]["holds"] == false, "{envelope:#}");
    let second = second_verdict(&file, &spec)?;
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    ensure!(
        second.status.code() == Some(1) && said.contains("another chain"),
        "{said}"
    );
    Ok(())
}

#[test]
fn what_a_specification_says_of_the_money_both_hold_the_file_to_and_what_it_leaves_open_neither() -> Result<()>
{
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("loan.iou");
    let paper = Paper::with_loan(&[1], 3);
    std::fs::write(&file, paper.file())?;
    let spec = spec_of(&paper, directory.path())?;
    let whole: Value = serde_json::from_slice(&std::fs::read(&spec)?)?;
    for (symbol, decimals, kind, takes) in [
        (json!("IOU"), json!(12), json!("Live"), true),
        (json!(["IOU"]), json!([12]), json!({"Custom": "Live"}), true),
        (json!(null), json!([]), json!(null), true),
        (json!("IOV"), json!(12), json!("Live"), false),
        (json!("IOU"), json!(15), json!("Live"), false),
        (json!("IOU"), json!([15]), json!("Live"), false),
        (json!("IOU"), json!(12), json!("Development"), false),
        (json!("IOU"), json!(12), json!({"Custom": "Other"}), false),
    ] {
        let mut other = whole.clone();
        other["properties"]["tokenSymbol"] = symbol;
        other["properties"]["tokenDecimals"] = decimals;
        other["chainType"] = kind;
        std::fs::write(&spec, other.to_string())?;
        let (_, envelope) = verdict(&file, &spec)?;
        let second = second_verdict(&file, &spec)?;
        ensure!(
            (envelope["data"]["false"] == 0) == takes,
            "{other:#} {envelope:#}"
        );
        let refused = String::from_utf8_lossy(&second.stderr).contains("another money");
        ensure!(refused != takes, "{other:#} {second:?}");
    }
    Ok(())
}

#[test]
fn of_a_ledger_that_nobody_named_both_say_that_it_was_not_named() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("loan.iou");
    let paper = Paper::with_loan(&[1], 3);
    let mut bundle = paper.bundle();
    bundle.manifest.chain.kind = "Local".into();
    std::fs::write(&file, bundle.seal())?;
    let spec = spec_of(&paper, directory.path())?;
    let mut without: Value = serde_json::from_slice(&std::fs::read(&spec)?)?;
    without["properties"] = json!({});
    without["chainType"] = json!("Local");
    std::fs::write(&spec, without.to_string())?;
    let (code, envelope) = verdict(&file, &spec)?;
    let data = &envelope["data"];
    ensure!(code == 4 && envelope["success"] == false, "{envelope:#}");
    ensure!(envelope["error"]["code"] == "ledger_unnamed", "{envelope:#}");
    ensure!(
        data["holds"] == false && data["verdict"] == "ledger_unnamed" && data["false"] == 0,
        "{envelope:#}"
    );
    ensure!(data["development"] == true, "{envelope:#}");
    let second = second_verdict(&file, &spec)?;
    let heart: Value = serde_json::from_slice(&second.stdout)?;
    ensure!(
        second.status.code() == Some(4) && heart["verdict"] == "ledger_unnamed",
        "{heart:#}"
    );
    Ok(())
}
