//! Whom a refusal is about. What is about us (our address is on a list, our sender or password is refused) would meet every
//! recipient alike: it is never held against one of them. The enhanced code decides where there is one; many servers in
//! China give none, and then their words do.
//! Source: RFC 3463 and 5248 (enhanced codes), 5321 §4.2 (codes), 7293 (owners that changed); the published replies of QQ
//! Mail, NetEase and Coremail. Limits: who says 550 and nothing else is believed to speak of the recipient.

use super::dialogue::Reply;

/// Replies about who we are, or about how we speak, whatever command they answer (RFC 4954, 5321).
const ABOUT_US: [u16; 10] = [421, 500, 501, 502, 503, 504, 530, 534, 535, 538];
/// Words of a refusal that means the sender: lower case.
const OF_US: &[&str] = &[
    "black list",
    "blacklist",
    "black ip",
    "block list",
    "blocklist",
    "blocked",
    "bad reputation",
    "reputation",
    "frequency",
    "too many",
    "rate limit",
    "spam",
    "spf",
    "dkim",
    "dmarc",
    "rbl",
    "policy",
    "sender",
    "mail from",
    "client host",
    "helo",
    "reverse dns",
    "authenticat",
    "authoriz",
    "not allowed to",
    "not permitted",
    "relay",
    "starttls",
    "suspicious",
    "suspected",
    "connection denied",
    "content denied",
    "content rejected",
    "dt:",
    "hl:",
    "mi:",
    "ib:",
    "发信",
    "发件",
    "发送频率",
    "频率",
    "黑名单",
    "垃圾",
    "授权码",
    "内容",
    "可疑",
    "认证",
    "信誉",
];
/// Words of one that means the recipient: lower case. They count for more, since servers name both.
const OF_RECIPIENT: &[&str] = &[
    "user unknown",
    "unknown user",
    "user not found",
    "no such user",
    "user doesn't exist",
    "user does not exist",
    "mailbox not found",
    "mailbox unavailable",
    "mailbox full",
    "mailbox name",
    "no mailbox",
    "invalid recipient",
    "recipient unknown",
    "recipient not found",
    "over quota",
    "user suspended",
    "account is disabled",
    "用户不存在",
    "收件人",
    "邮箱已满",
    "帐号不存在",
];

/// At which command a refusal came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// RCPT TO.
    Recipient,
    /// DATA, or the end of the text.
    Text,
}

/// Whether the refusal is about us and not about the recipient or this one text.
pub(super) fn is_about_us(step: Step, reply: &Reply) -> bool {
    if ABOUT_US.contains(&reply.code) {
        return true;
    }
    match reply.enhanced() {
        // The sender's address.
        Some((_, 1, 7 | 8)) => true,
        Some((_, 1 | 2 | 4 | 6, _)) => false,
        // The recipient's mailbox or domain has another owner.
        Some((_, 7, 17 | 18)) => false,
        // Their system, the protocol, policy.
        Some((_, 3 | 5 | 7, _)) => true,
        _ => by_words(step, reply),
    }
}

fn by_words(step: Step, reply: &Reply) -> bool {
    let words = reply.words().to_lowercase();
    let has = |list: &[&str]| list.iter().any(|word| words.contains(word));
    if has(OF_RECIPIENT) {
        return false;
    }
    // 554 is no reply about one mailbox, and a text is refused after its recipient was taken.
    has(OF_US) || has_word(&words, "ip") || reply.code == 554 || (step == Step::Text && reply.code != 552)
}

/// Whether `word` stands alone: "your ip", and not "shipping".
fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|one| one == word)
}

#[cfg(test)]
mod tests {
    use super::super::dialogue::reply_of;
    use super::*;

    fn about_us(step: Step, line: &str) -> bool {
        is_about_us(step, &reply_of(line.as_bytes()))
    }

    #[test]
    fn what_would_meet_every_recipient_is_about_us() {
        for line in [
            "554 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org",
            "550 5.7.1 Recipient address rejected: your IP is on a list",
            "550 5.7.26 Unauthenticated email from example.org is not accepted due to DMARC policy",
            "553 5.1.8 <iou@example.org>: Sender address rejected: Domain not found",
            "550 5.1.7 Invalid sender",
            "550 5.3.2 system not accepting network messages",
            "550 5.5.1 Protocol error",
            "451 4.7.1 Greylisting in action, please come back later",
            "421 4.7.0 Too many connections from your IP",
            "530 5.7.0 Must issue a STARTTLS command first",
            "535 Error: authentication failed",
            "550 black ip. (发信IP被禁止)",
            "550 Ip frequency limited",
            "550 Domain frequency limited.",
            "550 Connection denied",
            "550 SPF: 203.0.113.9 is not allowed to send mail",
            "554 DT:SPM 163 smtp8",
            "550 MI:SPB 163 smtp12",
            "554 transaction failed",
            "550 relay not permitted",
            "550 您的IP在黑名单中",
        ] {
            assert!(about_us(Step::Recipient, line), "{line}");
        }
        for line in [
            "550 5.7.1 DMARC reject",
            "451 4.7.1 try again",
            "550 Mail content denied",
            "554 rejected",
            "550 邮件内容被拒绝",
        ] {
            assert!(about_us(Step::Text, line), "{line}");
        }
    }

    #[test]
    fn what_names_the_mailbox_or_the_text_is_about_them() {
        for line in [
            "550 5.1.1 user unknown",
            "550 5.1.2 no such domain",
            "552 5.2.2 mailbox full",
            "452 4.2.2 over quota",
            "550 5.4.4 unable to route",
            "550 5.7.17 the mailbox owner has changed",
            "550 User not found: wang@163.com",
            "550 Mailbox not found. http://service.mail.qq.com",
            "554 delivery error: user doesn't exist, your IP was noted",
            "550 用户不存在",
            "550 no",
            "553 shipping department closed",
            "450 4.2.0 Recipient address rejected: Greylisted",
        ] {
            assert!(!about_us(Step::Recipient, line), "{line}");
        }
        for line in [
            "554 5.6.0 not such a text",
            "552 too big",
            "550 5.2.1 mailbox disabled",
        ] {
            assert!(!about_us(Step::Text, line), "{line}");
        }
    }

    #[test]
    fn words_in_gbk_are_understood_too() {
        let gbk = |text: &str| [&b"550 "[..], &encoding_rs::GBK.encode(text).0].concat();
        assert!(is_about_us(Step::Recipient, &reply_of(&gbk("发信IP被禁止"))));
        assert!(!is_about_us(Step::Recipient, &reply_of(&gbk("用户不存在"))));
    }
}
