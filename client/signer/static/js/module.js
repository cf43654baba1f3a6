// The module: all that is done with keys and terms is done in it, from bytes.

import { load } from './module.mjs';

let loaded;

/** Fetches it; a page that signs does so at once. */
export function begin() {
  loaded ??= load(fetch('/sign.wasm'));
  loaded.catch(() => {});
}

/** An answer of the module; throws what it says. */
export async function call(name, asked) {
  begin();
  let module;
  try {
    module = await loaded;
  } catch {
    throw { code: 'module' };
  }
  return module.call(name, asked);
}
