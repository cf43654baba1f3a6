//! The examination of a file, step by step: each rests on those before it, and the first that fails ends it.

use iou_base::{names, sha256};
use terms::law::Published;
use terms::life::Limitation;
use terms::statement::Statement;
use terms::{Books, Terms, Timestamp, UtcOffset};

use super::container::{self, Entries};
use super::error::VerificationError;
use super::finality::{AuthoritySet, Finality, Justified};
use super::history::History;
use super::manifest::Manifest;
use super::proofs::Proofs;
use super::report::{AsOf, Attestor, Institution, ProvedEvent, VerificationReport, VerifiedLoan};
use super::signatures::Judge;
use super::storage::{StateOf, Stored};
use super::{
    beside, books_agree, for_development, identities, institutions, ledger_is, ledger_of, manifest_of,
    passkeys, places, read_history, readable, seats, statement_is, terms_of, told_of_this_chain, yes_or_no,
    Genesis, LedgerOf, Verdict,
};

/// A file whose entries are those of its manifest, and what was found of it so far.
struct Examination<'f> {
    parts: Entries<'f>,
    manifest: Manifest,
    genesis: &'f Genesis,
    report: &'f mut VerificationReport,
}

/// What is proved of a loan; `None` where something that it rests on is false.
pub(super) fn examine(
    file: &[u8],
    genesis: &Genesis,
    judge: &dyn Judge,
    report: &mut VerificationReport,
) -> Option<Box<VerifiedLoan>> {
    let mut found = Examination::open(file, genesis, report)?;
    let proofs = found.report.check("proofs", Proofs::read(&found.parts))?;
    let (finality, finalised) = found.finality(&proofs)?;
    let (state, ledger, stored) = found.ledger(&proofs)?;
    let rates = Published(stored.rates.clone());
    let (history, terms) = found.history(&stored, &rates)?;
    let is_signed = history.is_signed();
    let events = found.places(&proofs, &finality, (ledger, &stored), &history, terms.utc_offset)?;
    let (institutions, attestations) = found.institutions(&proofs, &finality, state, &stored, &events)?;
    found.report.check("proofs", proofs.all_used(&finality))?;
    let today = terms.day_of(Timestamp(found.manifest.block.time_ms));
    let statement = found.statement(&events, &rates, today)?;
    let limitation = found.limitation(&history.books, today);
    let loan = VerifiedLoan {
        genesis: genesis.clone(),
        core: found.manifest.core(),
        manifest: found.manifest.clone(),
        file: sha256(file),
        authority_sets: finality.sets().to_vec(),
        institutions,
        attestations,
        finality: finalised,
        signers: finality.signers(&proofs.index.final_by.0).to_vec(),
        terms,
        is_signed,
        books: history.books,
        stored,
        rates,
        events,
        today,
        statement,
        limitation,
    };
    institutions::report(&loan, found.report);
    unit(&loan, found.report);
    places::money(&loan, found.report);
    seats::report(&loan, found.report);
    if let Some(fields) = readable::check(&found.parts, &loan, found.report) {
        passkeys::check(&found.parts, &loan, &fields, found.report);
        identities::check(&found.parts, &loan, &fields, found.report);
        seats::statements(&found.parts, &loan, &fields, found.report);
    }
    beside::check(&found.parts, &loan, judge, found.report);
    Some(Box::new(loan))
}

impl<'f> Examination<'f> {
    /// Container and manifest.
    fn open(file: &'f [u8], genesis: &'f Genesis, report: &'f mut VerificationReport) -> Option<Self> {
        let parts = report.check("container", container::read(file))?;
        report.proved(
            "container",
            vec![
                ("bytes", file.len().to_string()),
                ("sha256", hex::encode(sha256(file))),
            ],
        );
        let manifest = report.check("manifest", manifest_of(&parts, genesis))?;
        report.proved("manifest", vec![("parts", parts.len().to_string())]);
        report.as_of = Some(AsOf {
            block: manifest.block.clone(),
            is_proved: false,
        });
        Some(Examination {
            parts,
            manifest,
            genesis,
            report,
        })
    }

    /// Which blocks are final, the proved one among them.
    fn finality(&mut self, proofs: &Proofs<'_>) -> Option<(Finality, Justified)> {
        let finality = self.report.check("authorities", proofs.finality(self.genesis))?;
        let params = vec![
            ("genesis", hex::encode(self.genesis.hash)),
            ("set_changes", proofs.index.set_changes.len().to_string()),
            (
                "authorities",
                finality.sets().last()?.authorities.len().to_string(),
            ),
        ];
        self.report.proved("authorities", params);
        let finalised = proofs.finalised_block(&self.manifest, &finality);
        let finalised = self.report.check("finality", finalised)?;
        let set = finality.sets().iter().find(|set| set.id == finalised.set);
        let params = vec![
            ("number", self.manifest.block.number.to_string()),
            ("hash", hex::encode(self.manifest.block.hash.0)),
            ("voted", finalised.weight.to_string()),
            ("weight", set.map_or(0, AuthoritySet::weight).to_string()),
            ("set", finalised.set.to_string()),
        ];
        self.report.proved("finality", params);
        Some((finality, finalised))
    }

