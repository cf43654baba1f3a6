//! Who signed, by certificates of an authority: the lender signs the terms with openssl, names the file as they sign on the chain, and
//! whoever trusts that authority sees their name. With P-256, and with SM2, of which openssl makes the signature and `iou` the file.

use std::path::Path;
use std::process::Command;

use anyhow::{ensure, Context, Result};
use e2e_tests::evidence::write_spec;
use e2e_tests::world::{World, OFF_CHAIN};
use iou_ledger::collect;
use serde_json::Value;

use super::{second_proof, second_verdict};

const CA: &str = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n";
const PERSON: &str = "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation\n";
const TSA: &str = "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n";
const BOOKS: &str = "[ca]\ndefault_ca=a\n[a]\ndatabase=index.txt\ncrlnumber=crlnumber\ndefault_md=sha256\n";
const STAMPS: &str = "[t]\nserial=tsa.serial\ndefault_policy=1.2.3.4\ndigests=sha256\nsigner_digest=sha256\ness_cert_id_alg=sha256\n";

/// Runs openssl in a directory.
fn openssl(dir: &Path, line: &str) -> Result<()> {
    let done = Command::new("openssl")
        .args(line.split_whitespace())
        .current_dir(dir)
        .output()?;
    ensure!(
        done.status.success(),
        "openssl {line}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    Ok(())
}

/// A root and whom it certified, in the directory where `iou` runs: `root`, `li`, `tsa`. For ten years from today on.
fn authority(dir: &Path, key: &str, sign: &str) -> Result<()> {
    for (name, extensions) in [("root", CA), ("li", PERSON), ("tsa", TSA)] {
        std::fs::write(dir.join(format!("{name}.ext")), extensions)?;
        openssl(dir, &format!("genpkey {key} -out {name}.key"))?;
        openssl(
            dir,
            &format!("req -new -key {name}.key -subj /O=Example/CN={name} -out {name}.csr {sign}"),
        )?;
        let by = match name {
            "root" => "-signkey root.key".to_owned(),
            _ => "-CA root.pem -CAkey root.key -CAcreateserial".to_owned(),
        };
        let check = sign.replace("-sm3 -sigopt", "-vfyopt");
        openssl(
            dir,
            &format!(
                "x509 -req -in {name}.csr {by} -days 3650 -extfile {name}.ext -out {name}.pem {sign} {check}"
            ),
        )?;
    }
    std::fs::write(dir.join("index.txt"), "")?;
    std::fs::write(dir.join("crlnumber"), "01")?;
    std::fs::write(dir.join("ca.cnf"), BOOKS)?;
    std::fs::write(dir.join("tsa.cnf"), STAMPS)?;
    Ok(())
}

/// The items about one check.
fn items<'v>(data: &'v Value, check: &str) -> Vec<&'v Value> {
    let all = data["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().filter(|item| item["check"] == check).collect()
}

