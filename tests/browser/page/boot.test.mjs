// Before the page is there: whatever keeps it from opening is said in it, and what can be got over is.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Fovea } from '../support/fovea.mjs';
import { dist } from '../support/paths.mjs';
import { cachedBadly, late, missing, once, preceded, serve } from '../support/server.mjs';
import { openSite } from '../support/site.mjs';

const MINUTE = 60_000;
const BOOT = '/boot.js';
const index = readFileSync(`${dist}/index.html`, 'utf8');
const SCRIPT = `/${/data-js="\.\/([^"]+)"/.exec(index)[1]}`;
const PROGRAM = `/${/data-wasm="\.\/([^"]+)"/.exec(index)[1]}`;

const site = openSite();

/** A server of the test's own, closed at its end. */
async function own(t, options) {
  const server = await serve(options);
  t.after(() => server.close());
  return server;
}

/** The page before it is there, in a fresh context that is closed at the end of the test. */
async function unopened(t, url, context = {}) {
  const page = await (await site.browser.newContext(context)).newPage();
  t.after(() => page.context().close());
  await page.goto(url, { waitUntil: 'commit' });
  return page;
}

const plainText = (path) => (path.endsWith('.js') ? { 'Content-Type': 'text/plain' } : {});
const withoutSniffing = (path) => ({ ...plainText(path), 'X-Content-Type-Options': 'nosniff' });
const withoutWasm = () => ({ 'Content-Security-Policy': "script-src 'self' 'unsafe-inline'" });

test('the policy names the inline script, and there is no other', () => {
  const source = readFileSync(new URL('../../../index.html', import.meta.url), 'utf8');
  for (const [name, html] of Object.entries({ 'index.html': source, 'dist/index.html': index })) {
    const scripts = [...html.replace(/<!--.*?-->/gs, '').matchAll(/<script>(.*?)<\/script>/gs)];
    const hashes = scripts.map(([, code]) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`);
    assert.equal(hashes.length, 1, name);
    assert.deepEqual(html.match(/'sha256-[^']*'/g), hashes, `${name}: put ${hashes} into its policy`);
  }
});

test('opened as a file, the page says how to serve it', async (t) => {
  const page = await unopened(t, pathToFileURL(`${dist}/index.html`).href);
  await page.getByText(/python3 -m http\.server/).waitFor();
  await page.getByText(/localhost:8000/).waitFor();
});

test('scripts sent as text/plain: the page names the type', async (t) => {
  const server = await own(t, { headers: plainText });
  const page = await unopened(t, server.url);
  const alert = page.getByRole('alert');
  await alert.filter({ hasText: 'text/plain' }).filter({ hasText: 'text/javascript' }).waitFor();
});

test('no script runs at all: the text of the page helps', async (t) => {
  const server = await own(t, { headers: withoutSniffing });
  const pages = {
    'scripts of the wrong type that the browser must not guess': unopened(t, server.url),
    'scripts switched off': unopened(t, site.server.url, { javaScriptEnabled: false }),
    'scripts switched off, and reduced motion': unopened(t, site.server.url, { javaScriptEnabled: false, reducedMotion: 'reduce' }),
  };
  for (const [what, opening] of Object.entries(pages)) {
    await t.test(what, async () => {
      const page = await opening;
      for (const words of [/text\/javascript/, /python3 -m http\.server/, /ad blocker/]) {
        await page.getByText(words).waitFor({ timeout: 15_000 });
      }
    });
  }
});

test('the help stays away from those who do not need it', async (t) => {
  const server = await own(t, { faults: { [BOOT]: late(1) } });
  const page = await unopened(t, server.url);
  await page.getByText('Opening Fovea…').waitFor();
  assert.equal(await page.getByText(/http\.server/).filter({ visible: true }).count(), 0);
  await page.getByRole('tablist').first().waitFor();
  assert.equal(await page.locator('#boot').isVisible(), false);
});

for (const [folder, query] of [['/sub/', ''], ['/fovea-1.0/', '?net=mlp'], ['/a/b c/', '?net=lenet&epochs=2#main']]) {
  test(`the folder ${folder} opens without its last slash, too`, async (t) => {
    const server = await own(t, { folder: encodeURI(folder), slashless: true });
    const fovea = await Fovea.open(t, site.browser, server.url);
    await fovea.page.goto(server.url.replace(/\/$/, query));
    await fovea.page.getByRole('tablist').first().waitFor();
    assert.ok(fovea.page.url().startsWith(server.url), fovea.page.url());
    await fovea.assertNoProblems();
  });
}

test('an address that names the page gets no slash', async (t) => {
  for (const name of ['index.html', 'index']) {
    const fovea = await Fovea.open(t, site.browser, site.server.url + name);
    assert.equal(new URL(fovea.page.url()).pathname, `/${name}`);
    await fovea.assertNoProblems();
  }
});

const PATTERN = (path, response) => {
  response.setHeader('Content-Type', 'application/octet-stream');
  response.end(Buffer.alloc(1000, 'bad'));
};

for (const [what, path, fault] of [
  ['program that was cut off', PROGRAM, cachedBadly],
  ['script that was cut off', SCRIPT, cachedBadly],
  ['program that is none', PROGRAM, () => once(PATTERN)],
  ['script that throws', SCRIPT, () => once(preceded('throw new Error("a bad day");'))],
  ['script that was not there', SCRIPT, () => once(missing)],
]) {
  test(`a ${what}, the first time: the page opens all the same, and again`, async (t) => {
    const server = await own(t, { faults: { [path]: fault() } });
    const fovea = await Fovea.open(t, site.browser, server.url);
    assert.equal(await fovea.alerts().count(), 0);
    await fovea.page.reload();
    await fovea.page.getByRole('tablist').first().waitFor();
    assert.equal(await fovea.alerts().count(), 0);
  });
}

test('a part that stays away is named', async (t) => {
  for (const path of [SCRIPT, PROGRAM]) {
    const server = await own(t, { faults: { [path]: missing } });
    const page = await unopened(t, server.url);
    await page.getByRole('alert').filter({ hasText: path.slice(1) }).filter({ hasText: '404' }).waitFor();
  }
});

test('a policy of the host that forbids WebAssembly is named', async (t) => {
  const server = await own(t, { headers: withoutWasm });
  const page = await unopened(t, server.url);
  await page.getByRole('alert').filter({ hasText: 'wasm-unsafe-eval' }).waitFor();
});

test('WebAssembly of any type is WebAssembly', async (t) => {
  const server = await own(t, { headers: (path) => (path.endsWith('.wasm') ? { 'Content-Type': 'text/plain' } : {}) });
  const fovea = await Fovea.open(t, site.browser, server.url);
  await fovea.assertNoProblems();
});

test('a slow server is waited for, with a word', { timeout: MINUTE }, async (t) => {
  for (const [path, seconds] of Object.entries({ [BOOT]: 4, [SCRIPT]: 4, [PROGRAM]: 12 })) {
    const server = await own(t, { faults: { [path]: late(seconds) } });
    const page = await unopened(t, server.url);
    if (seconds > 10) await page.getByText(/server is slow/).waitFor();
    await page.getByRole('tablist').first().waitFor();
    assert.equal(await page.locator('#boot').isVisible(), false);
  }
});
