//! Statements that are tables: Alipay, WeChat, 招商银行. The header is the first row that has all columns of a layout by name; what
//! stands above it is read for two things, how many rows there are and in which zone the times are.
//! Source: the files as their issuers give them out (Alipay's app since 2022, WeChat's CSV, its XLSX of 2025-07 and of 2026-03, 招商银行's
//! debit card); the times of wallets are of UTC+8.

use terms::{Day, UtcOffset};

use crate::decimal::Decimal;
use crate::error::{Error, Result};
use crate::grid::{Cell, Grid};
use crate::moment::Moment;
use crate::row::{Direction, Row, Skipped, Source, Statement, WhySkipped};

/// In how many rows a header is looked for.
const HEADER_WITHIN: usize = 1_000;

/// A layout: what each column is called, in the names that issuers have given it.
struct Layout {
    source: Source,
    time: &'static [&'static str],
    amount: &'static [&'static str],
    counterparty: &'static [&'static str],
    /// Income or expense; a bank writes a sign instead.
    way: &'static [&'static str],
    state: &'static [&'static str],
    kind: &'static [&'static str],
    currency: &'static [&'static str],
    account: &'static [&'static str],
    memo: &'static [&'static [&'static str]],
    id: &'static [&'static str],
    order: &'static [&'static str],
    /// Columns that nothing is read from, and without which a table is of another layout.
    besides: &'static [&'static str],
}

const LAYOUTS: [Layout; 3] = [
    Layout {
        source: Source::Alipay,
        time: &["交易时间"],
        amount: &["金额", "金额(元)"],
        counterparty: &["交易对方"],
        way: &["收/支"],
        state: &["交易状态"],
        kind: &["交易分类"],
        currency: &[],
        account: &["对方账号"],
        memo: &[&["商品说明"], &["备注"]],
        id: &["交易订单号"],
        order: &["商家订单号"],
        besides: &[],
    },
    Layout {
        source: Source::WeChat,
        time: &["交易时间"],
        amount: &["金额(元)"],
        counterparty: &["交易对方"],
        way: &["收/支"],
        state: &["当前状态"],
        kind: &["交易类型"],
        currency: &[],
        account: &[],
        memo: &[&["商品"], &["备注"]],
        id: &["交易单号"],
        order: &["商户单号"],
        besides: &[],
    },
    Layout {
        source: Source::Cmb,
        time: &["记账日期"],
        amount: &["交易金额"],
        counterparty: &["对手信息"],
        way: &[],
        state: &[],
        kind: &["交易摘要"],
        currency: &["货币"],
        account: &[],
        memo: &[&["客户摘要"]],
        id: &[],
        order: &[],
        besides: &["联机余额"],
    },
];

/// Where the columns of a layout are in a table.
struct Columns {
    layout: &'static Layout,
    /// Up to the last column that has a name, and with those behind it that have none.
    width: usize,
    cells: usize,
    time: usize,
    amount: usize,
    counterparty: usize,
    way: Option<usize>,
    state: Option<usize>,
    kind: usize,
    currency: Option<usize>,
    account: Option<usize>,
    memo: Vec<usize>,
    id: Option<usize>,
    order: Option<usize>,
}

