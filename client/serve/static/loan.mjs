// A loan: news are told as they happen, and what the other side alone can do is put away where this browser knows its own.

import { byId, copy, kept, main, ready } from './common.mjs';

const role = main.dataset.viewer === 'other' ? kept.get(`iou-role:${main.dataset.loan}`) : null;
if (role === 'lender' || role === 'borrower') {
  for (const group of document.querySelectorAll('[data-role]')) group.hidden = group.dataset.role !== role;
  // Whose seat is claimed reads it in words to them, and nobody else is asked to object.
  for (const note of document.querySelectorAll('[data-own]')) {
    if (note.dataset.own === role) note.hidden = false;
    else note.remove();
  }
  for (const note of document.querySelectorAll('[data-others]')) {
    if (note.dataset.others === role) note.remove();
    else note.querySelector('.btns')?.remove();
  }
}
const news = new EventSource(`/v1/stream?loan=${main.dataset.loan}`);
news.addEventListener('loan', () => {
  byId('news').hidden = false;
});
for (const button of document.querySelectorAll('[data-copy]')) {
  button.addEventListener('click', async () => {
    if (await copy(button.dataset.copy)) button.textContent = button.dataset.copied;
  });
}
ready();
