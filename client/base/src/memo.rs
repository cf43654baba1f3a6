//! The memo code of a loan: what whoever pays by bank writes as the purpose of the transfer (附言), so that a statement of the
//! account finds the loan again.
//!
//! ```text
//! IOU7KQ2M9XV0T        "IOU" and ten signs of Crockford's base32: 50 bits of a SHA-256
//! ```
//!
//! It names a loan among those that one knows. It is no secret: whoever reads the statement and knows the contract can try its
//! loans one by one. It proves nothing, since whoever saw one can write it again. Banks turn letters to capitals, widen them,
//! and break them with blanks, hyphens and lines; each of these is read.
//! Limits: two of a million loans share a code with a probability of 1 in 2,000.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use terms::{AccountId, Digest, LoanId};

use crate::base32::{crockford_sign, crockford_value};
use crate::sha256;
use crate::signs::narrow;

/// Begins every code; no code goes on in it, since U is no sign of that alphabet.
const HEAD: &str = "IOU";
/// Signs after it, of five bits each.
const SIGNS: usize = 10;
const DOMAIN: &[u8] = b"iou:memo:v1:";

/// The memo code of one loan. Units: 50 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemoCode(u64);

/// A text that is no memo code, or more than one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoMemoCode;

impl MemoCode {
    /// The code of a loan: the first 50 bits of the SHA-256 over the domain, the chain's genesis hash, the contract and the
    /// loan's number as SCALE encodes it (eight bytes, little end first).
    pub fn of(genesis: Digest, contract: AccountId, loan: LoanId) -> MemoCode {
        let hash = sha256(&[DOMAIN, &genesis, &contract.0, &loan.to_le_bytes()].concat());
        let first = hash[..8].iter().fold(0, |all, byte| all << 8 | u64::from(*byte));
        MemoCode(first >> (64 - 5 * SIGNS))
    }

    /// Every code that stands in a free text, once each, in the order of the text. Letters and digits alone count, in either
    /// case and width; what stands between them is passed over, line ends too. So a code is found whatever surrounds it, and
    /// what merely looks like one is found as well: it is the code of no loan that the reader knows.
    pub fn find_in(text: &str) -> Vec<MemoCode> {
        let signs: Vec<char> = text
            .chars()
            .map(narrow)
            .filter(|sign| sign.is_alphanumeric())
            .collect();
        let mut seen = BTreeSet::new();
        signs
            .windows(HEAD.len() + SIGNS)
            .filter_map(MemoCode::read)
            .filter(|code| seen.insert(*code))
            .collect()
    }

    /// The code that these plain signs are.
    fn read(signs: &[char]) -> Option<MemoCode> {
        let (head, rest) = signs.split_at_checked(HEAD.len())?;
        let is_head = head
            .iter()
            .zip(HEAD.chars())
            .all(|(sign, of)| sign.to_ascii_uppercase() == of);
        if !is_head || rest.len() != SIGNS {
            return None;
        }
        let add = |code, sign: &char| Some(code << 5 | u64::from(crockford_value(*sign)?));
        rest.iter().try_fold(0, add).map(MemoCode)
    }
}

/// Thirteen capitals and digits and nothing else: what every bank's field takes.
impl fmt::Display for MemoCode {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let sign = |at| crockford_sign(self.0 >> (5 * at));
        let signs: String = (0..SIGNS).rev().map(sign).collect();
        out.pad(&format!("{HEAD}{signs}"))
    }
}

/// In every form in which [`MemoCode::find_in`] finds it, with no other letter or digit beside it.
impl FromStr for MemoCode {
    type Err = NoMemoCode;

