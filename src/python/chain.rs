//! The layers that the image has passed so far. They are one chain: what branches off cannot be computed yet.

use ruff_text_size::TextRange;

use super::limits;
use super::problem::{Followed, Problem};
use crate::arch::{Layer, Op, Shape};

/// What the image has become after some layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tensor {
    pub shape: Shape,
    /// The layers before it.
    layers: usize,
}

impl Tensor {
    /// Whether it is one vector for each image.
    pub fn is_flat(&self) -> bool {
        matches!(self.shape, Shape::Vector { .. })
    }
}

/// A layer of the chain, and where it comes from.
#[derive(Debug, Clone)]
pub struct Link {
    pub layer: Layer,
    /// Where the network's class makes it, or calls the function.
    pub site: TextRange,
}

/// The layers that an image has passed.
#[derive(Debug, Default)]
pub struct Chain {
    pub links: Vec<Link>,
    /// Whether a flatten was put before a network that takes flat images.
    pub takes_flat: bool,
}

impl Chain {
    /// An image of this shape.
    pub fn input([channels, height, width]: [usize; 3]) -> Tensor {
        Tensor { shape: Shape::Map { channels, height, width }, layers: 0 }
    }

    /// Whether no layer has seen the image yet.
    pub fn is_untouched(&self) -> bool {
        self.links.is_empty()
    }

    /// Whether a layer of this name is in it.
    pub fn has(&self, name: &str) -> bool {
        self.links.iter().any(|link| link.layer.name == name)
    }

    /// A layer applied to a tensor. A name that is taken is numbered: a pool may be called twice.
    ///
    /// # Errors
    /// Where the layer does not fit or the tensor is not the newest.
    pub fn push(
        &mut self,
        layer: Layer,
        site: TextRange,
        input: Tensor,
        call: TextRange,
    ) -> Followed<Tensor> {
        self.newest(input, call)?;
        if self.links.len() >= limits::LAYERS {
            return Err(Problem::new(call, format!("the network has more than {} layers", limits::LAYERS)));
        }
        let mut layer = layer;
        if self.has(&layer.name) {
            layer.name = unique(&layer.name, |name| self.has(name));
        }
        let last = self.links.last().map(|link| &link.layer);
        let shape = layer.check_place(last).and_then(|()| layer.output(input.shape));
        let shape = shape.map_err(|error| Problem::new(call, error.to_string()))?;
        self.links.push(Link { layer, site });
        Ok(Tensor { shape, layers: self.links.len() })
    }

    /// A function applied to a tensor; it is numbered like others of its kind, whatever else is called so.
    ///
    /// # Errors
    /// As [`Chain::push`].
    pub fn apply(
        &mut self,
        op: Op,
        input: Tensor,
        (call, site): (TextRange, TextRange),
        is_declared: impl Fn(&str) -> bool,
    ) -> Followed<Tensor> {
        let is_taken = |name: &str| is_declared(name) || self.has(name);
        let stem = op.kind().trim_end_matches("2d").to_lowercase();
        let name = (1..).map(|nth| format!("{stem}{nth}")).find(|name| !is_taken(name)).unwrap_or(stem);
        self.push(Layer { name, op, module: false }, site, input, call)
    }

    /// Whether a tensor is what came out last.
    ///
    /// # Errors
    /// Where it was used before: a branch.
    pub fn newest(&self, tensor: Tensor, call: TextRange) -> Followed<()> {
        if tensor.layers == self.links.len() {
            return Ok(());
        }
        let message =
            "this uses a tensor again that another layer has used: graphs with branches are not computed yet";
        Err(Problem::new(call, message))
    }
}

/// `name`, or with the first number that makes it unique.
fn unique(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    (2..).map(|nth| format!("{name}:{nth}")).find(|name| !is_taken(name)).unwrap_or_default()
}
