// Firefox, through Puppeteer and WebDriver BiDi.
import { existsSync } from 'node:fs';
import puppeteer from 'puppeteer-core';
import { drag } from './drag.mjs';

const executablePath = process.env.FIREFOX || '/usr/bin/firefox-esr';
const missing = existsSync(executablePath) ? false : 'Firefox is not installed';

/** WebGPU is behind these on Linux, and refuses software without the last. */
const WEBGPU = {
  'dom.webgpu.enabled': true,
  'dom.webgpu.workers.enabled': true,
  'gfx.webgpu.ignore-blocklist': true,
};

export const firefox = {
  name: 'Firefox',
  missing,

  /** Why WebGPU cannot be tried; Vulkan is told by its own variable where a software GPU lies. */
  gpuMissing: missing || (process.env.VK_ICD_FILENAMES ? false : "VK_ICD_FILENAMES does not name Mesa's lavapipe"),

  /** With `gpu`, WebGPU has whatever Vulkan finds; what is downloaded lies in the folder `home`. */
  async start({ home, gpu = false }) {
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath,
      defaultViewport: { width: 1280, height: 960 },
      env: { ...process.env, HOME: home, XDG_RUNTIME_DIR: home },
      extraPrefsFirefox: { 'browser.download.folderList': 2, 'browser.download.dir': home, ...(gpu ? WEBGPU : {}) },
    });
    return {
      // As in `firefox/153.0`.
      version: (await browser.version()).replace(/^firefox\//i, 'Firefox '),
      async open() {
        const context = await browser.createBrowserContext();
        const page = await context.newPage();
        return {
          go: (address) => page.goto(address),
          evaluate: (code, argument) => page.evaluate(code, argument),
          drag: (points) => drag(page.mouse, points),
          choose: async (selector, file) => (await page.$(selector)).uploadFile(file),
          close: () => context.close(),
        };
      },
      close: () => browser.close(),
    };
  },
};
