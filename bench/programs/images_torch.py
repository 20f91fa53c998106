"""Steps on images in PyTorch: `images_torch.py LAYOUT THREADS NETWORK ROWS REPEATS`."""

import itertools
import sys

import clock
import images
import torch
from torch import nn


class Flipped(nn.Module):
    """Pictures with channels last as PyTorch names their axes."""

    def __init__(self, layout):
        super().__init__()
        self.layout = layout

    def forward(self, x):
        return x.permute(0, 3, 1, 2).contiguous(memory_format=self.layout)


def convnet(layout):
    return nn.Sequential(
        Flipped(layout),
        *(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Dropout(0.5), nn.Linear(1600, images.CLASSES)),
    )


def convolved(depth, filters, size=3, stride=1):
    convolution = nn.Conv2d(depth, filters, size, stride, size // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(filters))


class Block(nn.Module):
    def __init__(self, depth, filters):
        super().__init__()
        stride = 1 if depth == filters else 2
        self.first, self.second = convolved(depth, filters, 3, stride), convolved(filters, filters)
        self.short = convolved(depth, filters, 1, stride) if stride > 1 else nn.Identity()

    def forward(self, x):
        return torch.relu(self.short(x) + self.second(torch.relu(self.first(x))))


def resnet20(layout):
    depths = [16, 16, 16, 16, 32, 32, 32, 64, 64, 64]
    blocks = [Block(a, b) for a, b in itertools.pairwise(depths)]
    ends = nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, images.CLASSES)
    return nn.Sequential(Flipped(layout), convolved(3, 16), nn.ReLU(), *blocks, *ends)


NETWORKS = {"convnet": convnet, "resnet20": resnet20}
LAYOUTS = {"first": torch.contiguous_format, "last": torch.channels_last}


def main(layout, threads, name, rows, repeats):
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    batch = images.BATCH[name]
    x, y = map(torch.from_numpy, images.pictures(name, rows))
    model = NETWORKS[name](LAYOUTS[layout]).to(memory_format=LAYOUTS[layout])
    optimizer = torch.optim.Adam(model.parameters())

    def epoch(count):
        for places in torch.randperm(count).split(batch):
            loss = nn.functional.cross_entropy(model(x[places]), y[places])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()

    first = clock.best(lambda: epoch(batch), 1)
    whole = clock.best(lambda: epoch(rows), repeats, clock.of(threads))
    clock.report(step_s=whole / (rows // batch), first_fit_s=first)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], *map(int, sys.argv[4:]))
