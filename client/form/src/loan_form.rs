//! The form as a page has it: what is lent and how it comes back, nobody's name and nobody's account. Each value is text as people
//! write it, read as the same line of a file would be, with the same mistakes. The money moves outside the chain.

use std::collections::BTreeMap;

use iou_evidence::draft::{self, DraftId};
use iou_files::tomltyped::{Table, Value};
use iou_ledger::AccountId;
use serde::{Deserialize, Serialize};
use terms::law::ReferenceRates;
use terms::{Digest, Role, Terms};
use utoipa::ToSchema;

use super::fields::{Fields, Understood};
use super::{loan, FormContext, Parties};
use crate::error::Result;
use iou_base::money::Unit;
use iou_base::text::Text;

/// What money is lent in where the form does not say.
const CURRENCY: &str = "CNY";

/// A loan as two people talk of it. A field that is left out, or empty, says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoanForm {
    /// What the one who fills it in is: `lender` or `borrower`.
    pub lends: String,
    /// How much: `10000`, `1万`.
    #[serde(default)]
    pub amount: String,
    /// Three letters of ISO 4217; CNY if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Yearly interest: `6%`, `月息5厘`, `0`.
    #[serde(default)]
    pub rate: String,
    /// How it is repaid; at once if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// For how long, or until which day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<String>,
    /// From one instalment to the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<String>,
    /// How many instalments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub periods: Option<String>,
    /// When the money is to be there; today if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// Days of grace after a due day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace_days: Option<String>,
    /// Days for the answer to a report of a repayment, after which anyone may have the silence recorded; none if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_days: Option<String>,
    /// In how many parts at most the money may come; in one if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deliveries: Option<String>,
    /// What is added once for each instalment that is late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_fee: Option<String>,
    /// Yearly interest on what is late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overdue_rate: Option<String>,
    /// How long both have for signing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_within: Option<String>,
    /// How long there is for the money to come after that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deliver_within: Option<String>,
    /// Whether it may be repaid before the due day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub early_repayment: Option<String>,
    /// Whatever else was sent: a mistake, under its name.
    #[serde(flatten, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(ignore)]
    pub unknown: BTreeMap<String, serde_json::Value>,
}

/// What the terms of a draft are made for: which one, when and by which law.
#[derive(Clone, Copy)]
pub struct DraftContext<'a> {
    /// Messages for mistakes.
    pub text: &'a Text,
    /// The draft.
    pub id: &'a DraftId,
    /// When it was made. Units: milliseconds since 1970.
    pub at_ms: u64,
    /// The account of the one who makes it.
    pub creator: terms::AccountId,
    /// Published reference rates.
    pub rates: &'a dyn ReferenceRates,
}

impl LoanForm {
    /// What the one who fills it in is.
    ///
    /// Errors: [`crate::Error::Form`] where that is neither of the two.
    pub fn role(&self, text: &Text) -> Result<Role> {
        let root = Fields::of("", Table::new(), text);
        draft::role_named(&self.lends).ok_or_else(|| root.mistake("lends", &root.why("why-lends")))
    }

    /// The draft terms that it describes: the creator in their role, nobody in the other, no commitments; and what its fields were
    /// taken for.
    ///
    /// Errors: [`crate::Error::Form`] naming the field.
    pub fn terms(&self, context: DraftContext<'_>) -> Result<(Terms, Vec<Understood>)> {
        let DraftContext {
            text,
            id,
            at_ms,
            creator,
            rates,
        } = context;
        let root = Fields::of("", self.table(), text);
        if let Some(name) = self.unknown.keys().next() {
            return Err(root.mistake(name, &root.why("why-unknown-field")));
        }
        let (lender, borrower) = match self.role(text)? {
            Role::Lender => (creator, draft::nobody()),
            Role::Borrower => (draft::nobody(), creator),
        };
        // None of its fields names an account, asks a question or is in the money of a chain.
        let context = FormContext {
            text,
            native: Unit {
                name: String::new(),
                decimals: 0,
            },
            now_ms: at_ms,
            account: &|name: &str| -> iou_ledger::Result<AccountId> {
                Err(iou_ledger::Error::KeystoreNotFound {
                    name: name.into(),
                    dir: String::new(),
                })
            },
            rates,
            wording: Digest::default(),
            ask: &|_| false,
        };
        let parties = Parties {
            lender,
            borrower,
            commitments: Digest::default(),
            reference: draft::reference(id),
        };
        let terms = loan(&root, &context, parties)?;
        Ok((terms, root.understood.take()))
    }

