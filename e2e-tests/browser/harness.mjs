// Phones for the stories: Debian's Chromium with a window of a phone's size each, a passkey that a virtual authenticator simulates (with PRF, which unseals keys), and an eye on everything
// that a story must not do: errors in the console, violations of the Content-Security-Policy, requests to anybody but the two hosts, findings of axe-core.
//
// Counted on each phone: taps (ticks too, typing not), prompts of the passkey, bytes received, seconds. Units: seconds, bytes.
// Limits: one engine. A virtual authenticator asks nobody, so that a prompt costs no time here.

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** Rules that axe-core is asked for: WCAG 2.2 AA and what it calls good practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
/** How long a page may take for what takes a moment. Two cores, and other tests on them. Units: milliseconds. */
export const PATIENCE = Number(process.env.PATIENCE_MS ?? 60_000);
/** How long until something is final. Units: milliseconds. */
export const FINALITY = 120_000;
const SIZE = { width: 390, height: 844 };
const ANDROID = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Mobile Safari/537.36';
export const WECHAT = `${ANDROID} MicroMessenger/8.0.50 Language/zh_CN`;
/** A passkey's home as the browser simulates it (CDP's `VirtualAuthenticatorOptions`). */
export const AUTHENTICATOR = {
  protocol: 'ctap2',
  ctap2Version: 'ctap2_1',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  hasPrf: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};

/** The browser's program: CHROMIUM, or where distributions put it. */
export function program() {
  const found = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));
  if (!found) throw new Error('there is no Chromium on this machine: run `make setup` (Debian package chromium), or name one in CHROMIUM');
  return found;
}

/** Starts a browser with nobody's settings. */
export async function start() {
  return chromium.launch({ executablePath: program(), headless: true, args: FLAGS });
}

/** Throws what a person can read when `it` does not hold. */
export function ensure(it, what) {
  if (!it) throw new Error(typeof what === 'string' ? what : JSON.stringify(what));
}

/** Asks until it holds; whoever waits says for what. */
export async function until(what, holds, patience = PATIENCE) {
  const end = Date.now() + patience;
  for (;;) {
    const found = await holds();
    if (found) return found;
    if (Date.now() > end) throw new Error(`not within ${patience / 1000} s: ${what}`);
    await new Promise((again) => setTimeout(again, 100));
  }
}

