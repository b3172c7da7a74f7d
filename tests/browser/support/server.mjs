// Serves dist/ as a static host does, and breaks chosen files on demand.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import sirv from 'sirv';
import { dist } from './paths.mjs';

/**
 * Faults: what happens to a request instead of being answered with the file. The third argument answers it
 * with the file after all.
 */
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

/** The first byte comes after `seconds`. */
export const late = (seconds) => (_path, _response, answer) => setTimeout(answer, seconds * 1000);

/** `fault` happens to the first request for a path; from then on there is the file. */
export const once = (fault) => {
  const met = new Set();
  return (path, response, answer) => {
    if (met.has(path)) return answer();
    met.add(path);
    return fault(path, response, answer);
  };
};

/** The first copy of a file is cut in half, and the browser keeps it for good. */
export const cachedBadly = () =>
  once((path, response) => {
    response.setHeader('Content-Type', path.endsWith('.wasm') ? 'application/wasm' : 'text/javascript');
    response.setHeader('Cache-Control', 'max-age=31536000, immutable');
    return truncated(path, response);
  });

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
 * Starts a server on a free port. `folder` is the path at which the page lies, and with `slashless` at the same
 * path without its last slash, too; `headers` gives the headers that a path is sent with, beside or instead of
 * the usual ones; `faults` maps the beginning of a path within the folder to a fault, and may be changed while
 * the server runs.
 */
export async function serve({ folder = '/', slashless = false, headers = () => ({}), faults = {} } = {}) {
  const files = sirv(dist, {
    dev: true,
    setHeaders(response, path) {
      for (const [name, value] of Object.entries(headers(path))) response.setHeader(name, value);
    },
  });
  const asked = [];
  const server = createServer((request, response) => {
    const address = new URL(request.url, 'http://127.0.0.1');
    const { search } = address;
    const pathname = slashless && `${address.pathname}/` === folder ? folder : address.pathname;
    if (!pathname.startsWith(folder)) return missing(pathname, response);
    const path = `/${pathname.slice(folder.length)}`;
    asked.push(path);
    request.url = path + search;
    const answer = () => files(request, response, () => missing(path, response));
    const broken = Object.keys(faults).find((start) => path.startsWith(start));
    if (broken) return faults[broken](path, response, answer);
    answer();
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