impl Columns {
    /// The columns, if this row is the header of `layout`. Errors: [`Error::StatementColumn`] where one stands there twice.
    fn of(layout: &'static Layout, header: &[String]) -> Result<Option<Columns>> {
        let mut twice = None;
        let mut place = |names: &[&str]| {
            let mut places = header
                .iter()
                .enumerate()
                .filter(|(_, name)| names.contains(&name.as_str()));
            let first = places.next()?;
            if places.next().is_some() {
                twice = Some(first.1.clone());
            }
            Some(first.0)
        };
        let width = header
            .iter()
            .rposition(|name| !name.is_empty())
            .map_or(0, |last| last + 1);
        let must = (
            place(layout.time),
            place(layout.amount),
            place(layout.counterparty),
            place(layout.kind),
        );
        let (Some(time), Some(amount), Some(counterparty), Some(kind)) = must else {
            return Ok(None);
        };
        let may = [layout.way, layout.state, layout.currency, layout.id]
            .map(|names| (names.is_empty(), place(names)));
        let lacks = may.iter().any(|(is_none, place)| !is_none && place.is_none());
        if lacks || layout.besides.iter().any(|name| place(&[name]).is_none()) {
            return Ok(None);
        }
        let [way, state, currency, id] = may.map(|(_, place)| place);
        let columns = Columns {
            layout,
            width,
            cells: header.len(),
            time,
            amount,
            counterparty,
            way,
            state,
            kind,
            currency,
            account: place(layout.account),
            memo: layout.memo.iter().filter_map(|names| place(names)).collect(),
            id,
            order: place(layout.order),
        };
        match twice {
            Some(column) => Err(Error::StatementColumn {
                source: layout.source.name().into(),
                column,
            }),
            None => Ok(Some(columns)),
        }
    }
}

/// The statement in a table; `None` where it has the header of none.
///
/// Errors: those of a row that cannot be read, and of a table that has other rows than it says.
pub(crate) fn read(grid: &Grid) -> Result<Option<Statement>> {
    let mut header = None;
    for (at, (_, cells)) in grid.rows.iter().enumerate().take(HEADER_WITHIN) {
        let names: Vec<String> = cells.iter().map(name_of).collect();
        for layout in &LAYOUTS {
            if let Some(columns) = Columns::of(layout, &names)? {
                header = Some((at, columns));
            }
        }
        if header.is_some() {
            break;
        }
    }
    let Some((at, columns)) = header else {
        return Ok(None);
    };
    let preamble: Vec<&str> = grid.rows[..at]
        .iter()
        .flat_map(|(_, cells)| cells.iter().map(Cell::text))
        .collect();
    let zone = preamble
        .iter()
        .find_map(|text| zone_in(text))
        .unwrap_or(UtcOffset::CHINA);
    let said = preamble.iter().find_map(|text| count_in(text));
    // What is read as nobody wrote it must have as many rows as it says.
    if grid.is_by_lines && said.is_none() {
        return Ok(None);
    }
    let mut table = Table {
        columns,
        zone,
        since_1904: grid.since_1904,
        is_sheet: grid.is_sheet,
        is_by_lines: grid.is_by_lines,
        found: 0,
        statement: Vec::new(),
        skipped: Vec::new(),
    };
    for (line, cells) in &grid.rows[at + 1..] {
        table.take(*line, cells)?;
    }
    let source = table.columns.layout.source;
    match said {
        Some(said) if said != table.found => Err(Error::StatementIncomplete {
            source: source.name().into(),
            said: said.to_string(),
            found: table.found.to_string(),
        }),
        _ => Ok(Some(Statement {
            source,
            rows: table.statement,
            skipped: table.skipped,
        })),
    }
}

/// A table that is being read.
struct Table {
    columns: Columns,
    zone: UtcOffset,
    since_1904: bool,
    is_sheet: bool,
    is_by_lines: bool,
    /// Rows of the table so far.
    found: usize,
    statement: Vec<Row>,
    skipped: Vec<Skipped>,
}

