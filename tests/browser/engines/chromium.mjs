// Chromium, through Playwright: every other test runs in it, and here the other engines are held against it.
import { join } from 'node:path';
import { launch } from '../support/chromium.mjs';
import { drag } from './drag.mjs';

export const chromium = {
  name: 'Chromium',
  missing: false,

  async start({ home, gpu = false }) {
    return tabsOf(await launch({ gpu }), home);
  },
};

/** Playwright's Chromium as the tests use every engine; what is downloaded lies in the folder `home`. */
export function tabsOf(browser, home) {
  return {
    version: `Chromium ${browser.version()}`,
    async open() {
      const context = await browser.newContext({ viewport: { width: 1280, height: 960 } });
      const page = await context.newPage();
      page.on('download', (download) => download.saveAs(join(home, download.suggestedFilename())));
      return {
        go: (address) => page.goto(address),
        evaluate: (code, argument) => page.evaluate(code, argument),
        drag: (points) => drag(page.mouse, points),
        choose: (selector, file) => page.setInputFiles(selector, file),
        close: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
}
