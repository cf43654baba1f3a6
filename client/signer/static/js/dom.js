// Nodes, never markup: what comes from people or services is text wherever it stands.

export const main = document.getElementById('main');
export const byId = (id) => document.getElementById(id);

const SVG = 'http://www.w3.org/2000/svg';
/** Paths of the signs, in a square of 24. */
const ICONS = {
  ok: [['circle', { cx: 12, cy: 12, r: 10 }], ['path', { d: 'M7 12.5l3.4 3.4L17 9' }]],
  warn: [['path', { d: 'M12 2.5L22.5 21h-21zM12 9v6M12 16.8v2' }]],
  bad: [['path', { d: 'M8 2h8l6 6v8l-6 6H8l-6-6V8zM8 8l8 8M16 8l-8 8' }]],
  wait: [['circle', { cx: 12, cy: 12, r: 10 }], ['path', { d: 'M12 6v6.5l4 2.5' }]],
  key: [['circle', { cx: 8, cy: 8, r: 5 }], ['path', { d: 'M11.5 11.5L21 21M17 17l3-3' }]],
};

function put(node, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'value') node.value = value;
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

/** An element: `h('p', { class: 'lead', onclick: … }, 'words', node, [more])`. */
export const h = (tag, properties, ...children) => put(document.createElement(tag), properties, children);
/** The same of a drawing. */
export const s = (tag, properties, ...children) => put(document.createElementNS(SVG, tag), properties, children);

export const icon = (name, tone = '') =>
  s('svg', { class: `i ${tone}`, viewBox: '0 0 24 24', 'aria-hidden': 'true', fill: 'none', stroke: 'currentColor', 'stroke-width': 2 }, ICONS[name].map(([tag, at]) => s(tag, at)));

/** A note with a sign before it; `tone` is ok, warn or bad. */
export const note = (tone, heading, ...words) => noted('h3', tone, heading, ...words);

/** The same with a heading of another order. */
export const noted = (level, tone, heading, ...words) =>
  h('div', { class: `note ${tone}` }, icon(tone || 'wait', tone), h('div', {}, heading && h(level, {}, heading), words.flat().map((one) => (one instanceof Node ? one : h('p', {}, one)))));

export const section = (heading, ...children) => h('section', {}, heading && h('h2', {}, heading), children);

export const facts = (rows) =>
  h('dl', { class: 'facts' }, rows.filter((row) => row && row[1]).map(([name, value, amount]) => h('div', {}, h('dt', {}, name), h('dd', { class: amount && 'amt' }, value))));

/** How long a button that signs rests on a new screen: the second tap of two belongs to the screen before. Units: milliseconds. */
const REST = 700;

/** A button; while what it started goes on, it cannot be pressed again. */
export function button(id, label, press, { tone = '', sign, disabled } = {}) {
  const one = h('button', { class: `btn ${tone}`, id, type: 'button', disabled: disabled || Boolean(sign) }, sign && icon(sign), label);
  if (sign && !disabled) setTimeout(() => (one.disabled = false), REST);
  one.addEventListener('click', async () => {
    if (one.disabled) return;
    one.disabled = true;
    main.setAttribute('aria-busy', 'true');
    forget();
    try {
      await press();
    } catch (why) {
      one.disabled = false;
      fault(why);
    } finally {
      main.removeAttribute('aria-busy');
      if (one.isConnected && !one.dataset.held) one.disabled = false;
    }
  });
  return one;
}

export const buttons = (...all) => h('div', { class: 'btns' }, all);

/** An input with its label and a word of help. */
export function field(name, label, { help, ...properties } = {}) {
  const id = properties.id ?? name;
  const tag = properties.rows ? 'textarea' : 'input';
  const input = h(tag, { autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off', 'aria-describedby': help && `${id}-help`, ...properties, id, name });
  return Object.assign(h('div', { class: 'field' }, h('label', { for: id }, label), input, help && h('p', { class: 'small mute', id: `${id}-help` }, help)), { input });
}

/** Puts a screen there. What is read aloud begins at its heading. */
export function screen(task, heading, ...parts) {
  forget();
  main.dataset.page = task;
  delete main.dataset.ready;
  const title = h('h1', { tabindex: '-1' }, heading);
  main.replaceChildren(title, h('div', { id: 'fault', role: 'alert' }), ...parts.flat(Infinity).filter(Boolean));
  document.title = `${heading} · ${document.getElementById('brand').textContent}`;
  main.dataset.ready = '';
  window.scrollTo(0, 0);
  title.focus({ preventScroll: true });
}

let said = (why) => why.code ?? String(why);
/** How faults become sentences. */
export const speaks = (words) => {
  said = words;
};

/** Says what went wrong, with a code for programs. */
export function fault(why) {
  const code = why?.code ?? 'error';
  const words = said(why);
  main.dataset.fault = code;
  const place = byId('fault') ?? main.appendChild(h('div', { id: 'fault', role: 'alert' }));
  place.replaceChildren(noted('h2', 'bad', words.heading, words.sentence));
  place.scrollIntoView({ block: 'nearest' });
}

/** What went wrong is over. */
export function forget() {
  delete main.dataset.fault;
  byId('fault')?.replaceChildren();
}