impl Table {
    /// Takes a row below the header.
    fn take(&mut self, line: u64, cells: &[Cell]) -> Result<()> {
        let columns = &self.columns;
        let text = |place: usize| cells.get(place).map_or("", Cell::text);
        let filled: Vec<&str> = cells
            .iter()
            .map(Cell::text)
            .filter(|text| !text.is_empty())
            .collect();
        // A line below the table: one text, which is not the beginning of a row.
        if let [only] = filled[..] {
            if cells.len() < columns.width && !only.starts_with(|sign: char| sign.is_ascii_digit()) {
                return Ok(());
            }
        }
        let layout = columns.layout;
        let wrong = |column: &str, value: &str| Error::StatementPlace {
            source: layout.source.name().into(),
            place: line.to_string(),
            column: column.into(),
            value: value.into(),
        };
        let is_short = cells.len() < columns.width && !self.is_sheet;
        // Quotes that somebody wrote can make one cell of two.
        let is_joined = || cells.iter().any(|cell| cell.text().contains([',', '"']));
        if is_short && !(self.is_by_lines && is_joined()) {
            return Err(Error::StatementCut {
                source: layout.source.name().into(),
            });
        }
        // A quote that somebody wrote takes in all up to the next one: whole rows.
        let swallowed = cells.iter().find_map(|cell| row_within(cell.text()));
        if let Some(time) = swallowed.filter(|_| !self.is_sheet) {
            return Err(wrong(layout.time[0], time));
        }
        // Words with a comma in them, where the source does not quote: what stands in which column nobody can say, and whoever wrote
        // them may have meant just that.
        if is_short || cells.len() > columns.cells {
            self.found += 1;
            let texts: Vec<&str> = cells.iter().map(Cell::text).collect();
            let row = Row {
                at: self.moment(cells).unwrap_or(Moment::of_day(Day(0))),
                memo: texts.join("\n"),
                ..Row::unread(layout.source, self.found)
            };
            self.skipped.push(Skipped {
                why: WhySkipped::Shifted,
                row,
            });
            return Ok(());
        }
        let at = self
            .moment(cells)
            .ok_or_else(|| wrong(layout.time[0], text(columns.time)))?;
        let signed = match cells.get(columns.amount) {
            Some(Cell::Number(digits)) => Decimal::parse_sheet(digits),
            _ => Decimal::parse(text(columns.amount)),
        };
        let signed = signed.ok_or_else(|| wrong(layout.amount[0], text(columns.amount)))?;
        let way = match columns.way {
            Some(place) => match text(place) {
                "收入" => Some(Direction::In),
                "支出" => Some(Direction::Out),
                "不计收支" | "中性交易" | "其他" | "/" | "" => None,
                other => return Err(wrong(layout.way[0], other)),
            },
            None if signed.is_negative() => Some(Direction::Out),
            None => Some(Direction::In),
        };
        // A wallet says the way in words, and its amounts have no sign.
        if columns.way.is_some() && signed.is_negative() {
            return Err(wrong(layout.amount[0], text(columns.amount)));
        }
        let currency = match columns.currency {
            Some(place) => currency_of(text(place)).ok_or_else(|| wrong(layout.currency[0], text(place)))?,
            None => "CNY".into(),
        };
        let (kind, state) = (text(columns.kind), columns.state.map_or("", text));
        let memo: Vec<&str> = columns
            .memo
            .iter()
            .map(|place| text(*place))
            .filter(|text| !matches!(*text, "" | "/"))
            .collect();
        self.found += 1;
        let row = Row {
            source: layout.source,
            place: self.found,
            at,
            zone: self.zone,
            direction: way.unwrap_or(Direction::In),
            amount: signed.abs(),
            currency,
            counterparty: plain(text(columns.counterparty)),
            account: plain(columns.account.map_or("", text)),
            memo: memo.join(" "),
            kind: kind.into(),
            id: number_of(columns.id.map_or("", text)),
            order: number_of(columns.order.map_or("", text)),
        };
        let why = match way {
            _ if row.amount.is_zero() => Some(WhySkipped::Nothing),
            _ if gives_back(kind) || gives_back(state) => Some(WhySkipped::Refund),
            None => Some(WhySkipped::Neutral),
            Some(_) => columns.state.and_then(|_| why_not(state)),
        };
        match why {
            Some(why) => self.skipped.push(Skipped { why, row }),
            None => self.statement.push(row),
        }
        Ok(())
    }

    fn moment(&self, cells: &[Cell]) -> Option<Moment> {
        match cells.get(self.columns.time)? {
            // A number in the column of times is a serial one, but for a day of eight digits.
            Cell::Number(digits) => match Moment::parse(digits) {
                Some(at) => Some(at),
                None => Moment::of_serial(Decimal::parse_sheet(digits)?, self.since_1904),
            },
            text => Moment::parse(text.text()),
        }
    }
}