    fn from_str(text: &str) -> Result<MemoCode, NoMemoCode> {
        let signs: Vec<char> = text
            .chars()
            .map(narrow)
            .filter(|sign| sign.is_alphanumeric())
            .collect();
        MemoCode::read(&signs).ok_or(NoMemoCode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use scale::Encode as _;

    /// A code as banks hand it on: either case and width, and whatever they put between its signs.
    fn mangled() -> impl Strategy<Value = (MemoCode, String)> {
        let sign = (
            any::<bool>(),
            any::<bool>(),
            "[ \t\r\n\u{a0}\u{3000}\u{200b}\u{ad}/.,:_‐‑–—－-]{0,3}",
        );
        let changes = prop::collection::vec(sign, HEAD.len() + SIGNS);
        (codes(), changes).prop_map(|(code, changes)| {
            let signs = code.to_string();
            let changed = signs.chars().zip(changes).map(|(sign, (small, wide, between))| {
                let sign = if small { sign.to_ascii_lowercase() } else { sign };
                let sign = if wide {
                    char::from_u32(sign as u32 + 0xfee0).unwrap()
                } else {
                    sign
                };
                format!("{sign}{between}")
            });
            (code, changed.collect())
        })
    }

    fn codes() -> impl Strategy<Value = MemoCode> {
        any::<([u8; 32], [u8; 32], u64)>()
            .prop_map(|(genesis, contract, loan)| MemoCode::of(genesis, AccountId(contract), loan))
    }

    #[test]
    fn a_code_is_ten_signs_of_a_digest_that_anybody_computes() {
        let (genesis, contract, loan) = ([1; 32], AccountId([2; 32]), 7u64);
        let text = MemoCode::of(genesis, contract, loan).to_string();
        let hashed = sha256(&[&b"iou:memo:v1:"[..], &genesis, &contract.0, &loan.encode()].concat());
        let signs: String = crate::base32::encode_crockford(&hashed)
            .chars()
            .take(10)
            .collect();
        assert_eq!(text, format!("IOU{signs}"));
        // Printed once and kept: what stands in somebody's bank statement is found by later programs too.
        assert_eq!(text, "IOUX952133GAW");
    }

    #[test]
    fn a_code_is_found_in_what_banks_make_of_it() {
        let code = MemoCode::of([1; 32], AccountId([2; 32]), 7);
        let text = code.to_string();
        let (a, b) = text[3..].split_at(5);
        for memo in [
            text.to_string(),
            format!("转账-{}", text.to_lowercase()),
            format!("还款 IOU {a} {b} 谢谢"),
            format!("IOU-{a}-{b}还"),
            format!("Repayment/iou/{a}/{b}/EUR"),
            format!("SVWZ+IOU{a}\r\n{b}ABWA+Wang"),
            format!("I O U {a}\u{200b}{b}"),
            format!("IOUIOU{a}{b}99"),
            format!("IOU1234567{text}"),
        ] {
            assert!(MemoCode::find_in(&memo).contains(&code), "{memo}");
        }
        // Read from paper: zero and one have their look-alikes.
        let looks = text[3..].replace('0', "O").replace('1', "l");
        assert_eq!(format!("IOU{looks}").parse(), Ok(code));
        let twice = format!("{text} and {text}, then IOU 00000 00000");
        assert_eq!(MemoCode::find_in(&twice), [code, MemoCode(0)]);
        for none in [
            "",
            "IOU",
            "我欠你的",
            &text[1..],
            &text[..12],
            "IOU12345还67890",
            "IOU1234U67890",
        ] {
            assert_eq!(MemoCode::find_in(none), [], "{none}");
            assert_eq!(none.parse::<MemoCode>(), Err(NoMemoCode), "{none}");
        }
        for more in [format!("{text}0"), format!("x{text}"), format!("{text} {text}")] {
            assert_eq!(more.parse::<MemoCode>(), Err(NoMemoCode), "{more}");
        }
    }

    proptest! {
        #[test]
        fn a_code_comes_back_from_its_text(code in codes()) {
            let text = code.to_string();
            prop_assert_eq!(text.len(), 13);
            prop_assert!(text.bytes().all(|sign| sign.is_ascii_digit() || sign.is_ascii_uppercase()));
            prop_assert_eq!(text.parse(), Ok(code));
        }

        #[test]
        fn a_code_is_found_whatever_was_made_of_it_and_whatever_stands_around_it(
            (code, text) in mangled(), before in ".{0,40}", after in ".{0,40}",
        ) {
            prop_assert_eq!(text.parse(), Ok(code));
            let found = MemoCode::find_in(&format!("{before}{text}{after}"));
            prop_assert!(found.contains(&code), "{found:?}");
        }

        #[test]
        fn every_code_of_a_text_is_found_once_and_nothing_else(several in prop::collection::vec(mangled(), 0..5)) {
            let text = several.iter().map(|(_, text)| format!("还{text}款")).collect::<String>();
            let mut codes = Vec::new();
            for (code, _) in several {
                if !codes.contains(&code) {
                    codes.push(code);
                }
            }
            prop_assert_eq!(MemoCode::find_in(&text), codes);
        }

        #[test]
        fn another_loan_contract_or_chain_has_another_code(
            genesis in any::<[u8; 32]>(), contract in any::<[u8; 32]>(), loan in any::<u64>(), bit in 0usize..576,
        ) {
            let mut bytes = [&genesis[..], &contract, &loan.to_le_bytes()].concat();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let code = MemoCode::of(genesis, AccountId(contract), loan);
            let (genesis, rest) = bytes.split_at(32);
            let (contract, loan) = rest.split_at(32);
            let other = MemoCode::of(
                genesis.try_into().unwrap(),
                AccountId(contract.try_into().unwrap()),
                u64::from_le_bytes(loan.try_into().unwrap()),
            );
            prop_assert_ne!(code, other);
        }
    }
}
