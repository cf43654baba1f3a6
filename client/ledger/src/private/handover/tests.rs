use super::*;
use crate::private::commit;

fn signer(uri: &str) -> Signer {
    Signer::from_uri(&uri.into()).unwrap()
}

fn kept() -> Kept {
    let field = |name: &str, value: &str, salt| PrivateField {
        name: name.into(),
        value: value.into(),
        salt: [salt; 32],
    };
    Kept {
        fields: vec![
            field("wording", &"ab".repeat(32), 1),
            field("purpose", "店铺周转", 2),
            field("lender.name", "李四", 3),
            field("borrower.name", "张三", 4),
            field("borrower.id_number", "11010519491231002X", 5),
        ],
        forgotten: Vec::new(),
    }
}

fn root() -> Digest {
    commit(&kept().fields)
}

const LOAN: Digest = [9; 32];

#[test]
fn what_one_side_hands_over_the_other_keeps_and_both_open_the_same_root() {
    let lender = signer("//Charlie");
    let contents = Contents::of(7, LOAN, &kept(), &[]);
    let text = contents.seal(&lender.account()).unwrap();
    assert!(text
        .bytes()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b':'));
    assert!(!text.contains("11010519491231002X"));
    let taken = Contents::open(&text, &lender).unwrap();
    assert_eq!(taken.loan, 7);
    assert_eq!(taken.kept(&LOAN, &root()).unwrap(), kept());

    // As a mail, a chat or a careless hand leaves it.
    let wrapped: Vec<_> = text
        .as_bytes()
        .chunks(60)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    for way in [
        wrapped.join("\r\n"),
        format!("\u{feff} {text}\n\n"),
        wrapped.join(" "),
    ] {
        assert!(Contents::open(&way, &lender).is_ok(), "{way}");
    }
}

#[test]
fn a_passphrase_does_where_no_account_can() {
    let contract = AccountId([0; 32]);
    let contents = Contents::of(7, LOAN, &kept(), &[]);
    assert_eq!(contents.seal(&contract), None);
    let text = contents.lock("seven words".into()).unwrap();
    assert_eq!(lock_of(&text), Ok(Lock::Passphrase));
    assert!(Contents::unlock(&text, "seven words".into()).unwrap() == contents);
    assert_eq!(Contents::unlock(&text, "other".into()).err(), Some(Fault::Locked));
    assert_eq!(Contents::open(&text, &signer("//Bob")).err(), Some(Fault::Locked));
}

#[test]
fn a_hand_over_for_another_or_damaged_on_its_way_is_called_that() {
    let lender = signer("//Charlie");
    let text = Contents::of(7, LOAN, &kept(), &[])
        .seal(&lender.account())
        .unwrap();
    assert_eq!(
        Contents::open(&text, &signer("//Dave")).err(),
        Some(Fault::Locked)
    );
    for at in 0..text.len() {
        let mut changed = text.clone().into_bytes();
        changed[at] = if changed[at] == b'Q' { b'R' } else { b'Q' };
        let found = Contents::open(std::str::from_utf8(&changed).unwrap(), &lender).err();
        assert!(
            matches!(found, Some(Fault::Damaged | Fault::Foreign)),
            "{at}: {found:?}"
        );
        let cut = Contents::open(&text[..at], &lender).err();
        assert!(
            matches!(cut, Some(Fault::Damaged | Fault::Foreign)),
            "{at}: {cut:?}"
        );
    }
    for other in [
        "",
        "hello",
        "IOU:FIELDS:2:A:AAAA",
        "IOU:FIELDS:1:B:AAAA",
        "IOU:FIELDS:1:A",
        &"A".repeat(LEN_MAX + 1),
    ] {
        assert!(Contents::open(other, &lender).is_err());
    }
    // The kind is bound: what was sealed to an account is not a thing that a passphrase opens, with a check that fits.
    let (_, body) = read(&text).unwrap();
    assert_eq!(
        Contents::unlock(&written(BY_PASSPHRASE, &body), "x".into()).err(),
        Some(Fault::Locked)
    );
}

#[test]
fn nothing_but_the_fields_that_the_terms_commit_to_is_taken() {
    let all = || Contents::of(7, LOAN, &kept(), &[]);
    let with = |change: &dyn Fn(&mut Contents)| {
        let mut contents = all();
        change(&mut contents);
        contents.kept(&LOAN, &root()).err()
    };
    assert_eq!(with(&|_| {}), None);
    let other = Some(Fault::Other);
    assert_eq!(with(&|c| c.digest = [8; 32]), other, "of another loan");
    assert_eq!(all().kept(&[8; 32], &root()).err(), other, "for another loan");
    assert_eq!(all().kept(&LOAN, &[1; 32]).err(), other, "other terms");
    assert_eq!(with(&|c| drop(c.fields.pop())), other);
    assert_eq!(with(&|c| c.fields.clear()), other);
    assert_eq!(with(&|c| c.fields.push(c.fields[0].clone())), other, "twice");
    assert_eq!(
        with(&|c| c.fields.push(Handed::Withheld("lender.phone".into(), [0; 32]))),
        other
    );
    let shown = |name: &str, value: &str, salt| Handed::Shown(name.into(), value.into(), [salt; 32]);
    assert_eq!(
        with(&|c| c.fields[3] = shown("borrower.name", "王五", 4)),
        other,
        "another value"
    );
    assert_eq!(
        with(&|c| c.fields[3] = shown("borrower.name", "张三", 3)),
        other,
        "another salt"
    );
    assert_eq!(
        with(&|c| {
            c.fields[2] = shown("borrower.name", "李四", 3);
            c.fields[3] = shown("lender.name", "张三", 4);
        }),
        other,
        "names swapped"
    );
    assert_eq!(with(&|c| c.fields.reverse()), None, "the order says nothing");
}

#[test]
fn a_field_can_be_withheld_and_given_later_and_what_is_there_is_not_lost() {
    let lender = signer("//Charlie");
    let fewer = Contents::of(7, LOAN, &kept(), &["borrower.id_number".into()]);
    let text = fewer.seal(&lender.account()).unwrap();
    let first = Contents::open(&text, &lender)
        .unwrap()
        .kept(&LOAN, &root())
        .unwrap();
    let names = |kept: &Kept| kept.fields.iter().map(|f| f.name.clone()).collect::<Vec<_>>();
    assert!(!names(&first).contains(&"borrower.id_number".to_owned()) && first.forgotten.len() == 1);
    assert!(first.is_of(&root()));

    let whole = Contents::of(7, LOAN, &kept(), &[]).kept(&LOAN, &root()).unwrap();
    let both = first.with(whole);
    assert_eq!((both.fields.len(), both.forgotten.len()), (5, 0));
    assert!(both.is_of(&root()));
    // The other way round nothing is taken away.
    let fewer = fewer.kept(&LOAN, &root()).unwrap();
    assert_eq!(kept().with(fewer), kept());
}

/// A node can say of a loan that its terms commit to something else. What is on this machine already is not spoiled by it.
#[test]
fn a_value_of_another_root_does_not_take_the_place_of_one_that_was_withheld() {
    let withheld = || Contents::of(7, LOAN, &kept(), &["borrower.name".into()]).kept(&LOAN, &root());
    let mut other = kept();
    other.fields[3].value = "王五".into();
    let other_root = commit(&other.fields);
    let other = Contents::of(7, LOAN, &other, &[])
        .kept(&LOAN, &other_root)
        .unwrap();
    let before = withheld().unwrap();
    assert_eq!(before.clone().with(other), before);
    assert!(before.is_of(&root()));
}
