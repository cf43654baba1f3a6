// Keystores go both ways between `iou` and polkadot-js: one made here is unlocked there and signs, one exported there is
// imported here. Usage: node keystore.mjs PATH_TO_IOU. Exit status 0 when both hold.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { Keyring } from '@polkadot/keyring';
import { u8aEq } from '@polkadot/util';
import { cryptoWaitReady, mnemonicGenerate, signatureVerify } from '@polkadot/util-crypto';

import { iou, password, secret } from './iou.mjs';

await cryptoWaitReady();
const keyring = new Keyring({ type: 'sr25519' });

const made = iou('account', 'new', 'ours');
const ours = JSON.parse(readFileSync(made.path, 'utf8'));
const opened = keyring.addFromJson(ours);
assert.equal(opened.address, made.address);
assert.throws(() => opened.decodePkcs8('a guess'), 'a wrong password must not open it');
opened.decodePkcs8(password);
const signature = opened.sign('the digest');
assert.ok(signatureVerify('the digest', signature, made.address).isValid);
assert.ok(u8aEq(opened.publicKey, keyring.addFromUri(made.phrase).publicKey), 'the phrase leads to the same key');

const theirs = keyring.addFromUri(`${mnemonicGenerate()}//loans`, { name: 'theirs' });
const exported = secret('wallet.json', JSON.stringify(theirs.toJson(password)));
assert.equal(iou('account', 'import', 'theirs', '--json-file', exported).address, theirs.address);

console.log('keystores: polkadot-js opens ours and signs, we open those of polkadot-js');
