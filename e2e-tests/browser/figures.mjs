// How heavy and how slow the first page and a signing page are on a cheap phone. Units: bytes on the wire, milliseconds; median of three, nothing cached.
// Source of the conditions: what Lighthouse calls "slow 4G" (150 ms, 1.6 Mbit/s) and a processor four times slower than this one.

import { fill, LISI, LOAN, through } from './people.mjs';

const NETWORK = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (0.75 * 1024 * 1024) / 8 };
const SLOWER = 4;
const TIMES = 3;

const median = (all) => all.sort((a, b) => a - b)[all.length >> 1];

/** First page and signing page, slow and cold. */
export async function weight(world) {
  const measured = [];
  for (let n = 0; n < TIMES; n += 1) measured.push(await once(world));
  return Object.fromEntries(Object.keys(measured[0]).map((name) => [name, median(measured.map((it) => it[name]))]));
}

async function once(world) {
  const reader = await world.phone('cheap', {});
  await reader.cdp.send('Network.emulateNetworkConditions', NETWORK);
  await reader.cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  const told = {};
  const measured = async (name, go) => {
    const [began, bytes, requests] = [performance.now(), reader.received, reader.requests.length];
    await go();
    // What the page may still fetch belongs to it.
    told[`${name}_ms`] = performance.now() - began;
    await reader.page.waitForLoadState('networkidle');
    told[`${name}_bytes`] = reader.received - bytes;
    told[`${name}_requests`] = reader.requests.length - requests;
  };
  await measured('first', async () => {
    await reader.go(`${world.service}/`);
    // It has no script: it can be used as soon as it is there, with its style.
    await reader.on({ page: 'home' });
    await reader.page.waitForLoadState('load');
  });
  await reader.go(`${world.service}/new?lends=lender`);
  await fill(reader, 'loan', LOAN);
  await reader.tap('next');
  await reader.on({ page: 'preview' });
  await measured('signing', async () => {
    await reader.tap('to-signer');
    await reader.page.waitForURL((url) => url.origin === world.signer);
    await reader.on({ ready: true });
  });
  await through(reader, { fields: LISI });
  await reader.context.close();
  world.phones.splice(world.phones.indexOf(reader), 1);
  return told;
}
