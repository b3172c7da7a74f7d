// The kernels for real GPUs, which no software adapter runs: Chrome's compiler accepts them.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openSite } from '../support/site.mjs';

const MINUTE = 60_000;
const site = openSite({ gpu: true });
const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What the compiler has to say of each text. */
async function complaints(codes) {
  const device = await (await navigator.gpu.requestAdapter()).requestDevice();
  const found = [];
  for (const code of codes) {
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ code });
    const { messages } = await module.getCompilationInfo();
    await device.popErrorScope();
    found.push(...messages.filter(({ type }) => type === 'error').map(({ message, lineNum }) => `${message}: ${code.split('\n')[lineNum - 1]}`));
  }
  return found;
}

test('Chrome compiles the kernels of every network, those for real GPUs too', { timeout: 15 * MINUTE }, async () => {
  // The features of scripts/test, so that nothing is compiled twice.
  const cargo = ['run', '--quiet', '--locked', '--features', 'page,worker,cli', '--example', 'kernels', '--', '128'];
  const steps = JSON.parse((await promisify(execFile)('cargo', cargo, { cwd: root, maxBuffer: 1 << 28 })).stdout);
  const codes = [...new Set(steps.flatMap(({ kernels }) => kernels.map(({ code }) => code)))];
  const page = await site.browser.newPage();
  await page.goto(site.server.url);
  assert.deepEqual(await page.evaluate(complaints, codes), []);
  assert.deepEqual(await page.evaluate(complaints, ['fn main() { let from = 1; }']).then((found) => found.length), 1, 'a mistake is noticed');
});
