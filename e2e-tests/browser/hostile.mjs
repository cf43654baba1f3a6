// What others may try, and what a service may try that lies. Each is a function of a world (story.mjs) and throws where it succeeds.

import { createServer } from 'node:http';
import { FINALITY, Phone, ensure, until } from './harness.mjs';
import { LISI, LOAN, ZHANGSAN, fill, sign, take, through, write } from './people.mjs';

const PATHS = ['/', '/new', '/d', '/verify', '/login', '/book', '/loans/0', '/no-such-page', '/v1/service'];
const HEADERS = {
  'content-security-policy': /default-src 'none'.*base-uri 'none'.*frame-ancestors 'none'/,
  'referrer-policy': /^no-referrer$/,
  'x-content-type-options': /^nosniff$/,
};

/** Headers of every page of both hosts; previews and frames; another host's name and another origin. */
export async function guarded(world) {
  for (const [base, paths] of [[world.service, PATHS], [world.signer, ['/', '/no-such-page']]]) {
    for (const path of paths) {
      const answer = await fetch(`${base}${path}`, { redirect: 'manual' });
      for (const [name, wanted] of Object.entries(HEADERS)) {
        if (path.startsWith('/v1/') && name === 'content-security-policy') continue;
        ensure(wanted.test(answer.headers.get(name) ?? ''), `${base}${path}: ${name}: ${answer.headers.get(name)}`);
      }
      const policy = answer.headers.get('content-security-policy') ?? '';
      ensure(!/unsafe-inline|unsafe-eval(?<!wasm-unsafe-eval)|\*/.test(policy), `${base}${path}: ${policy}`);
    }
  }
  // A robot that makes a preview of a link sees no fragment: nobody's name, no sum.
  const preview = await (await fetch(`${world.service}/d`, { headers: { 'user-agent': 'TelegramBot (like TwitterBot)' } })).text();
  ensure(!/og:image|10,?000|李四|张三/.test(preview), preview.slice(0, 2000));
  // Another site may not ask on behalf of who is logged in, nor read the API; the host that signs may.
  for (const [origin, allowed] of [['https://example.org', false], ['null', false], [world.signer, true]]) {
    const answer = await fetch(`${world.service}/v1/service`, { headers: { origin } });
    ensure((answer.headers.get('access-control-allow-origin') === origin) === allowed, `${origin}: ${answer.headers.get('access-control-allow-origin')}`);
    ensure(!answer.headers.get('access-control-allow-credentials'), 'no credentials for others');
  }
  // By another name it does not answer: a name that somebody points here would be an origin of theirs.
  ensure((await byName(world, 'evil.example')) >= 400, 'it answers to any name');
  await framed(world);
}

/** The status of an answer to a request for another host's name. */
async function byName(world, host) {
  const { request } = await import('node:http');
  const { hostname, port } = new URL(world.service);
  return new Promise((done, failed) => {
    request({ hostname, port, path: '/', headers: { host } }, (answer) => {
      answer.resume();
      done(answer.statusCode);
    })
      .on('error', failed)
      .end();
  });
}