    /// The state of the proved block, the contract in it, and what that has stored of the loan.
    fn ledger<'p>(&mut self, proofs: &'p Proofs<'_>) -> Option<(StateOf<'p>, LedgerOf<'p>, Stored)> {
        let manifest = &self.manifest;
        let state = self
            .report
            .check("finality", proofs.state(&manifest.block.hash.0))?;
        let ledger = self
            .report
            .check("state", ledger_of(manifest, self.genesis, state))?;
        self.report.as_of = Some(AsOf {
            block: manifest.block.clone(),
            is_proved: true,
        });
        let stored = ledger.state.loan(manifest.loan);
        let stored = stored.and_then(|stored| told_of_this_chain(stored, self.genesis));
        let stored = self.report.check("state", stored)?;
        let contract = hex::encode(manifest.contract.0);
        let params = vec![
            ("contract", contract.clone()),
            ("code", hex::encode(manifest.code.0)),
            ("loan", manifest.loan.to_string()),
        ];
        self.report.proved("state", params);
        let verdict = self.report.check("ledger", ledger_is(manifest, self.genesis))?;
        self.report
            .record("ledger", verdict, vec![("contract", contract)]);
        Some((state, ledger, stored))
    }

    /// What happened, and the terms that all of it is about.
    fn history(&mut self, stored: &Stored, rates: &Published) -> Option<(History, Terms)> {
        let history = read_history(&self.parts, &self.manifest, stored, rates);
        let history = self.report.check("events", history)?;
        self.report
            .proved("events", vec![("events", history.events.len().to_string())]);
        self.report.check("books", books_agree(&history, stored))?;
        let status = names::status(history.books.status).to_owned();
        self.report.proved("books", vec![("status", status)]);
        let terms = self
            .report
            .check("terms", terms_of(&self.parts, &history, stored))?;
        let params = vec![
            ("digest", hex::encode(stored.agreement.digest)),
            ("signed", yes_or_no(history.is_signed())),
        ];
        self.report.proved("terms", params);
        Some((history, terms))
    }

    /// When each event happened, and who signed for it.
    fn places(
        &mut self,
        proofs: &Proofs<'_>,
        finality: &Finality,
        (ledger, stored): (LedgerOf<'_>, &Stored),
        history: &History,
        zone: UtcOffset,
    ) -> Option<Vec<ProvedEvent>> {
        let finder = places::Finder {
            manifest: &self.manifest,
            genesis: self.genesis,
            headers: &proofs.headers,
            finality,
            ledger,
        };
        let events = finder.find(&proofs.index, history, zone);
        let mut events = self.report.check("places", events)?;
        let attributed = proofs
            .intents
            .attribute(&self.manifest, stored, history, &mut events);
        self.report.check("intent", attributed)?;
        places::report(&events, self.report);
        Some(events)
    }

    /// Who runs the chain, and what they attested of the loan.
    fn institutions(
        &mut self,
        proofs: &Proofs<'_>,
        finality: &Finality,
        state: StateOf<'_>,
        stored: &Stored,
        events: &[ProvedEvent],
    ) -> Option<(Vec<Institution>, Vec<Attestor>)> {
        let named = self
            .report
            .check("institutions", institutions::named(state, finality))?;
        for_development(self.genesis, finality, &named, self.report);
        let known = institutions::digests(stored.agreement.digest, events.iter().map(|proved| &proved.event));
        let attested = institutions::attested(state, &proofs.index, &known);
        let attested = self.report.check("attestation", attested)?;
        Some((named, attested))
    }

    /// The account, computed from the events, and the statement of it in the file.
    fn statement(
        &mut self,
        events: &[ProvedEvent],
        rates: &Published,
        today: terms::Day,
    ) -> Option<Statement> {
        let replay: Vec<_> = events.iter().map(|proved| proved.event.clone()).collect();
        let statement = Statement::replay(&replay, rates, today);
        let statement = statement.map_err(|_| VerificationError::StatementReplay);
        let statement = self.report.check("statement", statement)?;
        let same = statement_is(&self.parts, &statement, today);
        if self.report.check("statement", same).is_some() {
            let params = vec![
                ("lines", statement.lines.len().to_string()),
                ("day", today.to_string()),
            ];
            self.report.proved("statement", params);
        }
        Some(statement)
    }

    /// Until when the claim can be pursued, while the loan runs.
    fn limitation(&mut self, books: &Books, today: terms::Day) -> Option<Limitation> {
        let limitation = books.limitation(today).ok().filter(|_| books.is_running())?;
        let params = vec![
            ("from", limitation.from.to_string()),
            ("until", limitation.until.to_string()),
            ("expired", limitation.expired.to_string()),
        ];
        self.report.proved("limitation", params);
        Some(limitation)
    }
}

/// Says, of a loan in the chain's own money, what its units are called and how many decimals they have, and whether the reader's
/// specification says so or the file alone.
fn unit(loan: &VerifiedLoan, report: &mut VerificationReport) {
    if loan.terms.settlement != terms::Settlement::Native {
        return;
    }
    let said = &loan.manifest.chain;
    let is_named = loan.genesis.token_symbol.is_some() && loan.genesis.token_decimals.is_some();
    let verdict = match is_named {
        true => Verdict::Proved,
        false => Verdict::Stated,
    };
    let params = vec![
        ("symbol", said.symbol.clone()),
        ("decimals", said.decimals.to_string()),
    ];
    report.record("unit", verdict, params);
}
