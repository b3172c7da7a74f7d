// The part of WebDriver (w3.org/TR/webdriver2) that a short story needs, over HTTP.

/** How long the driver may take for one request. */
const PATIENCE_MS = 60_000;

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

export class WebDriver {
  #base;

  constructor(port) {
    this.#base = `http://127.0.0.1:${port}`;
  }

  async isReady() {
    try {
      return (await this.#ask('GET', '/status')).ready;
    } catch {
      return false;
    }
  }

  async newSession() {
    const { sessionId } = await this.#ask('POST', '/session', { capabilities: {} });
    return new Session((method, path, body) => this.#ask(method, `/session/${sessionId}${path}`, body));
  }

  async #ask(method, path, body) {
    const response = await fetch(this.#base + path, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch((error) => {
      throw new Error(`WebDriver, ${method} ${path}: ${error.message}`, { cause: error });
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`WebDriver, ${method} ${path}: ${value.error}, ${value.message}`);
    return value;
  }
}

/** A window of its own, with nothing kept from earlier ones. */
class Session {
  #ask;

  constructor(ask) {
    this.#ask = ask;
  }

  resize(width, height) {
    return this.#ask('POST', '/window/rect', { width, height });
  }

  go(url) {
    return this.#ask('POST', '/url', { url });
  }

  evaluate(code, argument = null) {
    return this.#ask('POST', '/execute/sync', { script: `return (${code})(...arguments)`, args: [argument] });
  }

  drag(points) {
    // WebDriver takes whole pixels alone.
    const moves = points.map(([x, y]) => ({ type: 'pointerMove', x: Math.round(x), y: Math.round(y), origin: 'viewport' }));
    const actions = [moves[0], { type: 'pointerDown', button: 0 }, ...moves.slice(1), { type: 'pointerUp', button: 0 }];
    return this.#ask('POST', '/actions', { actions: [{ type: 'pointer', id: 'mouse', actions }] });
  }

  async choose(selector, file) {
    const element = await this.#ask('POST', '/element', { using: 'css selector', value: selector });
    await this.#ask('POST', `/element/${element[ELEMENT]}/value`, { text: file });
  }

  close() {
    return this.#ask('DELETE', '');
  }
}
