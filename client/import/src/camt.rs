//! CAMT.053, the statement of an account in XML, versions .001.02 to .001.13: entries that are booked, each transaction of an entry by
//! itself where the statement shows its amount. A statement whose balances do not add up is refused.
//! Source: ISO 20022, BankToCustomerStatement. Limits: [`NODES_MAX`] elements an entry.

use quick_xml::XmlVersion;
use terms::UtcOffset;

use crate::decimal::Decimal;
use crate::error::{Error, Result};
use crate::grid::too_large;
use crate::moment::Moment;
use crate::read::ROWS_MAX;
use crate::row::{Direction, Row, Skipped, Source, Statement, WhySkipped};
use crate::xml::{attribute, walk, Part};

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.";
/// Versions that are read.
const VERSIONS: std::ops::RangeInclusive<u8> = 2..=13;
/// What ISO calls a payment that came back (external code set of bank transactions, sub-families).
const RETURNS: [&str; 4] = ["RRTN", "RPCR", "UPDD", "ARET"];
/// Where a transaction has a number of its own.
const NUMBERS: [&str; 2] = ["Refs/AcctSvcrRef", "Refs/TxId"];
/// Elements of one entry or balance.
const NODES_MAX: usize = 50_000;

/// An element with what is in it.
#[derive(Debug, Default)]
struct Node {
    name: String,
    text: String,
    currency: String,
    children: Vec<Node>,
}

impl Node {
    fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element along a path of names.
    fn at(&self, path: &str) -> Option<&Node> {
        let mut names = path.split('/');
        names.try_fold(self, |node, name| {
            node.children.iter().find(|child| child.name == name)
        })
    }

    fn text_at(&self, path: &str) -> &str {
        self.at(path).map_or("", |node| node.text.trim())
    }

    /// The first of several paths that says something.
    fn first<'n>(&'n self, paths: &[&str]) -> &'n str {
        paths
            .iter()
            .map(|path| self.text_at(path))
            .find(|text| !text.is_empty())
            .unwrap_or_default()
    }

    /// The texts of all elements of one name below, in their order.
    fn collect<'n>(&'n self, name: &str, into: &mut Vec<&'n str>) {
        for child in &self.children {
            if child.name == name && !child.text.trim().is_empty() {
                into.push(child.text.trim());
            }
            child.collect(name, into);
        }
    }
}

/// Reads it. Errors: [`Error::StatementXml`], [`Error::StatementUnknown`], [`Error::StatementPlace`], [`Error::StatementIncomplete`].
pub(crate) fn read(xml: &str) -> Result<Statement> {
    let mut reading = Reading::default();
    walk(xml, |part| reading.take(part))?;
    if !reading.is_statement {
        return Err(Error::StatementUnknown {});
    }
    Ok(Statement {
        source: Source::Camt053,
        rows: reading.rows,
        skipped: reading.skipped,
    })
}

#[derive(Default)]
struct Reading {
    is_statement: bool,
    /// Names of the elements that are open and no part of an entry.
    open: Vec<String>,
    /// The entry or balance that is being read, with what is open in it.
    nodes: Vec<Node>,
    count: usize,
    place: usize,
    opening: Option<Decimal>,
    closing: Option<Decimal>,
    booked: Option<Decimal>,
    rows: Vec<Row>,
    skipped: Vec<Skipped>,
}

impl Reading {
    fn take(&mut self, part: Part<'_>) -> Result<()> {
        match part {
            Part::Open("Document", start) if self.open.is_empty() => {
                let found = start.attributes().flatten().find_map(|one| {
                    let value = one.normalized_value(XmlVersion::Implicit1_0).ok()?;
                    value.strip_prefix(NAMESPACE)?.parse::<u8>().ok()
                });
                self.is_statement = found.is_some_and(|version| VERSIONS.contains(&version));
                if !self.is_statement {
                    return Err(Error::StatementUnknown {});
                }
                self.open.push("Document".into());
            }
            Part::Open(name, start) => {
                let is_in_statement =
                    self.open.last().is_some_and(|open| open == "Stmt") && self.open.len() == 3;
                if !self.nodes.is_empty() || (is_in_statement && matches!(name, "Ntry" | "Bal")) {
                    self.count += 1;
                    if self.count > NODES_MAX {
                        return Err(too_large("entry", NODES_MAX));
                    }
                    self.nodes.push(Node {
                        name: name.into(),
                        currency: attribute(start, "Ccy").unwrap_or_default(),
                        ..Node::default()
                    });
                } else {
                    if self.open.is_empty() {
                        return Err(Error::StatementUnknown {});
                    }
                    if name == "Stmt" {
                        (self.opening, self.closing, self.booked) = (None, None, Some(Decimal::ZERO));
                    }
                    self.open.push(name.into());
                }
            }
            Part::Text(text) => {
                if let Some(node) = self.nodes.last_mut() {
                    node.text.push_str(text);
                }
            }
            Part::Close => match self.nodes.pop() {
                Some(node) => match self.nodes.last_mut() {
                    Some(parent) => parent.children.push(node),
                    None => {
                        self.count = 0;
                        match node.name.as_str() {
                            "Ntry" => self.entry(&node)?,
                            _ => self.balance(&node)?,
                        }
                    }
                },
                None => {
                    if self.open.pop().as_deref() == Some("Stmt") {
                        self.end()?;
                    }
                }
            },
        }
        Ok(())
    }

