//! The two verifiers beside each other: on evidence of contracts that took what they should not have, on what others try with
//! passkeys, and on files that are bent in a random place under a manifest that fits, they come to the same verdict, for the same
//! reason.
//! Other places: `IOU_BENDS=400 IOU_SEED=7 cargo test --workspace --test evidence bent`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{ensure, Context, Result};
use deploy::paths;
use e2e_tests::world::path;
use iou_base::sha256;
use iou_evidence::verify::container::{self, Parts};
use iou_evidence::verify::manifest::{canonical, Manifest};
use iou_evidence::verify::sample::{self, identities, lies, passkeys, seats, words, Paper, LOAN};
use iou_evidence::verify::{self, part, Genesis, Verdict};
use scale::{Decode, Encode};
use serde::Deserialize;
use serde_json::Value;
use terms::intent::Deed;
use terms::life::Action;

use super::unusual::spec_of;
use super::without_network;

/// How many places of each file are bent, if nobody says.
const BENDS: usize = 120;

/// What a verifier says of a file: its exit status, and the code of what is false.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Said {
    status: i32,
    code: Option<String>,
}

/// What the first verifier says.
fn first(file: &[u8], genesis: &Genesis) -> Said {
    let report = verify::verify(file, genesis);
    let mut items = report.items.iter();
    let falsity = items.find(|item| item.verdict == Verdict::False);
    let code = falsity.and_then(|item| Some(item.error.as_ref()?.code().to_owned()));
    Said {
        status: i32::from(code.is_some()),
        code,
    }
}

/// What the second one says of each of these files.
fn second(files: &[PathBuf], spec: &Path) -> Result<Vec<Said>> {
    let program = paths::workspace_root()?.join("e2e-tests/verifier/each.mjs");
    let mut said = Vec::new();
    // As many as fit into a command line.
    for some in files.chunks(100) {
        let mut args = vec![path(&program), path(spec)];
        args.extend(some.iter().map(|file| path(file)));
        let output = without_network(Path::new("node"), &args)?;
        let lines = String::from_utf8(output.stdout)?;
        let found: Vec<Said> = lines
            .lines()
            .map(serde_json::from_str)
            .collect::<Result<_, _>>()?;
        ensure!(
            found.len() == some.len(),
            "{lines}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        said.extend(found);
    }
    Ok(said)
}

/// The codes that the second verifier has.
fn codes_of_the_second() -> Result<BTreeSet<String>> {
    let second = std::fs::read_to_string(paths::workspace_root()?.join("e2e-tests/verifier/verify.mjs"))?;
    let list = second
        .split_once("const CODES = new Set([")
        .and_then(|(_, rest)| rest.split_once("]);"))
        .context("its list of codes")?;
    let codes = list.0.split('\'').skip(1).step_by(2);
    Ok(codes.map(str::to_owned).collect())
}

/// Numbers by chance, the same for the same seed.
struct Chance {
    seed: u64,
    drawn: u64,
}

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.drawn += 1;
        let digest = sha256(&(self.seed, self.drawn).encode());
        let number = u64::from_le_bytes(*digest.first_chunk().unwrap_or(&[0; 8]));
        (number % end.max(1) as u64) as usize
    }

    /// Changes one bit.
    fn flip(&mut self, bytes: &mut [u8]) {
        let at = self.below(bytes.len());
        bytes[at] ^= 1 << self.below(8);
    }
}

/// A file that is bent in one place, and where.
struct Bent {
    place: String,
    file: Vec<u8>,
    /// Whether the second verifier looks at all of that place, so that it has to refuse what the first one refuses.
    whole: bool,
}

/// The entries that are bent: the name, and whether the second verifier reads all of it.
const PLACES: [(&str, bool); 7] = [
    (part::INTENTS, true),
    (part::INTENTS, true),
    (part::EVENTS, true),
    (part::INDEX, false),
    (part::HEADERS, false),
    (part::NODES, false),
    (part::JUSTIFICATIONS, true),
];

