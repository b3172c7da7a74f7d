// WebKitGTK, the engine of Safari, through its own driver, on a screen that nobody sees.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebDriver } from './webdriver.mjs';

const DRIVER = '/usr/bin/WebKitWebDriver';
const SCREEN = '/usr/bin/Xvfb';

export const webkit = {
  name: 'WebKit',
  missing: [DRIVER, SCREEN].every(existsSync) ? false : 'WebKitWebDriver or Xvfb is not installed',

  /** What is downloaded lies in the folder `home`. */
  async start({ home }) {
    const screen = run(SCREEN, ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp']);
    const display = String((await once(screen.stdio[3], 'data'))[0]).trim();
    const drivers = [];
    const env = {
      ...process.env,
      DISPLAY: `:${display}`,
      HOME: home,
      XDG_CONFIG_HOME: home,
      // Containers run as root, where WebKit's own sandbox cannot start.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    };
    return {
      // A driver of its own for each window: WebKitWebDriver 2.50 hangs at times when asked for a second session.
      async open() {
        const port = await freePort();
        drivers.push(run(DRIVER, [`--port=${port}`], env));
        const session = await (await answering(port)).newSession();
        await session.resize(1280, 1024);
        return session;
      },
      // A window cannot outlive its screen.
      close: () => Promise.all([...drivers, screen].map(end)),
    };
  },
};

/** The driver at `port`, once it answers. */
async function answering(port) {
  const driver = new WebDriver(port);
  for (let tries = 0; tries < 100; tries += 1) {
    if (await driver.isReady()) return driver;
    await sleep(100);
  }
  throw new Error(`${DRIVER} does not answer on port ${port}`);
}

/** Starts a program that ends with this one; descriptor 3 is a pipe. */
function run(program, options, env = process.env) {
  const child = spawn(program, options, { env, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  process.once('exit', () => child.kill());
  return child;
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}

/** The driver does not choose a port itself. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
