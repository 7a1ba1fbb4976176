#!/usr/bin/env bash
# Kills trainings with SIGKILL at random moments, resumes them, and compares their ends with that of
# a training that nobody killed: 200 kills, some minutes. Another seed kills at other moments. A
# sixth as many are stopped by Ctrl-C; a tenth have a disk that fills, and one has a disk that becomes
# read-only, where the right to mount one is given (else the last line says so).
# Usage: ci/torture.sh [KILLS [SEED]]
set -euo pipefail
cd "$(dirname "$0")/.."
source bin/find-jdk.sh
mvn -B -q --no-transfer-progress -pl cli -am test -Dspotless.check.skip \
  -Dtest=TortureTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Djacobi.kills="${1:-200}" -Djacobi.kills.seed="${2:-$(date +%s)}"
report=cli/target/surefire-reports/org.jacobi.cli.TortureTest.txt
skipped="$(sed -n 's/.*Skipped: \([0-9]*\),.*/\1/p' "$report" | head -n 1)"
echo "killed ${1:-200} times: no checkpoint lost, no run that differs"
[ "${skipped:-0}" = 0 ] || echo "not done, for want of the right to mount: full and read-only disks"
