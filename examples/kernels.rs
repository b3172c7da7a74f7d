//! Prints the WGSL of every kernel of every network's training step, as JSON: what `benches/paper` reads.
//! `cargo run --example kernels --features engine -- BATCH`

use std::{env, error::Error, process::ExitCode};

use fovea::engine::{Adapter, Shader, shaders};
use fovea::zoo;
use serde_json::{Value, json};

fn main() -> ExitCode {
    let Some(batch) = env::args().nth(1).and_then(|batch| batch.parse().ok()) else {
        eprintln!("Name the size of a batch: cargo run --example kernels --features engine -- 128");
        return ExitCode::from(2);
    };
    match steps(batch) {
        Ok(steps) => {
            println!("{steps}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// `[{network, tiles, kernels: […]}]`.
fn steps(batch: usize) -> Result<Value, Box<dyn Error>> {
    let mut steps = Vec::new();
    for row in zoo::ROWS {
        for (name, adapter) in [("hardware", Adapter::Hardware), ("software", Adapter::Software)] {
            let kernels: Vec<Value> =
                shaders(&row.network(), adapter, batch)?.into_iter().map(kernel).collect();
            steps.push(json!({ "network": row.name, "tiles": name, "kernels": kernels }));
        }
    }
    Ok(steps.into())
}

fn kernel(shader: Shader) -> Value {
    let Shader { name, code, storage, workgroups, threads, multiply_adds, bytes, parts } = shader;
    json!({
        "name": name, "code": code, "storage": storage, "workgroups": workgroups, "threads": threads,
        "multiplyAdds": multiply_adds, "bytes": bytes,
        "parts": parts.into_iter().map(kernel).collect::<Vec<_>>(),
    })
}
