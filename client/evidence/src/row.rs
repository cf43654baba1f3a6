//! A row of a statement of bank or wallet, as a receipt: canonical JSON with a salt, whose SHA-256 is what a step names as its receipt.
//! The statement stays home; the digest says nothing of the row without the salt; whoever holds the row opens it by attaching
//! these bytes to a file of evidence. What it says is the holder's copy of what a bank or a wallet wrote: no signature of theirs.
//! Units: amounts in decimals of their money. Limits: 16 KiB.

use serde::{Deserialize, Serialize};
use terms::{Digest, LoanId};

use crate::verify::manifest::{canonical, canonical_from, Hex};
use iou_base::sha256;

/// What the bytes say they are.
pub const FORMAT: &str = "iou-statement-row";
/// The version of the layout.
pub const SCHEMA: u8 = 1;
const LEN_MAX: usize = 16 * 1024;

/// The row. Texts are as the source wrote them; empty where it wrote none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementRow {
    /// The other side's account, as far as the source shows it.
    pub account: String,
    /// How much.
    pub amount: String,
    /// Who the other side is.
    pub counterparty: String,
    /// Of what money.
    pub currency: String,
    /// On which day, where the loan is.
    pub day: String,
    /// `in` or `out`, as seen from the account of the statement.
    pub direction: String,
    /// [`FORMAT`].
    pub format: String,
    /// The source's own number of the payment.
    pub id: String,
    /// What kind of payment, in the source's word.
    pub kind: String,
    /// The loan for which it was put on record.
    pub loan: LoanId,
    /// Purpose, remark.
    pub memo: String,
    /// 32 random bytes.
    pub salt: Hex,
    /// [`SCHEMA`].
    pub schema: u8,
    /// `alipay`, `wechat`, `cmb`, `camt053` or `mt940`.
    pub source: String,
    /// Day and time as the source has them.
    pub time: String,
}

impl Default for StatementRow {
    /// One that says nothing.
    fn default() -> StatementRow {
        let none = String::new;
        StatementRow {
            account: none(),
            amount: none(),
            counterparty: none(),
            currency: none(),
            day: none(),
            direction: none(),
            format: FORMAT.into(),
            id: none(),
            kind: none(),
            loan: 0,
            memo: none(),
            salt: Hex([0; 32]),
            schema: SCHEMA,
            source: none(),
            time: none(),
        }
    }
}

impl StatementRow {
    /// Its bytes.
    pub fn bytes(&self) -> Vec<u8> {
        canonical(self)
    }

    /// What a step names as its receipt.
    pub fn digest(&self) -> Digest {
        sha256(&self.bytes())
    }

    /// The row that bytes are, in their one form; `None` for any other file.
    pub fn read(bytes: &[u8]) -> Option<StatementRow> {
        if bytes.len() > LEN_MAX {
            return None;
        }
        let row: StatementRow = canonical_from(bytes).ok()?;
        (row.format == FORMAT && row.schema == SCHEMA).then_some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn sample() -> StatementRow {
        let text = |text: &str| text.to_owned();
        StatementRow {
            account: text("138******00"),
            amount: text("1000.00"),
            counterparty: text("张**"),
            currency: text("CNY"),
            day: text("2026-03-01"),
            direction: text("out"),
            id: text("2026030122001"),
            kind: text("转账红包"),
            loan: 7,
            memo: text("还款 \"IOU\"\n"),
            salt: Hex([7; 32]),
            source: text("alipay"),
            time: text("2026-03-01 12:00:00"),
            ..StatementRow::default()
        }
    }

    #[test]
    fn a_row_has_one_form_and_its_digest_hangs_on_every_field() {
        let row = sample();
        assert_eq!(StatementRow::read(&row.bytes()), Some(row.clone()));
        // Kept: what is on record is found by later programs too.
        assert_eq!(
            hex::encode(row.digest()),
            "23c26866ee6e4689f94c05f342d9527f652b763d8b55c9589ad795bdf8df9186"
        );
        for other in [
            StatementRow {
                salt: Hex([8; 32]),
                ..row.clone()
            },
            StatementRow {
                amount: "1000.01".into(),
                ..row.clone()
            },
            StatementRow {
                loan: 8,
                ..row.clone()
            },
        ] {
            assert_ne!(other.digest(), row.digest());
        }
        let text = String::from_utf8(row.bytes()).unwrap();
        for wrong in [
            text.replace(':', ": "),
            text.replace("iou-statement-row", "iou-passkey-record"),
            text.replace("\"schema\":1", "\"schema\":2"),
            String::new(),
        ] {
            assert_eq!(StatementRow::read(wrong.as_bytes()), None);
        }
    }
}
