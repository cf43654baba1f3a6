// Verifying: the module runs here, over two files that the reader has, and nothing leaves this browser.

import { byId, fault, grouped, main, moment as when, money, ready, words } from './common.mjs';
import { load } from './module.mjs';

const MOST = 32 * 1024 * 1024;
const said = words();
const findings = JSON.parse(main.dataset.findings || '{}');
const [file, spec, check] = ['file', 'spec', 'check'].map(byId);
let module;

// --- the file on paper -----------------------------------------------------------------------------------------------------------

/** Longest sides at which a picture is looked at: a code that fills it, and one in a corner of it. Units: pixels. */
const SIDES = [1600, 800, 3000];
/** The digest of the file to which the paper belongs; hexadecimal. */
let paper = null;

/** The digest in a square code: the last part of a link of whatever host, which nobody follows, or alone. */
const digestIn = (text) => /(?:^|[#&])sha256[=:]([0-9a-f]{64})$/i.exec(text.trim())?.[1].toLowerCase() ?? null;

/** What stands in the address is taken out of it at once. */
function fromAddress() {
  const { hash } = location;
  if (!hash) return;
  history.replaceState(null, '', location.pathname);
  if (!/sha256/i.test(hash)) return;
  paper = digestIn(hash);
  if (!paper) fault('paper', said['wrong-paper']);
}

function says(state) {
  for (const part of document.querySelectorAll('main [data-paper]')) part.hidden = part.dataset.paper !== state;
  byId('expected').textContent = paper ?? '';
  if (state) main.dataset.paper = state;
  else delete main.dataset.paper;
}

/** Whether the chosen file is the one on paper. */
async function compare() {
  const [wanted, [chosen]] = [paper, file.files];
  // Nothing stays that was said of another file, or of another paper.
  says(wanted && 'expected');
  if (!wanted || !chosen) return;
  if (chosen.size > MOST) {
    fault('size', said['wrong-size']);
    return;
  }
  await used(async () => {
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    if (file.files[0] !== chosen || paper !== wanted) return;
    const { sha256, error } = module.identify(bytes);
    if (error) fault(error.code, said[`wrong-${error.code.replaceAll('_', '-')}`]);
    else says(sha256 === wanted ? 'same' : 'other');
  });
}

/** A picture in shades of grey, at most so long. Source of the weights: ITU-R BT.601. */
function grey(picture, side) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width, picture.height].map((length) => Math.max(1, Math.round(length * scale)));
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, width, height);
  pen.drawImage(picture, 0, 0, width, height);
  const { data } = pen.getImageData(0, 0, width, height);
  const light = new Uint8Array(width * height);
  for (let at = 0; at < light.length; at += 1) light[at] = (data[4 * at] * 299 + data[4 * at + 1] * 587 + data[4 * at + 2] * 114) / 1000;
  return { light, width };
}

/** Reads the square code in a picture. It is looked at here, and goes nowhere. */
async function scan(chosen) {
  if (!chosen) return;
  forget();
  paper = null;
  says(null);
  const picture = chosen.size > MOST ? null : await createImageBitmap(chosen).catch(() => null);
  if (!picture) {
    fault('scan-picture', said['wrong-scan-picture']);
    return;
  }
  await used(async () => {
    const texts = [];
    const [usual] = SIDES;
    for (const side of SIDES.filter((one) => one <= usual || Math.max(picture.width, picture.height) > usual)) {
      const { light, width } = grey(picture, side);
      texts.push(...module.scan(light, width).texts);
      if (texts.some(digestIn)) break;
    }
    const found = new Set(texts.map(digestIn).filter(Boolean));
    const wrong = found.size > 1 ? 'scan-several' : texts.length ? 'scan-other' : 'scan-none';
    if (found.size !== 1) return fault(wrong, said[`wrong-${wrong}`]);
    [paper] = found;
    await compare();
    document.querySelector('main [data-paper]:not([hidden])')?.scrollIntoView({ block: 'nearest' });
    return null;
  });
  picture.close();
}

