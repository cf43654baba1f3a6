// What this browser keeps: keys under their locks, loans with what only their people know. Never the only copy.

const NAME = 'iou';
const STORES = { keys: 'root', loans: 'draft', device: 'name' };

let opened;

function database() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) asked.result.createObjectStore(name, { keyPath });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed({ code: 'store' });
    asked.onblocked = () => failed({ code: 'store' });
  });
  return opened;
}

async function ask(store, mode, what) {
  const db = await database().catch(() => {
    throw { code: 'store' };
  });
  return new Promise((done, failed) => {
    // Written for good before anything is sent that relies on it.
    const transaction = db.transaction(store, mode, { durability: 'strict' });
    const asked = what(transaction.objectStore(store));
    transaction.oncomplete = () => done(asked.result);
    transaction.onerror = transaction.onabort = () => failed({ code: 'store' });
  });
}

export const all = (store) => ask(store, 'readonly', (it) => it.getAll());
export const find = (store, key) => ask(store, 'readonly', (it) => it.get(key));
export const keep = (store, value) => ask(store, 'readwrite', (it) => it.put(value));
export const drop = (store, key) => ask(store, 'readwrite', (it) => it.delete(key));

/** Forgets everything, the key of this browser too: what a disk still has of it opens no more. */
export const clear = async () => {
  for (const store of Object.keys(STORES)) await ask(store, 'readwrite', (it) => it.clear());
};

/** A key of this browser that no script can read: what lies here is worth nothing elsewhere. */
export async function device() {
  const found = await find('device', 'aes');
  if (found) return found.key;
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  // Another tab may have been first.
  await ask('device', 'readwrite', (it) => it.add({ name: 'aes', key })).catch(() => {});
  return (await find('device', 'aes')).key;
}

/** Asks the browser not to clear this away on its own. */
export async function persist() {
  try {
    await navigator.storage?.persist?.();
  } catch {
    // It keeps things as long as it likes.
  }
}
