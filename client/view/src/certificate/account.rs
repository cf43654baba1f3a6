//! The instalments in force and the account, as they are printed.

use page::{Account, Both, Instalment, Line};
use terms::{Amount, Status};

use super::{grouped, page, Writer};
use crate as view;
use iou_evidence::verify::account::{amount, kind};

impl Writer<'_> {
    /// The schedule in force, with where each instalment stands on the day of the proved block.
    pub(super) fn schedule(&self) -> Vec<Instalment> {
        let loan = self.loan;
        let rules = loan.books.rules(&loan.rates);
        let account = loan.books.account.as_ref();
        let account = account.and_then(|account| account.at(&rules, loan.today).ok());
        let (met, closed) = account.map_or((0, 0), |account| (account.met, account.closed));
        let rows = (0u16..).zip(&loan.books.schedule);
        rows.map(|(n, row)| {
            let state = match n {
                _ if loan.books.status == Status::Settled => "met",
                n if n < met => "met",
                n if n < closed && row.due < loan.today => "overdue",
                n if n < closed => "due",
                _ => "open",
            };
            Instalment {
                number: u32::from(n) + 1,
                due: row.due.to_string(),
                principal: self.number(row.principal),
                interest: self.number(row.interest),
                total: self.number(row.total().unwrap_or(Amount::MAX)),
                state: self.tr(&format!("certificate-instalment-{state}")),
            }
        })
        .collect()
    }

    /// The account, line by line.
    pub(super) fn account(&self) -> Account {
        let lines = self.loan.statement.lines.iter().map(|line| {
            let articles = |text| view::articles(text, line.item.articles());
            Line {
                day: view::account::days(line),
                item: self.tr(&format!("item-{}", kind(&line.item))),
                amount: self.number(amount(&line.item)),
                formula: {
                    let (zh, en) = (self.explained(&self.zh, line), self.explained(&self.en, line));
                    // What has words in it is said in both languages.
                    if zh == en {
                        zh
                    } else {
                        format!("{zh} ({en})")
                    }
                },
                outstanding: self.number(line.after.principal),
                owed: self.number(line.after.total),
                article: Both::new(articles(&self.zh), articles(&self.en)),
            }
        });
        let balance = crate::findings::balance(self.loan);
        Account {
            until: self.loan.today.to_string(),
            lines: lines.collect(),
            balance: vec![
                self.row("label-outstanding", balance.principal),
                self.row("label-interest", balance.interest),
                self.row("label-late", balance.late),
                self.row("label-costs", balance.costs),
                self.row("label-owed", balance.total),
                self.row("certificate-due", balance.due),
            ],
        }
    }

    fn explained(&self, text: &iou_base::Text, line: &terms::statement::Line) -> String {
        grouped(&view::account::explained(text, line, &self.unit))
    }
}
