#!/usr/bin/env python3
"""ray_run.py PROGRAM INPUT [--workers 2] [--memory MODE] [--kills 1] [--compare]: a run proven by Ray on a cluster of so many
one-core workers on this machine, some of which are killed while they prove; the proof is verified, and with --compare its bytes are
held against those of zkmem.prove. Says what happened, with seconds. Run it with the Python that zkmem and ray are installed in."""
import argparse
import os
import pathlib
import signal
import sys
import time

import ray

import zkmem
import zkmem.distributed


class Killer:
    """Kills the worker that has just proven a segment and goes on with the next one; after equal parts of the run."""

    def __init__(self, kills):
        self.kills, self.killed, self.processes, self.early, self.keys_made, self.done = kills, [], set(), 0, 0, 0

    def __call__(self, done):
        self.done += 1
        self.early += done.early
        self.keys_made += done.keys_made
        self.processes.add(done.process)
        due = (len(self.killed) + 1) * done.segments // (self.kills + 1)
        if len(self.killed) < self.kills and self.done >= due and done.process not in self.killed:
            os.kill(done.process, signal.SIGKILL)
            self.killed.append(done.process)
            print(f"killed worker {done.process} after {self.done} of {done.segments} segments", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("input", type=pathlib.Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--memory", choices=["persistent", "global"], default="global")
    parser.add_argument("--segment-accesses", type=int)
    parser.add_argument("--kills", type=int, default=1)
    parser.add_argument("--compare", action="store_true")
    options = parser.parse_args()
    # Tasks ask for what the plan says that they need; how this machine deals with that is its own affair.
    ray.init(num_cpus=options.workers, include_dashboard=False, log_to_driver=False, _memory=64 << 30, object_store_memory=1 << 30)
    run = {"stdin": options.input, "memory": options.memory, "segment_accesses": options.segment_accesses}
    begin = time.monotonic()
    planned_at = []

    def planned(progress):
        if progress.phase == "segments" and not planned_at:
            planned_at.append(time.monotonic() - begin)

    killer = Killer(options.kills)
    proof = zkmem.distributed.prove(options.program, **run, on_segment=killer, progress=planned)
    seconds = time.monotonic() - begin
    segments = len(proof.plan["segments"])
    print(f"{proof.length} instructions in {segments} segments on {options.memory} memory, {options.workers} workers: "
          f"{seconds:.0f} s, the first segment counted after {planned_at[0]:.0f} s, {killer.early} segments handed out before the plan was whole")
    print(f"{len(killer.killed)} killed, {len(killer.processes)} processes have proven, which made {killer.keys_made} keys themselves")
    begin = time.monotonic()
    print(zkmem.verify(proof, program=options.program))
    print(f"{len(proof.data)} bytes, verified in {time.monotonic() - begin:.1f} s")
    same = True
    if options.compare:
        begin = time.monotonic()
        same = bytes(zkmem.prove(options.program, **run, threads=options.workers)) == bytes(proof)
        print(f"zkmem.prove with {options.workers} threads: {time.monotonic() - begin:.0f} s, {'the same bytes' if same else 'OTHER BYTES'}")
    ray.shutdown()
    return 0 if same and len(killer.killed) == options.kills else 1


if __name__ == "__main__":
    sys.exit(main())
