// A browser and a server for the tests of a file, or of a `describe` in it.
import { after, before } from 'node:test';
import { launch } from './chromium.mjs';
import { serve } from './server.mjs';

/** Both are there while the tests run: `site.browser` and `site.server`. */
export function openSite(options) {
  const site = {};
  before(async () => {
    site.browser = await launch(options);
    site.server = await serve();
  });
  after(async () => {
    await site.browser?.close();
    await site.server?.close();
  });
  return site;
}
