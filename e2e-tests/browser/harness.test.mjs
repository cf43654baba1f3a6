// What the harness says is so: tried on a page of a few lines with a passkey, before any story trusts it. Run by `node --test`.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import test, { after, before } from 'node:test';
import { Phone, start } from './harness.mjs';

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A key</title><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/key.css"><script type="module" src="/key.mjs"></script></head><body><main id="main" data-page="key"><h1>A key</h1>
<p><button id="make">Make a key</button></p><p><output id="first"></output></p><p><output id="second"></output></p></main></body></html>`;
const SCRIPT = `
const salt = new TextEncoder().encode('iou:prf:v1');
const prf = { prf: { eval: { first: salt } } };
const hex = (bytes) => [...new Uint8Array(bytes)].map((it) => it.toString(16).padStart(2, '0')).join('');
const bytes = (n) => crypto.getRandomValues(new Uint8Array(n));
document.querySelector('#make').addEventListener('click', async () => {
  try {
    const made = await navigator.credentials.create({ publicKey: { rp: { id: location.hostname, name: 'a test' }, user: { id: bytes(16), name: 'n', displayName: 'n' }, challenge: bytes(32),
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }], authenticatorSelection: { residentKey: 'required', userVerification: 'required' }, extensions: prf } });
    document.querySelector('#first').textContent = hex(made.getClientExtensionResults().prf.results?.first ?? new ArrayBuffer(0)) || String(made.getClientExtensionResults().prf.enabled);
    const got = await navigator.credentials.get({ publicKey: { rpId: location.hostname, challenge: bytes(32), userVerification: 'required', allowCredentials: [], extensions: prf } });
    document.querySelector('#second').textContent = hex(got.getClientExtensionResults().prf.results.first);
  } catch (error) { document.querySelector('#second').textContent = error.name; }
});`;
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

let server, browser, origin;

before(async () => {
  server = createServer((request, answer) => {
    const head = { 'content-security-policy': CSP, 'referrer-policy': 'no-referrer' };
    if (request.url === '/key.mjs') answer.writeHead(200, { ...head, 'content-type': 'text/javascript' }).end(SCRIPT);
    else if (request.url === '/key.css') answer.writeHead(200, { ...head, 'content-type': 'text/css' }).end('button { min-block-size: 48px }');
    else if (request.url === '/bad') {
      const body = PAGE.replace('</main>', '<img src="http://127.0.0.1:9/x.png"><script>1</script></main>').replace('lang="en"', '').replace('key.css', 'none.css');
      answer.writeHead(200, { ...head, 'content-type': 'text/html' }).end(body);
    } else answer.writeHead(200, { ...head, 'content-type': 'text/html' }).end(PAGE);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  // A relying party is a domain: localhost, and not 127.0.0.1.
  origin = `http://localhost:${server.address().port}`;
  browser = await start();
});

after(async () => {
  await browser?.close();
  server?.close();
});

test('a passkey answers with the same 32 bytes at each get, for two people with different ones, and each prompt counts', async () => {
  const said = [];
  for (const name of ['lisi', 'zhangsan']) {
    const phone = await Phone.open(browser, [origin], { name });
    await phone.go(`${origin}/`);
    await phone.looks('a key');
    await phone.tap('make');
    await phone.page.locator('#second:not(:empty)').waitFor();
    const [first, second] = [await phone.read('first'), await phone.read('second')];
    assert.match(second, /^[0-9a-f]{64}$/);
    assert.ok(first === second || first === 'true', first);
    // Another page of the same phone still has the passkey.
    await phone.go(`${origin}/again`);
    assert.equal((await phone.passkeys()).length, 1);
    assert.deepEqual([phone.taps, phone.prompts], [1, 2]);
    assert.ok(phone.figures().bytes > 500);
    await phone.clean();
    said.push(second);
    await phone.close();
  }
  assert.notEqual(said[0], said[1]);
});

test('a finger that says no is an error of the page, and a phone without PRF says so', async () => {
  const phone = await Phone.open(browser, [origin], { name: 'no' });
  await phone.go(`${origin}/`);
  await phone.verifies(false);
  await phone.tap('make');
  await phone.page.locator('#second:not(:empty)').waitFor();
  assert.equal(await phone.read('second'), 'NotAllowedError');
  await phone.close();
  const plain = await Phone.open(browser, [origin], { name: 'plain', passkey: 'plain' });
  await plain.go(`${origin}/`);
  await plain.tap('make');
  await plain.page.locator('#second:not(:empty)').waitFor();
  assert.equal(await plain.read('second'), 'TypeError');
  await plain.close();
});

test('a third party, a violation of the policy and a finding of axe-core are noticed', async () => {
  const phone = await Phone.open(browser, [origin], { name: 'bad' });
  await phone.go(`${origin}/bad`);
  await phone.looks('bad');
  assert.ok(phone.violations.some((it) => it.includes('html-has-lang')), phone.violations.join('\n'));
  assert.ok(phone.violations.some((it) => it.includes('lower than 44 px')), phone.violations.join('\n'));
  assert.ok(phone.faults.some((it) => it.includes('CSP: ') || it.includes('Content Security Policy')), phone.faults.join('\n'));
  await assert.rejects(phone.clean(), /faults in the console/);
  phone.accept(/./);
  phone.violations.length = 0;
  phone.requests.push('https://example.org/pixel.gif');
  await assert.rejects(phone.clean(), /third party/);
  await phone.close();
});
