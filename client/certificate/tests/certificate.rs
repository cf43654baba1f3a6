//! The certificate as a reader has it: the same bytes each time, the evidence file inside, PDF/A on its label, and a
//! clear word when a font is missing. Needs the fonts: `make fonts`.

use std::io::Read;

use certificate::{render, render_with, sample, Both, Detail, Error, Fonts, Handwriting};

fn fonts() -> Fonts {
    Fonts::find().unwrap_or_else(|e| panic!("{e}"))
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

/// The file attached to a PDF: the one stream of the type EmbeddedFile.
fn attachment(pdf: &[u8]) -> Vec<u8> {
    let kind = find(pdf, b"/EmbeddedFile").expect("a file is attached");
    assert_eq!(find(&pdf[kind + 1..], b"/Type/EmbeddedFile"), None, "one alone");
    let start = kind + find(&pdf[kind..], b"stream\n").expect("it is a stream") + b"stream\n".len();
    let end = start + find(&pdf[start..], b"\nendstream").expect("that ends");
    let mut file = Vec::new();
    flate2::read::ZlibDecoder::new(&pdf[start..end])
        .read_to_end(&mut file)
        .expect("packed by deflate");
    file
}

#[test]
fn the_same_data_and_file_give_the_same_bytes() {
    let (certificate, file) = (sample::certificate(), sample::file());
    let one = render(&certificate, &file).unwrap();
    assert_eq!(one, render(&certificate, &file).unwrap());
    let mut other = certificate.clone();
    other.loan.number = 1;
    assert_ne!(one, render(&other, &file).unwrap());
}

#[test]
fn a_certificate_of_settlement_has_the_file_inside_and_its_media_type_says_what_it_is() {
    let (settlement, file) = (sample::settlement(), sample::file());
    let pdf = render(&settlement, &file).unwrap();
    assert_eq!(pdf, render(&settlement, &file).unwrap());
    assert_eq!(attachment(&pdf), file);
    let media = b"vnd.iou.settled";
    assert!(find(&pdf, media).is_some());
    assert!(find(&render(&sample::certificate(), &file).unwrap(), media).is_none());
}

#[test]
fn the_evidence_file_comes_out_of_the_pdf_byte_for_byte() {
    let file = sample::file();
    let pdf = render(&sample::certificate(), &file).unwrap();
    assert_eq!(attachment(&pdf), file);
}

#[test]
fn the_pdf_says_that_it_is_pdf_a_3a_and_that_the_file_is_its_source() {
    let pdf = render(&sample::certificate(), &sample::file()).unwrap();
    for part in [
        "pdfaid:part",
        ">3<",
        "pdfaid:conformance",
        ">A<",
        "/AFRelationship/Source",
        "/AF",
    ] {
        assert!(find(&pdf, part.as_bytes()).is_some(), "{part}");
    }
    // The date is the block's: 2027-06-03T01:30:00Z.
    assert!(find(&pdf, b"2027-06-03T01:30:00+00:00").is_some());
}

#[test]
fn a_file_other_than_the_one_that_the_data_name_is_refused() {
    let mut file = sample::file();
    file[0] ^= 1;
    let error = render(&sample::certificate(), &file).unwrap_err();
    assert!(matches!(error, Error::OtherFile { .. }), "{error}");
    let mut future = sample::certificate();
    future.version += 1;
    assert!(matches!(render(&future, &sample::file()), Err(Error::Data(_))));
    for name in ["", "../x.iou", "a b", "借条.iou", ".hidden"] {
        let mut named = sample::certificate();
        named.file.name = name.into();
        assert!(
            matches!(render(&named, &sample::file()), Err(Error::Data(_))),
            "{name}"
        );
    }
}

#[test]
fn a_font_that_is_missing_or_another_version_is_named_with_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let error = Fonts::load(dir.path()).err().expect("nothing is there");
    assert!(matches!(&error, Error::FontMissing { path } if path.contains("NotoSerifSC_400Regular.ttf")));
    assert!(error.to_string().contains("make fonts") && error.to_string().contains("IOU_FONTS"));
    std::fs::write(dir.path().join("NotoSerifSC_400Regular.ttf"), b"another").unwrap();
    let error = Fonts::load(dir.path()).err().expect("it is another");
    assert!(matches!(error, Error::FontOther { .. }), "{error}");
}

#[test]
fn characters_that_no_font_has_neither_vanish_nor_stop_the_certificate() {
    let mut certificate = sample::certificate();
    certificate.parties[0].details.push(Detail {
        label: Both::new("别名", "alias"),
        value: Some("𠮷🦀\u{202e}\u{7}#[*_$<a>@b".into()),
    });
    render_with(&fonts(), &certificate, &sample::file()).unwrap();
}

#[test]
fn a_signature_by_hand_is_drawn_beside_its_party_whatever_its_strokes_are() {
    let without = render(&sample::certificate(), &sample::file()).unwrap();
    let mut certificate = sample::certificate();
    certificate.parties[0].handwriting = Some(Handwriting {
        height: 300,
        strokes: vec![vec![(0, 0), (1_000, 300), (500, 0)], vec![(20, 20)]],
        note: Both::new("手写", "by hand"),
    });
    let with = render(&certificate, &sample::file()).unwrap();
    assert!(with != without);
}

#[test]
fn a_long_life_and_an_empty_one_are_both_set() {
    let mut long = sample::certificate();
    long.schedule = (0..10).flat_map(|_| long.schedule.clone()).collect();
    long.timeline = (0..30).flat_map(|_| long.timeline.clone()).collect();
    long.verify_link = String::new();
    render(&long, &sample::file()).unwrap();
    let mut empty = sample::certificate();
    empty.parties.clear();
    empty.terms.clear();
    empty.schedule.clear();
    empty.timeline.clear();
    empty.findings.clear();
    empty.institutions.clear();
    empty.loan.figures.clear();
    empty.account.lines.clear();
    empty.account.balance.clear();
    render(&empty, &sample::file()).unwrap();
}
