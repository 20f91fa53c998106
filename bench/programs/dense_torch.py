"""Epochs in PyTorch, the usual loop: `dense_torch.py NETWORK THREADS FEW MANY REPEATS`."""

import sys

import clock
import dense
import torch
from torch import nn

OPTIMIZERS = {
    "sgd": lambda weights: torch.optim.SGD(weights, lr=dense.RATE),
    "rmsprop": lambda weights: torch.optim.RMSprop(weights, lr=dense.RATE, alpha=0.9, eps=1e-7),
    "adam": lambda weights: torch.optim.Adam(weights, lr=dense.RATE, eps=1e-7, fused=True),
}


def built(network):
    row = []
    for inputs, outputs in zip(network.units, network.units[1:-1], strict=False):
        row += [nn.Linear(inputs, outputs), nn.ReLU()]
        row += [nn.Dropout(network.dropout)] if network.dropout else []
    return nn.Sequential(*row, nn.Linear(*network.units[-2:]))


def main(name, threads, few, many, repeats):
    torch.manual_seed(0)
    torch.set_num_threads(threads)
    network = dense.NETWORKS[name]
    x, y = map(torch.from_numpy, dense.data(network))
    model = built(network)
    optimizer = OPTIMIZERS[network.optimizer](model.parameters())
    one = network.units[-1] == 1
    loss_of = nn.BCEWithLogitsLoss() if one else nn.CrossEntropyLoss()
    logs = {}

    def train(epochs):
        for _ in range(epochs):
            total, hits = torch.zeros(()), torch.zeros((), dtype=torch.long)
            for batch in torch.randperm(len(x)).split(network.batch):
                logits, target = model(x[batch]), y[batch]
                loss = loss_of(logits, target)
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                optimizer.step()
                total += loss.detach() * len(batch)
                if one:
                    hits += ((logits > 0) == (target > 0.5)).sum()
                else:
                    hits += (logits.argmax(1) == target.argmax(1)).sum()
            logs.update(loss=float(total) / len(x), accuracy=float(hits) / len(x))

    train(1)
    costs = clock.two_lengths(train, few, many, repeats, clock.of(threads))
    clock.report(**costs, loss=logs["loss"])


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