    fn balance(&mut self, node: &Node) -> Result<()> {
        let kind = node.text_at("Tp/CdOrPrtry/Cd");
        let is_compared = matches!(kind, "OPBD" | "PRCD" | "CLBD");
        let Some(amount) = Decimal::parse(node.text_at("Amt")).filter(|_| is_compared) else {
            return match is_compared {
                true => Err(wrong(kind, "Amt", node.text_at("Amt"))),
                false => Ok(()),
            };
        };
        let signed = if node.text_at("CdtDbtInd") == "DBIT" {
            amount.negated()
        } else {
            amount
        };
        match kind {
            "CLBD" => self.closing = Some(signed),
            _ => self.opening = Some(signed),
        }
        Ok(())
    }

    /// Opening balance, entries and closing balance of a statement add up, where it has both.
    fn end(&self) -> Result<()> {
        let (Some(opening), Some(closing)) = (self.opening, self.closing) else {
            return Ok(());
        };
        // A sum that is out of all range is none that a bank has.
        let found = self.booked.and_then(|booked| opening.plus(booked));
        match found == Some(closing) {
            true => Ok(()),
            false => Err(Error::StatementIncomplete {
                source: Source::Camt053.name().into(),
                said: closing.to_string(),
                found: found.map_or("…".into(), |found| found.to_string()),
            }),
        }
    }

    fn entry(&mut self, entry: &Node) -> Result<()> {
        self.place += 1;
        if self.place > ROWS_MAX {
            return Err(too_large("rows", ROWS_MAX));
        }
        let whole = self.row(entry, entry)?;
        // .02 to .07 have the code itself, later ones an element around it.
        let state = entry.first(&["Sts/Cd", "Sts"]);
        if state == "BOOK" {
            let signed = if whole.direction == Direction::Out {
                whole.amount.negated()
            } else {
                whole.amount
            };
            self.booked = self.booked.and_then(|sum| sum.plus(signed));
        }
        let mut returned = Vec::new();
        for name in ["RtrInf", "RvslInd"] {
            entry.collect(name, &mut returned);
        }
        let mut kinds = Vec::new();
        entry.collect("SubFmlyCd", &mut kinds);
        let is_returned = returned.iter().any(|text| *text == "true" || *text == "1")
            || has(entry, "RtrInf")
            || kinds.iter().any(|kind| RETURNS.contains(kind));
        let parts: Vec<&Node> = entry
            .all("NtryDtls")
            .flat_map(|details| details.all("TxDtls"))
            .collect();
        let why = match state {
            _ if whole.amount.is_zero() => Some(WhySkipped::Nothing),
            "BOOK" if is_returned => Some(WhySkipped::Refund),
            "BOOK" => None,
            "PDNG" | "FUTR" | "INFO" => Some(WhySkipped::Pending),
            _ => Some(WhySkipped::UnknownState),
        };
        if let Some(why) = why {
            let row = match parts[..] {
                [one] => self.row(entry, one).unwrap_or(whole),
                _ => whole,
            };
            self.skipped.push(Skipped { why, row });
            return Ok(());
        }
        match parts[..] {
            [] => self.rows.push(whole),
            // The entry's own amount counts: one transaction's may be in another money, before charges.
            [one] => {
                let row = self.row(entry, one)?;
                self.rows.push(Row {
                    amount: whole.amount,
                    currency: whole.currency,
                    direction: whole.direction,
                    ..row
                });
            }
            _ => self.batch(entry, &parts, whole)?,
        }
        Ok(())
    }

