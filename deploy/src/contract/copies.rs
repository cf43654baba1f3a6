//! Keys, digests and accounts are 32 bytes each, and a contract moves them about all the time. The compiler writes each such
//! copy out, four loads and four stores of forty bytes of code, of which the chain charges every one in each function that a
//! call reaches. Here they become calls of one function that does exactly what stood there, in the same order.
//! Source: WebAssembly core specification; an address is the sum of base and offset, and none of those here wraps: what lies
//! beyond the memory traps either way.
//! Limits: copies that the optimiser left in one piece, from one local variable to another.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use walrus::{
    ir::{
        dfs_pre_order_mut, BinaryOp, Binop, Call, Const, Instr, InstrLocId, InstrSeq, LoadKind, LocalGet,
        MemArg, StoreKind, Value, VisitorMut,
    },
    FunctionBuilder, FunctionId, LocalId, MemoryId, Module, ModuleConfig, ValType,
};

/// How many words a shared copy has, at most and at least. Units: eight bytes.
const WORDS: std::ops::RangeInclusive<usize> = 3..=4;

const LOAD: LoadKind = LoadKind::I64 { atomic: false };
const STORE: StoreKind = StoreKind::I64 { atomic: false };

/// `code` with its copies shared.
///
/// Errors: it is not WebAssembly.
pub fn shared(code: &[u8]) -> Result<Vec<u8>> {
    let mut config = ModuleConfig::new();
    let _ = config
        .generate_name_section(false)
        .generate_producers_section(false);
    let mut module = config
        .parse(code)
        .context("the optimiser's output is not WebAssembly")?;
    share(&mut module);
    Ok(module.emit_wasm())
}

/// Which words are copied in which order: their offsets from the first byte. The order stays as it was.
type Shape = Vec<u32>;

fn share(module: &mut Module) {
    let Some(memory) = module.memories.iter().next().map(|memory| memory.id()) else {
        return;
    };
    let own: Vec<FunctionId> = module.funcs.iter_local().map(|(id, _)| id).collect();
    let mut found = Found::default();
    own.iter().for_each(|id| visit(module, *id, &mut found));
    let calls = found.0.into_iter().filter(|(shape, uses)| pays(shape, *uses));
    let shapes: Vec<Shape> = calls.map(|(shape, _)| shape).collect();
    let functions = shapes
        .into_iter()
        .map(|shape| (shape.clone(), copy(module, memory, &shape)));
    let mut calls = Calls(functions.collect());
    own.iter().for_each(|id| visit(module, *id, &mut calls));
}

fn visit(module: &mut Module, id: FunctionId, visitor: &mut impl VisitorMut) {
    let function = module.funcs.get_mut(id).kind.unwrap_local_mut();
    let entry = function.entry_block();
    dfs_pre_order_mut(visitor, function, entry);
}

/// Whether a function for it is shorter than what it replaces: about ten bytes a word, against fourteen for the call.
fn pays(shape: &Shape, uses: usize) -> bool {
    let written_out = 10 * shape.len();
    uses.saturating_mul(written_out.saturating_sub(14)) > written_out + 8
}

/// A copy that stands written out in a sequence of instructions.
struct Copy {
    to: LocalId,
    from: LocalId,
    /// Of the lowest byte.
    to_offset: u32,
    from_offset: u32,
    shape: Shape,
}

/// One word of a copy: `to`, `from`, and both offsets.
fn word(instrs: &[(Instr, InstrLocId)]) -> Option<(LocalId, LocalId, u32, u32)> {
    let [(Instr::LocalGet(to), _), (Instr::LocalGet(from), _), (Instr::Load(load), _), (Instr::Store(store), _)] =
        instrs
    else {
        return None;
    };
    let is_word = matches!(load.kind, LoadKind::I64 { atomic: false })
        && matches!(store.kind, StoreKind::I64 { atomic: false });
    let offset = |arg: MemArg| u32::try_from(arg.offset).ok();
    is_word.then_some((to.local, from.local, offset(store.arg)?, offset(load.arg)?))
}

