// The form: what does not belong to the chosen way of repaying is put away, and what it comes to is reckoned while it is filled in.

import { api, byId, money, ready } from './common.mjs';

const form = byId('loan');
const method = byId('method');

function fit() {
  const atOnce = method.value === 'bullet';
  for (const part of document.querySelectorAll('[data-when]')) part.hidden = (part.dataset.when === 'bullet') !== atOnce;
}

function filled() {
  const said = Object.fromEntries([...new FormData(form)].filter(([, value]) => String(value).trim() !== ''));
  for (const name of method.value === 'bullet' ? ['periods', 'every'] : ['term']) delete said[name];
  for (const name of ['rate', 'overdue_rate']) if (/^[0-9.]+$/.test(said[name] ?? '')) said[name] += '%';
  return said;
}

let last = 0;
async function reckon() {
  const mine = ++last;
  const said = filled();
  if (!said.amount || !said.rate || (method.value === 'bullet' ? !said.term : !said.periods)) return;
  const wrong = byId('cost-wrong');
  try {
    const found = await api('/v1/terms', { method: 'POST', body: JSON.stringify({ form: said }) });
    if (mine !== last) return;
    byId('cost-total').textContent = money(found.total, found.currency);
    byId('cost-interest').textContent = money(found.interest, found.currency);
    byId('cost-rate').textContent = found.true_rate ?? '—';
    wrong.textContent = '';
    byId('cost').hidden = false;
  } catch (why) {
    if (mine !== last || why.code !== 'form') return;
    wrong.textContent = why.title;
    for (const id of ['cost-total', 'cost-interest', 'cost-rate']) byId(id).textContent = '—';
    byId('cost').hidden = false;
  }
}

let timer;
form.addEventListener('input', () => {
  fit();
  clearTimeout(timer);
  timer = setTimeout(reckon, 400);
});
fit();
reckon();
ready();
