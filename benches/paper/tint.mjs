// node tint.mjs CLAMPS FOLDER: every *.wgsl of FOLDER as the SPIR-V that Chrome hands to a Vulkan driver, beside it.
// CLAMPS is `clamped`, as where the driver has no robust buffer access, or `unclamped`, as on AMD's and NVIDIA's.
// Dawn tells its SPIR-V as text on stdout, as it compiles: hence a process of its own for all kernels.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, globals } from 'webgpu';

Object.assign(globalThis, globals);
const [clamps, folder] = process.argv.slice(2);
const toggles = ['dump_shaders', 'disable_symbol_renaming', 'allow_unsafe_apis', ...(clamps === 'unclamped' ? ['disable_robustness'] : [])];
const gpu = create([`enable-dawn-features=${toggles.join(',')}`, 'backend=vulkan']);
const adapter = await gpu.requestAdapter();
if (!adapter) throw new Error('Dawn finds no Vulkan driver: is VK_ICD_FILENAMES set?');
const device = await adapter.requestDevice();
for (const name of readdirSync(folder).filter((name) => name.endsWith('.wgsl')).sort()) {
  console.log(`@@@ ${name}`);
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ code: readFileSync(join(folder, name), 'utf8') });
  device.createComputePipeline({ layout: 'auto', compute: { module } });
  const error = await device.popErrorScope();
  if (error) throw new Error(`${name}: ${error.message}`);
}
console.log('@@@ end');
// Dawn keeps Node's event loop alive.
process.exit(0);
