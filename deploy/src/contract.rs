//! Builds a contract crate into what is uploaded: optimised WASM, and for `loan` also
//! the ABI and the `.contract` bundle. cargo-contract cannot do it with today's
//! compilers, so the steps are here, one file each: `compile`, `wasm`, `bundle`.
//! Work is skipped while nothing it depends on has changed (`fingerprint`).
//! Units: sizes in bytes. Output: `<target>/ink/<name>.{wasm,json,contract}`.

mod bundle;
pub(crate) mod compile;
mod copies;
pub(crate) mod fingerprint;
pub(crate) mod wasm;

use crate::paths;
use anyhow::{ensure, Context, Result};
use compile::Toolchain;
use fingerprint::Fingerprint;
use serde_json::{json, Map, Value};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

pub use bundle::{abi, code_hash};

/// The contract sources this program was compiled with.
const LINKED_SOURCES: &str = env!("CONTRACT_SOURCES");

/// The rules by which artifacts are made: a change here makes the old ones stale.
const RULES: [&str; 5] = [
    include_str!("contract.rs"),
    include_str!("contract/bundle.rs"),
    include_str!("contract/compile.rs"),
    include_str!("contract/copies.rs"),
    include_str!("contract/wasm.rs"),
];

/// What to build.
#[derive(Clone, Debug)]
pub struct Recipe {
    package: String,
    settings: Vec<String>,
}

impl Recipe {
    /// The contract crate `package` as it is shipped.
    pub fn new(package: impl Into<String>) -> Self {
        Self {
            package: package.into(),
            settings: Vec::new(),
        }
    }

    /// With one setting of `[profile.contract]` changed (`opt-level=3`), for comparisons.
    #[must_use]
    pub fn set(mut self, setting: impl Into<String>) -> Self {
        self.settings.push(setting.into());
        self
    }

    /// File name without extension: `loan`, or `loan-opt-level-3`.
    fn stem(&self) -> String {
        let words = std::iter::once(&self.package).chain(&self.settings);
        let joined = words.map(String::as_str).collect::<Vec<_>>().join("-");
        joined.replace(|c: char| !c.is_ascii_alphanumeric() && c != '_', "-")
    }

    /// Whether an ABI and a bundle belong to it: they exist for the shipped loan only.
    fn is_bundled(&self) -> bool {
        self.package == bundle::PACKAGE && self.settings.is_empty()
    }
}

/// What was built.
#[derive(Clone, Debug)]
pub struct Artifacts {
    /// The optimised code.
    pub wasm: PathBuf,
    /// ink's metadata as JSON; for the shipped loan only.
    pub abi: Option<PathBuf>,
    /// Code and metadata in one file; for the shipped loan only.
    pub bundle: Option<PathBuf>,
    /// Under this hash the chain knows the code.
    pub code_hash: [u8; 32],
    /// Size of the optimised code, in bytes.
    pub size: u64,
    /// Size of what the compiler gave, in bytes.
    pub raw_size: u64,
    /// Whether this call did the work, or found it done.
    pub rebuilt: bool,
}

/// The bundle of the loan contract, built if need be.
///
/// Errors: as [`build`].
pub fn loan_bundle() -> Result<PathBuf> {
    build(&Recipe::new(bundle::PACKAGE))?
        .bundle
        .context("the loan contract has no bundle")
}

/// Builds `recipe`, unless what lies there was built from the same inputs.
///
/// Safe to call from several processes at once: one works, the others wait for it.
///
/// Errors: a missing tool, code that does not compile, or WASM the chain would refuse.
pub fn build(recipe: &Recipe) -> Result<Artifacts> {
    let root = paths::workspace_root()?;
    let target = paths::target_dir()?;
    let out = target.join("ink");
    fs::create_dir_all(&out).with_context(|| format!("cannot create {}", out.display()))?;
    let lock = File::create(out.join(".lock"))?;
    lock.lock().context("cannot lock the output directory")?;

    let toolchain = Toolchain::find(&root)?;
    let files = Files::of(recipe, &out);
    let inputs = inputs(&root, recipe, &toolchain)?;
    if let Some(artifacts) = files.if_made_from(&inputs) {
        return Ok(artifacts);
    }
    // Until the work is done nothing may pass for finished.
    fs::remove_file(&files.stamp).or_else(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })?;
    let raw = toolchain.compile(recipe, &target.join("contract"))?;
    let raw = fs::read(&raw).with_context(|| format!("cannot read {}", raw.display()))?;
    let code = shrink(&raw, &out)?;
    if recipe.is_bundled() {
        write_bundle(&root, &files, code.clone(), &toolchain)?;
    }
    write(&files.wasm, &code)?;
    let stamp = json!({ "inputs": inputs, "outputs": files.state()?, "raw_size": raw.len() });
    write(&files.stamp, &serde_json::to_vec_pretty(&stamp)?)?;
    let made = files
        .if_made_from(&inputs)
        .context("the artifacts changed while being written")?;
    Ok(Artifacts {
        rebuilt: true,
        ..made
    })
}

