#!/bin/sh
# Proves a planned folder on a Slurm cluster, all of whose nodes see it.
#   zkmem plan program.elf --stdin input.txt -o /shared/work
#   submit.sh /shared/work TASKS /shared/program.zkproof [OPTION of sbatch for the tasks]...
# ZKMEM names the binary, if it is not in the PATH. Prints the number of the job that writes the proof.
set -eu
if [ $# -lt 3 ]; then
  echo "usage: submit.sh WORK TASKS OUT [SBATCH_OPTION]..." >&2
  exit 2
fi
WORK=$(realpath "$1") TASKS=$2 OUT=$(realpath "$3") SCRIPTS=$(dirname "$(realpath "$0")")
shift 3
: "${ZKMEM:=zkmem}" "${ROUND:=1}" "${ROUNDS:=3}"
# Options are kept for further rounds as words, so that they hold no blanks.
if [ $# -gt 0 ]; then OPTIONS=$*; else OPTIONS=${OPTIONS:-}; fi
export WORK TASKS OUT SCRIPTS ZKMEM ROUND ROUNDS OPTIONS
# shellcheck disable=SC2086
tasks=$(sbatch --parsable --export=ALL --output="$WORK.%A_%a.out" --array="0-$((TASKS - 1))" $OPTIONS "$SCRIPTS/prove.sbatch")
sbatch --parsable --export=ALL --output="$WORK.finish.%j.out" --dependency="afterany:$tasks" "$SCRIPTS/finish.sbatch"
