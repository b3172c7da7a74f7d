// Starts Debian's Chromium, cut off from every host but this machine.
import { chromium } from 'playwright-core';

const common = [
  // Containers run as root, where Chromium's own sandbox cannot start.
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // No mirror answers, on any machine.
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];

// WebGPU in software, the same on every machine: it says whether a kernel is right.
const softwareGpu = [
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-webgpu-adapter=swiftshader',
];

// Timestamps to the nanosecond, where web pages get them in steps of 0.1 ms.
const unquantised = ['--enable-webgpu-developer-features', '--disable-dawn-features=timestamp_quantization'];

/** With `gpu`, WebGPU has one adapter, SwiftShader; without, it has none. */
export function launch({ gpu = false, exactTimestamps = false } = {}) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    chromiumSandbox: false,
    args: [...common, ...(gpu ? softwareGpu : []), ...(exactTimestamps ? unquantised : [])],
  });
}
