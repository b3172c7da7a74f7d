// Serves dist/ as a static host does, and breaks chosen files on demand.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import sirv from 'sirv';
import { dist } from './paths.mjs';

/** Faults: what happens to a request instead of being answered with the file. */
export const missing = (_path, response) => {
  response.statusCode = 404;
  response.end('not here');
};

export const hanging = () => {};

/** Answers with the first half of the file. */
export const truncated = async (path, response) => {
  const body = await readFile(dist + path);
  response.end(body.subarray(0, body.length / 2));
};

/** Answers with something that is no gzip file at all. */
export const nonsense = (_path, response) => response.end('<html>Sign in to this network</html>');

/** Answers with the script after `code`, as if the worker's surroundings were different. */
export const preceded = (code) => async (path, response) => {
  const body = await readFile(dist + path, 'utf8');
  response.setHeader('Content-Type', 'text/javascript');
  response.end(`${code}\n${body}`);
};

/** Files, named as the page asks for them. */
export const WORKER_SCRIPT = '/worker-loader.js';
export const WORKER_WASM = '/worker_bg.wasm';
export const MNIST_FILES = '/data/mnist/';

/**
 * Starts a server on a free port. `folder` is the path at which the page lies; `faults` maps the
 * beginning of a path within it to a fault, and may be changed while the server runs.
 */
export async function serve({ folder = '/', faults = {} } = {}) {
  const files = sirv(dist, { dev: true });
  const asked = [];
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url, 'http://127.0.0.1');
    if (!pathname.startsWith(folder)) return missing(pathname, response);
    const path = `/${pathname.slice(folder.length)}`;
    asked.push(path);
    const broken = Object.keys(faults).find((start) => path.startsWith(start));
    if (broken) return faults[broken](path, response);
    request.url = path + search;
    files(request, response, () => missing(path, response));
  });
  // A test that fails before it closes its server must not keep the run from ending.
  server.unref();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}${folder}`,
    faults,
    /** The paths asked for so far. */
    asked,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
