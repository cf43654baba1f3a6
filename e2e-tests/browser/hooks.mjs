// Loads the scripts of the host that signs in Node, as often as there are phones: `keyring.js?phone=NAME` and what it imports are a phone's own. What a browser alone has, and the module that is compiled
// for it, come from `globalThis.phoneOf(NAME)` (phone.mjs).

/** The scripts that a phone puts its own in the place of, with what they export. */
const OWN = {
  'store.js': ['all', 'find', 'keep', 'drop', 'clear', 'device', 'persist'],
  'module.js': ['begin', 'call'],
  'passkey.js': ['answer', 'insideApp', 'isPossible', 'make', 'party'],
};

const isScript = (url) => url.includes('/client/signer/static/js/');

export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  if (!isScript(found.url)) return found;
  const url = new URL(found.url);
  if (context.parentURL && isScript(context.parentURL)) url.search = new URL(context.parentURL).search;
  return { url: url.href, format: 'module', shortCircuit: true };
}

export async function load(url, context, next) {
  const { pathname, searchParams } = new URL(url);
  const own = isScript(url) && OWN[pathname.split('/').at(-1)];
  if (!own) return next(url, context);
  const phone = `globalThis.phoneOf(${JSON.stringify(searchParams.get('phone'))})`;
  return { format: 'module', shortCircuit: true, source: own.map((name) => `export const ${name} = (...all) => ${phone}.${name}(...all);`).join('\n') };
}
