// Runs in the worker before Fovea's own script: puts every dispatch into a pass of its own between two
// timestamps, and counts what a step uploads and how long the worker takes to encode it.
const stages = { gather: 'gather', loss: 'loss', update: 'update' };
const backward = /gradient/;
const stageOf = (label) => stages[label.replace('_moved', '')] ?? (backward.test(label) ? 'backward' : 'forward');

const MOST = 2048;
const steps = (self.foveaSteps = []);
let device;
let queries;
let step;

const requestDevice = GPUAdapter.prototype.requestDevice;
GPUAdapter.prototype.requestDevice = async function (descriptor = {}) {
  const timed = self.foveaTimed && this.features.has('timestamp-query');
  const requiredFeatures = [...(descriptor.requiredFeatures ?? []), ...(timed ? ['timestamp-query'] : [])];
  device = await requestDevice.call(this, { ...descriptor, requiredFeatures });
  if (timed) {
    queries = {
      set: device.createQuerySet({ type: 'timestamp', count: 2 * MOST }),
      resolved: device.createBuffer({ size: 16 * MOST, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC }),
    };
  }
  return device;
};

const { beginComputePass, finish } = GPUCommandEncoder.prototype;
GPUCommandEncoder.prototype.beginComputePass = function () {
  step = { began: performance.now(), labels: [], uploaded: pending.bytes, uploading: pending.ms };
  pending = { bytes: 0, ms: 0 };
  const real = queries ? undefined : beginComputePass.call(this);
  let pipeline;
  let group;
  return {
    setPipeline: (chosen) => { pipeline = chosen; real?.setPipeline(chosen); },
    setBindGroup: (...given) => { group = given; real?.setBindGroup(...given); },
    dispatchWorkgroups: (...counts) => {
      const at = 2 * step.labels.length;
      step.labels.push(pipeline.label);
      if (real) return real.dispatchWorkgroups(...counts);
      const timestampWrites = { querySet: queries.set, beginningOfPassWriteIndex: at, endOfPassWriteIndex: at + 1 };
      const pass = beginComputePass.call(this, { timestampWrites });
      pass.setPipeline(pipeline);
      pass.setBindGroup(...group);
      pass.dispatchWorkgroups(...counts);
      pass.end();
    },
    end: () => real?.end(),
  };
};

GPUCommandEncoder.prototype.finish = function (...options) {
  if (step && !step.finished) {
    step.finished = true;
    if (queries) {
      const size = 16 * step.labels.length;
      step.read = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
      this.resolveQuerySet(queries.set, 0, 2 * step.labels.length, queries.resolved, 0);
      this.copyBufferToBuffer(queries.resolved, 0, step.read, 0, size);
    }
  }
  return finish.apply(this, options);
};

let pending = { bytes: 0, ms: 0 };
const { submit, writeBuffer } = GPUQueue.prototype;
GPUQueue.prototype.writeBuffer = function (buffer, offset, data, ...rest) {
  const began = performance.now();
  writeBuffer.call(this, buffer, offset, data, ...rest);
  pending.bytes += data.byteLength ?? 0;
  pending.ms += performance.now() - began;
};
GPUQueue.prototype.submit = function (commands) {
  submit.call(this, commands);
  const submitted = step;
  step = undefined;
  if (!submitted?.finished) return;
  submitted.encoding = performance.now() - submitted.began;
  record(submitted);
};

async function record({ labels, uploaded, uploading, encoding, read }) {
  const training = labels.includes('update');
  const stagesMs = {};
  if (read) {
    await read.mapAsync(GPUMapMode.READ);
    const times = new BigUint64Array(read.getMappedRange().slice(0));
    read.destroy();
    labels.forEach((label, at) => {
      const stage = stageOf(label);
      stagesMs[stage] = (stagesMs[stage] ?? 0) + Number(times[2 * at + 1] - times[2 * at]) / 1e6;
    });
  }
  if (training) steps.push({ dispatches: labels.length, uploaded, uploading, encoding, stagesMs });
}
