// The host that signs: takes a task from the fragment of its address, which no server sees, does it, and goes back.

import * as api from './api.js';
import { fromBase64url, fromUtf8 } from './bytes.js';
import { byId, fault, h, main, screen, speaks } from './dom.js';
import { begin } from './module.js';
import { has, lang, LANGUAGES, speak, t } from './text.js';

const KEPT = 'iou-task';

/** What each task needs, fetched when it comes. */
const TASKS = {
  new: async (task) => (await import('./drafts.js')).fresh(task),
  seat: async (task) => (await import('./drafts.js')).seat(task),
  sign: async (task) => (await import('./drafts.js')).sign(task),
  void: async (task) => (await import('./drafts.js')).takeBack(task),
  act: async (task) => (await import('./act.js')).act(task),
  login: async (task) => (await import('./login.js')).login(task),
  keys: async (task) => (await import('./keys.js')).keys(task),
  words: async (task) => (await import('./keys.js')).words(task),
  restore: async (task) => (await import('./keys.js')).restore(task),
};

/** Faults as sentences: the service's own words, else those of this host. */
speaks((why) => {
  if (why?.title) return { heading: why.title, sentence: why.detail ?? '' };
  const code = String(why?.code ?? 'error').replaceAll('_', '-');
  const id = has(`fault-${code}`) ? `fault-${code}` : 'fault-error';
  const values = { code, detail: why?.detail ?? '', word: why?.word ?? '', number: why?.number ?? '', like: (why?.like ?? []).join(', ') || '—', reason: why?.reason ?? '' };
  return { heading: t(id, values), sentence: why?.detail && !['passkey-failed'].includes(why.code) ? why.detail : has(`${id}-do`) ? t(`${id}-do`, values) : '' };
});

/** The task in the address, which is taken out of it at once; what stood there before a reload. */
function asked() {
  const found = /^#([a-z]+)(?:=([\w-]*))?/.exec(location.hash);
  if (location.hash) history.replaceState(null, '', location.pathname);
  if (found) sessionStorage.setItem(KEPT, JSON.stringify([found[1], found[2] ?? '']));
  const [name, said] = found ? [found[1], found[2] ?? ''] : JSON.parse(sessionStorage.getItem(KEPT) ?? '["keys",""]');
  const what = said ? JSON.parse(fromUtf8(fromBase64url(said))) : {};
  if (!Object.hasOwn(TASKS, name) || typeof what !== 'object' || what === null || Array.isArray(what)) throw { code: 'task' };
  return { name, what };
}

/** Only a service that this host works for, and only a path of it. */
function checked(what, apis) {
  const wanted = what.api === undefined ? apis[0] : String(what.api).replace(/\/$/, '');
  if (!apis.includes(wanted)) throw { code: 'api' };
  const back = what.back ?? '/';
  if (typeof back !== 'string' || !/^\/(?![/\\])[\w./-]*$/.test(back)) throw { code: 'task' };
  for (const [name, form] of [['token', /^[\w-]{43}$/], ['draft', /^[0-9a-f]{32}$/], ['loan', /^\d{1,20}$/], ['step', /^[a-z_]{1,40}$/]]) {
    if (what[name] !== undefined && !form.test(String(what[name]))) throw { code: 'task' };
  }
  return { ...what, api: wanted, back };
}

function language(what) {
  const chosen = sessionStorage.getItem('iou-lang');
  return chosen ?? (LANGUAGES.includes(what?.lang) ? what.lang : navigator.language);
}

async function run(task, name) {
  main.dataset.page = name;
  try {
    await TASKS[name](task);
  } catch (why) {
    if (main.dataset.ready === undefined || !main.querySelector('h1')) screen(name, t('fault-heading'));
    fault(why);
  }
}

async function start() {
  let task;
  let name = 'keys';
  let wrong = null;
  try {
    const found = asked();
    [name, task] = [found.name, found.what];
  } catch {
    wrong = { code: 'task' };
  }
  begin();
  const [config] = await Promise.all([fetch('/config.json').then((it) => it.json()), speak(language(task))]);
  const brand = byId('brand');
  brand.textContent = t('brand');
  byId('foot').textContent = t('foot');
  document.querySelector('.skip').textContent = t('skip');
  const other = byId('lang');
  other.textContent = t('other-language');
  other.lang = lang() === 'en' ? 'zh-CN' : 'en';
  other.addEventListener('click', () => {
    sessionStorage.setItem('iou-lang', lang() === 'en' ? 'zh-CN' : 'en');
    location.reload();
  });
  byId('hash').textContent = config.hash;
  if (!wrong) {
    try {
      task = checked(task, config.apis);
    } catch (why) {
      wrong = why;
    }
  }
  if (wrong || !config.built) {
    screen(name, t('fault-heading'));
    return fault(wrong ?? { code: 'module' });
  }
  api.use(task.api);
  /** Back to a page of the service; what the task was is forgotten. */
  task.leave = (fragment) => {
    sessionStorage.removeItem(KEPT);
    // A page that is only asked for another fragment would not load anew.
    location.assign(`${task.api}${task.back}${fragment}`);
    return new Promise(() => {});
  };
  task.go = (next) => run({ ...task }, next);
  return run(task, name);
}

addEventListener('hashchange', () => location.reload());
// Coming back to a page that the browser has kept: what it had opened is no longer asked for.
addEventListener('pageshow', (event) => event.persisted && location.reload());
start().catch((why) => {
  main.replaceChildren(h('h1', {}, 'IOU · 借条'));
  fault(why);
});
