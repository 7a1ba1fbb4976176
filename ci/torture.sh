#!/usr/bin/env bash
# Kills trainings with SIGKILL at random moments, resumes them, and compares their ends with that of
# a training that nobody killed: 200 kills, some minutes. Another seed kills at other moments.
# Usage: ci/torture.sh [KILLS [SEED]]
set -euo pipefail
cd "$(dirname "$0")/.."
source bin/find-jdk.sh
mvn -B -q --no-transfer-progress -pl cli -am test -Dspotless.check.skip \
  -Dtest=TortureTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Djacobi.kills="${1:-200}" -Djacobi.kills.seed="${2:-$(date +%s)}"
echo "killed ${1:-200} times: no checkpoint lost, no run that differs"
