// The browser of one job: Chromium on SwiftShader as the tests have it, Firefox on Mesa's lavapipe, or Chromium on the
// machine's own GPU.
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, tabsOf } from '../../tests/browser/engines/chromium.mjs';
import { firefox } from '../../tests/browser/engines/firefox.mjs';

const playwright = createRequire(new URL('../../tests/browser/package.json', import.meta.url))('playwright-core');

const REAL_GPU_FLAGS = ['--no-sandbox', '--enable-unsafe-webgpu', '--enable-features=Vulkan', '--ignore-gpu-blocklist'];

/** `LAVAPIPE` names Mesa's description of it, which Chromium must not hear of. */
const onLavapipe = {
  start(options) {
    process.env.VK_ICD_FILENAMES = process.env.LAVAPIPE;
    return firefox.start(options);
  },
};

const realGpu = {
  async start({ home }) {
    const executablePath = process.env.CHROMIUM || '/usr/bin/chromium';
    return tabsOf(await playwright.chromium.launch({ executablePath, chromiumSandbox: false, args: REAL_GPU_FLAGS }), home);
  },
};

/** The kinds of GPU, each with its browser. */
export const GPUS = {
  software: { engine: chromium, flags: 'SwiftShader, as in tests/browser/support/chromium.mjs' },
  lavapipe: { engine: onLavapipe, flags: "Mesa's lavapipe, as in tests/browser/engines/firefox.mjs" },
  real: { engine: realGpu, flags: REAL_GPU_FLAGS.join(' ') },
};

/** Starts the browser of `gpu`, one of [GPUS]; what is downloaded lies in its folder `home`. */
export async function openBrowser(gpu) {
  const home = await mkdtemp(join(tmpdir(), 'fovea-bench-'));
  const browser = await GPUS[gpu].engine.start({ home, gpu: true });
  return {
    home,
    version: browser.version,
    open: browser.open,
    async close() {
      await browser.close();
      await rm(home, { recursive: true, maxRetries: 5 });
    },
  };
}

/** What the WebGPU adapter of a tab calls itself, which is nothing in Firefox, and whether it computes in software; null without one. */
export function adapterOf(tab) {
  return tab.evaluate(async () => {
    const adapter = await navigator.gpu?.requestAdapter();
    if (!adapter) return null;
    const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
    const name = [vendor, architecture, device, description].filter(Boolean).join(' ');
    return { name: name || 'an adapter without a name', software: isFallbackAdapter || /swiftshader|llvmpipe/i.test(name) };
  });
}
