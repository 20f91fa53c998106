"""Ways to write a model, which must not differ in speed; and a model of a hundred layers."""

from bench.process import python
from bench.workload import Peer, Workload, limit

WAYS = {
    "sequential": "Sequential",
    "functional": "functional, two inputs and two outputs",
    "subclass": "a subclass",
    "own": "layers, loss and metric written in ops",
}


def rows(measured):
    found = measured.get("pronghorn", {})
    table = {
        label: {"ms an epoch": found[way] * 1e3} for way, label in WAYS.items() if way in found
    }
    if "deep" in found:
        table["100 layers, from the cache"] = {"s before and with the first fit": found["deep"]}
    return table


def wirings(setting):
    def verdicts(table):
        first = table.get("Sequential", {}).get("ms an epoch", 0)
        said = []
        for label in list(WAYS.values())[1:]:
            said += limit(table, label, "ms an epoch", 1.05 * first, "ms")
        column = "s before and with the first fit"
        return said + limit(table, "100 layers, from the cache", column, 0.5, "s")

    peers = []
    if "pronghorn" in setting.homes:
        command = python(setting.homes["pronghorn"], "wirings", 5 if setting.quick else 12)
        cache = {"PRONGHORN_CACHE": str(setting.folder / "wirings")}
        peers.append(Peer("pronghorn", command, cache, rehearsed=True))
    title = "W2's network written in several ways"
    return Workload(title, peers, rows, reference="Sequential", verdicts=verdicts)
