#!/usr/bin/env bash
# Runs the jobs of the README on real data and holds their test figures against what must be reached.
# JACOBI_DATA is the folder of data sets; without it they are downloaded.
# "ci/jobs.sh long" runs MNIST for 20 epochs with three seeds as well: about 15 minutes on one core.
set -euo pipefail
cd "$(dirname "$0")/.."
jacobi="${JACOBI:-./jacobi}"
data=()
[ -z "${JACOBI_DATA:-}" ] || data=(--data "$JACOBI_DATA")
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
failed=0

# figure KEY ARGUMENTS...: the figure of the end event of a training
figure() {
  local key="$1"
  shift
  "$jacobi" train "$@" --json --out "$out/$RANDOM$RANDOM" |
    sed -n 's/.*"event":"end".*"'"$key"'":\([-0-9.eE]*\).*/\1/p'
}

# check WHAT VALUE at-least|at-most|below BOUND
check() {
  if awk -v v="$2" -v b="$4" -v how="$3" 'BEGIN {
      exit !(v != "" && (how == "at-least" ? v >= b : how == "below" ? v < b : v <= b)) }'; then
    echo "ok      $1: $2 ($3 $4)"
  else
    echo "FAILED  $1: $2 ($3 $4)"
    failed=1
  fi
}

mean() { awk '{ s += $1; n++ } END { print s / n }'; }

"$jacobi" train digits --json --out "$out/digits" >"$out/digits.jsonl"
check "digits, test accuracy" \
  "$(sed -n 's/.*"event":"end".*"test_accuracy":\([-0-9.eE]*\).*/\1/p' "$out/digits.jsonl")" at-least 0.97
check "digits, a linear classifier" \
  "$(figure test_accuracy digits --hidden none)" below 0.95
check "digits, that network on MNIST" \
  "$("$jacobi" evaluate "$out/digits" mnist "${data[@]}" --json |
    sed -n 's/.*"accuracy":\([-0-9.eE]*\).*/\1/p')" at-least 0.70
check "MNIST 784-256-128-10, 3 epochs" \
  "$(figure test_accuracy mnist "${data[@]}" --hidden 256,128 --lr 0.02 --momentum 0.9 --batch-size 128 --epochs 3)" \
  at-least 0.970
check "MNIST 784-50-10, 10,000 steps of plain SGD" \
  "$(figure test_accuracy mnist "${data[@]}" --hidden 50 --lr 0.1 --momentum 0 --batch-size 100 --steps 10000)" \
  at-least 0.966
check "breast cancer, mean of 10 seeds" \
  "$(for seed in 1 2 3 4 5 6 7 8 9 10; do
    figure test_accuracy breast-cancer "${data[@]}" --hidden 64:sigmoid,32:relu:0.2 --output sigmoid \
      --loss mse --optimizer adam --lr 0.05 --scaling minmax --test 0.3 --batch-size 64 --epochs 100 \
      --seed "$seed"
  done | mean)" at-least 0.965
check "California housing 64-64, test RMSE in dollars" \
  "$(figure test_rmse california-housing "${data[@]}" --hidden 64,64)" at-most 60000
check "adult" "$(figure test_accuracy adult "${data[@]}")" at-least 0.85

if [ "${1:-}" = long ]; then
  for seed in 1 2 3; do
    "$jacobi" train mnist "${data[@]}" --hidden 256,128 --lr 0.02 --momentum 0.9 --batch-size 128 \
      --epochs 20 --seed "$seed" --json --out "$out/mnist-$seed" | tail -n 1 | tee -a "$out/long.jsonl"
  done
  key() { sed -n 's/.*"'"$1"'":\([-0-9.eE]*\).*/\1/p' "$out/long.jsonl"; }
  check "MNIST, 20 epochs, mean test accuracy of seeds 1, 2, 3" "$(key test_accuracy | mean)" at-least 0.980
  check "MNIST, 20 epochs, lowest training accuracy" \
    "$(key train_accuracy | sort -g | head -n 1)" at-least 0.999
fi
exit "$failed"
