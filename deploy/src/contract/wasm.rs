//! From what the linker wrote to what the chain takes: only `call` and `deploy` stay
//! exported, names and notes go, binaryen shrinks the rest, and the result is checked
//! against the rules of pallet-contracts before anyone pays to upload it.
//! Units: bytes. Source: pallet-contracts 51, `wasm/prepare.rs` (engine settings, exports, imports).

use anyhow::{bail, ensure, Context, Result};
use std::{path::Path, process::Command};
use walrus::{ExportItem, ModuleConfig};
use wasmparser::{Parser, Payload, TypeRef, Validator, WasmFeatures};

/// What the chain calls; any other export is refused by it.
const ENTRY_POINTS: [&str; 2] = ["call", "deploy"];

/// What the chain's engine accepts beyond the first WebAssembly: sign extension alone.
/// No floats, no bulk memory, no mutable globals across the border.
const ACCEPTED: WasmFeatures = WasmFeatures::GC_TYPES.union(WasmFeatures::SIGN_EXTENSION);

/// Removes every export but the two entry points, what only those reached, and all
/// custom sections.
///
/// Errors: `raw` is not WebAssembly.
pub fn strip(raw: &[u8]) -> Result<Vec<u8>> {
    let mut module = ModuleConfig::new()
        .generate_name_section(false)
        .generate_producers_section(false)
        .generate_dwarf(false)
        .parse(raw)
        .context("the compiler's output is not WebAssembly")?;
    let surplus: Vec<_> = module
        .exports
        .iter()
        .filter(|export| {
            !(matches!(export.item, ExportItem::Function(_)) && ENTRY_POINTS.contains(&export.name.as_str()))
        })
        .map(|export| export.id())
        .collect();
    for id in surplus {
        module.exports.delete(id);
    }
    let customs: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for id in customs {
        module.customs.delete(id);
    }
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

/// Lets binaryen shrink the file at `input` into `output`.
///
/// Errors: `wasm-opt` is missing or fails.
pub fn optimise(input: &Path, output: &Path) -> Result<()> {
    let status = Command::new("wasm-opt")
        // The host hands out zeroed memory; without this the static buffer is stored as zeros.
        .args([
            // The second time it finds a little more.
            "-Oz",
            "-Oz",
            // A call pays for each byte of every function that it reaches: steps stay functions of their own.
            "--one-caller-inline-max-function-size=40",
            "--zero-filled-memory",
            "--strip-debug",
            "--strip-producers",
        ])
        .arg(input)
        .arg("-o")
        .arg(output)
        .status()
        .context("cannot run `wasm-opt` (Debian package binaryen): run `make setup`")?;
    ensure!(
        status.success(),
        "wasm-opt failed on {}: {status}",
        input.display()
    );
    Ok(())
}

/// The version binaryen gives itself, in one line.
///
/// Errors: `wasm-opt` is missing.
pub fn optimiser_version() -> Result<String> {
    let output = Command::new("wasm-opt")
        .arg("--version")
        .output()
        .context("cannot run `wasm-opt` (Debian package binaryen): run `make setup`")?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Checks that pallet-contracts would take `code`.
///
/// Errors: which rule it breaks.
pub fn check(code: &[u8]) -> Result<()> {
    Validator::new_with_features(ACCEPTED)
        .validate_all(code)
        .context("the contract uses WebAssembly that the chain's engine refuses")?;
    let (mut exports, mut memory) = (Vec::new(), false);
    for payload in Parser::new(0).parse_all(code) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    match import.ty {
                        TypeRef::Func(_) => {}
                        TypeRef::Memory(_) if (import.module, import.name) == ("env", "memory") => {
                            memory = true;
                        }
                        other => bail!(
                            "import {}.{} ({other:?}) is forbidden",
                            import.module,
                            import.name
                        ),
                    }
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    exports.push(export?.name.to_owned());
                }
            }
            Payload::CustomSection(section) => {
                bail!("custom section `{}` was left in", section.name())
            }
            _ => {}
        }
    }
    exports.sort_unstable();
    ensure!(
        exports == ENTRY_POINTS,
        "exports must be exactly {ENTRY_POINTS:?}, found {exports:?}"
    );
    ensure!(memory, "the contract must import its memory as env.memory");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::{FunctionBuilder, Module, ValType};

    /// A module with the given exports, which use the imported memory if there is one.
    fn module(exports: &[&str], memory: bool) -> Module {
        let mut module = Module::default();
        let memory = memory.then(|| {
            module
                .add_import_memory("env", "memory", false, false, 2, Some(16), None)
                .0
        });
        for name in exports {
            let mut function = FunctionBuilder::new(&mut module.types, &[], &[]);
            if let Some(memory) = memory {
                function.func_body().memory_size(memory).drop();
            }
            let id = function.finish(vec![], &mut module.funcs);
            module.exports.add(name, id);
        }
        module
    }

    #[test]
    fn only_the_entry_points_stay_exported() {
        let raw = module(&["call", "deploy", "__data_end"], true).emit_wasm();
        assert!(check(&raw).unwrap_err().to_string().contains("__data_end"));
        check(&strip(&raw).unwrap()).unwrap();
    }

    #[test]
    fn a_contract_without_an_entry_point_is_refused() {
        let raw = module(&["call"], true).emit_wasm();
        let error = check(&strip(&raw).unwrap()).unwrap_err().to_string();
        assert!(error.contains("exactly"), "{error}");
    }

    #[test]
    fn a_contract_with_its_own_memory_is_refused() {
        let raw = module(&["call", "deploy"], false).emit_wasm();
        let error = check(&strip(&raw).unwrap()).unwrap_err().to_string();
        assert!(error.contains("env.memory"), "{error}");
    }

    #[test]
    fn floats_are_refused() {
        let mut float = module(&["deploy"], true);
        let mut function = FunctionBuilder::new(&mut float.types, &[], &[]);
        let local = float.locals.add(ValType::F64);
        function.func_body().f64_const(1.5).local_set(local);
        let id = function.finish(vec![], &mut float.funcs);
        float.exports.add("call", id);
        let error = format!("{:#}", check(&strip(&float.emit_wasm()).unwrap()).unwrap_err());
        assert!(error.contains("floating-point"), "{error}");
    }

    #[test]
    fn bytes_that_are_no_webassembly_are_refused() {
        assert!(strip(b"not wasm at all").is_err());
        assert!(check(b"not wasm at all").is_err());
    }
}
