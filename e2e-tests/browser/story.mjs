// Plays one story: `node story.mjs NAME '{"service":"http://localhost:1","signer":"http://localhost:2",…}'`. Prints lines of JSON: `{"ask":…}` when it needs something done outside of
// the browser (the answer is a line on standard input), `{"figures":{…}}` at its end. Exit 1 with what was seen, where it does not come true.

import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { Phone, start } from './harness.mjs';
import * as hostile from './hostile.mjs';
import * as keys from './keys.mjs';
import * as stories from './stories.mjs';
import * as paper from './paper.mjs';
import * as pictures from './pictures.mjs';
import * as figures from './figures.mjs';

const [name, given = '{}'] = process.argv.slice(2);
const story = { ...stories, ...keys, ...paper, ...hostile, ...pictures, ...figures }[name];
if (typeof story !== 'function') {
  console.error(`no story is called ${name}`);
  process.exit(2);
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const world = {
  ...JSON.parse(given),
  phones: [],
  /** A new phone; what must not happen on it is looked for at the end. */
  async phone(who, wanted = {}) {
    const phone = await Phone.open(world.browser, [world.service, world.signer], { name: who, pictures: world.pictures, ...wanted });
    world.phones.push(phone);
    return phone;
  },
  /** Asks the other side to do something. */
  async ask(what) {
    console.log(JSON.stringify({ ask: what }));
    const { value } = await lines.next();
    return JSON.parse(value);
  },
};
world.browser = await start();
try {
  const told = await story(world);
  for (const phone of world.phones) await phone.clean();
  console.log(JSON.stringify({ figures: told ?? {} }));
} catch (error) {
  console.error(error.stack);
  for (const phone of world.phones) {
    console.error(`\n--- ${phone.name} ${await phone.state().catch(String)}`);
    // Where somebody looks for the reason, a picture says more.
    if (process.env.PICTURES_OF_FAILURES) {
      mkdirSync(process.env.PICTURES_OF_FAILURES, { recursive: true });
      await phone.page.screenshot({ path: join(process.env.PICTURES_OF_FAILURES, `${name}-${phone.name}.png`), fullPage: true }).catch(() => {});
    }
  }
  process.exitCode = 1;
} finally {
  await world.browser.close();
  // Standard input is still open.
  process.exit();
}
