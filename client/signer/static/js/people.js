// What people say of themselves: a name, an ID number, a telephone number. Read as they are typed, and refused where they cannot
// be right, before anything is made of them.

import { field } from './dom.js';
import { t } from './text.js';

const NAME_MAX = 60;
const TEXT_MAX = 120;
// Signs that cannot be seen, or that turn the text around.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/u;

const one = (text) => text.normalize('NFC').trim().replace(/\s+/g, ' ');
const wrong = (name, why) => {
  throw { code: 'field', field: name, detail: t(`wrong-${why}`) };
};

function text(name, value, most) {
  const said = one(value);
  if (UNSEEN.test(said)) wrong(name, 'unseen');
  if ([...said].length > most) wrong(name, 'long');
  return said;
}

/** The check digit of a Chinese identity number. Source: GB 11643-1999. */
function isIdentity(number) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, at) => all + weight * Number(number[at]), 0);
  return '10X98765432'[sum % 11] === number[17];
}

function identity(name, value) {
  const said = text(name, value, TEXT_MAX).toUpperCase().replace(/[\s-]/g, '');
  if (/^\d{17}[\dX]$/.test(said) && !isIdentity(said)) wrong(name, 'id');
  return said;
}

const phone = (name, value) => text(name, value, TEXT_MAX).replace(/[\s-]/g, '');

const READ = {
  'own-name': (name, value) => text(name, value, NAME_MAX) || wrong(name, 'empty'),
  'other-name': (name, value) => text(name, value, NAME_MAX) || wrong(name, 'empty'),
  'own-id': identity,
  'own-phone': phone,
  purpose: (name, value) => text(name, value, TEXT_MAX),
};

const KIND = {
  'own-name': { autocomplete: 'name', required: true },
  'other-name': { required: true },
  'own-id': { autocapitalize: 'characters' },
  'own-phone': { type: 'tel', autocomplete: 'tel' },
  purpose: {},
};

/** The inputs of these names. */
export function asked(names, changed = () => {}) {
  const nodes = names.map((name) =>
    field(name, t(`field-${name}`), { maxlength: 200, help: t(`field-${name}-help`), ...KIND[name], oninput: changed }),
  );
  const input = (name) => nodes[names.indexOf(name)].input;
  return {
    nodes,
    /** As they stand there, whatever it is. */
    raw: () => Object.fromEntries(names.map((name) => [name, one(input(name).value)])),
    /** What they say. Throws `{code: 'field', field}` at the first that cannot be, and goes there. */
    read() {
      const said = {};
      for (const name of names) {
        try {
          said[name] = READ[name](name, input(name).value);
          input(name).removeAttribute('aria-invalid');
        } catch (why) {
          input(name).setAttribute('aria-invalid', 'true');
          input(name).focus();
          throw why;
        }
      }
      return said;
    },
  };
}
