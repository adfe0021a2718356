#!/usr/bin/env python3
"""Runs a build's tests with each program of unit tests as one process instead of one for each case: what its cases share is made once, which is
most of the time where everything is slow (sanitizers).

    tools/whole_tests.py BUILD [-j JOBS] [ctest's options that choose tests]
A program's output is in BUILD/whole_tests/NAME.log. Exit 1: a case failed, or a test."""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys


def listed(build, options):
    """{program: its folder}, [names of the other tests]."""
    shown = subprocess.run(["ctest", "--show-only=json-v1", *options], cwd=build, capture_output=True, text=True, check=True).stdout
    programs, others = {}, []
    for test in json.loads(shown)["tests"]:
        command = test.get("command", [])
        if any(word.startswith("--gtest_filter=") for word in command):
            folder = next((entry["value"] for entry in test["properties"] if entry["name"] == "WORKING_DIRECTORY"), build)
            programs[command[0]] = folder
        else:
            others.append(test["name"])
    return programs, others


def run(program, folder, log):
    """What a line says of a program that has ended."""
    with log.open("w") as out:
        code = subprocess.run([program], cwd=folder, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False).returncode
    text = log.read_text(errors="replace")
    passed = len(re.findall(r"(?m)^\[       OK \]", text))
    failed = sorted(set(re.findall(r"(?m)^\[  FAILED  \] ([^\s,]+\.[^\s,]+)", text)))  # not "2 tests, listed below:"
    return code, passed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("-j", "--jobs", type=int, default=len(os.sched_getaffinity(0)))
    options, choice = parser.parse_known_args()
    build = options.build.resolve()
    programs, others = listed(build, choice)
    if not programs and not others:
        sys.exit("no test is chosen")
    logs = build / "whole_tests"
    logs.mkdir(exist_ok=True)
    cases, wrong = 0, 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        running = {pool.submit(run, program, folder, logs / f"{pathlib.Path(program).name}.log"): pathlib.Path(program).name
                   for program, folder in programs.items()}
        for done in concurrent.futures.as_completed(running):
            code, passed, failed = done.result()
            cases += passed
            if code != 0:
                wrong += 1
                print(f"{running[done]}: exit {code}, failed: {' '.join(failed) or 'no case; see its log'}", flush=True)
    print(f"{len(programs)} programs, {cases} cases passed, {wrong} programs failed", flush=True)
    failed = wrong != 0
    if others:
        names = "^(" + "|".join(map(re.escape, others)) + ")$"
        failed |= subprocess.run(["ctest", "--parallel", str(options.jobs), "--output-on-failure", "--quiet", "--output-log", build / "ctest.log",
                                  *choice, "-R", names], cwd=build, check=False).returncode != 0
        text = (build / "ctest.log").read_text(errors="replace")
        print("\n".join(re.findall(r"(?m)^.*tests (?:passed|failed).*$", text) + re.findall(r"(?s)The following tests FAILED.*", text)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
