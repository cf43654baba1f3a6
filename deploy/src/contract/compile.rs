//! Runs the compiler: one contract crate to raw WASM, in a target directory of its own
//! so that the host's build stays as it was. Where the standard library's sources are at
//! hand it is compiled along with panics that trap at once (a quarter smaller).
//! Machine paths are mapped away, so that the same sources give the same bytes anywhere.

use super::Recipe;
use anyhow::{ensure, Context, Result};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

/// The target that emits nothing beyond what pallet-contracts accepts.
const TARGET: &str = "wasm32v1-none";

/// What browsers run: a whole standard library, and nothing imported.
const BROWSER: &str = "wasm32-unknown-unknown";

/// Stack of a contract, in bytes; the rest of its memory is ink's static buffer and heap.
const STACK: u32 = 64 * 1024;

/// ink's static buffer, in bytes: most that a message can take or answer. By itself it is 16 KiB, less than the largest loan
/// is as a whole (`contracts/terms/tests/rules/sizes.rs`); what does not fit traps.
pub(super) const BUFFER: u32 = 32 * 1024;

/// The compiler that will be used, and what it can do.
pub struct Toolchain {
    root: PathBuf,
    sysroot: PathBuf,
    /// `rustc --version --verbose`, whole.
    pub details: String,
    /// The standard library's sources are at hand.
    sources: bool,
    /// Panics trap at once instead of carrying a message nobody can read.
    pub immediate_abort: bool,
}

impl Toolchain {
    /// Asks the toolchain that `deploy/toolchain.sh` chooses.
    ///
    /// Errors: there is none, or it lacks the WASM target.
    pub fn find(root: &Path) -> Result<Self> {
        let details = ask(root, &["rustc", "--version", "--verbose"])?;
        let sysroot = PathBuf::from(ask(root, &["rustc", "--print", "sysroot"])?.trim());
        let sources = sysroot
            .join("lib/rustlib/src/rust/library/core/src/lib.rs")
            .is_file();
        let immediate_abort =
            sources && ask(root, &["cargo", "-Z", "help"])?.contains("panic-immediate-abort");
        Ok(Self {
            root: root.to_path_buf(),
            sysroot,
            details,
            sources,
            immediate_abort,
        })
    }

    /// The version alone, such as `1.96.0`.
    pub fn version(&self) -> &str {
        self.details.split_whitespace().nth(1).unwrap_or("0.0.0")
    }

    /// How a panic ends, in cargo's words.
    pub fn panic(&self) -> &'static str {
        if self.immediate_abort {
            "immediate-abort"
        } else {
            "abort"
        }
    }

    /// Compiles `recipe` below `target_dir` and returns the raw WASM.
    ///
    /// Errors: the compiler's, which has already said why on stderr.
    pub fn compile(&self, recipe: &Recipe, target_dir: &Path) -> Result<PathBuf> {
        let mut cargo = command(&self.root, &["cargo", "rustc", "--package", &recipe.package]);
        cargo
            .args(["--lib", "--crate-type", "cdylib", "--profile", "contract"])
            .args(["--no-default-features", "--target", TARGET])
            .env("CARGO_TARGET_DIR", target_dir)
            .env("CARGO_ENCODED_RUSTFLAGS", self.rustc_flags(target_dir))
            .env("INK_STATIC_BUFFER_SIZE", BUFFER.to_string())
            .env_remove("RUSTC_WORKSPACE_WRAPPER");
        for setting in &recipe.settings {
            cargo.arg("--config").arg(format!("profile.contract.{setting}"));
        }
        if self.immediate_abort {
            cargo
                .env("RUSTC_BOOTSTRAP", "1")
                .args(["-Zbuild-std=core,alloc", "-Zpanic-immediate-abort"])
                .args(["--config", r#"profile.contract.panic="immediate-abort""#]);
        }
        let status = cargo.status().context("cannot run cargo")?;
        ensure!(
            status.success(),
            "the contract `{}` does not compile",
            recipe.package
        );
        Ok(target_dir
            .join(TARGET)
            .join("contract")
            .join(format!("{}.wasm", recipe.package)))
    }

    /// Compiles the module of the pages with one of its halves below `target_dir` and returns the raw WASM.
    ///
    /// Errors: the compiler's, which has already said why on stderr.
    pub fn compile_module(&self, package: &str, half: &str, target_dir: &Path) -> Result<PathBuf> {
        let mut cargo = command(&self.root, &["cargo", "build", "--package", package]);
        cargo
            .args(["--lib", "--profile", "browser", "--target", BROWSER])
            .args(["--no-default-features", "--features", half])
            .env("CARGO_TARGET_DIR", target_dir)
            .env("CARGO_ENCODED_RUSTFLAGS", self.flags(target_dir, Vec::new()))
            .env_remove("RUSTC_WORKSPACE_WRAPPER");
        // Compiled along, it needs no library of the target, which not every compiler has.
        if self.sources {
            cargo
                .env("RUSTC_BOOTSTRAP", "1")
                .arg("-Zbuild-std=std,panic_abort");
        }
        if self.immediate_abort {
            cargo
                .arg("-Zpanic-immediate-abort")
                .args(["--config", r#"profile.browser.panic="immediate-abort""#]);
        }
        let status = cargo.status().context("cannot run cargo")?;
        ensure!(
            status.success(),
            "`{package}` does not compile for {BROWSER}: where the library of that target is missing, \
             `rustup component add rust-src` or `rustup target add {BROWSER}` brings it"
        );
        let name = package.replace('-', "_");
        Ok(target_dir
            .join(BROWSER)
            .join("browser")
            .join(format!("{name}.wasm")))
    }

    /// The contract's flags.
    fn rustc_flags(&self, target_dir: &Path) -> OsString {
        let flags = vec![
            OsString::from(format!("-Clink-arg=-zstack-size={STACK}")),
            OsString::from("-Clink-arg=--import-memory"),
        ];
        self.flags(target_dir, flags)
    }

    /// Flags in cargo's encoded form, which allows for spaces in paths.
    fn flags(&self, target_dir: &Path, mut flags: Vec<OsString>) -> OsString {
        let cargo_home = std::env::var_os("CARGO_HOME")
            .map(PathBuf::from)
            .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
        let mut remap = |from: &Path, to: &str| {
            let mut flag = OsString::from("--remap-path-prefix=");
            flag.push(from);
            flag.push(format!("={to}"));
            flags.push(flag);
        };
        // The last one that fits wins, so the narrowest comes last.
        remap(&self.root, "iou");
        if let Some(home) = cargo_home {
            remap(&home.join("registry/src"), "registry");
        }
        remap(&self.sysroot, "rust");
        remap(target_dir, "target");
        flags.join(std::ffi::OsStr::new("\u{1f}"))
    }
}

/// A program run with the chosen toolchain, in the workspace, without the settings that
/// an outer cargo or the user's shell meant for other builds.
fn command(root: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(root.join("deploy/toolchain.sh"));
    command.args(words).current_dir(root).env_remove("RUSTFLAGS");
    command
}

fn ask(root: &Path, words: &[&str]) -> Result<String> {
    let output = command(root, words)
        .env("RUSTC_BOOTSTRAP", "1")
        .output()
        .context("cannot run deploy/toolchain.sh")?;
    ensure!(
        output.status.success(),
        "`{}` failed: {}",
        words.join(" "),
        String::from_utf8_lossy(&output.stderr).trim()
    );
    String::from_utf8(output.stdout).context("the toolchain answered with something unreadable")
}
