//! Buffers that numbers come back through.

use std::cell::RefCell;

/// A buffer that the CPU can read, freed when it is dropped.
#[derive(Debug)]
pub(super) struct Staging(wgpu::Buffer);

impl Staging {
    pub fn raw(&self) -> &wgpu::Buffer {
        &self.0
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        self.0.destroy();
    }
}

/// Buffers that wait for the next reading, the oldest first: losses are read ten times a second.
#[derive(Debug, Default)]
pub(super) struct Stagings(RefCell<Vec<Staging>>);

impl Stagings {
    /// Buffers that are kept at most: a test has eight batches on their way.
    const MOST: usize = 16;
    /// Bytes of the largest that is kept.
    const LARGEST: u64 = 1 << 20;

    /// One for so many bytes.
    pub fn take(&self, device: &wgpu::Device, bytes: u64) -> Staging {
        let size = if bytes > Self::LARGEST { bytes } else { bytes.next_power_of_two().max(256) };
        let mut waiting = self.0.borrow_mut();
        if let Some(at) = waiting.iter().position(|staging| staging.0.size() == size) {
            return waiting.remove(at);
        }
        Staging(device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("staging"),
            size,
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        }))
    }

    pub fn keep(&self, staging: Staging) {
        if staging.0.size() > Self::LARGEST {
            return;
        }
        let mut waiting = self.0.borrow_mut();
        if waiting.len() == Self::MOST {
            waiting.remove(0);
        }
        waiting.push(staging);
    }
}
