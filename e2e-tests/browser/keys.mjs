// Ways to a key and ways to sign: the second way before money is on record, a wallet in the browser, a file that `iou` signs elsewhere, a keystore and wrong words. Each is a function of a world (story.mjs)
// and throws where it does not come true.
// Source: polkadot-js's own packages (e2e-tests/compat) sign as its extension does.

import { createRequire } from 'node:module';
import { AUTHENTICATOR, ensure, until } from './harness.mjs';
import { LISI, ZHANGSAN, conclude, take, through, write } from './people.mjs';
import { shows, task, written } from './stories.mjs';

const compat = createRequire(new URL('../compat/package.json', import.meta.url));

/** From the button of a step to the screen that the host that signs shows for it. */
async function begin(phone, what) {
  await shows(phone, `a[data-step="${what}"]`);
  await phone.tap(`a[data-step="${what}"]`);
  await phone.on({ page: 'step' });
  await phone.tap('next');
  await phone.page.waitForURL((url) => url.origin === phone.origins[1]);
}

/** A lender makes a file, a borrower takes a further passkey: both before their step, and are not asked again. */
export async function second_ways(world) {
  const lender = await world.phone('lender', {});
  const borrower = await world.phone('borrower', {});
  await conclude(world, lender, borrower);
  await lender.tap('to-loan');
  await begin(lender, 'deliver');
  await lender.on({ page: 'second', ready: true });
  ensure(!(await lender.sees('sign')), 'a step that binds waits for the second way');
  await lender.looks('second');
  await lender.tap('by-file');
  await lender.waitFor('passphrase');
  await lender.looks('second-file');
  await lender.type('passphrase-again', await lender.read('passphrase'));
  await lender.tap('next');
  const file = await lender.download('download');
  ensure(JSON.parse(file.bytes).encoding.version === '3', 'a keystore as polkadot-js has it');
  // It goes on by itself.
  await lender.waitFor('sign');
  await through(lender, {});
  await lender.on({ page: 'loan' });

  await borrower.tap('to-loan');
  await begin(borrower, 'received');
  await borrower.on({ page: 'second', ready: true });
  await borrower.tap('to-passkey');
  await borrower.tap('add-passkey');
  // The same phone once more is no second way.
  await borrower.on({ fault: 'passkey-same' });
  const add = { ...AUTHENTICATOR, transport: 'usb' };
  const { authenticatorId: other } = await borrower.cdp.send('WebAuthn.addVirtualAuthenticator', { options: add });
  const presence = (authenticatorId, enabled) => borrower.cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
  await presence(borrower.authenticator, false);
  await borrower.tap('add-passkey');
  await borrower.waitFor('try-passkey');
  await borrower.looks('second-passkey');
  await borrower.tap('try-passkey');
  await borrower.waitFor('sign');
  await presence(borrower.authenticator, true);
  await through(borrower, {});
  await borrower.on({ page: 'loan', status: 'active' });
  // The first one is lost; the further one signs, and nobody is asked for a second way again.
  await borrower.cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: borrower.authenticator });
  borrower.authenticator = other;
  await begin(borrower, 'report');
  await borrower.on({ page: 'act', ready: true });
  await through(borrower, {});
  await borrower.on({ page: 'loan' });
}

/** An extension as pages see it, that holds the key of `uri`; `lie` signs something else. */
async function extension(phone, uri, lie = false) {
  const { Keyring } = compat('@polkadot/keyring');
  const { hexToU8a, stringToU8a, u8aToHex, u8aWrapBytes } = compat('@polkadot/util');
  await compat('@polkadot/util-crypto').cryptoWaitReady();
  const pair = new Keyring({ type: 'sr25519' }).addFromUri(uri);
  const said = { asked: [], lie };
  // `signRaw` puts <Bytes> around what it is given.
  await phone.context.exposeFunction('testWalletSigns', (data) => {
    said.asked.push(Buffer.from(hexToU8a(data)).toString());
    return u8aToHex(pair.sign(u8aWrapBytes(said.lie ? stringToU8a('something else') : hexToU8a(data))));
  });
  await phone.context.addInitScript((address) => {
    const signRaw = async ({ address: of, data, type }) => {
      if (of !== address || type !== 'bytes') throw new Error('Unable to retrieve keypair');
      return { id: 1, signature: await globalThis.testWalletSigns(data) };
    };
    const accounts = { get: async () => [{ address, name: 'test', type: 'sr25519' }] };
    globalThis.injectedWeb3 = { 'test-wallet': { version: '0.1', enable: async () => ({ accounts, signer: { signRaw } }) } };
  }, pair.address);
  return Object.assign(said, { address: pair.address });
}

