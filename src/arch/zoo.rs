//! The nine networks of the zoo, each described once.

use std::mem::discriminant;

use super::{CLASSES, Layer, Network, NetworkChoice, NetworkId, Op};

impl NetworkChoice {
    /// The network as data.
    pub fn network(&self) -> Network {
        let (source, lesson) = story(self.id);
        let layers = match self.id {
            NetworkId::Session2 => seven_convolutions().flatten().log_softmax(),
            NetworkId::Session1LastRelu => seven_convolutions().relu().flatten().log_softmax(),
            NetworkId::Session6 => nine_small_convolutions(),
            NetworkId::Mlp => Stack::new(Declared::Parameters)
                .flatten()
                .linear(512)
                .relu()
                .linear(256)
                .relu()
                .linear(128)
                .relu()
                .linear(CLASSES),
            NetworkId::Lenet => Stack::new(Declared::Parameters)
                .conv(6, 1)
                .relu()
                .pool()
                .conv(16, 1)
                .relu()
                .pool()
                .flatten()
                .linear(120)
                .relu()
                .linear(84)
                .relu()
                .linear(CLASSES),
            NetworkId::Cnn => self
                .filters
                .into_iter()
                .fold(Stack::new(Declared::Parameters), |stack, filters| stack.conv(filters, 1).relu().pool())
                .flatten()
                .linear(128)
                .relu()
                .linear(CLASSES),
            NetworkId::Nn2 => Stack::new(Declared::Parameters).flatten().linear(128).relu().linear(CLASSES),
            NetworkId::Cnn2 => Stack::new(Declared::Parameters)
                .conv(32, 0)
                .relu()
                .pool()
                .conv(64, 0)
                .relu()
                .pool()
                .flatten()
                .linear(128)
                .relu()
                .linear(CLASSES),
            NetworkId::Tiny => six_narrow_convolutions(),
        };
        Network { id: self.id, label: self.id.label(), source, lesson, layers: layers.layers }
    }
}

/// Where a network comes from and what is to be learned from it.
fn story(id: NetworkId) -> (&'static str, &'static str) {
    match id {
        NetworkId::Session2 => (
            "From the PyTorch notebook of a computer-vision course, session 2.",
            "Seven 3×3 convolutions shrink the image to one pixel of ten channels, so no linear layer is \
             needed; follow in the table how each layer sees further, until the last one sees the whole \
             digit. One epoch gave its author 97.96 %, at the price of 6.4 million parameters.",
        ),
        NetworkId::Session1LastRelu => (
            "From session 1 of the same course: the Session 2 network with one more ReLU at its end.",
            "The last ReLU turns every negative logit into zero, and where it does so no gradient comes \
             back. An output that is negative for every image is stuck there, and its digit is lost. How \
             many are lost is luck: the author's run got 27.90 %, ours 59 to 89 %, where the same network \
             without that ReLU gets 98 %.",
        ),
        NetworkId::Session6 => (
            "From session 6 of a computer-vision course, where the task was 99.4 % with fewer than 20,000 \
             parameters in fewer than 20 epochs.",
            "Batch norm, dropout, average pooling and a 1×1 convolution in place of linear layers do with \
             17,054 parameters what Session 2 does with 6.4 million; the learning rate falls to a tenth \
             every six epochs.",
        ),
        NetworkId::Mlp => (
            "From part 1 of a course's PyTorch exercise on MNIST.",
            "It sees the image as a list of 784 numbers and knows nothing of neighbours. It still reaches \
             97 % in five epochs, and is the yardstick for the networks that look at the picture.",
        ),
        NetworkId::Lenet => (
            "From part 2 of the same exercise: after LeCun's LeNet-5, with 3×3 kernels and ReLU.",
            "Two small convolutions before the linear layers beat the MLP with a fifth of its parameters; \
             nearly all that are left sit in the first linear layer.",
        ),
        NetworkId::Cnn => (
            "From part 2.2 of the same exercise: three convolutions, two linear layers.",
            "Change the three numbers of filters and see what it does to parameters, time and accuracy: \
             more convolution and less linear layer learns faster with fewer parameters.",
        ),
        NetworkId::Nn2 => (
            "The first question of an exercise sheet, which asks for a network of two linear layers; the \
             128 hidden units are our choice.",
            "The smallest network here that has something hidden. Train it beside the convolutional one \
             of the next tab and compare the two on the test set.",
        ),
        NetworkId::Cnn2 => (
            "The second question of that sheet, which asks for two convolutions and two linear layers; the \
             widths are our choice.",
            "The counterpart of the 2-layer NN: the same linear layers, but behind two convolutions. What \
             does the test accuracy gain, and what does it cost in time?",
        ),
        NetworkId::Tiny => (
            "Our own: session 6's goal of 99.4 % with fewer than 8,000 parameters, in 15 epochs.",
            "Two 3×3 convolutions see 5 pixels, a stroke and both its edges, before the pool halves the image. \
             Three more widen that to 18, and the average over 6 × 6 places to 28: each logit sees the whole \
             image and not a pixel beyond it.",
        ),
    }
}

/// Sessions 1 and 2 up to the last convolution.
fn seven_convolutions() -> Stack {
    Stack::new(Declared::ParametersAndPools)
        .conv(32, 1)
        .relu()
        .conv(64, 1)
        .relu()
        .pool()
        .conv(128, 1)
        .relu()
        .conv(256, 1)
        .relu()
        .pool()
        .conv(512, 0)
        .relu()
        .conv(1024, 0)
        .relu()
        .conv(CLASSES, 0)
}

