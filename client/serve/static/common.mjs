// What the scripts of several pages share.

export const main = document.getElementById('main');
export const byId = (id) => document.getElementById(id);

/** The words that the page gives its script. */
export const words = () => JSON.parse(main.dataset.words || '{}');

/** Shows what needs a script, and says that the page can be used. */
export function ready() {
  for (const part of document.querySelectorAll('[data-script]')) part.hidden = false;
  main.dataset.ready = '';
}

/** Says that something went wrong: a code for programs, a sentence for people. */
export function fault(code, why) {
  main.dataset.fault = code;
  if (byId('fault-why')) byId('fault-why').textContent = why;
  if (byId('fault')) byId('fault').hidden = false;
}

export const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

export function fromBase64(text) {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
}

export function toBase64(bytes) {
  const binary = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** A link to the signer host with a task in its fragment. */
export function signer(task, back, what) {
  const all = { api: main.dataset.api, back, lang: document.documentElement.lang, ...what };
  return `${main.dataset.signer}/#${task}=${toBase64(new TextEncoder().encode(JSON.stringify(all)))}`;
}

/** An answer of the API; throws {code, title, status}. */
export async function api(path, options = {}) {
  const headers = { 'accept-language': document.documentElement.lang };
  if (options.body) headers['content-type'] = 'application/json';
  const answer = await fetch(path, { ...options, headers, redirect: 'error' });
  const body = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (answer.ok) return body;
  throw { status: answer.status, code: body?.code ?? 'network', title: [body?.title, body?.detail].filter(Boolean).join(' ') };
}

/** 1234567.50 → 1,234,567.50 */
export function grouped(number) {
  const [whole, part] = String(number).split('.');
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (part === undefined ? '' : `.${part}`);
}

export const money = (number, currency) =>
  currency === 'CNY' ? `¥${grouped(number)}` : `${grouped(number)} ${currency}`;

const zone = { timeZone: 'Asia/Shanghai' };
const { lang } = document.documentElement;
// The day before the month, as the service writes it.
const region = lang === 'en' ? 'en-GB' : lang;
export const day = (text) =>
  new Intl.DateTimeFormat(region, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${text}T00:00:00Z`));
export const moment = (ms) =>
  new Intl.DateTimeFormat(region, { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23', ...zone }).format(new Date(ms));

/** What is remembered in this browser; nothing where it remembers nothing. */
export const kept = {
  get: (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  set: (name, value) => {
    try {
      localStorage.setItem(name, value);
    } catch {
      // A browser that keeps nothing asks again.
    }
  },
};

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
