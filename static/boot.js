// Loads the page's WebAssembly. Its addresses are on the script element that loads this file; what goes
// wrong is told in the element #boot, which is there until the page is.

const element = document.querySelector("script[data-js][data-wasm]");
const boot = document.getElementById("boot");

// The smallest module that uses SIMD: one function that leaves a vector of zeros.
const SIMD = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
);

function tell(what, advice) {
  boot.hidden = false;
  boot.setAttribute("role", "alert");
  boot.textContent = `${what} ${advice}`;
}

async function start() {
  if (typeof WebAssembly !== "object" || !WebAssembly.validate(SIMD)) {
    tell(
      "Fovea needs WebAssembly with SIMD, which this browser lacks or has switched off.",
      "Use Chrome or Edge from version 91, Firefox from 114 or Safari from 16.4.",
    );
    return;
  }
  const at = (address) => new URL(address, document.baseURI);
  const { default: init } = await import(at(element.dataset.js));
  await init({ module_or_path: at(element.dataset.wasm) });
  boot.hidden = true;
  // A trap inside an event handler leaves the page standing and dead.
  addEventListener("error", ({ error }) => {
    if (error instanceof WebAssembly.RuntimeError) {
      tell(`Fovea stopped working (${error.message}).`, "Reload the page.");
    }
  });
}

start().catch((error) => {
  tell(
    `Fovea could not be loaded (${error.message}).`,
    "Check the connection and reload the page without the browser's cache (Ctrl+Shift+R).",
  );
});
