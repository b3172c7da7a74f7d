// The page as a user meets it: tabs, buttons, the progress line, numbers, downloads.
import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { lossesByStep } from './losses.mjs';

const MINUTE = 60_000;

/** Console errors that say nothing about the page: requests that a test itself made fail. */
const EXPECTED_ERRORS = /net::ERR_(NAME_NOT_RESOLVED|ABORTED|FAILED|CONTENT_LENGTH_MISMATCH)|status of 404/;

export class Fovea {
  constructor(page) {
    this.page = page;
    /** Console errors, uncaught exceptions and violations of the content security policy. */
    this.problems = [];
    /** Every address that was asked for. */
    this.requests = [];
    page.on('console', (message) => {
      if (message.type() === 'error') this.#note(message.text());
    });
    page.on('pageerror', (error) => this.#note(String(error)));
    page.on('request', (request) => this.requests.push(request.url()));
  }

  /**
   * Opens the page at `url` with `settings` in its address, in a fresh browser context that is closed
   * at the end of the test `t`.
   */
  static async open(t, browser, url, settings = {}, context = {}) {
    const fovea = new Fovea(await (await browser.newContext(context)).newPage());
    t.after(() => fovea.close());
    await fovea.page.addInitScript(() => {
      window.violations = [];
      document.addEventListener('securitypolicyviolation', (event) => {
        window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    await fovea.go(url, settings);
    return fovea;
  }

  async go(url, settings = {}) {
    await this.page.goto(`${url}?${new URLSearchParams(settings)}`);
    await this.page.getByRole('tablist').first().waitFor();
  }

  close() {
    return this.page.context().close();
  }

  #note(text) {
    if (!EXPECTED_ERRORS.test(text)) this.problems.push(text);
  }

  async assertNoProblems() {
    assert.deepEqual(this.problems, []);
    assert.deepEqual(await this.page.evaluate(() => window.violations), []);
  }

  /** A picture of the whole page, in a window so high that nothing is out of sight and therefore not drawn. */
  async picture(path) {
    const { width, height } = this.page.viewportSize();
    const whole = await this.page.evaluate(() => document.scrollingElement.scrollHeight);
    await this.page.setViewportSize({ width, height: Math.max(height, whole) });
    await this.page.screenshot({ path, fullPage: true });
    await this.page.setViewportSize({ width, height });
  }

  tab(name) {
    // A tab's name may go on with a note such as "trained".
    const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return this.page.getByRole('tab', { name: new RegExp(`^${escaped}\\b`) });
  }

  button(name) {
    return this.page.getByRole('button', { name, exact: true }).filter({ visible: true }).first();
  }

  alerts() {
    return this.page.getByRole('alert').filter({ visible: true });
  }

  /** Waits for an alert whose words match, and returns its text. */
  async alert(words, timeout = MINUTE) {
    const alert = this.alerts().filter({ hasText: words }).first();
    await alert.waitFor({ timeout });
    return alert.innerText();
  }

  /** The visible element that shows a metric. */
  metric(name) {
    return this.page.locator(`[data-metric="${name}"]`).filter({ visible: true }).first();
  }

  async word(name) {
    return (await this.metric(name).innerText()).trim();
  }

  /** A metric as a number; percentages become shares; NaN while none is shown. */
  async number(name) {
    const shown = (await this.word(name)).replace(/(?<=\d)[,\u202f\u00a0](?=\d{3})/g, '');
    return Number.parseFloat(shown) / (/^[\d.]+\s*%/.test(shown) ? 100 : 1);
  }

  /** Why this device is in use: the sentence beside or on the device badge. */
  async deviceReason() {
    const badge = this.metric('device').locator('xpath=..');
    return `${await badge.innerText()} ${(await badge.getAttribute('title')) ?? ''}`;
  }

  runState() {
    return this.page.locator('[data-run-state]').filter({ visible: true }).first().getAttribute('data-run-state');
  }

  /** Waits until `condition()` gives something true. */
  async until(what, condition, timeout = MINUTE) {
    const deadline = Date.now() + timeout;
    for (;;) {
      const value = await condition();
      if (value) return value;
      if (Date.now() > deadline) {
        const alerts = await this.alerts().allInnerTexts();
        assert.fail(`waited ${timeout / 1000} s for ${what}; the page is '${await this.runState()}', alerts: ${alerts.join(' | ') || 'none'}`);
      }
      await this.page.waitForTimeout(100);
    }
  }

  /** Waits for one of the run states, failing early when the run fails. */
  async reach(states, timeout = MINUTE) {
    const wanted = [states].flat();
    return this.until(`run state ${wanted.join(' or ')}`, async () => {
      const state = await this.runState();
      if (state === 'failed' && !wanted.includes('failed')) {
        assert.fail(`the run failed: ${(await this.alerts().allInnerTexts()).join(' | ')}`);
      }
      return wanted.includes(state) && state;
    }, timeout);
  }

  async train() {
    await this.button('Train').click();
  }

  /** Waits until at least `count` steps of this epoch are done. */
  async steps(count, timeout = 2 * MINUTE) {
    await this.reach(['running', 'paused', 'done', 'stopped'], timeout);
    return this.until(`${count} steps`, async () => (await this.number('step')) >= count, timeout);
  }

  /** Waits until the first trained network answers `digit`. */
  answer(digit) {
    const says = async () => (await this.metric('prediction').count()) > 0 && (await this.number('prediction')) === digit;
    return this.until(`the answer ${digit}`, says, 10_000);
  }

  /** The raw training loss of each step, by step number, from the loss chart's CSV file. */
  async losses() {
    await this.button('Save CSV of Loss').click();
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('menuitem', { name: 'Commas (0.5)', exact: true }).click(),
    ]);
    return lossesByStep(await text(await download.createReadStream()));
  }
}
