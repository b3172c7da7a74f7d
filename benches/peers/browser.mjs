// Chromium for one job: on SwiftShader as the tests have it, or on the machine's own GPU.
import { createRequire } from 'node:module';
import { launch } from '../../tests/browser/support/chromium.mjs';

const { chromium } = createRequire(new URL('../../tests/browser/package.json', import.meta.url))('playwright-core');

const REAL_GPU_FLAGS = ['--no-sandbox', '--enable-unsafe-webgpu', '--enable-features=Vulkan', '--ignore-gpu-blocklist'];

/** The flags in words; `gpu` is `software` or `real`, here and below. */
export function flagsFor(gpu) {
  return gpu === 'software' ? 'SwiftShader, as in tests/browser/support/chromium.mjs' : REAL_GPU_FLAGS.join(' ');
}

export function openBrowser(gpu) {
  if (gpu === 'software') return launch({ gpu: true });
  return chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', chromiumSandbox: false, args: REAL_GPU_FLAGS });
}

/** What the page's WebGPU adapter calls itself, and whether it computes in software; null without one. */
export function adapterOf(page) {
  return page.evaluate(async () => {
    const adapter = await navigator.gpu?.requestAdapter();
    if (!adapter) return null;
    const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
    const name = [vendor, architecture, device, description].filter(Boolean).join(' ');
    return { name, software: isFallbackAdapter || /swiftshader|llvmpipe/i.test(name) };
  });
}