/** A phone that has none of the keys: a wallet signs the lender's step, a file that goes to `iou intent sign` the borrower's. */
export async function wallet_and_file(world) {
  const lang = 'en-GB';
  const lender = await world.phone('lender', { lang });
  const borrower = await world.phone('borrower', { lang });
  await conclude(world, lender, borrower);
  await lender.tap('to-loan');
  await lender.on({ page: 'loan' });
  const loan = await lender.data('loan');
  const words = [];
  for (const phone of [lender, borrower]) words.push((await written(world, phone, 'en')).join(' '));

  const desk = await world.phone('with a wallet', { lang, passkey: 'none' });
  const wallet = await extension(desk, `${words[0]}//iou//0`, true);
  await desk.go(`${world.service}/loans/${loan}`);
  await begin(desk, 'deliver');
  await desk.waitFor('to-restore');
  await desk.tap('#elsewhere summary');
  await desk.looks('elsewhere');
  await desk.tap('wallet-testwallet');
  await desk.looks('by-wallet');
  // A wallet that signs something else is found out before anything is handed over.
  await desk.tap('sign');
  await desk.on({ fault: 'wallet-other' });
  wallet.lie = false;
  await desk.tap('sign');
  ensure(wallet.asked.every((text) => text.startsWith('iou:intent:v1:')), `what the wallet was given: ${wallet.asked}`);
  await through(desk, {});
  await desk.on({ page: 'loan' });

  const other = await world.phone('without a key', { lang, passkey: 'none' });
  await other.go(`${world.service}/loans/${loan}`);
  await begin(other, 'received');
  await other.waitFor('to-restore');
  await other.tap('#elsewhere summary');
  const { borrower: account } = await (await fetch(`${world.service}/v1/loans/${loan}`)).json().then((it) => it.terms);
  const label = `${account.slice(0, 6)}…${account.slice(-5)}`;
  await other.tap(`#elsewhere button:has-text("${label}")`);
  const file = await other.download('download');
  await other.looks('by-file');
  const back = async (path) => {
    await other.page.locator('input[name="signed-file"]').setInputFiles(path);
    await other.tap('next');
  };
  // Unsigned as it is, it is no signature.
  await back({ name: file.name, mimeType: 'application/json', buffer: file.bytes });
  await other.on({ fault: true });
  await back(await world.ask({ sign: { file: file.bytes.toString(), uri: `${words[1]}//iou//0` } }));
  await through(other, {});
  await other.on({ page: 'loan', status: 'active' });
}

/** A key under five words: its file brings it back on an empty phone, other words and another file do not. */
export async function keystore_file(world) {
  const lang = 'zh-CN';
  const first = await world.phone('first', { lang, passkey: 'none' });
  let file;
  const each = async (phone) => {
    if (!file && (await phone.sees('download'))) file = await phone.download('download');
  };
  const link = await write(world, first, LISI, { by: 'words', each });
  ensure(file && link, 'the file is there to be saved beside the link');
  const { passphrase } = first.seen;

  const wrong = [...passphrase.split(' ').slice(1), passphrase.split(' ')[0]].join(' ');
  const second = await world.phone('second', { lang, passkey: 'none' });
  await second.go(`${world.signer}/#restore=${task({ api: world.service, back: '/', lang })}`);
  const open = async (bytes, words) => {
    await second.page.locator('input[name="keystore-in"]').setInputFiles({ name: 'iou-key.json', mimeType: 'application/json', buffer: bytes });
    await second.type('keystore-passphrase', words);
    await second.tap('by-keystore');
  };
  await open(file.bytes, wrong);
  await second.on({ fault: 'wrong_password' });
  await open(Buffer.from('{"address":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"}'), passphrase);
  await until('a file that is none is called that', async () => (await second.data('fault')) === 'keystore_invalid');
  await open(file.bytes, passphrase);
  await second.waitFor('#found li');
  ensure((await second.page.locator('#found li').count()) === 1, 'the one draft is found');
  await second.looks('signer-by-file');

  // Wrong words show no words; the right ones do.
  await second.go(`${world.signer}/#words=${task({ api: world.service, back: '/', lang })}`);
  await second.type('unlock', wrong);
  await second.tap('next');
  await second.on({ fault: 'wrong_password' });
  ensure(!(await second.sees('words')), 'wrong words open nothing');
  await second.type('unlock', passphrase);
  await second.tap('next');
  await second.waitFor('words');
}

