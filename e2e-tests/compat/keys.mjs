// Words, junctions and wallet signatures are the same here and in polkadot-js's own packages, in English and in Chinese.
// Usage: node keys.mjs PATH_TO_IOU < {"uri": "words//path", "message": "iou:intent:v1:…"} ; standard output: {"account", "raw",
// "wrapped"} in hex, the account of that URI and a wallet's two signatures over that message (the extension's `signRaw` puts
// <Bytes>…</Bytes> around it).
// Exit status 0 when all holds.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { Keyring } from '@polkadot/keyring';
import { stringToU8a, u8aToHex, u8aWrapBytes } from '@polkadot/util';
import { cryptoWaitReady, mnemonicGenerate, mnemonicToMiniSecret } from '@polkadot/util-crypto';
import { chineseSimplified, english } from '@polkadot/util-crypto/mnemonic/wordlists';

import { iou, secret } from './iou.mjs';

const { uri, message } = JSON.parse(readFileSync(0, 'utf8'));

await cryptoWaitReady();
const keyring = new Keyring({ type: 'sr25519' });
// Wallets read English words only; the library takes any list.
const of = (words, list) => keyring.addFromSeed(mnemonicToMiniSecret(words, '', list));

for (const [language, list] of Object.entries({ english, chinese: chineseSimplified })) {
  for (const count of [12, 24]) {
    const name = `${language}${count}`;
    const made = iou('account', 'new', name, '--words', `${language},${count}`);
    assert.equal(made.phrase.split(' ').length, count);
    const theirs = of(made.phrase, list);
    assert.equal(theirs.address, made.address, `${name}: our words there`);
    for (const n of [0, 1]) {
      const handed = iou('account', 'loan-key', name);
      assert.equal(handed.address, theirs.derive(`//iou//${n}`).address, `${name}: loan key ${n}`);
    }

    const words = mnemonicGenerate(count, list);
    const typed = language === 'chinese' ? words.replaceAll(' ', '') : words;
    const path = '//shop/soft//7';
    const file = secret(`${name}-words`, `${typed}${path}`);
    const imported = iou('account', 'import', `${name}-theirs`, '--phrase-file', file);
    assert.equal(imported.address, of(words, list).derive(path).address, `${name}: their words here`);

    const plain = secret(`${name}-plain`, typed);
    const translated = iou('account', 'translate', '--to', 'english', '--phrase-file', plain).phrase;
    assert.equal(keyring.addFromUri(`${translated}//iou//3`).address, of(words, list).derive('//iou//3').address);
  }
}

const signer = keyring.addFromUri(uri);
const bytes = stringToU8a(message);
const signature = (signed) => u8aToHex(signer.sign(signed));
console.log(
  JSON.stringify({
    account: u8aToHex(signer.publicKey),
    raw: signature(bytes),
    wrapped: signature(u8aWrapBytes(bytes)),
  }),
);
