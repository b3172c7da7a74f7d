// Starts the trainer in this worker. The page sends its program first: { wasm: ArrayBuffer, script: address }.

const report = (error) => postMessage({ panic: String(error?.message ?? error) });

addEventListener("error", (event) => report(event.error ?? event.message));
addEventListener("unhandledrejection", (event) => report(event.reason));

addEventListener(
  "message",
  async ({ data }) => {
    try {
      const { default: init } = await import(data.script);
      await init({ module_or_path: data.wasm });
    } catch (error) {
      report(error);
    }
  },
  { once: true },
);
