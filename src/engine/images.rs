//! A data set where a device finds it: the one place that knows of batches what each device holds of them.

use super::batch;
use super::device::Device;
use super::gpu::ImagesOnGpu;
use crate::data::Dataset;

/// Images and what they show.
pub type Batch<'a> = batch::Batch<'a, ImagesOnGpu>;

/// Images out of a data set.
pub type Selection<'a> = batch::Selection<'a, ImagesOnGpu>;

/// A data set where a device finds it.
pub type Images<'a> = batch::Images<'a, ImagesOnGpu>;

impl<'a> Images<'a> {
    /// Brings a data set to a device, as bytes. Nothing is brought to the CPU, which has it, nor to a GPU
    /// that has no room for it or whose kernels are burn's: its batches are assembled on the CPU.
    pub async fn new(data: &'a Dataset, device: &Device) -> Self {
        let resident = match device {
            Device::Cpu | Device::BurnGpu(_) => None,
            Device::Gpu(gpu) => ImagesOnGpu::upload(gpu, data).await,
        };
        Images { data, resident }
    }
}
