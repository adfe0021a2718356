"""csv_of_accesses.py ACCESSES.csv PICTURE.png: a machine's accesses, read with pandas, proven, verified, plotted."""

import sys

import matplotlib.pyplot as plt
import pandas as pd

import zkmem

accesses = pd.read_csv(sys.argv[1])  # op,space,pointer,word: "write,2,4096,17", ...
log = zkmem.Log.from_columns(accesses["op"], accesses["space"], accesses["pointer"], word=accesses["word"])

proof = zkmem.prove(log, progress=True)
print(zkmem.verify(proof, log=log))

figure, (over_time, by_chip) = plt.subplots(1, 2, figsize=(12, 4), layout="constrained")
for code, words in ((zkmem.READ, "reads"), (zkmem.WRITE, "writes")):
    rows = log.op == code
    over_time.plot(log.timestamp[rows], log.pointer[rows], ",", label=words)
over_time.set(xlabel="time", ylabel="pointer")
over_time.legend()
by_chip.barh(list(proof.cells_by_chip), list(proof.cells_by_chip.values()))
by_chip.set(xlabel="cells")
figure.savefig(sys.argv[2])