/// The file of `parts` with one of its entries bent by chance.
fn bent(parts: &Parts, manifest: &Manifest, chance: &mut Chance) -> Result<Bent> {
    let mut parts = parts.clone();
    let there: Vec<_> = PLACES
        .into_iter()
        .filter(|(name, _)| parts.contains_key(*name))
        .collect();
    let (name, mut whole) = there[chance.below(there.len())];
    let bytes = parts.get_mut(name).context("an entry")?;
    let how = match name {
        part::EVENTS => bend_events(bytes, chance)?,
        part::INDEX => {
            let how = bend_index(bytes, chance)?;
            // What is left out leaves proofs that nothing uses, at which the second one does not look.
            whole = how != "left out";
            how
        }
        part::INTENTS => bend_list(bytes, chance, false)?,
        part::JUSTIFICATIONS => bend_list(bytes, chance, false)?,
        _ => bend_list(bytes, chance, true)?,
    };
    Ok(Bent {
        place: format!("{name}: {how}"),
        file: sample::seal(manifest, parts),
        whole,
    })
}

/// A list of byte strings with one of them changed, left out, doubled or moved, or with a bit of its own changed.
fn bend_list(bytes: &mut Vec<u8>, chance: &mut Chance, by_hash: bool) -> Result<&'static str> {
    let mut list = Vec::<Vec<u8>>::decode(&mut &bytes[..])?;
    let at = chance.below(list.len());
    let how = match chance.below(if by_hash { 5 } else { 9 }) {
        0 => {
            let _ = list.remove(at);
            "left out"
        }
        5 => {
            list.insert(at, list[at].clone());
            "doubled"
        }
        6 => {
            let other = chance.below(list.len());
            list.swap(at, other);
            "swapped"
        }
        7 => {
            let keep = chance.below(list[at].len());
            list[at].truncate(keep);
            "cut"
        }
        8 => {
            chance.flip(bytes);
            return Ok("a bit of the list");
        }
        _ => {
            chance.flip(&mut list[at]);
            "a bit of an item"
        }
    };
    *bytes = match by_hash {
        true => sample::by_hash(&list).encode(),
        false => list.encode(),
    };
    Ok(how)
}

/// Events with a bit of one changed, one left out, doubled, moved, or called otherwise.
fn bend_events(bytes: &mut Vec<u8>, chance: &mut Chance) -> Result<&'static str> {
    let mut events: Vec<Value> = serde_json::from_slice(bytes)?;
    let (at, other) = (chance.below(events.len()), chance.below(events.len()));
    let how = match chance.below(7) {
        0 => {
            let _ = events.remove(at);
            "left out"
        }
        1 => {
            events.insert(at, events[at].clone());
            "doubled"
        }
        2 => {
            events.swap(at, other);
            "swapped"
        }
        3 => {
            let name = events[other]["name"].clone();
            events[at]["name"] = name;
            "called otherwise"
        }
        _ => {
            let mut scale = hex::decode(events[at]["scale"].as_str().context("its bytes")?)?;
            chance.flip(&mut scale);
            events[at]["scale"] = hex::encode(scale).into();
            "a bit of one"
        }
    };
    *bytes = canonical(&events);
    Ok(how)
}

/// The list of proofs with a number of it changed, or an item left out, doubled or moved.
fn bend_index(bytes: &mut Vec<u8>, chance: &mut Chance) -> Result<&'static str> {
    let mut index: Value = serde_json::from_slice(bytes)?;
    let blocks = index["blocks"].as_array_mut().context("blocks")?;
    let (at, other) = (chance.below(blocks.len()), chance.below(blocks.len()));
    let how = match chance.below(6) {
        0 => {
            let _ = blocks.remove(at);
            "left out"
        }
        1 => {
            blocks.insert(at, blocks[at].clone());
            "doubled"
        }
        2 => {
            blocks.swap(at, other);
            "swapped"
        }
        3 => {
            let by = blocks[other]["final_by"].clone();
            blocks[at]["final_by"] = by;
            "final by another"
        }
        _ => {
            let transactions = blocks[at]["transactions"].as_array_mut().context("a list")?;
            let number = chance.below(3);
            let name = ["index", "spec_version", "transaction_version"][number];
            if let Some(one) = transactions.first_mut() {
                one[name] = (one[name].as_u64().unwrap_or_default() + 1).into();
            }
            "another number"
        }
    };
    *bytes = canonical(&index);
    Ok(how)
}

