//! Authorities, people and their signatures, made by `openssl` while the test runs: nothing here expires.

use std::path::PathBuf;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use iou_x509::pem;

pub const DAY: i64 = 86_400;
pub const DIGEST: [u8; 32] = [0xAB; 32];
pub const ACCOUNT: [u8; 32] = [0x11; 32];
pub const ROLE: &str = "lender";

pub const CA: &str = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign";
pub const PERSON: &str = "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation";
pub const TSA: &str =
    "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping";
pub const RESPONDER: &str =
    "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=OCSPSigning";

const DISTID: &str = "distid:1234567812345678";

pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64
}

pub fn content() -> Vec<u8> {
    iou_x509::content(&DIGEST, ROLE, &ACCOUNT).into_bytes()
}

/// A directory in which authorities keep their books.
pub struct Lab {
    dir: tempfile::TempDir,
}

impl Lab {
    /// A root, an authority below it (`ca`), and Li Si, whom that one knows; all with this kind of key.
    pub fn of(kind: &str) -> Lab {
        let lab = Lab {
            dir: tempfile::tempdir().unwrap(),
        };
        lab.root("root", kind, CA);
        lab.certify("root", "ca", kind, CA);
        lab.certify("ca", "li", kind, PERSON);
        lab
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub fn openssl(&self, line: &str) -> bool {
        let done = Command::new("openssl")
            .args(line.split_whitespace())
            .current_dir(self.dir.path())
            .output()
            .unwrap();
        if !done.status.success() {
            eprintln!("openssl {line}\n{}", String::from_utf8_lossy(&done.stderr));
        }
        done.status.success()
    }

    pub fn must(&self, line: &str) {
        assert!(self.openssl(line), "openssl {line}");
    }

    /// A new key.
    pub fn key(&self, name: &str, kind: &str) {
        let how = match kind {
            "SM2" => "-algorithm SM2".to_owned(),
            "P-256" | "P-384" | "P-521" => format!("-algorithm EC -pkeyopt ec_paramgen_curve:{kind}"),
            bits => format!(
                "-algorithm RSA -pkeyopt rsa_keygen_bits:{}",
                bits.trim_start_matches("RSA-")
            ),
        };
        self.must(&format!("genpkey {how} -out {name}.key"));
        self.write(&format!("{name}.kind"), kind);
    }

    fn is_sm2(&self, name: &str) -> bool {
        self.read(&format!("{name}.kind")) == b"SM2"
    }

    fn request(&self, name: &str) {
        let extra = if self.is_sm2(name) {
            format!("-sm3 -sigopt {DISTID}")
        } else {
            String::new()
        };
        self.must(&format!(
            "req -new -key {name}.key -subj /O=Example/CN={name} -out {name}.csr {extra}"
        ));
    }

    fn books(&self, name: &str) {
        let dir = self.path(&format!("{name}.books"));
        if dir.exists() {
            return;
        }
        std::fs::create_dir(&dir).unwrap();
        std::fs::write(dir.join("index.txt"), "").unwrap();
        std::fs::write(dir.join("index.txt.attr"), "unique_subject = no\n").unwrap();
        let first = if name == "root" { "01" } else { "1001" };
        std::fs::write(dir.join("serial"), first).unwrap();
        std::fs::write(dir.join("crlnumber"), "01").unwrap();
        let md = if self.is_sm2(name) { "sm3" } else { "sha256" };
        self.write(
            &format!("{name}.cnf"),
            format!(
                "[ca]\ndefault_ca=a\n[a]\ndatabase={name}.books/index.txt\nserial={name}.books/serial\ncrlnumber={name}.books/crlnumber\n\
                 new_certs_dir={name}.books\ndefault_md={md}\npolicy=p\nemail_in_dn=no\ncopy_extensions=none\n\
                 [p]\norganizationName=optional\ncommonName=supplied\n"
            ),
        );
    }

    fn sigopt(&self, issuer: &str) -> String {
        if self.is_sm2(issuer) {
            format!("-sigopt {DISTID} -vfyopt {DISTID}")
        } else {
            String::new()
        }
    }

    pub fn root(&self, name: &str, kind: &str, extensions: &str) {
        self.key(name, kind);
        self.request(name);
        self.books(name);
        self.write(&format!("{name}.ext"), extensions);
        let sigopt = self.sigopt(name);
        let (from, until) = (moment(now() - 1_000 * DAY), moment(now() + 3_000 * DAY));
        self.must(&format!(
            "ca -batch -notext -config {name}.cnf -selfsign -keyfile {name}.key -in {name}.csr -out {name}.pem -extfile {name}.ext \
             -startdate {from} -enddate {until} {sigopt}"
        ));
    }

    /// A key, and a certificate of it by `issuer`.
    pub fn certify(&self, issuer: &str, name: &str, kind: &str, extensions: &str) {
        self.key(name, kind);
        self.again(issuer, name, extensions, now() - 100 * DAY, now() + 1_000 * DAY);
    }

    /// Another certificate of a key that is there.
    pub fn again(&self, issuer: &str, name: &str, extensions: &str, from: i64, until: i64) {
        self.request(name);
        self.books(issuer);
        self.write(&format!("{name}.ext"), extensions);
        let sigopt = self.sigopt(issuer);
        // The request's own signature is by its own key.
        let sigopt = match (self.is_sm2(issuer), self.is_sm2(name)) {
            (false, true) => format!("-vfyopt {DISTID}"),
            (true, false) => format!("-sigopt {DISTID}"),
            _ => sigopt,
        };
        self.must(&format!(
            "ca -batch -notext -config {issuer}.cnf -keyfile {issuer}.key -cert {issuer}.pem -in {name}.csr -out {name}.pem -extfile {name}.ext \
             -startdate {} -enddate {} {sigopt}",
            moment(from),
            moment(until),
        ));
    }

    pub fn der(&self, name: &str) -> Vec<u8> {
        pem::blocks(&self.read(&format!("{name}.pem")))
            .unwrap()
            .remove(0)
            .1
    }

    /// A detached signature over the content of Li Si's role and account, as the program says to make it.
    pub fn sign(&self, name: &str) -> Vec<u8> {
        self.sign_with(name, &content(), "-cades -md sha256")
    }

    pub fn sign_with(&self, name: &str, content: &[u8], options: &str) -> Vec<u8> {
        self.write("content", content);
        self.must(&format!(
            "cms -sign -binary -in content -signer {name}.pem -inkey {name}.key -certfile ca.pem -outform DER -out {name}.p7s {options}"
        ));
        self.read(&format!("{name}.p7s"))
    }

    /// A bare signature.
    pub fn raw(&self, name: &str, bytes: &[u8]) -> Vec<u8> {
        self.write("raw", bytes);
        match self.is_sm2(name) {
            true => self.must(&format!(
                "pkeyutl -sign -rawin -digest sm3 -inkey {name}.key -in raw -out raw.sig -pkeyopt {DISTID}"
            )),
            false => self.must(&format!("dgst -sha256 -sign {name}.key -out raw.sig raw")),
        }
        self.read("raw.sig")
    }

    pub fn revoke(&self, issuer: &str, name: &str, how: &str) {
        self.must(&format!(
            "ca -config {issuer}.cnf -keyfile {issuer}.key -cert {issuer}.pem -revoke {name}.pem {how}"
        ));
    }

    /// The list of an authority.
    pub fn list(&self, issuer: &str, options: &str) -> Vec<u8> {
        let sigopt = if self.is_sm2(issuer) {
            format!("-sigopt {DISTID}")
        } else {
            String::new()
        };
        self.books(issuer);
        self.must(&format!(
            "ca -gencrl -config {issuer}.cnf -keyfile {issuer}.key -cert {issuer}.pem -out {issuer}.crl {options} {sigopt}"
        ));
        pem::blocks(&self.read(&format!("{issuer}.crl")))
            .unwrap()
            .remove(0)
            .1
    }

    /// The same with an extension of its own.
    pub fn list_with(&self, issuer: &str, extension: &str) -> Vec<u8> {
        self.books(issuer);
        let config = String::from_utf8(self.read(&format!("{issuer}.cnf"))).unwrap();
        self.write("with.cnf", format!("{config}[x]\n{extension}\n"));
        self.must(&format!(
            "ca -gencrl -config with.cnf -crlexts x -keyfile {issuer}.key -cert {issuer}.pem -crldays 30 -out x.crl"
        ));
        pem::blocks(&self.read("x.crl")).unwrap().remove(0).1
    }

    /// What `responder` answers of a certificate of `issuer`.
    pub fn answer(&self, issuer: &str, responder: &str, name: &str, options: &str) -> Vec<u8> {
        self.must(&format!(
            "ocsp -issuer {issuer}.pem -cert {name}.pem -no_nonce -reqout ask"
        ));
        self.must(&format!(
            "ocsp -index {issuer}.books/index.txt -CA {issuer}.pem -rsigner {responder}.pem -rkey {responder}.key -reqin ask -respout answer {options}"
        ));
        self.read("answer")
    }

    /// A time stamp of `data` by `name`: the whole answer.
    pub fn stamp(&self, name: &str, data: &[u8], options: &str) -> Option<Vec<u8>> {
        self.write("stamped", data);
        self.write(
            "tsa.cnf",
            "[tsa]\ndefault_tsa=t\n[t]\nserial=tsa.serial\ndefault_policy=1.2.3.4\ndigests=sha1,sha256,sha384,sha512\nsigner_digest=sha256\n\
             accuracy=secs:1\ness_cert_id_chain=no\ness_cert_id_alg=sha256\n",
        );
        let hash = if options.is_empty() { "-sha256" } else { options };
        self.must(&format!("ts -query -data stamped {hash} -cert -out ask.tsq"));
        let done = self.openssl(&format!(
            "ts -reply -config tsa.cnf -section t -queryfile ask.tsq -signer {name}.pem -inkey {name}.key -chain ca.pem -out answer.tsr"
        ));
        done.then(|| self.read("answer.tsr"))
    }
}

/// A time as openssl takes it, and as it stands in DER.
pub fn moment(seconds: i64) -> String {
    let done = Command::new("date")
        .args(["-u", "-d", &format!("@{seconds}"), "+%Y%m%d%H%M%SZ"])
        .output()
        .unwrap();
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}
