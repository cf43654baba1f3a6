//! Forms of loans between 李四 (lender) and 张三 (borrower), for the demo and the tests.

/// ¥10,000.00 at 6 % for 90 days, outside the chain.
pub const OFF_CHAIN: &str = r#"
settlement = "off-chain"
currency = "CNY"
amount = "10000.00"
rate = "6%"
term = "90d"
"#;

/// 50 tokens at 8 %, interest every 30 days, 12 % when overdue, five days of grace.
pub const NATIVE: &str = r#"
settlement = "native"
amount = "50.00"
rate = "8%"
overdue_rate = "12%"
method = "interest-only"
every = "30d"
periods = 3
grace_days = 5
"#;

/// A form with `lines` before the two parties.
pub fn form(lines: &str) -> String {
    format!(
        r#"purpose = "周转"
{lines}
[lender]
account = "lisi"
name = "李四"
[borrower]
account = "zhangsan"
name = "张三"
id_number = "11010519491231002X"
"#
    )
}