// --- the file itself -------------------------------------------------------------------------------------------------------------

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** The public key in an address: base58, of which the first byte says the network and the last two are a sum. */
function publicKey(address) {
  const signs = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  let number = 0n;
  for (const sign of address) number = number * 58n + BigInt(Math.max(signs.indexOf(sign), 0));
  return number.toString(16).padStart(70, '0').slice(-68, -4);
}

/** How what people read has a figure of an item. */
function shown(report) {
  const loan = report.loan;
  const people = loan ? { [publicKey(loan.terms.lender)]: said.lender, [publicKey(loan.terms.borrower)]: said.borrower } : {};
  const word = (kind, value) => findings[`${kind}-${value.replace(/[A-Z]/g, (sign, at) => (at ? '-' : '') + sign.toLowerCase()).replaceAll('_', '-')}`];
  const unit = loan?.terms.unit;
  return (name, value) => {
    const short = (text) => (text.length > 20 ? `${text.slice(0, 8)}…${text.slice(-4)}` : text);
    switch (name) {
      case 'account': case 'signer': case 'contract': case 'seat': case 'acting': case 'successor': case 'claimant': return people[value] ?? short(value);
      case 'name': return word('event', value) ?? value;
      case 'status': return word('status', value) ?? value;
      case 'what': case 'of': return findings[`digest-of-${value}`] ?? value;
      case 'message': return word('action', value) ?? value;
      case 'time_ms': return when(Number(value));
      case 'amount': {
        if (!unit) return value;
        const digits = value.padStart(unit.decimals + 1, '0');
        const whole = digits.slice(0, digits.length - unit.decimals);
        const part = digits.slice(digits.length - unit.decimals);
        return money(part ? `${whole}.${part}` : whole, unit.name);
      }
      case 'sha256': case 'hash': case 'digest': case 'code': case 'genesis': case 'key': case 'intent': case 'core':
        return short(value);
      default: return value;
    }
  };
}

function sentence(item, put) {
  const values = Object.fromEntries(Object.entries(item).map(([name, value]) => [name, put(name, String(value))]));
  if (item.error === 'not-settled') return fill(findings['evidence-settlement-false'], { status: put('status', item.about) });
  if (item.error !== undefined) return fill(findings['evidence-false-line'] ?? '{error}', { error: [item.error, item.about].filter(Boolean).join(': ') });
  const id = `evidence-${item.check}-${item.verdict}`;
  const chosen = Object.entries(item).map(([name, value]) => findings[`${id}|${name}|${value}`]).find(Boolean);
  return fill(chosen ?? findings[id] ?? '', values);
}

function list(report, verdict, put) {
  const part = document.querySelector(`[data-verdict="${verdict}"]`);
  const items = report.items.filter((item) => item.verdict === verdict);
  const rows = part.querySelector('ul');
  const model = part.querySelector('template');
  rows.replaceChildren(model);
  part.hidden = items.length === 0;
  for (const item of items) {
    const row = model.content.cloneNode(true);
    row.querySelector('b').textContent = findings[`check-${item.check}`] ?? item.check;
    row.querySelector('p').textContent = sentence(item, put);
    rows.append(row);
  }
}

/** The three sums, from the events that the file proves. What one side says alone was not delivered. */
function sums(loan) {
  const { decimals, name } = loan.terms.unit;
  const number = (value) => {
    const digits = value.toString().padStart(decimals + 1, '0');
    return decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits;
  };
  const { signed, is_signed: isSigned, delivered, delivered_is: known, repaid } = loan.sums;
  const word = byId('l-signed-word');
  word.textContent = isSigned ? word.dataset.signed : word.dataset.proposed;
  byId('l-signed').textContent = money(signed, name);
  byId('l-delivered').textContent = money(['reported', 'none'].includes(known) ? number(0n) : delivered, name);
  byId('l-repaid').textContent = money(repaid, name);
  byId('l-owed').textContent = money(number(BigInt(loan.statement.balance.total)), name);
}