/// Session 6. Its source declares a second pool and never calls it.
fn nine_small_convolutions() -> Stack {
    Stack::new(Declared::Everything)
        .normalised_conv(2, 0)
        .normalised_conv(2, 1)
        .normalised_conv(16, 0)
        .pool()
        .normalised_conv(16, 0)
        .normalised_conv(16, 1)
        .normalised_conv(16, 0)
        .normalised_conv(16, 0)
        .normalised_conv(16, 1)
        .normalised_conv(32, 0)
        .pooled_classes(4)
}

/// Two convolutions at full size, three at half size, and the average over what is left.
fn six_narrow_convolutions() -> Stack {
    Stack::new(Declared::Everything)
        .conv_norm(8, 3)
        .conv_norm(16, 3)
        .pool()
        .conv_norm(8, 1)
        .conv_norm(16, 3)
        .conv_norm(16, 3)
        .conv_norm(16, 3)
        .pooled_classes(6)
}

/// Which layers a source declares as modules; it calls functions for the others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Declared {
    Parameters,
    ParametersAndPools,
    Everything,
}

/// Layers one on top of the other, numbered for each kind from 1.
struct Stack {
    declared: Declared,
    layers: Vec<Layer>,
}

impl Stack {
    fn new(declared: Declared) -> Self {
        Self { declared, layers: Vec::new() }
    }

    fn named(mut self, name: &str, op: Op, module: bool) -> Self {
        self.layers.push(Layer { name: name.to_owned(), op, module });
        self
    }

    fn numbered(self, prefix: &str, op: Op, module: bool) -> Self {
        let kind = discriminant(&op);
        let before = self.layers.iter().filter(|layer| discriminant(&layer.op) == kind).count();
        self.named(&format!("{prefix}{}", before + 1), op, module)
    }

    fn conv(self, out_channels: usize, padding: usize) -> Self {
        self.numbered("conv", Op::Conv2d { out_channels, kernel: 3, stride: 1, padding, bias: true }, true)
    }

    /// A convolution without bias (the batch norm has one), ReLU, batch norm, dropout.
    fn normalised_conv(self, out_channels: usize, padding: usize) -> Self {
        self.numbered("conv", Op::Conv2d { out_channels, kernel: 3, stride: 1, padding, bias: false }, true)
            .relu()
            .numbered("bn", Op::BatchNorm2d, true)
            .numbered("dropout", Op::Dropout { p: 0.1 }, true)
    }

    /// A convolution without bias or border, batch norm, ReLU.
    fn conv_norm(self, out_channels: usize, kernel: usize) -> Self {
        self.numbered("conv", Op::Conv2d { out_channels, kernel, stride: 1, padding: 0, bias: false }, true)
            .numbered("bn", Op::BatchNorm2d, true)
            .relu()
    }

    fn relu(self) -> Self {
        let module = self.declared == Declared::Everything;
        self.numbered("relu", Op::Relu, module)
    }

    fn pool(self) -> Self {
        let module = self.declared != Declared::Parameters;
        self.numbered("pool", Op::MaxPool2d { kernel: 2, stride: 2 }, module)
    }

    fn linear(self, out_features: usize) -> Self {
        self.numbered("fc", Op::Linear { out_features }, true)
    }

    /// The average over all places, mixed into classes by a 1×1 convolution.
    fn pooled_classes(self, side: usize) -> Self {
        let mixer = Op::Conv2d { out_channels: CLASSES, kernel: 1, stride: 1, padding: 0, bias: false };
        self.named("gap", Op::AvgPool2d { kernel: side, stride: side }, true)
            .named("mixer", mixer, true)
            .flatten()
            .log_softmax()
    }

    fn flatten(self) -> Self {
        self.named("flatten", Op::Flatten, false)
    }

    fn log_softmax(self) -> Self {
        self.named("log_softmax", Op::LogSoftmax, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::Shape;

    #[test]
    fn every_network_ends_in_ten_classes() {
        for id in NetworkId::ALL {
            let trace = NetworkChoice::new(id).network().trace().unwrap();
            assert_eq!(trace.layers.last().unwrap().output, Shape::Vector { features: CLASSES }, "{id}");
        }
    }

    #[test]
    fn the_two_sessions_differ_by_the_last_relu() {
        let session2 = NetworkChoice::new(NetworkId::Session2).network().layers;
        let mut session1 = NetworkChoice::new(NetworkId::Session1LastRelu).network().layers;
        let conv7 = session1.iter().position(|layer| layer.name == "conv7").unwrap();
        let extra = session1.remove(conv7 + 1);
        assert_eq!((extra.name.as_str(), extra.op), ("relu7", Op::Relu));
        assert_eq!(session1, session2);
    }

    #[test]
    fn only_the_three_layer_cnn_takes_filters() {
        for id in NetworkId::ALL {
            let changed =
                NetworkChoice { id, filters: [3, 4, 5] }.network() != NetworkChoice::new(id).network();
            assert_eq!(changed, id == NetworkId::Cnn, "{id}");
        }
        let trace = NetworkChoice { id: NetworkId::Cnn, filters: [3, 4, 5] }.network().trace().unwrap();
        assert_eq!(trace.parameters, (9 + 1) * 3 + (27 + 1) * 4 + (36 + 1) * 5 + (45 + 1) * 128 + 129 * 10);
    }
}
