// What the second verifier says of each of many files: node each.mjs SPEC FILE…
// One JSON line for each: its exit status and, where it refuses the file, the code and the reason.
import { readFileSync } from 'node:fs';
import { judged } from './verify.mjs';

const [specification, ...files] = process.argv.slice(2);
const spec = JSON.parse(readFileSync(specification, 'utf8'));
for (const name of files) {
  const { error, status } = judged(readFileSync(name), spec);
  console.log(JSON.stringify({ status, code: error?.code ?? null, reason: error?.message ?? null }));
}
