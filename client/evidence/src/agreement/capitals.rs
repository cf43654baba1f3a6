//! Renminbi in the capital numerals of cheques and IOUs: 人民币壹万元整. Source: 支付结算办法, annex 1
//! (正确填写票据和结算凭证的基本规定). Limits: currencies other than CNY, and units smaller than a fen, have none.

use terms::{Amount, Settlement};

use super::figures::decimals;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];

/// The amount in capital numerals, where there are any for its money.
pub(super) fn of(amount: Amount, settlement: Settlement) -> Option<String> {
    let Settlement::OffChain { currency, .. } = settlement else {
        return None;
    };
    let power = 2u32.checked_sub(u32::try_from(decimals(settlement)).ok()?)?;
    if &currency.0 != b"CNY" {
        return None;
    }
    let fen = amount.minor().checked_mul(10u128.pow(power))?;
    Some(renminbi(fen))
}

fn renminbi(fen: u128) -> String {
    let (yuan, jiao, fen) = (fen / 100, fen / 10 % 10, fen % 10);
    let mut text = String::from("人民币");
    if yuan > 0 {
        text.push_str(&integer(yuan));
        text.push('元');
    }
    if jiao == 0 && fen == 0 {
        text.push_str(if yuan > 0 { "整" } else { "零元整" });
        return text;
    }
    // A zero that is passed over: no jiao before the fen, or no yuan of its own before the jiao.
    if yuan > 0 && (jiao == 0 || yuan.is_multiple_of(10)) {
        text.push('零');
    }
    for (figure, unit) in [(jiao, '角'), (fen, '分')] {
        if figure > 0 {
            text.push(DIGITS[figure as usize]);
            text.push(unit);
        }
    }
    text
}

/// A whole number above zero: in groups of four digits by 万 and of eight by 亿, as often as it takes.
fn integer(number: u128) -> String {
    for (size, name) in [(100_000_000, '亿'), (10_000, '万')] {
        if number < size {
            continue;
        }
        let (head, tail) = (number / size, number % size);
        let mut text = integer(head);
        text.push(name);
        if tail > 0 {
            if tail < size / 10 {
                text.push('零');
            }
            text.push_str(&integer(tail));
        }
        return text;
    }
    let mut text = String::new();
    let mut passed_over = false;
    for (size, name) in [(1_000, "仟"), (100, "佰"), (10, "拾"), (1, "")] {
        let figure = number / size % 10;
        if figure == 0 {
            passed_over = !text.is_empty();
            continue;
        }
        if passed_over {
            text.push('零');
        }
        passed_over = false;
        text.push(DIGITS[figure as usize]);
        text.push_str(name);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::Currency;

    #[test]
    fn amounts_are_written_as_the_rules_of_payment_show_them() {
        for (fen, words) in [
            // The examples of the rules.
            (140_950, "人民币壹仟肆佰零玖元伍角"),
            (600_714, "人民币陆仟零柒元壹角肆分"),
            (168_032, "人民币壹仟陆佰捌拾元零叁角贰分"),
            (10_700_053, "人民币壹拾万柒仟元零伍角叁分"),
            (1_640_902, "人民币壹万陆仟肆佰零玖元零贰分"),
            (32_504, "人民币叁佰贰拾伍元零肆分"),
            // Others.
            (0, "人民币零元整"),
            (1, "人民币壹分"),
            (50, "人民币伍角"),
            (100, "人民币壹元整"),
            (1_000_000, "人民币壹万元整"),
            (1_000_000_000_000, "人民币壹佰亿元整"),
            (10_000_000_100, "人民币壹亿零壹元整"),
            (100_010_000_000_000_000, "人民币壹仟万壹仟亿元整"),
            (1_005_000, "人民币壹万零伍拾元整"),
            (100_000_000_000_000, "人民币壹万亿元整"),
        ] {
            assert_eq!(renminbi(fen), words, "{fen}");
        }
    }

    #[test]
    fn only_renminbi_down_to_the_fen_has_capital_numerals() {
        let of = |code: &[u8; 3], decimals| {
            let currency = Currency(*code);
            super::of(
                terms::sample::amount(100),
                Settlement::OffChain { currency, decimals },
            )
        };
        assert_eq!(of(b"CNY", 2).as_deref(), Some("人民币壹元整"));
        assert_eq!(of(b"CNY", 0).as_deref(), Some("人民币壹佰元整"));
        assert_eq!(of(b"CNY", 3), None);
        assert_eq!(of(b"USD", 2), None);
        assert_eq!(super::of(terms::sample::amount(100), Settlement::Native), None);
    }
}
