// Loads the page's WebAssembly. Its addresses are on the script element that loads this file; what goes
// wrong is told in the element #boot, which is there until the page is.
"use strict";

const { dataset } = document.querySelector("script[data-js][data-wasm]");
const boot = document.getElementById("boot");

// The smallest module that uses SIMD: one function that leaves a vector of zeros.
const SIMD = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
);

const BROWSERS = "Use Chrome or Edge from version 97, Firefox from 114 or Safari from 16.4.";
const SERVE_IT = "Run “python3 -m http.server” in its folder and open http://localhost:8000.";
const SLOW_MS = 10000;

/** What went wrong, as a sentence, and what the user can do. */
class Trouble extends Error {
  constructor(what, advice) {
    super(what);
    this.advice = advice;
  }
}

function tell(what, advice) {
  boot.hidden = false;
  boot.setAttribute("role", "alert");
  boot.textContent = `${what} ${advice}`;
}

const at = (address) => new URL(address, document.baseURI).href;
const named = (url) => new URL(url).pathname.split("/").pop();

async function check() {
  if (location.protocol === "file:") {
    throw new Trouble("Fovea was opened as a file, and browsers do not run WebAssembly from files.", SERVE_IT);
  }
  if (typeof WebAssembly !== "object" || !WebAssembly.validate(SIMD)) {
    throw new Trouble("Fovea needs WebAssembly with SIMD, which this browser lacks or has switched off.", BROWSERS);
  }
  try {
    await WebAssembly.compile(SIMD);
  } catch (error) {
    throw new Trouble(
      `A content security policy forbids WebAssembly here (${error.message}).`,
      `${BROWSERS} If the server sends a policy of its own, it must allow 'wasm-unsafe-eval'.`,
    );
  }
}

async function ask(url, cache) {
  const response = await fetch(url, { cache });
  if (!response.ok) throw new Error(`the server answered ${response.status} for ${named(url)}`);
  return response;
}

/** Does `load`; where that fails, once more past the browser's cache, whose copy may be bad. */
async function twice(load) {
  try {
    return await load("default");
  } catch (error) {
    console.warn(`Fovea: ${error.message}; once more, past the cache`);
    return load("reload");
  }
}

async function script(cache) {
  let url = at(dataset.js);
  if (cache === "reload") {
    const response = await ask(url, cache);
    const kind = response.headers.get("content-type") || "something unnamed";
    if (!/(java|ecma)script/i.test(kind)) {
      throw new Trouble(
        `The server sends ${named(url)} as ${kind}, and browsers do not run that.`,
        "If it is yours, let it send .js files as text/javascript and .wasm files as application/wasm.",
      );
    }
    // All of it, so that the good copy is in the cache next time.
    await response.arrayBuffer();
    // The browser may remember that the plain address failed.
    url += "?again";
  }
  const { default: init } = await import(url);
  if (typeof init !== "function") throw new Error(`${named(url)} is incomplete`);
  return init;
}

/** Bytes of the program that have arrived. */
let received = 0;

async function program(cache) {
  received = 0;
  const reader = (await ask(at(dataset.wasm), cache)).body.getReader();
  const parts = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    received += value.length;
  }
  // From bytes, because a server may send them as any type.
  return WebAssembly.compile(await new Blob(parts).arrayBuffer());
}

async function start() {
  await check();
  const begun = Date.now();
  // No time limit: however slow the server is, the page comes.
  const patience = setInterval(() => {
    const seconds = Math.round((Date.now() - begun) / 1000);
    boot.textContent = `Opening Fovea… The server is slow: ${Math.round(received / 1000)} kB in ${seconds} s. It is still loading.`;
  }, SLOW_MS);
  try {
    const [init, module] = await Promise.all([twice(script), twice(program)]);
    await init({ module_or_path: module });
  } finally {
    clearInterval(patience);
  }
  boot.hidden = true;
  // A trap inside an event handler leaves the page standing and dead.
  addEventListener("error", ({ error }) => {
    if (error instanceof WebAssembly.RuntimeError) {
      tell(`Fovea stopped working (${error.message}).`, "Reload the page.");
    }
  });
}

boot.textContent = "Opening Fovea…";
start().catch((error) => {
  tell(
    error instanceof Trouble ? error.message : `Fovea could not be loaded (${error.message}).`,
    error.advice || "Check the connection and reload the page without the browser's cache (Ctrl+Shift+R).",
  );
});
