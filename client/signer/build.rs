//! Gathers what the signer serves: the files of `static/`, the glue of the module, the messages of both languages as JSON, and
//! the module that signs, where it is built (`make browser`; `IOU_MODULE` names another directory). Each with its SHA-256, and
//! packed where that is shorter. The module that verifies is packed beside them, for the pages of the service.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};
use sha2::{Digest, Sha256};

/// The module of these pages, among the files.
const SIGNS: &str = "sign.wasm";
/// That of the page that verifies.
const VERIFIES: &str = "iou.wasm";
const LANGUAGES: [&str; 2] = ["en", "zh-CN"];

fn main() {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let mut files = BTreeMap::new();
    gather(&here.join("static"), "", &mut files);
    let glue = here.join("../browser/module.mjs");
    watch(&glue);
    let _ = files.insert("js/module.mjs".to_owned(), read(&glue));
    // The one style sheet of all pages.
    let style = here.join("../serve/static/page.css");
    watch(&style);
    let _ = files.insert("page.css".to_owned(), read(&style));
    for language in LANGUAGES {
        let _ = files.insert(format!("text/{language}.json"), messages(&here, language));
    }
    let (signs, verifies) = modules(&out);
    if let Some(module) = signs {
        let _ = files.insert(SIGNS.to_owned(), module);
    }
    write_table(&out, &files);
    let verifier = match verifies {
        Some(module) => format!("Some({})", packed(&out, VERIFIES, &module)),
        None => "None".to_owned(),
    };
    fs::write(out.join("verifier.rs"), verifier).expect("OUT_DIR can be written");
}

fn watch(path: &Path) {
    println!("cargo::rerun-if-changed={}", path.display());
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn gather(dir: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    watch(dir);
    for entry in fs::read_dir(dir).expect("a directory of the sources") {
        let entry = entry.expect("readable");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.path().is_dir() {
            true => gather(&entry.path(), &format!("{name}/"), files),
            false => drop(files.insert(name, read(&entry.path()))),
        }
    }
}

/// The messages of a language, as `{"id": "words { $name } words"}`: the page fills in names and does nothing else.
fn messages(here: &Path, language: &str) -> Vec<u8> {
    let path = here.join(format!("../i18n/{language}/signer.ftl"));
    watch(&path);
    let source = String::from_utf8(read(&path)).expect("UTF-8");
    let resource = fluent_syntax::parser::parse(source)
        .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
    let mut all = serde_json::Map::new();
    for entry in resource.body {
        let Entry::Message(message) = entry else { continue };
        let id = message.id.name;
        let pattern = message.value.unwrap_or_else(|| panic!("{id} has no words"));
        let mut words = String::new();
        for element in pattern.elements {
            match element {
                PatternElement::TextElement { value } => words.push_str(&value),
                PatternElement::Placeable {
                    expression: Expression::Inline(InlineExpression::VariableReference { id }),
                } => write!(words, "{{ ${} }}", id.name).expect("a string takes it"),
                other => panic!("{language}: {id} has more than words and {{ $name }}: {other:?}"),
            }
        }
        assert!(
            all.insert(id.clone(), words.into()).is_none(),
            "{id} stands twice"
        );
    }
    serde_json::to_vec(&all).expect("strings")
}

/// The modules where they are built. The directory is made, so that cargo can watch it from the first build on.
fn modules(out: &Path) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
    println!("cargo::rerun-if-env-changed=IOU_MODULE");
    // OUT_DIR is <target>/<profile>/build/<package>/out.
    let usual = || out.ancestors().nth(4).map(|target| target.join("browser"));
    let Some(built) = env::var_os("IOU_MODULE").map(PathBuf::from).or_else(usual) else {
        return (None, None);
    };
    let _ = fs::create_dir_all(&built);
    let module = |name: &str| {
        let path = built.join(name);
        let found = fs::read(&path).ok();
        // The directory alone would change with every run of whoever builds there.
        watch(if found.is_some() { &path } else { &built });
        found
    };
    (module(SIGNS), module(VERIFIES))
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}

/// Bytes as they are served, each way in a file of OUT_DIR: the source of a `Packed`.
fn packed(out: &Path, name: &str, bytes: &[u8]) -> String {
    let kept = |ending: &str, bytes: &[u8]| {
        let path = out.join(format!("{name}{ending}"));
        fs::write(&path, bytes).expect("OUT_DIR can be written");
        format!("include_bytes!({path:?})")
    };
    let shorter = |ending: &str, packed: Vec<u8>| match packed.len() < bytes.len() {
        true => format!("Some({})", kept(ending, &packed)),
        false => "None".to_owned(),
    };
    // No name and no time in it: the same bytes each time.
    let mut gzip = GzBuilder::new().write(Vec::new(), Compression::best());
    gzip.write_all(bytes).expect("memory");
    let gzip = gzip.finish().expect("memory");
    let mut brotli = Vec::new();
    let params = BrotliEncoderParams {
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let _length = brotli::BrotliCompress(&mut &bytes[..], &mut brotli, &params).expect("memory");
    format!(
        "Packed {{ plain: {}, gzip: {}, brotli: {} }}",
        kept("", bytes),
        shorter(".gz", gzip),
        shorter(".br", brotli)
    )
}

fn write_table(out: &Path, files: &BTreeMap<String, Vec<u8>>) {
    let dir = out.join("files");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).expect("OUT_DIR can be written");
    let mut table = String::from("&[\n");
    let mut whole = Sha256::new();
    for (number, (name, bytes)) in files.iter().enumerate() {
        let digest = digits(&Sha256::digest(bytes));
        writeln!(
            table,
            "File {{ name: {name:?}, kind: {:?}, sha256: {digest:?}, packed: {} }},",
            kind(name),
            packed(&dir, &number.to_string(), bytes)
        )
        .expect("a string takes it");
        whole.update(format!("{digest}  {name}\n"));
    }
    table.push(']');
    fs::write(out.join("files.rs"), table).expect("OUT_DIR can be written");
    println!("cargo::rustc-env=IOU_SIGNER_HASH={}", digits(&whole.finalize()));
}
