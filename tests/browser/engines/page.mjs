// The page as a user meets it, in any engine that can go to an address, run a function there, drag the
// mouse and choose a file.
import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const MINUTE = 60_000;

const SELECTORS = {
  application: '[role="application"]',
  button: 'button:not([role])',
  menuitem: '[role="menuitem"]',
  tab: '[role="tab"]',
};

export class Page {
  #tab;
  #home;

  constructor(tab, home) {
    this.#tab = tab;
    this.#home = home;
  }

  /** Opens the page at `url` with `settings` in its address, in a fresh window; downloads lie in `home`. */
  static async open({ browser, home, url }, settings) {
    const page = new Page(await browser.open(), home);
    await page.#tab.go(`${url}?${new URLSearchParams(settings)}`);
    await page.until('the page', () => page.#place('button', 'Train'));
    return page;
  }

  close() {
    return this.#tab.close();
  }

  evaluate(code, argument) {
    return this.#tab.evaluate(code, argument);
  }

  click(role, name) {
    return this.until(`the ${role} ${name}`, () => this.#press(role, name), 10_000);
  }

  /** Draws a line over the pad through `points` of a unit square, x to the right, y down. */
  async draw(points) {
    const find = () => this.#place('application', 'Drawing pad: draw a digit');
    await this.until('the drawing pad', find, 10_000);
    await this.#alignPad();
    const { x, y, width, height } = await this.until('the drawing pad', find, 10_000);
    await this.#tab.drag(points.map(([u, v]) => [x + u * width, y + v * height]));
  }

  /** Moves the pad to whole pixels, which are all that a mouse can point at: the same points give the same drawing on any page. */
  #alignPad() {
    return this.#tab.evaluate((selector) => {
      const pad = [...document.querySelectorAll(selector)].find((found) => found.getClientRects().length > 0);
      pad.style.translate = 'none';
      const { x, y } = pad.getBoundingClientRect();
      pad.style.translate = `${Math.round(x) - x}px ${Math.round(y) - y}px`;
    }, SELECTORS.application);
  }

  /** Clicks what has that role and name, if it is there; says whether it was. */
  async #press(role, name) {
    const place = await this.#place(role, name);
    if (place) await this.#tab.drag([[place.x + place.width / 2, place.y + place.height / 2]]);
    return place !== null;
  }

  /**
   * Brings the first visible element of that role, and name if there is one, into view and says where it is; null
   * while there is none or something covers it.
   */
  #place(role, name = null) {
    return this.#tab.evaluate(
      ({ selector, name }) => {
        const nameOf = (element) => {
          const heard = element.cloneNode(true);
          for (const unheard of heard.querySelectorAll('[aria-hidden="true"]')) unheard.remove();
          return heard.getAttribute('aria-label') ?? heard.textContent.trim();
        };
        const isMeant = (element) => element.getClientRects().length > 0 && (name === null || nameOf(element) === name);
        const element = [...document.querySelectorAll(selector)].find(isMeant);
        if (!element) return null;
        element.scrollIntoView({ block: 'center' });
        const { x, y, width, height } = element.getBoundingClientRect();
        const isOnTop = element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
        return isOnTop ? { x, y, width, height } : null;
      },
      { selector: SELECTORS[role], name },
    );
  }

  /** The words of the first visible element that `selector` finds; empty while there is none. */
  text(selector) {
    return this.#tab.evaluate((selector) => {
      const element = [...document.querySelectorAll(selector)].find((found) => found.getClientRects().length > 0);
      return element ? element.innerText.trim() : '';
    }, selector);
  }

  /** The same, brought into view: what is out of sight has no words in some engines. */
  async textInView(selector) {
    await this.#tab.evaluate((selector) => document.querySelector(selector)?.scrollIntoView({ block: 'center' }), selector);
    return this.text(selector);
  }

  metric(name) {
    return this.text(`[data-metric="${name}"]`);
  }

  /** The step of this epoch; NaN before the first. */
  async step() {
    return Number.parseFloat(await this.metric('step'));
  }

  runState() {
    return this.#tab.evaluate(() => document.querySelector('[data-run-state]').dataset.runState);
  }

  alerts() {
    return this.#tab.evaluate(() =>
      [...document.querySelectorAll('[role="alert"]')].map((alert) => alert.innerText.trim()).filter(Boolean));
  }

  /** The fields of the form with their values, by label. */
  form() {
    return this.#tab.evaluate(() => {
      const value = (field) => (field.type === 'checkbox' ? field.checked : field.value);
      const labels = [...document.querySelectorAll('label')].filter(({ control }) => control && control.type !== 'file');
      return Object.fromEntries(labels.map((label) => [label.textContent.trim(), value(label.control)]));
    });
  }

  selectedTab() {
    return this.text('[role="tab"][aria-selected="true"]');
  }

  /** Console errors, uncaught exceptions and violations of the content security policy, where somebody watches, and alerts. */
  async problems() {
    return [...(await this.#tab.evaluate(() => window.problems ?? [])), ...(await this.alerts())];
  }

  /** Waits until `condition()` gives something true. */
  async until(what, condition, timeout = MINUTE) {
    const deadline = Date.now() + timeout;
    for (;;) {
      const value = await condition();
      if (value) return value;
      if (Date.now() > deadline) {
        assert.fail(`waited ${timeout / 1000} s for ${what}; problems: ${(await this.problems()).join(' | ') || 'none'}`);
      }
      await sleep(50);
    }
  }

  reach(state) {
    return this.until(`run state ${state}`, async () => {
      const now = await this.runState();
      assert.ok(now === state || now !== 'failed', `the run failed: ${await this.alerts()}`);
      return now === state;
    });
  }

  /** Waits until at least `count` steps of this epoch are done. */
  steps(count) {
    return this.until(`${count} steps`, async () => (await this.step()) >= count);
  }

  /** What `read` gives once it has said the same for a second. */
  async settled(read) {
    for (let last = await read(), same = 0; ; ) {
      await sleep(100);
      const now = await read();
      same = now === last ? same + 1 : 0;
      if (same === 10) return now;
      last = now;
    }
  }

  /** The path of the file whose name matches, once `save` has made the browser download it whole. */
  async downloaded(name, save) {
    const old = await this.#inHome(name);
    if (old) await rm(old);
    await save();
    const file = await this.until(`a file ${name}`, () => this.#inHome(name));
    // A browser writes it bit by bit.
    await this.settled(() => readFile(file, 'latin1'));
    return file;
  }

  async #inHome(name) {
    const found = (await readdir(this.#home)).find((file) => name.test(file));
    return found && join(this.#home, found);
  }

  /** The CSV file of the loss chart; where the button opens a menu, by its first item. */
  async csv() {
    const name = /\.csv$/;
    const file = await this.downloaded(name, async () => {
      await this.click('button', 'Save CSV of Loss');
      await this.until('a file or a menu', async () => (await this.#inHome(name)) || this.#press('menuitem'));
    });
    return readFile(file, 'utf8');
  }

  loadWeights(file) {
    return this.#tab.choose('#weights-file', file);
  }
}