#[test]
fn a_lender_signs_under_a_certificate_and_whoever_trusts_its_authority_sees_their_name() -> Result<()> {
    let world = World::new()?;
    let iou = &world.iou;
    let dir = iou.home();
    authority(dir, "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", "-sha256")?;
    openssl(
        dir,
        "ca -gencrl -config ca.cnf -keyfile root.key -cert root.pem -crldays 3000 -out root.crl",
    )?;
    let loan = world.propose("zhangsan", OFF_CHAIN)?;

    let asked = iou.json(&["--account", "lisi", "x509", "request", &loan, "-o", "to-sign"])?;
    ensure!(asked["role"] == "lender", "{asked}");
    let line = asked["command"].as_str().context("a line")?;
    let line = line
        .strip_prefix("openssl ")
        .context("openssl's")?
        .replace("certificate.pem", "li.pem")
        .replace("key.pem", "li.key")
        .replace("chain.pem", "root.pem");
    openssl(dir, &line)?;
    // Who is no party has nothing to sign.
    let stranger = iou.run(&[
        "--account",
        "wangwu",
        "x509",
        "request",
        &loan,
        "-o",
        "x",
        "--json",
    ])?;
    ensure!(stranger.error(2)? == "argument", "{stranger:?}");

    let _ = iou.step("lisi", &["sign", &loan, "--evidence", "to-sign.p7s"])?;
    let made = iou.json(&[
        "evidence",
        &loan,
        "-o",
        "loan.iou",
        "--cms",
        "to-sign.p7s",
        "--x509",
        "root.crl",
    ])?;
    let spec = dir.join("spec.json");
    write_spec(&world, &spec)?;
    let verify = |more: &[&str]| {
        iou.run(
            &[
                &["verify", "loan.iou", "--chain-spec", "spec.json", "--json"],
                more,
            ]
            .concat(),
        )
    };
    let data = verify(&["--root", "root.pem"])?.data()?;
    let [cms] = items(&data, "cms")[..] else {
        anyhow::bail!("{data:#}")
    };
    ensure!(
        cms["verdict"] == "proved" && cms["subject"] == "CN=li, O=Example",
        "{cms:#}"
    );
    ensure!(
        cms["role"] == "lender" && cms["by"] == "event" && cms["revocation"] == "crl",
        "{cms:#}"
    );
    ensure!(
        cms["issuer"] == "CN=root, O=Example" && !cms["serial"].as_str().unwrap_or_default().is_empty(),
        "{cms:#}"
    );
    let named = items(&data, "file");
    ensure!(
        named.iter().all(|item| item["verdict"] == "proved"),
        "it is the file of the event: {named:?}"
    );
    let words = iou.run(&[
        "verify",
        "loan.iou",
        "--chain-spec",
        "spec.json",
        "--root",
        "root.pem",
    ])?;
    ensure!(
        words
            .stdout
            .contains("signed these terms as the lender with the account"),
        "{words:?}"
    );
    // Another language, other libraries: the same party, the same certificate.
    let heart = second_proof(&dir.join("loan.iou"), &spec)?;
    let [second] = heart["certificates"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
    else {
        anyhow::bail!("{heart}")
    };
    ensure!(
        second["role"] == "lender" && second["account"] == cms["account"],
        "{second}"
    );
    // Without a root nobody vouches for the name, and with it the file is not false.
    let data = verify(&[])?.data()?;
    ensure!(items(&data, "cms")[0]["verdict"] == "stated" && items(&data, "cms")[0]["vouched"] == "no");
    let wrong = verify(&["--root", "li.pem"])?;
    ensure!(wrong.error(2)? == "argument", "{wrong:?}");

    // A time stamp of the whole file, judged by the same root: it is earlier than the block, whose clock is tomorrow's.
    openssl(
        dir,
        &format!(
            "ts -query -digest {} -sha256 -cert -out core.tsq",
            made["core"].as_str().unwrap_or_default()
        ),
    )?;
    openssl(dir, "ts -reply -config tsa.cnf -section t -queryfile core.tsq -signer tsa.pem -inkey tsa.key -out core.tsr")?;
    let _ = iou.json(&[
        "evidence", "--add-to", "loan.iou", "--anchor", "core.tsr", "-o", "loan.iou", "--force",
    ])?;
    let data = verify(&["--root", "root.pem"])?.data()?;
    let [anchor] = items(&data, "anchor")[..] else {
        anyhow::bail!("{data:#}")
    };
    ensure!(
        anchor["verdict"] == "proved" && anchor["authority"] == "CN=tsa, O=Example",
        "{anchor:#}"
    );
    ensure!(
        items(&data, "cms")[0]["by"] == "stamp",
        "{:#}",
        items(&data, "cms")[0]
    );
    let data = verify(&[])?.data()?;
    ensure!(items(&data, "anchor")[0]["verdict"] == "stated");

    // What is over another role is refused before anything is written.
    let borrower = iou.json(&["--account", "zhangsan", "x509", "request", &loan, "-o", "other"])?;
    let content = borrower["content"].as_str().context("content")?;
    std::fs::write(dir.join("bent"), content.replace("borrower", "guarantor"))?;
    openssl(dir, "cms -sign -binary -cades -md sha256 -in bent -signer li.pem -inkey li.key -outform DER -out bent.p7s")?;
    let refused = iou.run(&["evidence", &loan, "-o", "bent.iou", "--cms", "bent.p7s", "--json"])?;
    ensure!(
        refused.error(1)? == "evidence_foreign" && refused.stdout.contains("other-content"),
        "{refused:?}"
    );
    // In a file that somebody made with another tool both verifiers find it, and what is not called by what it is.
    let honest = std::fs::read(dir.join("loan.iou"))?;
    for (ending, bytes, code) in [
        ("p7s", std::fs::read(dir.join("bent.p7s"))?, "cms-false"),
        ("cer.txt", b"x".to_vec(), "cms-name"),
    ] {
        let bent = collect::add(&honest, &[], &[(ending, bytes)])?;
        std::fs::write(dir.join("forged.iou"), bent)?;
        let found = iou.run(&["verify", "forged.iou", "--chain-spec", "spec.json", "--json"])?;
        ensure!(
            found.error(1)? == "evidence_false" && found.stdout.contains(code),
            "{found:?}"
        );
        let second = second_verdict(&dir.join("forged.iou"), &spec)?;
        let said = String::from_utf8_lossy(&second.stderr);
        ensure!(!second.status.success() && said.contains(code), "{said}");
    }
    ensure!(!dir.join("bent.iou").exists());
    // So is a list of another authority.
    let elsewhere = tempfile::tempdir()?;
    authority(
        elsewhere.path(),
        "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
        "-sha256",
    )?;
    openssl(
        elsewhere.path(),
        "ca -gencrl -config ca.cnf -keyfile root.key -cert root.pem -crldays 30 -out root.crl",
    )?;
    let list = elsewhere.path().join("root.crl").display().to_string();
    let refused = iou.run(&[
        "evidence",
        &loan,
        "-o",
        "bent.iou",
        "--cms",
        "to-sign.p7s",
        "--x509",
        &list,
        "--json",
    ])?;
    ensure!(
        refused.error(1)? == "evidence_foreign" && refused.stdout.contains("unrelated"),
        "{refused:?}"
    );

    // Revoked before the block that names it: false, whoever is asked.
    openssl(
        dir,
        "ca -config ca.cnf -keyfile root.key -cert root.pem -revoke li.pem",
    )?;
    openssl(
        dir,
        "ca -gencrl -config ca.cnf -keyfile root.key -cert root.pem -crldays 3000 -out root.crl",
    )?;
    let refused = iou.run(&[
        "evidence",
        &loan,
        "-o",
        "bent.iou",
        "--cms",
        "to-sign.p7s",
        "--x509",
        "root.crl",
        "--json",
    ])?;
    ensure!(
        refused.error(1)? == "evidence_foreign" && refused.stdout.contains("revoked"),
        "{refused:?}"
    );
    Ok(())
}

#[test]
fn a_key_on_sm2_signs_attributes_and_the_file_is_put_together_here() -> Result<()> {
    let world = World::new()?;
    let iou = &world.iou;
    let dir = iou.home();
    authority(dir, "-algorithm SM2", "-sm3 -sigopt distid:1234567812345678")?;
    let loan = world.propose("zhangsan", OFF_CHAIN)?;
    let _ = iou.json(&["--account", "lisi", "x509", "request", &loan, "-o", "to-sign"])?;
    let made = iou.json(&[
        "x509",
        "attributes",
        "to-sign",
        "--certificate",
        "li.pem",
        "-o",
        "attributes",
    ])?;
    let lines: Vec<&str> = made["command"].as_str().context("lines")?.lines().collect();
    let [sign, assemble] = lines[..] else {
        anyhow::bail!("{made}")
    };
    openssl(
        dir,
        &sign.replacen("openssl ", "", 1).replace("key.pem", "li.key"),
    )?;
    let assemble: Vec<&str> = assemble.split_whitespace().skip(1).collect();
    let _ = iou.json(&assemble)?;
    let _ = iou.step("lisi", &["sign", &loan, "--evidence", "to-sign.p7s"])?;
    let _ = iou.json(&["evidence", &loan, "-o", "loan.iou", "--cms", "to-sign.p7s"])?;
    write_spec(&world, &dir.join("spec.json"))?;
    let data = iou.json(&[
        "verify",
        "loan.iou",
        "--chain-spec",
        "spec.json",
        "--root",
        "root.pem",
    ])?;
    let [cms] = items(&data, "cms")[..] else {
        anyhow::bail!("{data:#}")
    };
    ensure!(
        cms["key"] == "SM2" && cms["root"] == "CN=root, O=Example",
        "{cms:#}"
    );
    ensure!(
        cms["verdict"] == "stated" && cms["revocation"] == "unknown",
        "nothing says that it was not revoked: {cms:#}"
    );
    let heart = second_proof(&dir.join("loan.iou"), &dir.join("spec.json"))?;
    ensure!(heart["certificates"][0]["role"] == "lender", "{heart}");
    Ok(())
}
