//! Compiles this crate, and in it the runtime with the feature `next`, to WASM, and compresses it as a release is.
//!
//! It shares the directory of the runtime's own WASM build, so that only the runtime crate is compiled and linked once
//! more (about a CPU-minute) and nothing of polkadot-sdk. The code is also left as `wbuild/upgrade/next.wasm`.

fn main() {
    #[cfg(feature = "std")]
    native::build();
}

#[cfg(feature = "std")]
mod native {
    use std::{
        env, fs,
        path::{Path, PathBuf},
    };

    /// Far more than any runtime has. Units: bytes.
    const SIZE_MAX: usize = 64 * 1024 * 1024;

    pub fn build() {
        let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
        let profile = out.ancestors().nth(3).expect("<profile>/build/<package>/out");
        let own = profile.join("wbuild/upgrade");
        #[cfg(unix)]
        share_what_is_compiled(&own, &profile.join("wbuild/iou-runtime/target"));
        substrate_wasm_builder::WasmBuilder::build_using_defaults();

        let code = match compressed(&own) {
            Some(code) => {
                let file = own.join("next.wasm");
                fs::write(&file, code).expect("the target directory can be written to");
                format!("Some(include_bytes!({file:?}))")
            }
            None => "None".into(),
        };
        let text = format!("/// The code as the chain takes it, or none where WASM was not built.\npub const CODE: Option<&[u8]> = {code};\n");
        fs::write(out.join("next.rs"), text).expect("the target directory can be written to");
    }

    /// What the WASM build left, compressed by it (release) or here.
    fn compressed(own: &Path) -> Option<Vec<u8>> {
        fs::read(own.join("upgrade.compact.compressed.wasm"))
            .ok()
            .or_else(|| {
                let code = fs::read(own.join("upgrade.wasm")).ok()?;
                sp_maybe_compressed_blob::compress_weakly(&code, SIZE_MAX)
            })
    }

    #[cfg(unix)]
    fn share_what_is_compiled(own: &Path, shared: &Path) {
        let link = own.join("target");
        if link.exists() {
            return;
        }
        let made = fs::create_dir_all(shared)
            .and_then(|()| fs::create_dir_all(own))
            .and_then(|()| std::os::unix::fs::symlink(shared, &link));
        // Without it everything is compiled again, which takes longer and does no harm.
        if let Err(error) = made {
            println!("cargo:warning=the WASM build is not shared: {error}");
        }
    }
}
