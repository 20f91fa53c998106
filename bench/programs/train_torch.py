"""Epochs in PyTorch, the usual loop of eager steps: `train_torch.py ROWS FEW MANY REPEATS`."""

import sys

import clock
import torch
import tutorial
from torch import nn


def network():
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    for layer in (model[0], model[2]):
        nn.init.normal_(layer.weight, std=0.05)
        nn.init.zeros_(layer.bias)
    return model


def main(rows, few, many, repeats):
    torch.manual_seed(0)
    x, y = map(torch.from_numpy, tutorial.people(rows))
    model = network()
    optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3, alpha=0.9, eps=1e-7)
    logs = {}

    def train(epochs):
        for _ in range(epochs):
            total, hits = torch.zeros(()), torch.zeros((), dtype=torch.long)
            for batch in torch.randperm(rows).split(tutorial.BATCH):
                logits = model(x[batch])
                loss = nn.functional.cross_entropy(logits, y[batch])
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                optimizer.step()
                total += loss.detach() * len(batch)
                hits += (logits.argmax(1) == y[batch].argmax(1)).sum()
            logs.update(loss=float(total) / rows, accuracy=float(hits) / rows)

    train(1)
    clock.report(**clock.two_lengths(train, few, many, repeats), **logs)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
