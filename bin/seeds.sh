#!/usr/bin/env bash
# Trains with the seeds 1 to N and prints the test accuracy of each, and their mean.
# Usage: bin/seeds.sh N DATASET [OPTIONS OF jacobi train]
set -euo pipefail
if [ $# -lt 2 ]; then
  sed -n 2,3p "${BASH_SOURCE[0]}" >&2
  exit 2
fi
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
count="$1"
shift
runs="$(mktemp -d)"
trap 'rm -rf "$runs"' EXIT
for seed in $(seq "$count"); do
  "$home/jacobi" train "$@" --seed "$seed" --out "$runs/$seed" --json | tail -n 1 |
    sed -n "s/.*\"test_accuracy\":\([0-9.eE-]*\).*/$seed \1/p"
done | LC_ALL=C awk '{ printf "seed %2d  %.2f %%\n", $1, 100 * $2; sum += $2 }
  END { if (NR == 0) exit 1; printf "mean     %.2f %%\n", 100 * sum / NR }'
