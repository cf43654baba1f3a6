// Every page as a phone shows it: both languages, light and dark, 390 px wide. PNG files below `world.pictures`, and a page that shows them beside each other.

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './harness.mjs';
import { paper } from './paper.mjs';
import { through } from './people.mjs';
import { life } from './stories.mjs';

const KINDS = [
  ['zh-light', { lang: 'zh-CN', dark: false }],
  ['zh-dark', { lang: 'zh-CN', dark: true }],
  ['en-light', { lang: 'en-GB', dark: false }],
  ['en-dark', { lang: 'en-GB', dark: true }],
];
const ALONE = ['/', '/new', '/d', '/verify', '/login', '/book', '/no-such-page'];

/** What the lender sees who has logged in. */
async function book(world, by) {
  const lender = world.phones.find(({ name }) => name === 'lender');
  await lender.go(`${world.service}/login?next=book`);
  await lender.tap('to-signer');
  await through(lender, { by });
  await lender.on({ page: 'book' });
  await lender.looks('book');
  await lender.go(`${world.service}/`);
  await lender.looks('home-in');
  await lender.go(`${world.signer}/#keys`);
  await lender.on({ page: 'keys', ready: true });
  await lender.looks('keys');
}

/** Takes all of them. */
export async function album(world) {
  const { pictures } = world;
  for (const [kind, wanted] of KINDS) {
    world.pictures = join(pictures, kind);
    const reader = await world.phone(`reader ${kind}`, { ...wanted, passkey: 'none' });
    reader.accept(/404/);
    for (const path of ALONE) {
      await reader.go(`${world.service}${path}`);
      await reader.picture(`page${path.replace(/\W/g, '-')}`);
    }
    for (const [name, loan] of Object.entries(world.loans)) {
      await until(`the index knows loan ${loan}`, async () => (await reader.go(`${world.service}/loans/${loan}`)).ok());
      await reader.looks(name);
    }
    for (const [name, { loan, cookie }] of Object.entries(world.seats)) {
      await until(`the index knows loan ${loan}`, async () => (await reader.go(`${world.service}/loans/${loan}`)).ok());
      await reader.context.addCookies([{ name: 'iou', value: cookie, url: world.service }]);
      await reader.go(`${world.service}/loans/${loan}`);
      await reader.looks(name);
      await reader.go(`${world.service}/book`);
      await reader.looks(`${name}-book`);
    }
    await reader.context.clearCookies();
    const by = kind.endsWith('light') ? 'passkey' : 'words';
    await life(world, { by, look: true, ...wanted });
    await paper(world, wanted);
    await book(world, by);
    for (const phone of world.phones.splice(0)) {
      await phone.clean();
      await phone.close();
    }
  }
  const names = new Set(KINDS.flatMap(([kind]) => readdirSync(join(pictures, kind))));
  const rows = [...names].sort().map((name) => `<h2>${name}</h2>${KINDS.map(([kind]) => `<img loading="lazy" width="300" alt="${kind}" src="${kind}/${name}">`).join('\n')}`);
  writeFileSync(join(pictures, 'index.html'), `<!doctype html><meta charset="utf-8"><title>The pages</title>${rows.join('\n')}`);
  return { pictures: names.size };
}
