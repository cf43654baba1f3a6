// The words, from the message files of both languages; figures and days as the language writes them.

let messages = {};
let tag = 'zh-CN';

export const LANGUAGES = ['zh-CN', 'en'];

export async function speak(wanted) {
  tag = String(wanted ?? '').toLowerCase().startsWith('en') ? 'en' : 'zh-CN';
  messages = await (await fetch(`/text/${tag}.json`)).json();
  document.documentElement.lang = tag;
}

export const lang = () => tag;
export const has = (id) => id in messages;

/** The message with its values. */
export function t(id, values = {}) {
  const message = messages[id];
  if (message === undefined) return id;
  return message.replace(/\{ \$([\w-]+) \}/g, (_, name) => String(values[name] ?? ''));
}

/** 1234567.50 → 1,234,567.50 */
const grouped = (number) => {
  const [whole, part] = String(number).split('.');
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (part === undefined ? '' : `.${part}`);
};

export const money = (number, currency) => (currency === 'CNY' ? `¥${grouped(number)}` : `${grouped(number)} ${currency}`);
/** `10000.00 CNY`, as the module shows amounts. */
export const shownMoney = (text) => money(...String(text).split(' '));

// The day before the month, as the service writes it.
const region = () => (tag === 'en' ? 'en-GB' : tag);
export const day = (text) => new Intl.DateTimeFormat(region(), { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${text}T00:00:00Z`));
export const moment = (ms) => new Intl.DateTimeFormat(region(), { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23', timeZone: 'Asia/Shanghai' }).format(new Date(ms));
/** 5GrwvaEF…HGKutQY */
export const short = (account) => `${account.slice(0, 6)}…${account.slice(-5)}`;
