// A certificate on paper and the file that belongs to it: the square code is read from a photo, and no code leads anywhere. Photos are made of the code as the module draws it, by the browser itself: slanted, not sharp,
// on a table. Limits: no camera was there.

import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { load } from '../../client/browser/module.mjs';
import { ensure, until } from './harness.mjs';
import { LISI, write } from './people.mjs';

const sample = (name) => readFileSync(new URL(`../../examples/evidence/${name}`, import.meta.url));
const SIZE = { width: 1200, height: 1600 };

/** Photos of the code of a text: near, far, in bad light. */
async function photos(world, text) {
  const { call } = await load(readFileSync(world.module.replace(/iou\.wasm$/, 'sign.wasm')));
  const { side, path } = call('qr', { text });
  const page = await world.browser.newPage({ viewport: SIZE });
  const taken = {};
  for (const [name, style] of Object.entries({
    near: 'width:800px;transform:rotate(4deg)',
    slanted: 'width:620px;transform:perspective(1400px) rotateX(24deg) rotateY(-18deg) rotate(-11deg);filter:blur(1.2px)',
    'in bad light': 'width:420px;transform:rotate(93deg);filter:blur(1px) contrast(55%) brightness(70%)',
  })) {
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" style="${style};background:#f4f1ea"><path stroke="#222" d="${path}"/></svg>`;
    await page.setContent(`<body style="margin:0;height:100vh;display:grid;place-content:center;background:linear-gradient(140deg,#7d6a55,#b9a88f 60%,#57493a)">${drawing}</body>`);
    taken[name] = await page.screenshot({ type: 'jpeg', quality: 70 });
  }
  await page.setContent('<body style="background:#888">no code</body>');
  taken.empty = await page.screenshot({ type: 'png' });
  await page.close();
  return taken;
}

/** The square code on paper names the file; the file is that one, or another one, and is never sent. */
export async function paper(world, wanted = {}) {
  const digest = createHash('sha256').update(sample('sample.iou')).digest('hex');
  // Whoever printed it may name whatever host they like.
  const lying = await photos(world, `https://verify.example/iou#sha256=${digest}`);
  const other = await photos(world, `https://verify.example/iou#sha256=${'7'.repeat(64)}`);
  const foreign = await photos(world, 'https://verify.example/#pay-me');
  const reader = await world.phone('with paper', { passkey: 'none', ...wanted });
  const is = (state) => until(`the paper is ${state}`, async () => (await reader.data('paper')) === state);
  const file = (name) => reader.find('file').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: sample(name) });
  const scan = (into, bytes, mimeType = 'image/jpeg') => reader.page.locator(`#${into}`).setInputFiles({ name: 'photo', mimeType, buffer: bytes });

  // By the camera of the phone: the link of the code, which leads here.
  await reader.go(`${world.service}/verify#sha256=${digest}`);
  await reader.on({ page: 'verify', paper: 'expected', ready: true });
  ensure(!reader.page.url().includes('#'), `the digest stays in the address: ${reader.page.url()}`);
  ensure((await reader.read('expected')) === digest, 'which file is expected');
  await reader.looks('verify-paper-expected');
  await file('sample.iou');
  await is('same');
  await reader.looks('verify-paper-same');
  const before = reader.requests.length;

  await reader.go(`${world.service}/verify`);
  await reader.on({ page: 'verify', ready: true });
  // The same file, within the certificate.
  await file('sample.pdf');
  for (const [name, bytes] of Object.entries(lying).filter(([name]) => name !== 'empty')) {
    await scan('picture', other.near);
    await is('other');
    await scan('scan', bytes);
    await is('same').catch((error) => {
      throw new Error(`${name}: ${error.message}`);
    });
  }
  await scan('picture', other.near);
  await is('other');
  await reader.looks('verify-paper-other');
  for (const [bytes, kind, code] of [[lying.empty, 'image/png', 'scan-none'], [foreign.near, 'image/jpeg', 'scan-other'], [Buffer.from('no picture'), 'image/jpeg', 'scan-picture']]) {
    await scan('picture', bytes, kind);
    await reader.on({ fault: code });
  }
  await reader.looks('verify-scan-wrong');
  ensure(new URL(reader.page.url()).pathname === '/verify', `a code led to ${reader.page.url()}`);
  const asked = reader.requests.slice(before).map((url) => new URL(url).pathname);
  ensure(asked.every((path) => path === '/verify' || path.startsWith('/static/')), `nothing is uploaded: ${asked}`);
  await reader.go(`${world.service}/verify#sha256=${digest.slice(1)}`);
  await reader.on({ fault: 'paper' });
}

/** Whoever waits reminds the other side: the link and the day, no names, no sums; the more so when little time is left. */
export async function reminds(world) {
  const lender = await world.phone('lender', { lang: 'zh-CN' });
  await lender.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const link = await write(world, lender, LISI);
  await lender.on({ page: 'draft', role: 'creator', remind: true });
  await lender.tap('remind-copy');
  const said = await lender.page.evaluate(() => navigator.clipboard.readText());
  ensure(said.includes(link), `the reminder leads there: ${said}`);
  for (const secret of ['李四', '张三', '10,000', '10000', LISI['own-id']]) ensure(!said.includes(secret), `${secret} in a reminder: ${said}`);
  const first = await lender.data('remind');
  // An hour before the end.
  const id = await lender.page.evaluate(() => performance.getEntriesByType('resource').map((it) => /\/v1\/drafts\/([0-9a-f]{32})/.exec(it.name)?.[1]).find(Boolean));
  const { sign_by_ms, at_ms } = await (await fetch(`${world.service}/v1/drafts/${id}`)).json();
  ensure(first === (sign_by_ms - Date.now() <= Math.max((sign_by_ms - at_ms) / 4, 86_400_000) ? 'near' : 'time'), `${first}: ${sign_by_ms - at_ms}`);
  await lender.page.clock.setFixedTime(sign_by_ms - 3_600_000);
  await lender.page.reload();
  await lender.on({ page: 'draft', remind: 'near' });
  await lender.looks('draft-remind-near');
}
