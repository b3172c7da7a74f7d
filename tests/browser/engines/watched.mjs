// Serves the page with a script before its own that keeps what goes wrong: not every driver has a log.
import { readFile } from 'node:fs/promises';
import { dist } from '../support/paths.mjs';
import { serve } from '../support/server.mjs';

const PAGE = '/index.html';
const SCRIPT = '/watch.js';

/** Runs in the page. */
function watch() {
  const problems = (window.problems = []);
  const { error } = console;
  console.error = (...words) => {
    problems.push(words.join(' '));
    error(...words);
  };
  // An element that could not be loaded has no message, and its event does not bubble. A preload that fails costs
  // time alone: the page asks for the file again, and says so where it is not to be had.
  addEventListener('error', ({ message, target }) => {
    if (target.rel !== 'preload') problems.push(message ?? `not loaded: ${target.outerHTML}`);
  }, true);
  addEventListener('unhandledrejection', ({ reason }) => problems.push(`unhandled: ${reason}`));
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => problems.push(`${violatedDirective} ${blockedURI}`));
}

const withScript = async (path, response) => {
  const page = await readFile(dist + path, 'utf8');
  response.setHeader('Content-Type', 'text/html');
  response.end(page.replace('<head>', `<head><script src=".${SCRIPT}"></script>`));
};

const script = (_path, response) => {
  response.setHeader('Content-Type', 'text/javascript');
  response.end(`(${watch})();`);
};

/** The server of the tests, and the address of the page that `problems` may be asked of. */
export async function serveWatched() {
  const server = await serve({ faults: { [PAGE]: withScript, [SCRIPT]: script } });
  return { url: server.url + PAGE.slice(1), close: server.close };
}