/// With what a line in a cell begins as a row does, if any but the first is one.
fn row_within(cell: &str) -> Option<&str> {
    let begins = cell.lines().skip(1).filter_map(|line| line.split_once(','));
    begins
        .map(|(first, _)| first.trim_matches('"'))
        .find(|first| Moment::parse(first).is_some())
}

/// A column's name as it is compared: without blanks, brackets in one form.
fn name_of(cell: &Cell) -> String {
    let signs = cell.text().chars().filter(|sign| !sign.is_whitespace());
    signs
        .map(|sign| match sign {
            '（' => '(',
            '）' => ')',
            other => other,
        })
        .collect()
}

/// `/` stands for nothing.
fn plain(text: &str) -> String {
    if text == "/" {
        String::new()
    } else {
        text.into()
    }
}

/// A number of a payment; one that a spreadsheet has rounded (`2.02E+27`) names none.
fn number_of(text: &str) -> String {
    let is_rounded = text.contains("E+") || text.contains("e+");
    if is_rounded {
        String::new()
    } else {
        plain(text)
    }
}

/// Whether words say that money was or will be given back.
fn gives_back(words: &str) -> bool {
    ["退款", "退还", "退回", "退汇", "退票", "冲正", "撤销", "返还"]
        .iter()
        .any(|word| words.contains(word))
}

/// Why a payment of this state does not count; none where it is done.
fn why_not(state: &str) -> Option<WhySkipped> {
    const DONE: [&str; 9] = [
        "交易成功",
        "支付成功",
        "转账成功",
        "还款成功",
        "已转账",
        "对方已收钱",
        "朋友已收钱",
        "已收钱",
        "已存入零钱",
    ];
    const CLOSED: [&str; 5] = ["关闭", "失败", "取消", "过期", "拒绝"];
    const PENDING: [&str; 3] = ["等待", "待", "处理中"];
    let has = |words: &[&str]| words.iter().any(|word| state.contains(word));
    match state {
        state if DONE.contains(&state) => None,
        _ if has(&CLOSED) => Some(WhySkipped::Closed),
        _ if has(&PENDING) => Some(WhySkipped::Pending),
        _ => Some(WhySkipped::UnknownState),
    }
}

/// The code of a money; of one that is called otherwise the word, which is no money of any loan.
fn currency_of(text: &str) -> Option<String> {
    match text {
        "" => None,
        "人民币" | "人民币元" | "RMB" => Some("CNY".into()),
        other => Some(other.into()),
    }
}

/// `共12笔记录` → 12.
fn count_in(text: &str) -> Option<usize> {
    let (_, rest) = text.split_once('共')?;
    let (number, _) = rest.split_once('笔')?;
    number.trim().parse().ok()
}

/// `UTC+8`, `UTC+08:00`, `GMT+9`: the zone that a note names.
fn zone_in(text: &str) -> Option<UtcOffset> {
    let upper = text.to_ascii_uppercase();
    let at = upper.find("UTC").or_else(|| upper.find("GMT"))?;
    let rest = upper[at + 3..].trim_start();
    let (negative, rest) = match (rest.strip_prefix(['+', '＋']), rest.strip_prefix(['-', '－'])) {
        (Some(rest), _) => (false, rest),
        (_, Some(rest)) => (true, rest),
        _ => return None,
    };
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let hours: i16 = rest[..digits(rest)].parse().ok().filter(|hours| *hours <= 14)?;
    let minutes = match rest[digits(rest)..].strip_prefix(':') {
        Some(rest) => rest[..digits(rest)]
            .parse::<i16>()
            .ok()
            .filter(|minutes| *minutes < 60)?,
        None => 0,
    };
    let offset = hours * 60 + minutes;
    Some(UtcOffset(if negative { -offset } else { offset })).filter(|zone| zone.is_valid())
}