/// What one verifier refuses the other refuses for the same reason, but for what the second one leaves to the first.
fn agree(bent: &Bent, first: &Said, second: &Said, codes: &BTreeSet<String>) -> bool {
    // What is superfluous, and proofs of what it does not read.
    const LEFT: [&str; 3] = ["proof-unused", "trie-node-missing", "header-missing"];
    let leaves = |code: &String| !codes.contains(code) || LEFT.contains(&code.as_str());
    let is_left = second.status == 0 && first.code.as_ref().is_some_and(leaves);
    first == second || (!bent.whole && is_left)
}

/// Bends a file in many places, and asks both verifiers.
fn bend(file: &[u8], genesis: &Genesis, spec: &Path) -> Result<()> {
    let number = |name: &str, unless: usize| -> Result<usize> {
        std::env::var(name).map_or(Ok(unless), |text| Ok(text.parse()?))
    };
    let count = number("IOU_BENDS", BENDS)?;
    let mut chance = Chance {
        seed: number("IOU_SEED", 1)? as u64,
        drawn: 0,
    };
    let directory = tempfile::tempdir()?;
    let name = |n: usize| directory.path().join(format!("{n}.iou"));
    let entries = container::read(file).map_err(|why| anyhow::anyhow!("{why}"))?;
    let manifest = Manifest::read(&entries).map_err(|why| anyhow::anyhow!("{why}"))?;
    let own = entries
        .into_iter()
        .filter(|(name, _)| name != container::MANIFEST);
    let parts: Parts = own.map(|(name, bytes)| (name, bytes.to_vec())).collect();
    // The first is as it was.
    std::fs::write(name(0), file)?;
    let mut all = vec![Bent {
        place: "nowhere".into(),
        file: file.to_vec(),
        whole: true,
    }];
    for n in 1..=count {
        let bent = bent(&parts, &manifest, &mut chance)?;
        std::fs::write(name(n), &bent.file)?;
        all.push(bent);
    }
    let files: Vec<PathBuf> = (0..all.len()).map(name).collect();
    let codes = codes_of_the_second()?;
    let mut refused = 0;
    for (n, (bent, second)) in all.iter().zip(second(&files, spec)?).enumerate() {
        let first = first(&bent.file, genesis);
        ensure!(
            agree(bent, &first, &second, &codes),
            "{n}, {}: {first:?}, {second:?}",
            bent.place
        );
        ensure!((first.status == 0) || n > 0, "it is whole: {first:?}");
        refused += second.status;
    }
    ensure!(
        refused as usize > count / 2,
        "the second verifier took {refused} of {count} for what they are"
    );
    Ok(())
}

/// A loan that was concluded and told of by intents alone, eight of three loans in one block among them, and by direct steps, under
/// two authority sets.
fn with_intents() -> Paper {
    let mut paper = Paper::with_intents(&[1, 2, 3, 4], 3);
    let _ = paper.change_authorities(&[5, 6, 7, 8]);
    paper.wait(5);
    let report = |amount| Action::ReportRepayment {
        amount: sample::minor(amount),
        on: sample::START,
        receipt: None,
        payer: None,
        to: terms::sample::UNSEEN_CREDITOR,
    };
    let confirm = Action::ConfirmRepayment {
        report: 0,
        evidence: None,
    };
    let dismiss = Action::DismissReport {
        report: 1,
        evidence: None,
    };
    let elsewhere = [LOAN + 1, LOAN + 1, LOAN + 2, LOAN + 2].map(|loan| {
        let mut intent = paper.intent(1, Action::Dispute { evidence: None });
        if let Deed::Act { loan: of, .. } = &mut intent.deed {
            *of = loan;
        }
        paper.signed_intent(1, &intent, false)
    });
    let steps = vec![(1, report(5_000)), (0, confirm), (1, report(7_000)), (0, dismiss)];
    let _ = paper.submit(steps, elsewhere.to_vec());
    paper.act(1, Action::Dispute { evidence: None });
    let dropped = Action::Resolve {
        dispute: terms::sample::UNSEEN_EVENT,
        ruling: terms::life::Ruling::default(),
        evidence: None,
    };
    let _ = paper.submit(vec![(1, dropped)], Vec::new());
    paper
}