/** Somebody with a phone of their own. */
export class Phone {
  /**
   * `origins`: the hosts that may be asked. Optional: `lang`, `dark`, `passkey` ("prf", "plain" or none), `agent`, `script` (false: none), `name` (for messages), `pictures` (a directory), `size`.
   */
  static async open(browser, origins, wanted = {}) {
    const { lang = 'zh-CN', dark = false, passkey = 'prf', agent = ANDROID, script = true, name = 'a phone', pictures, size = SIZE } = wanted;
    const context = await browser.newContext({
      viewport: size,
      deviceScaleFactor: 2,
      isMobile: true,
      hasTouch: true,
      locale: lang,
      timezoneId: 'Asia/Shanghai',
      colorScheme: dark ? 'dark' : 'light',
      userAgent: agent,
      javaScriptEnabled: script,
      acceptDownloads: true,
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(PATIENCE);
    if (script) {
      // A violation is also in the console; this one names the directive and what it stopped.
      await context.addInitScript(() => {
        addEventListener('securitypolicyviolation', (it) => console.error(`CSP: ${it.violatedDirective} stopped ${it.blockedURI} at ${it.sourceFile}:${it.lineNumber} ${it.sample}`));
      });
    }
    const phone = new Phone();
    Object.assign(phone, { browser, context, origins, name, pictures, lang, script, taps: 0, prompts: 0, received: 0, requests: [], faults: [], done: [], accepted: [], violations: [], shots: 0, began: Date.now() });
    context.on('request', (request) => phone.requests.push(request.url()));
    phone.page = await context.newPage();
    await phone.watch(phone.page, passkey);
    return phone;
  }

  /** Listens to a page, and gives it the passkey of this phone. */
  async watch(page, passkey) {
    page.on('pageerror', (error) => this.faults.push(`${page.url().split('#')[0]}: ${error.stack || error}`));
    page.on('console', (line) => {
      if (line.type() === 'error') this.faults.push(`${page.url().split('#')[0]}: ${line.text()} ${line.location().url ?? ''}`);
    });
    // A dialog of the browser is something that nobody asked for.
    page.on('dialog', (dialog) => {
      this.faults.push(`${page.url().split('#')[0]} opened a dialog: ${dialog.message()}`);
      dialog.dismiss().catch(() => {});
    });
    this.cdp = await this.context.newCDPSession(page);
    await this.cdp.send('Network.enable');
    this.cdp.on('Network.loadingFinished', (it) => (this.received += it.encodedDataLength));
    if (passkey === 'none') return;
    await this.cdp.send('WebAuthn.enable');
    const options = { ...AUTHENTICATOR, hasPrf: passkey === 'prf' };
    this.authenticator = (await this.cdp.send('WebAuthn.addVirtualAuthenticator', { options })).authenticatorId;
    for (const event of ['WebAuthn.credentialAdded', 'WebAuthn.credentialAsserted']) this.cdp.on(event, () => (this.prompts += 1));
  }

  /** From here on a finger says no, or yes again, to each prompt. */
  async verifies(yes) {
    await this.cdp.send('WebAuthn.setUserVerified', { authenticatorId: this.authenticator, isUserVerified: yes });
  }

  /** Passkeys on this phone, with their signature counters and so on (CDP's `Credential`). */
  async passkeys() {
    return (await this.cdp.send('WebAuthn.getCredentials', { authenticatorId: this.authenticator })).credentials;
  }

  /** Goes to an address, as by a link in a message. */
  async go(url) {
    // Chromium does not load a page again for another fragment alone.
    if (this.page.url().split('#')[0] === url.split('#')[0] && url.includes('#')) await this.page.goto('about:blank');
    const answer = await this.page.goto(url, { waitUntil: 'domcontentloaded' });
    return answer;
  }

  /** One thing on the page that can be seen, by its id, or a whole selector. */
  find(handle) {
    return this.page.locator(/^[\w-]+$/.test(handle) ? `#${handle}` : handle).filter({ visible: true }).first();
  }

  /** Whether it is there to be seen now. */
  async sees(handle) {
    return this.find(handle).isVisible();
  }

  /** Waits until it is there. */
  async waitFor(handle, patience = PATIENCE) {
    try {
      await this.find(handle).waitFor({ state: 'visible', timeout: patience });
    } catch {
      throw new Error(`${this.name}: no ${handle} on\n${await this.state()}`);
    }
  }

  /** Waits for one of several, and says which. */
  async either(...handles) {
    return until(
      `${this.name}: one of ${handles.join(', ')}`,
      async () => {
        for (const handle of handles) if (await this.sees(handle).catch(() => false)) return handle;
        return null;
      },
    ).catch(async (error) => {
      throw new Error(`${error.message}\n${await this.state()}`);
    });
  }

  /** Taps it once. */
  async tap(handle) {
    await this.waitFor(handle);
    this.taps += 1;
    try {
      await this.find(handle).tap();
    } catch (error) {
      throw new Error(`${this.name}: cannot tap ${handle}: ${error.message.split('\n')[0]}\n${await this.state()}`);
    }
  }

  /** The same where there is such a thing. */
  async tapIf(handle) {
    const there = await this.sees(handle);
    if (there) await this.tap(handle);
    return there;
  }

  /** Ticks it: a tap too. */
  async tick(handle) {
    await this.waitFor(handle);
    if (await this.find(handle).isChecked()) return;
    this.taps += 1;
    await this.find(handle).check();
  }

  /** Types into it; what stood there goes. */
  async type(handle, text) {
    await this.waitFor(handle);
    await this.find(handle).fill(text);
  }

  /** What stands in it, be it an input or not. */
  async read(handle) {
    await this.waitFor(handle);
    return this.find(handle).evaluate((it) => ('value' in it && it.tagName !== 'LI' && it.tagName !== 'BUTTON' ? it.value : it.textContent).trim());
  }

  /** Waits until the page says so on `main`: `{ page: 'draft', state: ['seated', 'half'], ready: true }`. */
  async on(wanted, patience = PATIENCE) {
    const one = ([name, value]) => (value === true ? `[data-${name}]` : `:is(${[value].flat().map((it) => `[data-${name}="${it}"]`).join()})`);
    const selector = `main${Object.entries(wanted).map(one).join('')}`;
    try {
      await this.page.locator(selector).waitFor({ state: 'attached', timeout: patience });
    } catch {
      throw new Error(`${this.name}: never ${selector}\n${await this.state()}`);
    }
  }

  /** A value that `main` carries. */
  async data(name) {
    return this.page.locator('main').getAttribute(`data-${name}`);
  }

  /** Where it is and what stands there, for messages. */
  async state() {
    const text = await this.page
      .evaluate(() => {
        const main = document.querySelector('main');
        const said = { ...main?.dataset };
        // Words for the page's own script.
        for (const long of ['words', 'findings']) delete said[long];
        const fields = [...document.querySelectorAll('main input, main select, main textarea')].map((it) => `${it.name || it.id}=${it.value}${it.checkVisibility() ? '' : ' (hidden)'}`);
        return `${JSON.stringify(said)}\n${fields.join(' | ')}\n${document.body?.innerText ?? ''}`.slice(0, 3000);
      })
      .catch((error) => String(error));
    return `at ${this.page.url()}\n${text}\nfaults: ${this.faults.join('\n')}\nlast done: ${this.done.slice(-25).join(' · ')}`;
  }

  /** A problem that the story provokes: such lines of the console are no fault. */
  accept(pattern) {
    this.accepted.push(pattern);
  }

  /** axe-core finds nothing here, and nothing scrolls sideways; remembered until [`clean`]. */
  async looks(what) {
    await this.picture(what);
    await this.page.evaluate(AXE);
    const found = await this.page.evaluate((rules) => globalThis.axe.run(document, { runOnly: rules, resultTypes: ['violations'] }), RULES);
    for (const it of found.violations) {
      const places = it.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.html.slice(0, 160)} ${node.any.map((one) => one.message).join('; ')}`);
      this.violations.push(`${what}: ${it.id} (${it.impact}): ${it.help}\n    ${places.join('\n    ')}`);
    }
    const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) this.violations.push(`${what}: scrolls sideways by ${wide} px`);
    const short = await this.page.evaluate(() =>
      [...document.querySelectorAll('button, input:not([type=hidden]):not([type=checkbox]):not([type=radio]), select, a.btn')]
        .filter((it) => it.checkVisibility?.() && it.getBoundingClientRect().height < 44)
        .map((it) => it.outerHTML.slice(0, 120)),
    );
    for (const it of short) this.violations.push(`${what}: lower than 44 px: ${it}`);
  }

  /** A picture of the whole page, where pictures are wanted. */
  async picture(what) {
    if (!this.pictures) return;
    mkdirSync(this.pictures, { recursive: true });
    this.shots += 1;
    await this.page.screenshot({ path: join(this.pictures, `${what.replace(/[^\w-]+/g, '-')}.png`), fullPage: true });
  }

  /** Downloads by a tap: the bytes. */
  async download(handle) {
    await this.waitFor(handle);
    this.taps += 1;
    const [file] = await Promise.all([this.page.waitForEvent('download'), this.find(handle).tap()]);
    return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()), path: await file.path() };
  }

  /** Everything that must not have happened. */
  async clean() {
    const faults = this.faults.filter((line) => !this.accepted.some((pattern) => pattern.test(line)));
    ensure(faults.length === 0, `${this.name}: faults in the console:\n${faults.join('\n')}`);
    ensure(this.violations.length === 0, `${this.name}: findings of axe-core:\n${this.violations.join('\n')}`);
    for (const url of this.requests) {
      const { origin, protocol } = new URL(url);
      ensure(['data:', 'blob:'].includes(protocol) || this.origins.includes(origin), `${this.name} asked a third party: ${url}`);
    }
  }

  /** What it took so far. */
  figures() {
    return { taps: this.taps, prompts: this.prompts, seconds: (Date.now() - this.began) / 1000, bytes: this.received, requests: this.requests.length };
  }

  async close() {
    await this.context.close();
  }
}