    /// Its lines as a file would have them.
    fn table(&self) -> Table {
        let currency = self.currency.as_deref().filter(|code| !code.trim().is_empty());
        let lines = [
            ("amount", Some(self.amount.as_str())),
            ("currency", currency.or(Some(CURRENCY))),
            ("rate", Some(self.rate.as_str())),
            ("method", self.method.as_deref()),
            ("term", self.term.as_deref()),
            ("every", self.every.as_deref()),
            ("periods", self.periods.as_deref()),
            ("start", self.start.as_deref()),
            ("grace_days", self.grace_days.as_deref()),
            ("answer_days", self.answer_days.as_deref()),
            ("deliveries", self.deliveries.as_deref()),
            ("late_fee", self.late_fee.as_deref()),
            ("overdue_rate", self.overdue_rate.as_deref()),
            ("sign_within", self.sign_within.as_deref()),
            ("deliver_within", self.deliver_within.as_deref()),
            ("early_repayment", self.early_repayment.as_deref()),
        ];
        let said = lines
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.filter(|value| !value.trim().is_empty())?)));
        said.map(|(name, value)| (name.to_owned(), Value::Text(value.to_owned())))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_base::text::Lang;
    use terms::{law::BuiltIn, AccountId as Account, Settlement};

    /// 2026-11-22T12:00:00Z.
    const NOW_MS: u64 = 1_795_348_800_000;
    const CREATOR: Account = Account([5; 32]);
    const ID: DraftId = [3; 16];

    fn form(json: serde_json::Value) -> LoanForm {
        serde_json::from_value(json).unwrap()
    }

    fn terms_of(form: &LoanForm) -> Result<Terms> {
        form.terms(DraftContext {
            text: &Text::new(Lang::En),
            id: &ID,
            at_ms: NOW_MS,
            creator: CREATOR,
            rates: &BuiltIn,
        })
        .map(|(terms, _)| terms)
    }

    fn field_of(form: &LoanForm) -> String {
        match terms_of(form).unwrap_err() {
            crate::Error::Form { field, .. } => field,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn the_lines_of_a_page_become_the_terms_of_the_same_lines_in_a_file() {
        let page = form(serde_json::json!({
            "lends": "lender", "amount": "1万", "rate": "6%", "term": "90 days", "start": "2026-11-22", "method": "",
        }));
        let drafted = terms_of(&page).unwrap();
        let file = "amount = \"10000.00\"\ncurrency = \"CNY\"\nrate = \"6%\"\nterm = \"90 days\"\nstart = \"2026-11-22\"\n\
                    purpose = \"x\"\n[lender]\naccount = \"lisi\"\nname = \"李四\"\n[borrower]\naccount = \"zhangsan\"\nname = \"张三\"\n";
        let context = FormContext {
            text: &Text::new(Lang::En),
            native: sample_unit(),
            now_ms: NOW_MS,
            account: &|name| Ok(AccountId::from([name.len() as u8; 32])),
            rates: &BuiltIn,
            wording: [7; 32],
            ask: &|_| false,
        };
        let mut filed = crate::read("form.toml", file, &context).unwrap().terms;
        filed.lender = CREATOR;
        filed.borrower = draft::nobody();
        filed.commitments = [0; 32];
        filed.reference = draft::reference(&ID);
        assert_eq!(drafted, filed);
        assert!(matches!(drafted.settlement, Settlement::OffChain { .. }));
        assert_eq!(draft::blank(&drafted, Role::Borrower), drafted);
        let borrows = LoanForm {
            lends: "borrower".into(),
            ..page
        };
        let borrowed = terms_of(&borrows).unwrap();
        assert_eq!((borrowed.lender, borrowed.borrower), (draft::nobody(), CREATOR));
    }

    fn sample_unit() -> Unit {
        Unit {
            name: "IOU".into(),
            decimals: 12,
        }
    }

    #[test]
    fn a_mistake_in_the_lines_of_a_page_has_the_name_of_its_field() {
        let good =
            || form(serde_json::json!({"lends": "lender", "amount": "100", "rate": "3%", "term": "1 month"}));
        assert!(terms_of(&good()).is_ok());
        let with = |change: &dyn Fn(&mut LoanForm)| {
            let mut form = good();
            change(&mut form);
            field_of(&form)
        };
        assert_eq!(with(&|form| form.lends = "friend".into()), "lends");
        assert_eq!(with(&|form| form.amount = " ".into()), "amount");
        assert_eq!(with(&|form| form.amount = "viel".into()), "amount");
        assert_eq!(with(&|form| form.rate = "90%".into()), "rate");
        assert_eq!(with(&|form| form.term = None), "term");
        assert_eq!(with(&|form| form.start = Some("2020-01-01".into())), "start");
        assert_eq!(with(&|form| form.grace_days = Some("1000".into())), "grace_days");
        assert_eq!(with(&|form| form.currency = Some("ABC".into())), "currency");
        assert_eq!(
            with(&|form| form.early_repayment = Some("perhaps".into())),
            "early_repayment"
        );
        for name in ["settlement", "lender", "arbiter", "lender.name", "law"] {
            let add = |form: &mut LoanForm| {
                let _none = form.unknown.insert(name.into(), "x".into());
            };
            assert_eq!(with(&add), name);
        }
        // What a page sends that is no text is no form at all.
        for json in [
            serde_json::json!({"lends": "lender", "amount": 100}),
            serde_json::json!({"amount": "100"}),
            serde_json::json!([]),
        ] {
            assert!(serde_json::from_value::<LoanForm>(json).is_err());
        }
    }
}