/// The copy that begins at the first of these instructions.
fn copy_at(instrs: &[(Instr, InstrLocId)]) -> Option<Copy> {
    let words: Vec<_> = instrs
        .chunks_exact(4)
        .map_while(word)
        .take(*WORDS.end())
        .collect();
    let (to, from, first_to, first_from) = *words.first()?;
    let same = |(a, b, to_at, from_at): &&(LocalId, LocalId, u32, u32)| {
        // The distance between the two is the same for each word.
        let distance = i64::from(*to_at) - i64::from(*from_at);
        (*a, *b) == (to, from) && distance == i64::from(first_to) - i64::from(first_from)
    };
    let run: Vec<_> = words.iter().take_while(same).collect();
    if !WORDS.contains(&run.len()) {
        return None;
    }
    let to_offset = run.iter().map(|word| word.2).min()?;
    let from_offset = run.iter().map(|word| word.3).min()?;
    let shape = run.iter().map(|word| word.3 - from_offset).collect();
    Some(Copy {
        to,
        from,
        to_offset,
        from_offset,
        shape,
    })
}

/// How often each shape is written out.
#[derive(Default)]
struct Found(BTreeMap<Shape, usize>);

impl VisitorMut for Found {
    fn start_instr_seq_mut(&mut self, seq: &mut InstrSeq) {
        let mut at = 0;
        while at < seq.instrs.len() {
            match copy_at(&seq.instrs[at..]) {
                Some(copy) => {
                    at += 4 * copy.shape.len();
                    *self.0.entry(copy.shape).or_default() += 1;
                }
                None => at += 1,
            }
        }
    }
}

/// The functions that are called instead.
struct Calls(BTreeMap<Shape, FunctionId>);

impl VisitorMut for Calls {
    fn start_instr_seq_mut(&mut self, seq: &mut InstrSeq) {
        let old = std::mem::take(&mut seq.instrs);
        let mut at = 0;
        while at < old.len() {
            let copy = copy_at(&old[at..]);
            let known = copy.and_then(|copy| Some((self.0.get(&copy.shape).copied()?, copy)));
            let Some((func, copy)) = known else {
                seq.instrs.push(old[at].clone());
                at += 1;
                continue;
            };
            let place = old[at].1;
            let call: [&[Instr]; 3] = [
                &address(copy.to, copy.to_offset),
                &address(copy.from, copy.from_offset),
                &[Call { func }.into()],
            ];
            seq.instrs
                .extend(call.concat().into_iter().map(|instr| (instr, place)));
            at += 4 * copy.shape.len();
        }
    }
}

/// Pushes the sum of a local variable and an offset.
fn address(local: LocalId, offset: u32) -> Vec<Instr> {
    let mut instrs = vec![LocalGet { local }.into()];
    if offset > 0 {
        let value = Value::I32(offset.cast_signed());
        instrs.extend([Const { value }.into(), Binop { op: BinaryOp::I32Add }.into()]);
    }
    instrs
}

