// What the module of the pages finds in a file of evidence: node browser.mjs MODULE FILE SPEC. Prints JSON, and on standard
// error how long it took and how much memory it has.
import { readFileSync } from 'node:fs';
import { load } from '../../client/browser/module.mjs';

const [module, file, spec] = process.argv.slice(2).map((path) => new Uint8Array(readFileSync(path)));
const imports = WebAssembly.Module.imports(new WebAssembly.Module(module));
if (imports.length > 0) throw new Error(`the module imports ${JSON.stringify(imports)}`);
const { verify } = await load(module);
const begun = performance.now();
const found = verify(file, spec);
console.error(`${Math.round(performance.now() - begun)} ms`);
// A second time: the first has left nothing behind that matters.
if (JSON.stringify(verify(file, spec)) !== JSON.stringify(found)) throw new Error('two answers');
console.log(JSON.stringify(found));