function show(report, name) {
  const put = shown(report);
  const isFalse = report.false > 0 || report.verdict === 'false';
  byId('name').textContent = name;
  byId('is-false').hidden = !isFalse;
  byId('false-why').textContent = fill(said['false-why'], { count: report.false });
  byId('holds').hidden = isFalse || report.verdict !== 'holds';
  byId('unnamed').hidden = isFalse || report.verdict === 'holds';
  byId('development').hidden = !report.development;
  byId('as-of-word').textContent = said[isFalse ? 'as-of-false' : report.as_of?.proved ? 'as-of' : 'as-of-said'];
  byId('as-of').textContent = report.as_of ? when(report.as_of.time_ms) : '—';
  const days = report.as_of ? Math.floor((Date.now() - report.as_of.time_ms) / 86_400_000) : 0;
  byId('since').textContent = isFalse ? said['as-of-doubt'] : fill(said[days > 0 ? 'since' : 'since-today'], { days, today: when(Date.now()) });
  for (const verdict of ['proved', 'stated', 'missing', 'false']) {
    byId(`n-${verdict}`).textContent = fill(said.items, { count: report[verdict] });
    list(report, verdict, put);
  }
  const loan = isFalse ? null : report.loan;
  byId('loan').hidden = !loan;
  if (loan) {
    byId('l-lender').textContent = people(loan, 'lender');
    byId('l-borrower').textContent = people(loan, 'borrower');
    byId('l-status').textContent = findings[`status-${loan.status}`] ?? loan.status;
    sums(loan);
  }
  byId('chain').textContent = report.chain;
  byId('genesis').textContent = report.genesis;
  byId('block').textContent = report.as_of ? `${grouped(report.as_of.block)} · ${report.as_of.hash}` : '—';
  byId('result').hidden = false;
  main.dataset.holds = String(!isFalse && report.holds);
  function people(loan, side) {
    const named = report.items.find((item) => item.check === 'field' && item.field === `${side}.name` && item.verdict === 'proved');
    return named?.value ?? `${loan.terms[side].slice(0, 6)}…${loan.terms[side].slice(-4)}`;
  }
}

/** What went wrong is over. */
function forget() {
  delete main.dataset.fault;
  byId('fault').hidden = true;
}

/** Does something with the module, which is loaded when it is needed first. */
async function used(go) {
  try {
    module ??= await load(fetch(main.dataset.module));
    await go();
  } catch (why) {
    // What has failed inside is not used again.
    module = undefined;
    console.error(why);
    fault('module', said['wrong-module']);
  }
}

/** What was said of a file is not said of the next one. */
function unsaid() {
  delete main.dataset.holds;
  byId('result').hidden = true;
}

async function run() {
  forget();
  unsaid();
  const chosen = [file.files[0], spec.files[0]];
  if (chosen.some((one) => one.size > MOST)) return fault('size', said['wrong-size']);
  check.disabled = true;
  await used(async () => {
    const [evidence, chain] = await Promise.all(chosen.map(async (one) => new Uint8Array(await one.arrayBuffer())));
    const { report, error } = module.verify(evidence, chain);
    if (chosen[0] !== file.files[0] || chosen[1] !== spec.files[0]) return;
    if (error) fault(error.code, said[`wrong-${error.code.replaceAll('_', '-')}`] ?? error.reason);
    else show(report, chosen[0].name);
  });
  check.disabled = false;
}

function fit() {
  check.disabled = !(file.files.length && spec.files.length);
}

function chosen() {
  fit();
  forget();
  unsaid();
  compare();
}

if (check) {
  for (const input of [file, spec]) input.addEventListener('change', chosen);
  check.addEventListener('click', run);
  byId('print').addEventListener('click', () => print());
  const drop = byId('drop');
  drop.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  drop.addEventListener('dragleave', () => drop.classList.remove('over'));
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    for (const one of event.dataTransfer.files) {
      if (one.type.startsWith('image/')) {
        scan(one);
        continue;
      }
      const into = new DataTransfer();
      into.items.add(one);
      (one.name.endsWith('.json') ? spec : file).files = into.files;
    }
    chosen();
  });
  for (const [press, input] of [['to-scan', 'scan'], ['to-picture', 'picture']]) {
    byId(press).addEventListener('click', () => byId(input).click());
    byId(input).addEventListener('change', async ({ target }) => {
      await scan(target.files[0]);
      // The same picture once more is a change too.
      target.value = '';
    });
  }
  addEventListener('hashchange', () => {
    fromAddress();
    compare();
  });
  fit();
  fromAddress();
  compare();
}
ready();
