// The chips that kernels are compiled and modelled for. Figures are the vendor's data sheets' and white papers' (units,
// clock, memory, registers); `l2BytesPerClock` is 64 bytes for each of the L2's channels.

/**
 * `family` is what RADV_FORCE_FAMILY is called; the integrated chip is a small one of NAVI21's generation. `lanes` are those
 * of a SIMD: a wave of 64 takes 64 / lanes clocks for a vector instruction. `registers` are those that the waves of a
 * SIMD share, for each of 64 lanes, given out in steps of `granule`. `shared` is a unit's workgroup memory in bytes.
 */
export const CHIPS = {
  GFX1100: {
    name: 'Radeon RX 7900 XTX', units: 96, simds: 2, lanes: 32, clock: 2.3e9, registers: 768, granule: 12, mostWaves: 16,
    shared: 65_536, l0BytesPerClock: 64, l2BytesPerClock: 2048, memoryBytesPerSecond: 960e9,
  },
  NAVI21: {
    name: 'Radeon 680M (integrated)', units: 12, simds: 2, lanes: 32, clock: 2.2e9, registers: 512, granule: 8, mostWaves: 16,
    shared: 65_536, l0BytesPerClock: 64, l2BytesPerClock: 512, memoryBytesPerSecond: 100e9,
  },
  POLARIS10: {
    name: 'Radeon RX 580', units: 36, simds: 4, lanes: 16, clock: 1.257e9, registers: 256, granule: 4, mostWaves: 10,
    shared: 65_536, l0BytesPerClock: 64, l2BytesPerClock: 1024, memoryBytesPerSecond: 256e9,
  },
};
