// A phone and a service in Node, for what the scripts of the host that signs do with keys: no browser, no chain. A phone has a store of its own; its module answers as the real one does, with hashes for
// signatures; the service keeps boxes by the rules of client/serve/src/boxes, and drafts as a test puts them there.
// Limits: no passkeys; terms are the JSON of their facts, which bind nothing; of screens there is what was put there last.

import { createHash, webcrypto } from 'node:crypto';
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);
globalThis.crypto ??= webcrypto;

const SCRIPTS = new URL('../../client/signer/static/js/', import.meta.url);
const ORIGIN = 'http://localhost:9700';
export const GENESIS = '07'.repeat(32);
/** Loans on a page of the list, as the module has it. */
export const PAGE = 12;

const sha256 = (...parts) => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
const accountOf = (seed, n) => `5${sha256('account', seed, n ?? null).slice(0, 47)}`;

/** What the module answers to the calls of these scripts. */
const MODULE = {
  account: ({ seed, n }) => ({ account: accountOf(seed, n) }),
  index: ({ seed, page }) => ({ locator: sha256('locator', seed, page), key: sha256('key', seed, page), loans: PAGE, length: 4096 }),
  bound_to: ({ rp, credential, ...rest }) => ({ bound: sha256('bound', rp, credential, rest), locator: sha256('passkey', rp, credential) }),
  signed_text: ({ purpose, host, subject, body }) => {
    const { signature, ...rest } = body;
    return { text: JSON.stringify([purpose, host, subject, Object.entries(rest).sort()]) };
  },
  sign: ({ seed, n, text }) => ({ signature: sha256('signature', accountOf(seed, n), text) }),
  draft_check: () => ({ digest: '11'.repeat(32), fields: [], withheld: [] }),
  terms_show: ({ terms }) => ({ parts: [['agreement'], ['codes']], apart: [], facts: { ...JSON.parse(Buffer.from(terms, 'hex')), principal: '1.00', total: '1.00', currency: 'CNY', last_due: '2027-01-01', sign_by_ms: 0 } }),
  signed: ({ account, text, signature }) => ({ signed: signature === sha256('signature', account, text) }),
};

const phones = new Map();
globalThis.phoneOf = (name) => phones.get(name);

class Refused extends Error {}
const refuse = (status, code) => {
  throw Object.assign(new Refused(code), { status, code });
};

/** The service of all phones. `drafts`: views by id. `asked`: what it was asked for, a method and a path each. */
export const service = {
  boxes: new Map(),
  drafts: new Map(),
  asked: [],
  /** Whether a request comes to it; else the network is gone. */
  hears: () => true,
  /** What happens before it answers. */
  before: async () => {},
  answer(method, path, body) {
    const box = /^\/v1\/boxes\/([0-9a-f]{64})$/.exec(path)?.[1];
    if (box) return this.box(method, box, body);
    const draft = /^\/v1\/drafts\/([0-9a-f]{32})$/.exec(path)?.[1];
    if (draft && method === 'GET') return this.drafts.get(draft) ?? refuse(404, 'draft-unknown');
    if (path === '/v1/service') return { genesis: GENESIS, contract: accountOf('contract'), finalised_ms: Date.now(), relay: null };
    return refuse(404, 'not-found');
  },
  box(method, locator, body) {
    const before = this.boxes.get(locator);
    if (method === 'GET') return before ?? refuse(404, 'box-unknown');
    if (method === 'DELETE' && !before) refuse(404, 'box-unknown');
    if (before && before.key !== body.key) refuse(403, 'box-key');
    if (before && before.counter >= body.counter) refuse(409, 'box-counter');
    this.boxes.set(locator, { box: null, ...body });
    return null;
  },
};

globalThis.fetch = async (url, { method = 'GET', body } = {}) => {
  const path = String(url).slice(ORIGIN.length);
  service.asked.push(`${method} ${path}`);
  await service.before(method, path);
  if (!service.hears(method, path)) throw new TypeError('fetch failed');
  try {
    return Response.json(service.answer(method, path, body && JSON.parse(body)));
  } catch (why) {
    if (!(why instanceof Refused)) throw why;
    return Response.json({ code: why.code }, { status: why.status });
  }
};

/** Nodes as far as a screen needs them. */
class Node {
  value = '';
  dataset = {};
  children = [];
  classList = { add() {} };
  style = {};
  append(...all) {
    this.children.push(...all);
  }
  appendChild(one) {
    this.append(one);
    return one;
  }
  replaceChildren(...all) {
    this.children = all;
  }
  get textContent() {
    return this.children.map((one) => one.textContent ?? String(one)).join('\n');
  }
  set textContent(text) {
    this.children = [text];
  }
  setAttribute(name, value) {
    this[name] = value;
  }
  removeAttribute(name) {
    delete this[name];
  }
  addEventListener() {}
  getContext() {
    return null;
  }
  focus() {}
  scrollIntoView() {}
}

globalThis.Node = Node;
globalThis.window = { scrollTo() {} };
globalThis.location = { hostname: 'localhost', host: 'localhost:9800' };
const main = new Node();
const within = (node, id) => (node.id === id ? node : (node.children ?? []).map((one) => within(one, id)).find(Boolean));
globalThis.document = {
  documentElement: {},
  createElement: () => new Node(),
  createElementNS: () => new Node(),
  getElementById: (id) => (id === 'main' ? main : id === 'brand' ? new Node() : byId(id)),
};

/** The node of this name on the screen that was put there last, or null. */
export const byId = (id) => within(main, id) ?? null;

/** The heading of the screen that was put there last: the id of its message. */
export const heading = () => main.children[0]?.textContent;

/** A phone that holds nothing: `script(name)` gives what a script of the host exports, `seed` is its own where none is given. */
export async function phone(name) {
  const stores = { keys: new Map(), loans: new Map() };
  const keys = { keys: 'root', loans: 'draft' };
  const device = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  phones.set(name, {
    all: async (store) => structuredClone([...stores[store].values()]),
    find: async (store, key) => structuredClone(stores[store].get(key)),
    keep: async (store, value) => void stores[store].set(value[keys[store]], structuredClone(value)),
    drop: async (store, key) => void stores[store].delete(key),
    clear: async () => Object.values(stores).forEach((store) => store.clear()),
    device: async () => device,
    persist() {},
    begin() {},
    call: async (what, asked) => MODULE[what]?.(asked) ?? refuse(500, `no ${what} here`),
    party: () => 'localhost',
    insideApp: () => false,
    isPossible: () => false,
  });
  const script = (file) => import(`${new URL(file, SCRIPTS).href}?phone=${name}`);
  (await script('api.js')).use(ORIGIN);
  return { script, keyring: await script('keyring.js'), loans: await script('loans.js') };
}
