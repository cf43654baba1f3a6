//! What an address of mail is: the one rule for what is taken, kept and sent. A domain of any script becomes its ASCII form,
//! which every server takes; a name beyond ASCII before the @ is refused, since whether it arrives depends on each server
//! between us and them. Full-width signs, as Chinese input methods write them, are read as what they mean.
//! Source: RFC 5321 §4.1.2, 5890 and UTS 46 (domains), 6531 (what is not done). Limits: 64 bytes before the @, 254 in all.

use iou_base::signs;
use url::Host;

/// The longest address. Units: bytes of its ASCII form.
const LEN_MAX: usize = 254;

/// The address as it is kept and sent, in ASCII.
///
/// Errors: why it is none, for an operator.
pub(crate) fn mailbox(text: &str) -> Result<lettre::Address, &'static str> {
    let text: String = text.trim().chars().map(narrow).collect();
    let (user, domain) = text.rsplit_once('@').ok_or("it has no @")?;
    if !user.is_ascii() {
        return Err("before the @ only ASCII letters, digits and signs can be delivered everywhere");
    }
    let domain = match domain.strip_prefix('[').and_then(|ip| ip.strip_suffix(']')) {
        Some(_) => domain.to_owned(),
        None => match Host::parse(domain) {
            Ok(Host::Domain(ascii)) => ascii,
            _ => return Err("what follows the @ is no domain"),
        },
    };
    let address = lettre::Address::new(user, domain).map_err(|_| "it is not formed like name@example.org")?;
    let plain: &str = address.as_ref();
    match plain.len() <= LEN_MAX && plain.is_ascii() && !plain.contains(char::is_whitespace) {
        true => Ok(address),
        false => Err("it is too long, or has spaces"),
    }
}

/// The narrow form of a sign; the full stop of Chinese is a dot.
fn narrow(c: char) -> char {
    match c {
        '。' | '｡' => '.',
        other => signs::narrow(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> Result<String, &'static str> {
        mailbox(text).map(|address| address.to_string())
    }

    #[test]
    fn a_domain_of_any_script_is_kept_in_the_form_that_every_server_takes() {
        for (typed, ascii) in [
            ("wang@example.org", "wang@example.org"),
            ("Wang.Wu+iou@Example.ORG", "Wang.Wu+iou@example.org"),
            ("wang@例子.中国", "wang@xn--fsqu00a.xn--fiqs8s"),
            ("wang@例子。中国", "wang@xn--fsqu00a.xn--fiqs8s"),
            ("li@bücher.example", "li@xn--bcher-kva.example"),
            ("ｗａｎｇ＠ｑｑ．ｃｏｍ", "wang@qq.com"),
            (" wang@qq.com\n", "wang@qq.com"),
            ("10000@qq.com", "10000@qq.com"),
            ("wang@localhost", "wang@localhost"),
            ("wang@[192.0.2.1]", "wang@[192.0.2.1]"),
        ] {
            assert_eq!(kept(typed).as_deref(), Ok(ascii), "{typed}");
        }
    }

    #[test]
    fn what_not_every_server_could_deliver_is_refused_before_it_is_kept() {
        for typed in [
            "",
            "wang",
            "@example.org",
            "wang@",
            "王五@例子.中国",
            "wàng@example.org",
            "wang wu@example.org",
            "wang@exa mple.org",
            "wang@example.org\r\nRCPT TO:<x@example.org>",
            "wang@example..org",
            "a@b@",
            &format!("{}@example.org", "a".repeat(65)),
            &format!("a@{}.org", "b".repeat(64)),
        ] {
            assert!(kept(typed).is_err(), "{typed}: {:?}", kept(typed));
        }
    }
}
