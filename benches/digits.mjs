// How long the worker of the release page takes to draw the 70,000 generated digits, and how long it is deaf
// meanwhile. Run `scripts/serve` once, then
//   node benches/digits.mjs
import { cpus, loadavg } from 'node:os';
import { launch } from '../tests/browser/support/chromium.mjs';
import { Fovea } from '../tests/browser/support/fovea.mjs';
import { preceded, serve, WORKER_SCRIPT } from '../tests/browser/support/server.mjs';

const MINUTE = 60_000;
const RUNS = 5;

// Notes when the worker tells of its progress with the digits: after each piece, all of one size.
const watch = `
  self.foveaHeard = [];
  const post = self.postMessage;
  self.postMessage = (message, ...rest) => {
    const bytes = [message, ...Object.values(message)].find((part) => part instanceof Uint8Array || part instanceof ArrayBuffer);
    if (bytes && new TextDecoder().decode(bytes).includes('generated digits')) self.foveaHeard.push(performance.now());
    post.call(self, message, ...rest);
  };`;

const browser = await launch();
const server = await serve({ faults: { [WORKER_SCRIPT]: preceded(watch) } });
const t = { after() {} };
console.log(`${new Date().toISOString().slice(0, 10)}, Chromium ${browser.version()}, ${cpus().length} × ${cpus()[0].model}\n`);
console.log('| run | 70,000 digits, s | longest piece, ms | pieces | load |\n|---|---|---|---|---|');
for (let run = 1; run <= RUNS; run++) {
  const fovea = await Fovea.open(t, browser, server.url, { net: 'lenet', epochs: '1', seed: String(run), device: 'cpu', data: 'generated' });
  await fovea.train();
  await fovea.steps(1, 5 * MINUTE);
  const heard = await fovea.page.workers()[0].evaluate(() => self.foveaHeard);
  const gaps = heard.slice(1).map((at, index) => at - heard[index]);
  // The first piece ended at the first message: its time is taken to be that of the others.
  const seconds = ((heard.at(-1) - heard[0]) * heard.length) / gaps.length / 1000;
  console.log(`| ${run} | ${seconds.toFixed(2)} | ${Math.max(...gaps).toFixed(0)} | ${heard.length} | ${loadavg()[0].toFixed(1)} |`);
  await fovea.close();
}
await browser.close();
await server.close();