/// `copy(to, from)`, word by word in the order of `shape`.
fn copy(module: &mut Module, memory: MemoryId, shape: &Shape) -> FunctionId {
    let mut function = FunctionBuilder::new(&mut module.types, &[ValType::I32; 2], &[]);
    let [to, from] = [(); 2].map(|()| module.locals.add(ValType::I32));
    let mut body = function.func_body();
    for offset in shape {
        let arg = MemArg {
            align: 1,
            offset: (*offset).into(),
        };
        let _ = body
            .local_get(to)
            .local_get(from)
            .load(memory, LOAD, arg)
            .store(memory, STORE, arg);
    }
    function.finish(vec![to, from], &mut module.funcs)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A function that copies words between two of its arguments, `times` times, each at its offsets (`to`, `from`).
    fn module(times: usize, words: &[(u32, u32)]) -> Module {
        let mut module = Module::default();
        let (memory, _) = module.add_import_memory("env", "memory", false, false, 2, Some(16), None);
        let mut function = FunctionBuilder::new(&mut module.types, &[ValType::I32; 2], &[]);
        let [to, from] = [(); 2].map(|()| module.locals.add(ValType::I32));
        let mut body = function.func_body();
        for _ in 0..times {
            for (to_offset, from_offset) in words {
                let arg = |offset: u32| MemArg {
                    align: 1,
                    offset: offset.into(),
                };
                let _ = body
                    .local_get(to)
                    .local_get(from)
                    .load(memory, LOAD, arg(*from_offset));
                let _ = body.store(memory, STORE, arg(*to_offset));
            }
            // Something between two copies, as there is in a program.
            let _ = body.i32_const(0).drop();
        }
        let id = function.finish(vec![to, from], &mut module.funcs);
        let _ = module.exports.add("call", id);
        module
    }

    /// What the exported function does: calls, and words that are copied where they stand.
    fn written(module: &Module) -> (usize, usize) {
        let export = module.exports.iter().find(|export| export.name == "call");
        let walrus::ExportItem::Function(id) = export.unwrap().item else {
            panic!("no function")
        };
        let function = module.funcs.get(id).kind.unwrap_local();
        let instrs = &function.block(function.entry_block()).instrs;
        let count = |is: fn(&Instr) -> bool| instrs.iter().filter(|(instr, _)| is(instr)).count();
        (
            count(|instr| matches!(instr, Instr::Call(_))),
            count(|instr| matches!(instr, Instr::Store(_))),
        )
    }

    fn shared_of(module: &mut Module) -> Module {
        let code = shared(&module.emit_wasm()).unwrap();
        wasmparser::validate(&code).unwrap();
        ModuleConfig::new().parse(&code).unwrap()
    }

    const DIGEST: [(u32, u32); 4] = [(124, 32), (116, 24), (108, 16), (100, 8)];

    #[test]
    fn a_copy_of_a_digest_becomes_a_call_of_one_function_that_copies_in_the_same_order() {
        let module = shared_of(&mut module(9, &DIGEST));
        assert_eq!(written(&module), (9, 0));
        let others: Vec<_> = module
            .funcs
            .iter_local()
            .filter(|(_, one)| one.args.len() == 2)
            .collect();
        // The one that was there, and the one that copies.
        assert_eq!(others.len(), 2);
        let stores = |function: &walrus::LocalFunction| -> Vec<u64> {
            let instrs = function.block(function.entry_block()).instrs.iter();
            let offsets = instrs.filter_map(|(instr, _)| match instr {
                Instr::Store(store) => Some(store.arg.offset),
                _ => None,
            });
            offsets.collect()
        };
        let orders: Vec<_> = others.iter().map(|(_, function)| stores(function)).collect();
        assert!(orders.contains(&vec![24, 16, 8, 0]), "{orders:?}");
    }

    #[test]
    fn what_is_copied_once_or_in_pieces_stays_as_it_is() {
        // Once, which no function would make shorter.
        assert_eq!(written(&shared_of(&mut module(1, &DIGEST))), (0, 4));
        // Two words; and words that do not lie as they lay.
        assert_eq!(written(&shared_of(&mut module(9, &DIGEST[..2]))), (0, 18));
        let scattered = [(124, 32), (116, 16), (108, 24), (100, 8)];
        assert_eq!(written(&shared_of(&mut module(9, &scattered))), (0, 36));
    }

    #[test]
    fn a_run_of_eight_words_is_two_copies() {
        let run: Vec<_> = (0..8).map(|word| (8 * word, 100 + 8 * word)).collect();
        assert_eq!(written(&shared_of(&mut module(5, &run))), (10, 0));
    }
}
