//! The networks as classes of PyTorch.

use crate::arch::pytorch::source;
use crate::zoo::{CNN, LENET, Row, SESSION1_LAST_RELU, SESSION2, SESSION6};

fn of(row: &Row) -> String {
    source(&row.network()).unwrap()
}

#[test]
fn lenet_reads_like_a_tutorial() {
    let class = "\
import torch
import torch.nn.functional as F
from torch import nn


class Lenet(nn.Module):
    \"\"\"LeNet-5 variant: logits of digits from images [N, 1, 28, 28].\"\"\"

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(6, 16, kernel_size=3, padding=1)
        self.fc1 = nn.Linear(784, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.max_pool2d(x, 2)
        x = F.relu(self.conv2(x))
        x = F.max_pool2d(x, 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


";
    let source = of(&LENET);
    assert!(source.starts_with(class), "{source}");
    assert!(source.contains("load_file(\"fovea-lenet.safetensors\")"), "{source}");
}

#[test]
fn what_the_source_declares_is_declared_and_what_it_calls_is_called() {
    let session6 = of(&SESSION6);
    for line in [
        "        self.conv1 = nn.Conv2d(1, 2, kernel_size=3, bias=False)\n",
        "        self.bn1 = nn.BatchNorm2d(2)\n",
        "        self.dropout1 = nn.Dropout(0.1)\n",
        "        self.gap = nn.AvgPool2d(4)\n",
        "        x = self.dropout1(self.bn1(self.relu1(self.conv1(x))))\n",
        "        return F.log_softmax(x, dim=1)\n",
    ] {
        assert!(session6.contains(line), "{session6} lacks {line}");
    }
    let session2 = of(&SESSION2);
    for line in ["        self.pool1 = nn.MaxPool2d(2)\n", "        x = F.relu(self.conv1(x))\n"] {
        assert!(session2.contains(line), "{session2} lacks {line}");
    }
    assert!(of(&SESSION1_LAST_RELU).contains("class Session1LastRelu(nn.Module):"));
}

#[test]
fn other_filters_make_another_class() {
    let network = CNN.network().with_filters(&[3, 4, 5]);
    let source = source(&network).unwrap();
    assert!(source.contains("self.fc1 = nn.Linear(45, 128)"), "{source}");
}