/** Does one thing with each store of what a browser keeps for this page, and gives what came of it. */
const stored = (phone, what) =>
  phone.page.evaluate(
    (what) =>
      new Promise((done, failed) => {
        const asked = indexedDB.open('iou');
        asked.onerror = failed;
        asked.onsuccess = () => {
          const names = [...asked.result.objectStoreNames];
          const all = asked.result.transaction(names, 'readwrite');
          const answers = names.map((name) => all.objectStore(name)[what]());
          all.oncomplete = () => done(answers.map((one) => one.result));
        };
      }),
    what,
  );

/** A passkey that came along brings everything back by its box, of which the service can read nothing. */
export async function passkey_alone(world) {
  const lender = await world.phone('lender', {});
  const borrower = await world.phone('borrower', {});
  const boxes = [];
  borrower.context.on('request', (request) => {
    if (/\/v1\/boxes\//.test(request.url()) && request.method() === 'PUT') boxes.push(Buffer.from(JSON.parse(request.postData()).box, 'base64url').toString('latin1'));
  });
  await take(world, borrower, await write(world, lender, LISI), ZHANGSAN);
  // The list of loans has its length; what the passkey brings back is short.
  ensure(boxes.some((box) => box.length < 4096), 'the passkey has a box');
  for (const box of boxes) for (const told of ['genesis', 'root', 'sealed', 'publicKey']) ensure(!box.includes(told), `${told} in a box, in clear`);

  await borrower.go(`${world.signer}/#restore=${task({ api: world.service, back: '/', lang: 'zh-CN' })}`);
  await borrower.on({ page: 'restore', ready: true });
  // As a browser does that clears its data.
  await stored(borrower, 'clear');
  await borrower.page.reload();
  await borrower.on({ page: 'restore', ready: true });
  await borrower.tap('by-passkey');
  await borrower.waitFor('found');
  ensure((await borrower.page.locator('#found li').count()) === 1, 'the one draft is found');
}

/** What somebody wants forgotten is: the boxes at the service, then key and loans in the browser. */
export async function forgotten(world) {
  const lender = await world.phone('lender', {});
  // A list ends before the first page that the service does not know.
  lender.accept(/404.*\/v1\/boxes\//);
  const places = new Set();
  lender.context.on('request', (request) => {
    const found = /\/v1\/boxes\/([0-9a-f]{64})$/.exec(request.url());
    if (found && request.method() === 'PUT') places.add(found[1]);
  });
  await write(world, lender, LISI);
  ensure(places.size > 0, 'the list of loans is in a box');
  const box = async (place) => (await (await fetch(`${world.service}/v1/boxes/${place}`)).json()).box;
  for (const place of places) ensure(await box(place), 'a box with something in it');

  await lender.go(`${world.signer}/#keys=${task({ api: world.service, back: '/', lang: 'zh-CN' })}`);
  await lender.on({ page: 'keys', ready: true });
  await lender.tap('to-forget');
  await lender.on({ page: 'forget', ready: true });
  await lender.looks('forget');
  await lender.tap('forget-boxes');
  await lender.waitFor('back');
  for (const place of places) ensure((await box(place)) === null, `a box was left: ${place}`);
  // Nothing in the browser is gone by that.
  await lender.tap('back');
  await lender.on({ page: 'keys', ready: true });
  await lender.tap('to-forget');
  await lender.tap('forget-here');
  await lender.waitFor('back');
  const left = await stored(lender, 'count');
  ensure(left.length > 0 && left.every((count) => count === 0), `left in the browser: ${left}`);
  await lender.tap('back');
  await lender.on({ page: 'keys', ready: true });
  ensure(!(await lender.sees('to-forget')), 'there is no key any more');
}
