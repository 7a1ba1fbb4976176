#!/usr/bin/env bash
# Test accuracy on MNIST with matrix products in bf16 beside F32: trainings in pairs of one seed.
# Prints each pair, and the mean of the differences with its standard error, in percentage points;
# fails if bf16 is worse than F32 by more than 0.15 points in the mean.
# JACOBI_DATA is the folder of data sets; without it they are downloaded.
# Usage: ci/bf16.sh [SEEDS [EPOCHS]], by default 10 seeds and 5 epochs: some minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
jacobi="${JACOBI:-./jacobi}"
seeds="${1:-10}"
epochs="${2:-5}"
allowed=0.15
data=()
[ -z "${JACOBI_DATA:-}" ] || data=(--data "$JACOBI_DATA")
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT

# accuracy PRECISION SEED: the test accuracy of one training; what was used must be what was asked for
accuracy() {
  "$jacobi" train mnist "${data[@]}" --precision "$1" --epochs "$epochs" --seed "$2" --json \
    --out "$out/$1-$2" >"$out/$1-$2.jsonl"
  grep -qi "\"precision\" *: *\"$1\"" "$out/$1-$2/run.json" ||
    { echo "bf16.sh: the run record of seed $2 does not say precision $1" >&2; return 1; }
  sed -n 's/.*"event":"end".*"test_accuracy":\([-0-9.eE]*\).*/\1/p' "$out/$1-$2.jsonl"
}

for seed in $(seq "$seeds"); do
  f32="$(accuracy f32 "$seed")"
  bf16="$(accuracy bf16 "$seed")"
  echo "$seed $f32 $bf16"
done | LC_ALL=C awk -v seeds="$seeds" -v allowed="$allowed" '
  NF == 3 {
    d = 100 * ($3 - $2); n++; sum += d; squares += d * d
    printf "seed %2d  f32 %.2f %%  bf16 %.2f %%  difference %+.2f points\n", $1, 100 * $2, 100 * $3, d
    fflush()
  }
  END {
    if (n != seeds) { print "FAILED  " n + 0 " of " seeds " pairs"; exit 1 }
    mean = sum / n
    error = "unknown (one pair)"
    if (n > 1) {
      variance = (squares - n * mean * mean) / (n - 1)
      error = sprintf("%.3f", sqrt(variance > 0 ? variance / n : 0))
    }
    holds = mean >= -allowed
    printf "%s  bf16 - f32: mean %+.3f points, standard error %s (at least %+.2f)\n",
      holds ? "ok    " : "FAILED", mean, error, -allowed
    exit !holds
  }'