#[test]
fn both_verifiers_refuse_what_a_contract_should_not_have_taken_with_the_same_code() -> Result<()> {
    let directory = tempfile::tempdir()?;
    for (n, lies::Lie { title, paper, code }) in lies::all().into_iter().enumerate() {
        let file = directory.path().join(format!("{n}.iou"));
        let bytes = paper.file();
        std::fs::write(&file, &bytes)?;
        let expected = Said {
            status: 1,
            code: Some(code.to_owned()),
        };
        let second = second(&[file], &spec_of(&paper, directory.path())?)?;
        ensure!(
            first(&bytes, &paper.genesis()) == expected && second[0] == expected,
            "{title}: {second:?}"
        );
    }
    Ok(())
}

#[test]
fn both_verifiers_take_what_happens_to_a_seat_by_the_rules_and_what_everybody_said_who_had_to() -> Result<()>
{
    let directory = tempfile::tempdir()?;
    for (n, (title, paper)) in seats::truths().into_iter().chain(words::truths()).enumerate() {
        let file = directory.path().join(format!("{n}.iou"));
        let bytes = paper.file();
        std::fs::write(&file, &bytes)?;
        let expected = Said {
            status: 0,
            code: None,
        };
        let second = second(&[file], &spec_of(&paper, directory.path())?)?;
        ensure!(
            first(&bytes, &paper.genesis()) == expected && second[0] == expected,
            "{title}: {second:?}"
        );
    }
    Ok(())
}

#[test]
fn both_verifiers_take_and_refuse_the_words_of_passkeys_alike_and_with_the_same_code() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let paper = Paper::new(&[1, 2, 3], 1);
    let spec = spec_of(&paper, directory.path())?;
    let lies = passkeys::lies().into_iter();
    let lies = lies.map(|lie| (lie.title, lie.bundle.seal(), Some(lie.code.to_owned())));
    let truths = passkeys::truths().into_iter();
    let truths = truths.map(|(title, bundle)| (title, bundle.seal(), None));
    let all: Vec<_> = lies.chain(truths).collect();
    let mut files = Vec::new();
    for (n, (_, bytes, _)) in all.iter().enumerate() {
        files.push(directory.path().join(format!("{n}.iou")));
        std::fs::write(&files[n], bytes)?;
    }
    for ((title, bytes, code), second) in all.into_iter().zip(second(&files, &spec)?) {
        let expected = Said {
            status: i32::from(code.is_some()),
            code,
        };
        ensure!(
            first(&bytes, &paper.genesis()) == expected && second == expected,
            "{title}: {second:?}"
        );
    }
    Ok(())
}

#[test]
fn both_verifiers_take_and_refuse_the_statements_of_verifiers_alike_and_with_the_same_code() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let paper = Paper::new(&[1, 2, 3], 1);
    let spec = spec_of(&paper, directory.path())?;
    for (n, identities::Case { title, bundle, code }) in identities::cases().into_iter().enumerate() {
        let file = directory.path().join(format!("{n}.iou"));
        let bytes = bundle.seal();
        std::fs::write(&file, &bytes)?;
        let expected = Said {
            status: i32::from(code.is_some()),
            code: code.map(str::to_owned),
        };
        let second = second(&[file], &spec)?;
        ensure!(
            first(&bytes, &paper.genesis()) == expected && second[0] == expected,
            "{title}: {second:?}"
        );
    }
    Ok(())
}

#[test]
fn both_verifiers_say_the_same_of_a_file_with_a_seat_whose_key_has_changed_whole_and_bent_by_chance(
) -> Result<()> {
    let directory = tempfile::tempdir()?;
    let paper = Paper::granted();
    bend(
        &paper.file(),
        &paper.genesis(),
        &spec_of(&paper, directory.path())?,
    )
}

#[test]
fn both_verifiers_say_the_same_of_a_file_with_intents_whole_and_bent_by_chance() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let paper = with_intents();
    bend(
        &paper.file(),
        &paper.genesis(),
        &spec_of(&paper, directory.path())?,
    )
}

#[test]
fn both_verifiers_say_the_same_of_the_sample_whole_and_bent_by_chance() -> Result<()> {
    let directory = paths::workspace_root()?.join("examples/evidence");
    let spec = directory.join("chain-spec.json");
    let genesis = Genesis::of_spec(&std::fs::read(&spec)?).map_err(|why| anyhow::anyhow!("{why}"))?;
    bend(&std::fs::read(directory.join("sample.iou"))?, &genesis, &spec)
}
