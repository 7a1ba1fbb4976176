#!/usr/bin/env bash
# Gives every reader INPUTS changed files (1,000,000 by default) and fails at the first that is
# answered by another exception than the documented ones, takes too long or too much memory. One
# line of counts for each reader; the input that failed is kept in core/target/fuzz or cli/target/fuzz.
# The seed is the date, so that each night sees other files; the same seed gives the same files.
# Usage: ci/fuzz.sh [INPUTS [SEED]]
set -euo pipefail
cd "$(dirname "$0")/.."
source bin/find-jdk.sh
export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
inputs="${1:-1000000}"
seed="${2:-$(date +%Y%m%d)}"
echo "seed $seed"
fuzz() {
  mvn -B --no-transfer-progress test -Dspotless.check.skip -Dsurefire.failIfNoSpecifiedTests=false \
    -Dsurefire.timeout=20000 -Dfuzz.inputs="$inputs" -Dfuzz.seed="$seed" "$@" >"$log" 2>&1 || {
    cat "$log"
    exit 1
  }
  grep '^fuzz ' "$log"
}
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
fuzz -pl core -Dtest='FilesFuzzTest,DataFuzzTest,CheckpointFuzzTest'
fuzz -pl cli -am -Dtest=PixelsFuzzTest
