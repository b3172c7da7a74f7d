//! What the names in a file tell about who wrote it, and what to do then.

use super::lookalike::OTHER_KERNELS;

/// What a missing tensor and a stranger mean together, and what to do.
pub(super) fn advice(missing: &str, stranger: Option<&str>) -> String {
    let Some(stranger) = stranger else {
        return "; save the whole state_dict of this network".to_owned();
    };
    let todo = if is_kernel(stranger) {
        format!(
            "this looks like a file of Flax or Keras: write kernels of convolutions as \
             kernel.transpose(3, 2, 0, 1).copy() under this network's names. {OTHER_KERNELS}"
        )
    } else if is_wrapped(stranger, missing) {
        "save the state_dict of the network itself, and nothing of what is around it".to_owned()
    } else {
        "save the whole state_dict of this network".to_owned()
    };
    format!(" (there is a `{stranger}` that it does not have); {todo}")
}

/// Whether `name` is `ours` behind words that not all names have.
pub(super) fn is_wrapped(name: &str, ours: &str) -> bool {
    name.strip_suffix(ours).is_some_and(|before| before.ends_with('.'))
}

/// Whether Flax or Keras calls a weight so: `params.Conv_0.kernel`, `conv2d/kernel:0`.
pub(super) fn is_kernel(name: &str) -> bool {
    name.split(['.', '/', ':']).any(|word| word == "kernel")
}
