// What a page does with keys, done in Node: the module imports nothing, signs, seals and locks with randomness that it is given, and
// the pages' own cryptography has the values that are written down here. node keys.mjs MODULE. Prints JSON.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { load } from '../../client/browser/module.mjs';
import { base64url, digits, fromBase64url, fromUtf8, hex, linkKeys, open, random, randomBytes, seal, utf8 } from '../../client/signer/static/js/bytes.js';

const module = new Uint8Array(readFileSync(process.argv[2]));
assert.deepEqual(WebAssembly.Module.imports(new WebAssembly.Module(module)), []);
const { call } = await load(module);
const code = (name, asked) => {
  try {
    return call(name, asked) && null;
  } catch (error) {
    return error.code;
  }
};

const { seed, words, account } = call('words_new', { random: random(16), lang: 'zh-CN' });
assert.equal(words.length, 12);
assert.equal(call('words_check', { words: words.join('') }).account, account);
assert.equal(code('words_check', { words: words.toReversed().join(' ') + '的' }), 'phrase');

const n = 3;
const mine = call('account', { seed, n }).account;
const sign = () => call('sign', { seed, n, text: 'iou:x', random: random(32) }).signature;
assert.notEqual(sign(), sign());
assert.equal(call('signed', { account: mine, text: 'iou:x', signature: sign() }).signed, true);
assert.equal(call('signed', { account, text: 'iou:x', signature: sign() }).signed, false);

const { fields } = call('fields_commit', { fields: [{ name: 'lender.name', value: '李四', salt: random(32) }] });
const box = call('fields_seal', { account: mine, fields, random: random(64) }).box;
assert.deepEqual(call('fields_open', { seed, n, box }).fields, fields);
assert.equal(code('fields_open', { seed, n: 4, box }), 'box_locked');

const { passphrase } = call('passphrase', { random: random(10), lang: 'en' });
const began = performance.now();
const { json } = call('keystore_write', { seed, name: 'x', passphrase, random: random(56), now_ms: Date.now() });
const read = call('keystore_read', { json, passphrase });
const lock_ms = Math.round(performance.now() - began) / 2;
assert.equal(read.account, account);
assert.equal(call('account', { seed: read.seed, n }).account, mine);
assert.deepEqual(call('index', { seed: read.seed, page: 1 }), call('index', { seed, page: 1 }));
assert.equal(code('keystore_read', { json, passphrase: `${passphrase}x` }), 'wrong_password');

// Boxes of the pages: what they are bound to, and every byte, counts.
const key = randomBytes(32);
const sealed = await seal(key, utf8('借条'), utf8('a'));
assert.equal(fromUtf8(await open(key, sealed, utf8('a'))), '借条');
for (const [other, bytes, bound] of [[randomBytes(32), sealed, 'a'], [key, sealed, 'b'], [key, sealed.map((byte, at) => (at === 20 ? byte ^ 1 : byte)), 'a']]) {
  await assert.rejects(open(other, bytes, utf8(bound)), (why) => why.code === 'box-locked');
}
assert.deepEqual(fromBase64url(base64url(sealed)), sealed);
assert.throws(() => fromBase64url('a+b'));

// By Python's hashlib: pbkdf2_hmac, and HKDF as RFC 5869 has it.
assert.equal(await digits('00'.repeat(32)), '963494988153');
const link = await linkKeys(base64url(new Uint8Array(32).fill(7)));
assert.deepEqual([link.id, hex(link.box), hex(link.seat)], ['43730def5401f1d98fab46242005bd56', 'c180618174dda395a3e7e4e94fe9f59c77fecf05f43584bf4ad32d834ca2dd75', 'dc7ab02c97f567fc919364db8aadf5cf79b7be4069df618caf60807fac36e617']);

console.log(JSON.stringify({ lock_ms }));
