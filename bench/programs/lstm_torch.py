"""W4 in PyTorch, with its own LSTM: `lstm_torch.py REPEATS`."""

import sys

import clock
import sequences
import torch
from torch import nn


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(sequences.WORDS, sequences.UNITS)
        self.lstm = nn.LSTM(sequences.UNITS, sequences.UNITS, batch_first=True)
        self.last = nn.Linear(sequences.UNITS, 1)
        nn.init.uniform_(self.table.weight, -0.05, 0.05)

    def forward(self, words):
        return self.last(self.lstm(self.table(words))[0][:, -1])


def main(repeats):
    torch.manual_seed(0)
    x, y = map(torch.from_numpy, sequences.texts())
    model = Network()
    optimizer = torch.optim.Adam(model.parameters(), eps=1e-7)
    logs = {}

    def epoch():
        total = torch.zeros(())
        for batch in torch.randperm(len(x)).split(sequences.BATCH):
            loss = nn.functional.binary_cross_entropy_with_logits(model(x[batch]), y[batch])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(batch)
        logs["loss"] = float(total) / len(x)

    epoch()
    clock.report(epoch_s=clock.best(epoch, repeats), **logs)


if __name__ == "__main__":
    main(int(sys.argv[1]))
