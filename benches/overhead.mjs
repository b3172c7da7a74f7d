// What a step costs the browser, whatever the GPU: steps a second of the release page when nothing is dispatched any
// more. Everything else goes on: numbers are written, passes recorded and submitted, metrics read. Run `scripts/serve`
// once, then
//   node benches/overhead.mjs [network…]
// FOVEA_DIST names another build of the page. Prints a Markdown table.
import { loadavg } from 'node:os';
import { launch } from '../tests/browser/support/chromium.mjs';
import { Fovea } from '../tests/browser/support/fovea.mjs';
import { anyDigits } from '../tests/browser/support/paths.mjs';
import { serve } from '../tests/browser/support/server.mjs';

const MINUTE = 60_000;
const SECONDS = 10;
const networks = process.argv.length > 2 ? process.argv.slice(2) : ['mlp', 'lenet', 'cnn', 'session6'];

/** Milliseconds of a step, and submissions for each. */
async function measure(url, net) {
  const browser = await launch({ gpu: true });
  const settings = { net, batch: '128', epochs: '1000', lr: '1e-6', seed: '1', data: anyDigits, device: 'webgpu' };
  const fovea = await Fovea.open({ after() {} }, browser, url, settings);
  await fovea.train();
  await fovea.steps(2, 3 * MINUTE);
  const [worker] = fovea.page.workers();
  await worker.evaluate(() => {
    GPUComputePassEncoder.prototype.dispatchWorkgroups = () => {};
    const { writeBuffer, submit } = GPUQueue.prototype;
    self.count = { steps: 0, submissions: 0 };
    GPUQueue.prototype.writeBuffer = function (buffer, ...rest) {
      // Each step writes its numbers once.
      if (buffer.label === 'numbers') self.count.steps += 1;
      writeBuffer.call(this, buffer, ...rest);
    };
    GPUQueue.prototype.submit = function (commands) {
      self.count.submissions += 1;
      submit.call(this, commands);
    };
  });
  const count = () => worker.evaluate(() => ({ ...self.count, ms: performance.now() }));
  // What was dispatched before is done by then.
  await fovea.page.waitForTimeout(5_000);
  const before = await count();
  await fovea.page.waitForTimeout(SECONDS * 1_000);
  const after = await count();
  await browser.close();
  const steps = after.steps - before.steps;
  return { ms: (after.ms - before.ms) / steps, submissions: (after.submissions - before.submissions) / steps };
}

const server = await serve();
console.log('| network | ms/step without the GPU\'s work | submissions a step | load |\n|---|---|---|---|');
for (const net of networks) {
  const { ms, submissions } = await measure(server.url, net);
  console.log(`| ${net} | ${ms.toFixed(3)} | ${submissions.toFixed(2)} | ${loadavg()[0].toFixed(1)} |`);
}
await server.close();