/// Everything the artifacts depend on, as one short text.
fn inputs(root: &Path, recipe: &Recipe, toolchain: &Toolchain) -> Result<String> {
    let sources = fingerprint::sources(&root.join("contracts"))?;
    ensure!(
        !recipe.is_bundled() || sources == LINKED_SOURCES,
        "contracts/ has changed since this program was compiled, so its ABI is out of date: \
         run `make build`, then try again"
    );
    let mut state = Fingerprint::default();
    state.add(sources).add(RULES).add(recipe.stem());
    state
        .add(&toolchain.details)
        .add(toolchain.immediate_abort)
        .add(wasm::optimiser_version()?);
    for file in ["Cargo.toml", "Cargo.lock", ".cargo/config.toml"] {
        state.add(fs::read(root.join(file)).with_context(|| format!("cannot read {file}"))?);
    }
    Ok(state.digits())
}

/// Raw WASM to what is uploaded, checked.
fn shrink(raw: &[u8], out: &Path) -> Result<Vec<u8>> {
    let work = tempfile::tempdir_in(out)?;
    let (stripped, small) = (work.path().join("stripped.wasm"), work.path().join("small.wasm"));
    fs::write(&stripped, wasm::strip(raw)?)?;
    wasm::optimise(&stripped, &small)?;
    let code = copies::shared(&fs::read(&small)?)?;
    wasm::check(&code)?;
    Ok(code)
}

fn write_bundle(root: &Path, files: &Files, code: Vec<u8>, toolchain: &Toolchain) -> Result<()> {
    let info = json!({
        "rustc": toolchain.details.lines().next(),
        "profile": "contract",
        "panic": toolchain.panic(),
        "wasm_opt": wasm::optimiser_version()?,
    });
    let info: Map<String, Value> = serde_json::from_value(info)?;
    let bundle = bundle::bundle(root, code, toolchain, info)?;
    let (Some(abi_file), Some(bundle_file)) = (&files.abi, &files.bundle) else {
        return Ok(());
    };
    let mut without_code = bundle.clone();
    without_code.remove_source_wasm_attribute();
    write(abi_file, &serde_json::to_vec_pretty(&without_code)?)?;
    write(bundle_file, &serde_json::to_vec(&bundle)?)
}

/// Replaces `path` in one step, so that a reader never sees half a file.
fn write(path: &Path, content: &[u8]) -> Result<()> {
    let new = path.with_extension("new");
    fs::write(&new, content)
        .and_then(|()| fs::rename(&new, path))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// The files of one recipe.
struct Files {
    wasm: PathBuf,
    abi: Option<PathBuf>,
    bundle: Option<PathBuf>,
    stamp: PathBuf,
}

impl Files {
    fn of(recipe: &Recipe, out: &Path) -> Self {
        let file = |kind: &str| out.join(format!("{}.{kind}", recipe.stem()));
        let bundled = |kind| recipe.is_bundled().then(|| file(kind));
        Self {
            wasm: file("wasm"),
            abi: bundled("json"),
            bundle: bundled("contract"),
            stamp: file("stamp"),
        }
    }

    /// One short text for the content of all artifacts.
    fn state(&self) -> Result<String> {
        let mut state = Fingerprint::default();
        for file in [Some(&self.wasm), self.abi.as_ref(), self.bundle.as_ref()] {
            state.add(file.map(fs::read).transpose()?);
        }
        Ok(state.digits())
    }

    /// What lies there, if it was made from `inputs` and nobody has touched it since.
    fn if_made_from(&self, inputs: &str) -> Option<Artifacts> {
        let stamp: Value = serde_json::from_slice(&fs::read(&self.stamp).ok()?).ok()?;
        let unchanged = stamp["inputs"] == inputs && stamp["outputs"] == self.state().ok()?;
        if !unchanged {
            return None;
        }
        let code = fs::read(&self.wasm).ok()?;
        Some(Artifacts {
            wasm: self.wasm.clone(),
            abi: self.abi.clone(),
            bundle: self.bundle.clone(),
            code_hash: code_hash(&code),
            size: code.len() as u64,
            raw_size: stamp["raw_size"].as_u64()?,
            rebuilt: false,
        })
    }
}
