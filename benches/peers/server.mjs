// Serves folders of this machine to the browsers of the benchmark.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.wasm': 'application/wasm' };

/** `mounts` maps the beginning of a path, ending in a slash, to a folder; the first that fits counts. */
export async function serve(mounts) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1');
    const [start, folder] = Object.entries(mounts).find(([start]) => pathname.startsWith(start)) ?? [];
    let file = folder && join(folder, decodeURIComponent(pathname.slice(start.length)));
    if (file && pathname.endsWith('/')) file = join(file, 'index.html');
    if (!file || !existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end('not here');
    response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
