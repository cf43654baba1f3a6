// `iou` for the scripts here, named by their first argument: with a directory of its own, which is gone when the script ends.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [, script, program] = process.argv;
if (!program) {
  console.error(`usage: node ${script} PATH_TO_IOU`);
  process.exit(2);
}

const home = mkdtempSync(join(tmpdir(), 'iou-compat-'));
process.on('exit', () => rmSync(home, { recursive: true }));

/** A file that its owner alone reads: its path. */
export function secret(name, text) {
  const file = join(home, name);
  writeFileSync(file, `${text}\n`, { mode: 0o600 });
  return file;
}

/** The password of all keystores. */
export const password = 'correct horse 电池';
const passwordFile = secret('password', password);

/** What a command answers to programs. */
export function iou(...args) {
  const out = execFileSync(program, ['--json', '--password-file', passwordFile, ...args], {
    env: { ...process.env, IOU_HOME: home },
    cwd: home,
    encoding: 'utf8',
  });
  return JSON.parse(out).data;
}
