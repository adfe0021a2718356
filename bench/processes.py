"""One process of either side, measured the same way by every ratio script."""
import json
import os
import subprocess


def objects(text):
    """The JSON object at the end of each line that has one; a guest may have printed something before it."""
    found = []
    for line in text.splitlines():
        start = line.find('{"')
        while start >= 0:
            try:
                found.append(json.loads(line[start:]))
                break
            except json.JSONDecodeError:
                start = line.find('{"', start + 1)
    return found


def run_once(command, threads):
    command = [str(part) for part in command]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, errors="replace",
                               env=dict(os.environ, RAYON_NUM_THREADS=str(threads)))
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    return objects(out), usage.ru_maxrss / 1024


def run(command, threads, warm=True):
    """The JSON objects a process prints, and its peak resident memory in MiB.

    With `warm` it runs twice and the first run does not count: on a virtual machine whose host takes free pages back
    within seconds, a process after a pause would otherwise measure the host's page faults (10 us each), not itself.
    """
    if warm:
        run_once(command, threads)
    return run_once(command, threads)


def last(command, threads):
    """The last object of a warm process, and its peak memory."""
    found, peak = run(command, threads)
    return found[-1], peak
