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
    const screen = run(SCREEN, ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], process.env);
    const display = String((await once(screen.stdio[3], 'data'))[0]).trim();
    const port = await freePort();
    const driver = run(DRIVER, [`--port=${port}`], {
      ...process.env,
      DISPLAY: `:${display}`,
      HOME: home,
      XDG_CONFIG_HOME: home,
      // Containers run as root, where WebKit's own sandbox cannot start.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    });
    // A window cannot outlive its screen.
    const close = () => Promise.all([driver, screen].map(end));
    const webDriver = new WebDriver(port);
    for (let tries = 0; !(await webDriver.isReady()); tries += 1) {
      if (tries === 100) {
        await close();
        throw new Error(`${DRIVER} does not answer on port ${port}`);
      }
      await sleep(100);
    }
    return {
      async open() {
        const session = await webDriver.newSession();
        await session.resize(1280, 1024);
        return session;
      },
      close,
    };
  },
};

/** Starts a program that ends with this one; descriptor 3 is a pipe. */
function run(program, options, env) {
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