    /// An entry of several transactions: each by itself where their amounts are there and add up to the entry's.
    fn batch(&mut self, entry: &Node, parts: &[&Node], whole: Row) -> Result<()> {
        let has_amounts = parts
            .iter()
            .all(|part| part.at("Amt").is_some() || part.at("AmtDtls/TxAmt/Amt").is_some());
        let rows = match has_amounts {
            // The entry's number is of all of them together.
            true => parts
                .iter()
                .map(|part| {
                    let id = part.first(&NUMBERS).into();
                    self.row(entry, part).map(|row| Row { id, ..row })
                })
                .collect::<Result<Vec<_>>>()?,
            false => Vec::new(),
        };
        let sum = rows
            .iter()
            .try_fold(Decimal::ZERO, |sum, row| sum.plus(row.amount));
        let is_alike = rows
            .iter()
            .all(|row| row.currency == whole.currency && row.direction == whole.direction);
        if rows.is_empty() || sum != Some(whole.amount) || !is_alike {
            self.skipped.push(Skipped {
                why: WhySkipped::Batch,
                row: whole,
            });
            return Ok(());
        }
        self.rows.extend(rows);
        Ok(())
    }

    /// What an entry says, or one transaction (`part`) of it.
    fn row(&self, entry: &Node, part: &Node) -> Result<Row> {
        let wrong = |column: &str, value: &str| wrong(&self.place.to_string(), column, value);
        let own = ["Amt", "AmtDtls/TxAmt/Amt"].iter().find_map(|path| part.at(path));
        let amount = own.or_else(|| entry.at("Amt")).ok_or_else(|| wrong("Amt", ""))?;
        let number = Decimal::parse(amount.text.trim()).filter(|number| !number.is_negative());
        let number = number.ok_or_else(|| wrong("Amt", &amount.text))?;
        let is_currency =
            amount.currency.len() == 3 && amount.currency.bytes().all(|sign| sign.is_ascii_uppercase());
        if !is_currency {
            return Err(wrong("Ccy", &amount.currency));
        }
        let way = match part.text_at("CdtDbtInd") {
            "" => entry.text_at("CdtDbtInd"),
            own => own,
        };
        let direction = match way {
            "CRDT" => Direction::In,
            "DBIT" => Direction::Out,
            other => return Err(wrong("CdtDbtInd", other)),
        };
        let date = entry.first(&["BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"]);
        let day = date
            .get(..10)
            .and_then(iou_base::time::parse_day)
            .ok_or_else(|| wrong("BookgDt", date))?;
        // Who is on the other side: of money that came in the debtor, of money that went out the creditor.
        let (party, side) = match direction {
            Direction::In => ("Dbtr", "DbtrAcct"),
            Direction::Out => ("Cdtr", "CdtrAcct"),
        };
        let parties = part.at("RltdPties");
        let within = |path: &str| parties.map_or("", |parties| parties.text_at(path));
        let name = [format!("{party}/Nm"), format!("{party}/Pty/Nm")];
        let name = name.iter().map(|path| within(path)).find(|name| !name.is_empty());
        let account = [format!("{side}/Id/IBAN"), format!("{side}/Id/Othr/Id")];
        let account = account
            .iter()
            .map(|path| within(path))
            .find(|account| !account.is_empty());
        let mut memo = Vec::new();
        if let Some(purpose) = part.at("RmtInf") {
            purpose.collect("Ustrd", &mut memo);
            purpose.collect("Ref", &mut memo);
        }
        let more = part.first(&["AddtlTxInf", "AddtlNtryInf"]);
        memo.extend(Some(more).filter(|more| !more.is_empty()));
        let id = match part.first(&NUMBERS) {
            "" => entry.text_at("AcctSvcrRef"),
            own => own,
        };
        Ok(Row {
            source: Source::Camt053,
            place: self.place,
            at: Moment::of_day(day),
            zone: UtcOffset(0),
            direction,
            amount: number,
            currency: amount.currency.clone(),
            counterparty: name.unwrap_or_default().into(),
            account: account.unwrap_or_default().into(),
            memo: memo.join(" "),
            kind: entry
                .first(&["BkTxCd/Domn/Fmly/SubFmlyCd", "BkTxCd/Prtry/Cd"])
                .into(),
            id: id.into(),
            order: match part.text_at("Refs/EndToEndId") {
                "NOTPROVIDED" => String::new(),
                other => other.into(),
            },
        })
    }
}

fn wrong(place: &str, column: &str, value: &str) -> Error {
    Error::StatementPlace {
        source: Source::Camt053.name().into(),
        place: place.into(),
        column: column.into(),
        value: value.into(),
    }
}

fn has(node: &Node, name: &str) -> bool {
    node.children
        .iter()
        .any(|child| child.name == name || has(child, name))
}
