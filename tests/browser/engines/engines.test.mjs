// A short story in three engines: Chromium, Firefox and WebKit.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from './chromium.mjs';
import { firefox } from './firefox.mjs';
import { firstLosses, learn, loadElsewhere, readOwn } from './story.mjs';
import { serveWatched } from './watched.mjs';
import { webkit } from './webkit.mjs';

const MINUTE = 60_000;

// What was started ends with this program.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

let server;
before(async () => {
  server = await serveWatched();
});
after(() => server?.close());

/** Starts `engine` for the test `t`, with a folder of its own for what is downloaded. */
async function start(t, engine, options = {}) {
  const home = await mkdtemp(join(tmpdir(), 'fovea-'));
  const site = { home, url: server.url };
  t.after(async () => {
    await site.browser?.close();
    await rm(home, { recursive: true, maxRetries: 5 });
  });
  site.browser = await engine.start({ home, ...options });
  return site;
}

function assertAlike(one, other, steps, names) {
  for (let step = 1; step <= steps; step += 1) {
    const [a, b] = [one.get(step), other.get(step)];
    assert.ok(Math.abs(a - b) <= 1e-3, `step ${step}: ${a} ${names[0]}, ${b} ${names[1]}`);
  }
}

/** The losses of each engine's CPU. */
const curves = new Map();

for (const engine of [chromium, firefox, webkit]) {
  test(`${engine.name}: train, pause, draw, the weights there and back, and a class of one's own`, { timeout: 3 * MINUTE, skip: engine.missing }, async (t) => {
    const site = await start(t, engine);
    const learned = await learn(site);
    curves.set(engine.name, learned.losses);
    assert.equal(await loadElsewhere(site, learned.file), learned.answer);
    assert.match(await readOwn(site), /^Net: 12,810 parameters/);
  });
}

test('every engine computes the same losses', async (t) => {
  if (curves.size < 2) return t.skip('fewer than two engines have trained');
  const [[first, expected], ...others] = curves;
  t.diagnostic(`compared with ${first}: ${others.map(([name]) => name).join(', ')}`);
  for (const [name, losses] of others) assertAlike(expected, losses, 10, [`in ${first}`, `in ${name}`]);
});

test('Firefox: WebGPU computes the losses that the CPU computes', { timeout: 3 * MINUTE, skip: firefox.gpuMissing }, async (t) => {
  const site = await start(t, firefox, { gpu: true });
  const gpu = await firstLosses(site, 'webgpu', /^GPU/, 20);
  const cpu = curves.get('Firefox') ?? (await firstLosses(site, 'cpu', /^CPU/, 20));
  assertAlike(cpu, gpu, 20, ['on the CPU', 'on the GPU']);
});