/** A page of somebody else's with both hosts in frames: neither shows. */
async function framed(world) {
  const server = createServer((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>a trap</title><iframe src="${world.service}/d"></iframe><iframe src="${world.signer}/"></iframe>`);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const trap = `http://localhost:${server.address().port}`;
  const victim = await Phone.open(world.browser, [trap, world.service, world.signer], { name: 'framed', passkey: 'none' });
  await victim.go(trap);
  await until('both frames were refused', async () => victim.faults.filter((it) => /frame-ancestors|Refused to frame|X-Frame-Options/i.test(it)).length >= 2);
  for (const frame of victim.page.frames().slice(1)) ensure((await frame.locator('main').count()) === 0, `${frame.url()} shows in a frame`);
  await victim.close();
  server.close();
}

/** The link goes on to a third person: they see that the seat is taken, and no name. */
export async function forwarded(world) {
  const lender = await world.phone('lender', {});
  const borrower = await world.phone('borrower', {});
  const link = await write(world, lender, LISI);
  await take(world, borrower, link, ZHANGSAN);
  const third = await world.phone('third', {});
  await third.go(link);
  await third.on({ page: 'draft', role: 'nobody', state: ['seated', 'half'], ready: true });
  ensure(!(await third.sees('take')), 'nobody else can take it');
  const shown = await third.page.locator('main').innerText();
  for (const secret of ['李四', '张三', LISI['own-id'], ZHANGSAN['own-id']]) ensure(!shown.includes(secret), `a third person reads ${secret}`);
  await third.looks('draft-taken');
  // Wrong digits are no signature; and no match ends it for both.
  const wrong = String((BigInt(borrower.seen.digits) + 1n) % 10n ** 12n).padStart(12, '0');
  await lender.on({ page: 'draft', state: 'half', ready: true });
  await lender.tap('to-sign');
  await lender.waitFor('input#digits');
  await lender.type('digits', wrong);
  ensure(!(await lender.sees('sign')) || !(await lender.find('sign').isEnabled()) || (await refusedToSign(lender)), 'signed with the digits of something else');
  await lender.tap('no-match');
  await through(lender, {});
  await lender.on({ page: 'draft', state: 'void' });
  await borrower.on({ page: 'draft', state: 'void' });
  await borrower.looks('draft-void');
}

/** Presses anyway, and is told no. */
async function refusedToSign(phone) {
  await phone.tap('sign');
  await until(`${phone.name} is told no`, async () => (await phone.data('fault')) || (await phone.page.locator('[role=alert]:not(:empty)').count()));
  return true;
}

/** Two people open the link and press at once: one has the seat, the other is told. */
export async function raced(world) {
  const lender = await world.phone('lender', {});
  const link = await write(world, lender, LISI);
  const takers = [await world.phone('quick', {}), await world.phone('quicker', {})];
  for (const taker of takers) taker.accept(/409/);
  const ended = await Promise.allSettled(takers.map((taker) => take(world, taker, link, ZHANGSAN)));
  const seated = ended.filter((it) => it.status === 'fulfilled' && it.value === undefined).length;
  const told = ended.filter((it) => it.status === 'rejected' && it.reason.fault === 'seat-taken').length;
  ensure(seated === 1 && told === 1, `one has the seat and one is told: ${ended.map((it) => it.reason?.message ?? 'seated').join('\n')}`);
}

/** Changes answers of the service on the way to this phone, as a service could that lies. `change` gets path and parsed body and gives another body. */
async function lies(phone, world, change) {
  await phone.context.route(`${world.service}/v1/**`, async (route) => {
    const request = route.request();
    if (request.method() === 'OPTIONS') return route.continue();
    const answer = await route.fetch().catch(() => null);
    if (!answer) return route.abort().catch(() => {});
    let body = await answer.text();
    try {
      const told = change(new URL(request.url()).pathname, JSON.parse(body), request);
      if (told !== undefined) body = JSON.stringify(told);
    } catch {
      // No JSON: as it is.
    }
    // Whoever waited for news may have gone away meanwhile.
    await route.fulfill({ response: answer, body }).catch(() => {});
  });
}

/** The first amount in SCALE (compact or fixed) that says 10,000.00, made ten times as much. */
function dearer(terms) {
  const little = (n) => {
    const bytes = Buffer.alloc(16);
    bytes.writeBigUInt64LE(BigInt(n));
    return bytes.toString('hex');
  };
  const changed = terms.replace(little(1_000_000), little(10_000_000));
  ensure(changed !== terms, 'the sum stands in the terms');
  return changed;
}

/** A service that gives the lender other terms to sign than those that both have read, a key of somebody else's in the seat, or a text of its own. */
export async function service_lies(world) {
  const lender = await world.phone('lender', {});
  const borrower = await world.phone('borrower', {});
  const link = await write(world, lender, LISI);
  await take(world, borrower, link, ZHANGSAN);
  await lender.on({ page: 'draft', state: 'half', ready: true });
  const told = {
    'other terms': (draft) => ({ ...draft, terms: dearer(draft.terms) }),
    'other terms, both times': (draft) => ({ ...draft, terms: dearer(draft.terms), draft_terms: dearer(draft.draft_terms) }),
    'another key in the seat, to which fields would be sealed': (draft) => ({ ...draft, seat: { ...draft.seat, account: '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY' } }),
    'a borrower who has not signed': (draft) => ({ ...draft, intents: { ...draft.intents, borrower: { ...draft.intents.borrower, signature: `0x${'00'.repeat(64)}` } } }),
    'a field on one’s own side that one did not commit to': (draft) => ({ ...draft, creator: { ...draft.creator, fields: [...draft.creator.fields, { name: 'lender.address', commitment: draft.creator.fields[0].commitment }] } }),
    'other commitments': (draft) => ({ ...draft, seat: { ...draft.seat, fields: draft.seat.fields.map((it) => ({ ...it, commitment: it.commitment.replace(/[0-9]/g, (n) => String(9 - Number(n))) })) } }),
  };
  for (const [what, lie] of Object.entries(told)) {
    let lied = 0;
    await lies(lender, world, (path, body) => {
      if (!/^\/v1\/drafts\/[0-9a-f]{32}$/.test(path) || !body.seat) return undefined;
      lied += 1;
      return lie(body);
    });
    await lender.go(link);
    await lender.on({ page: 'draft', state: 'half', ready: true });
    await lender.tap('to-sign');
    const ended = await through(lender, { digits: borrower.seen.digits }).then(
      () => 'it went on',
      (error) => error,
    );
    ensure(lied > 0, `${what}: never told`);
    ensure(ended instanceof Error && ended.fault, `${what}: ${ended.message ?? ended}`);
    // Told by itself, and not only because such terms would have another digest: a service can make terms that fit.
    if (what.includes('own side')) ensure(ended.fault === 'fields-other', `${what}: ${ended.fault}`);
    await lender.context.unrouteAll({ behavior: 'ignoreErrors' });
  }
  // With the truth again, it is the same loan.
  await lender.go(link);
  await sign(world, lender, { digits: borrower.seen.digits });
  await lender.on({ page: 'draft', state: 'recorded' }, FINALITY);
  ensure(!lender.seen.texts.at(-1).includes('100,000.00'), 'the text is that of the true terms');
}

/** A service that shows the taker of the seat other terms than its maker wrote, or another maker to whom to seal an ID number. */
export async function service_lies_to_the_taker(world) {
  const lender = await world.phone('lender', {});
  const borrower = await world.phone('borrower', {});
  const link = await write(world, lender, LISI);
  for (const [what, lie] of Object.entries({
    'other terms': (draft) => ({ ...draft, terms: dearer(draft.terms), draft_terms: dearer(draft.draft_terms) }),
    'other commitments of the maker': (draft) => ({ ...draft, creator: { ...draft.creator, fields: draft.creator.fields.map((it) => (it.name.endsWith('id_number') ? { ...it, commitment: it.commitment.replace(/[0-9]/g, (n) => String(9 - Number(n))) } : it)) } }),
    'another maker': (draft) => ({ ...draft, creator: { ...draft.creator, account: '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY' } }),
  })) {
    await lies(borrower, world, (path, body) => (/^\/v1\/drafts\/[0-9a-f]{32}$/.test(path) ? lie(body) : undefined));
    await borrower.go(link);
    await borrower.on({ page: 'draft', state: 'open', ready: true });
    await borrower.tap('take');
    const ended = await through(borrower, { fields: ZHANGSAN }).then(
      () => 'it went on',
      (error) => error,
    );
    ensure(ended instanceof Error && ended.fault, `${what}: ${ended.message ?? ended}`);
    await borrower.context.unrouteAll({ behavior: 'ignoreErrors' });
  }
  // Digits of other terms to read out, once the true ones are signed.
  await lies(borrower, world, (path, body) => (path.endsWith('/intents') ? { ...body, digest: '00'.repeat(32) } : undefined));
  const ended = await take(world, borrower, link, ZHANGSAN).then(
    () => 'it went on',
    (error) => error,
  );
  ensure(ended instanceof Error && ended.fault === 'terms-changed', `other digits: ${ended.message ?? ended}`);
}

/** Boxes that somebody writes who may not, that are another's, or older than they were. */
export async function boxes(world) {
  const lender = await world.phone('lender', {});
  const kept = new Map();
  lender.context.on('request', (request) => {
    const found = /\/v1\/boxes\/([0-9a-f]{64})$/.exec(request.url());
    if (found && request.method() === 'PUT') kept.set(found[1], [...(kept.get(found[1]) ?? []), JSON.parse(request.postData())]);
  });
  await write(world, lender, LISI);
  await write(world, lender, { ...LISI, 'other-name': '王五' });
  const [locator, written] = [...kept][0] ?? [];
  ensure(written?.length >= 2, `the index is written before each signature: ${written?.length}`);
  const put = (body) => fetch(`${world.service}/v1/boxes/${locator}`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const newest = written.at(-1);
  const code = async (answer) => (await answer.json()).code;
  // The first one again: its counter is used.
  const again = await put(written[0]);
  ensure(again.status === 409 && (await code(again)) === 'box-counter', `rolled back: ${again.status}`);
  const unsigned = await put({ ...newest, counter: newest.counter + 1 });
  ensure([400, 401, 403, 422].includes(unsigned.status), `unsigned: ${unsigned.status}`);
  const stranger = await put({ ...newest, counter: newest.counter + 2, key: '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY' });
  ensure([400, 401, 403, 422].includes(stranger.status), `another key: ${stranger.status}`);
  // A service that gives an older or another box: the phone notices, and makes no new key of it.
  for (const [what, box] of [['an older one', written[0]], ['one of nobody’s', { ...newest, box: Buffer.alloc(4124, 7).toString('base64url') }]]) {
    await lies(lender, world, (path, body, request) => (path.endsWith(locator) && request.method() === 'GET' ? { ...body, ...box } : undefined));
    const before = (await lender.passkeys()).length;
    await lender.go(`${world.service}/new?lends=lender`);
    await fill(lender, 'loan', LOAN);
    await lender.tap('next');
    await lender.tap('to-signer');
    const ended = await through(lender, { fields: LISI }).then(() => null, (error) => error);
    ensure(ended?.fault, `${what}: ${ended?.message ?? 'it went on'}`);
    ensure((await lender.passkeys()).length === before, `${what}: a new key was made`);
    await lender.context.unrouteAll({ behavior: 'ignoreErrors' });
  }
}

/** Names that are program text for a page, a terminal, a table or the eye: they stay text. */
export async function program_text_as_names(world) {
  const names = {
    lender: { ...LISI, 'own-name': '<img src=x onerror="globalThis.taken=1">李四', 'other-name': '"><script>globalThis.taken=1</script>', purpose: '${globalThis.taken=1}{{7*7}}\u202Eelif' },
    borrower: { ...ZHANGSAN, 'own-name': `'"><svg onload=globalThis.taken=1>`, 'own-phone': 'javascript:globalThis.taken=1' },
  };
  const lender = await world.phone('lender', {});
  const borrower = await world.phone('borrower', {});
  const untouched = async () => {
    for (const phone of [lender, borrower]) ensure(!(await phone.page.evaluate(() => globalThis.taken)), `${phone.name}: a name was run`);
  };
  const tried = await (async () => {
    const link = await write(world, lender, names.lender);
    await untouched();
    await take(world, borrower, link, names.borrower);
    await untouched();
    return link;
  })().catch((error) => error);
  // Either such a name is refused with a sentence, or it is shown as it is.
  if (tried instanceof Error) ensure(tried.fault || (await lender.page.locator('[role=alert]:not(:empty)').count()) || (await borrower.page.locator('[role=alert]:not(:empty)').count()), tried.message);
  await untouched();
}

/** A proof of who somebody is, used a second time, or at another host. */
export async function replayed_login(world) {
  const lender = await world.phone('lender', {});
  await write(world, lender, LISI);
  const sent = [];
  lender.context.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/v1/sessions')) sent.push(request.postData());
  });
  await lender.go(`${world.service}/login`);
  await lender.tap('to-signer');
  await through(lender, {});
  await until('logged in', async () => (await lender.context.cookies(world.service)).length > 0);
  // Who is logged in is led on.
  await until('led on', async () => lender.page.url() === `${world.service}/`);
  const [cookie] = await lender.context.cookies(world.service);
  ensure(cookie.httpOnly && cookie.sameSite === 'Strict', `a cookie that no script and no other site uses: ${JSON.stringify(cookie)}`);
  await lender.go(`${world.service}/login`);
  await lender.on({ page: 'login', in: true });
  await lender.looks('login-in');
  const post = (body) => fetch(`${world.service}/v1/sessions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const again = await post(sent[0]);
  ensure(again.status >= 400 && !again.headers.get('set-cookie'), `the same proof again: ${again.status}`);
  const { nonce, expires_ms } = await (await fetch(`${world.service}/v1/sessions/nonce`, { method: 'POST' })).json();
  const other = await post(JSON.stringify({ ...JSON.parse(sent[0]), nonce, expires_ms }));
  ensure(other.status >= 400 && !other.headers.get('set-cookie'), `for another nonce: ${other.status}`);
}
