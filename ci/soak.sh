#!/usr/bin/env bash
# Trains 100,000 steps and compares the memory of the process (its resident set) after 1,000 steps
# with that at the end: it must stay within 2 %. Linux only.
# The heap is 64 MiB from the start and every page of it touched, so that what the collector takes or
# leaves is no part of the difference: what could grow is memory outside of the heap.
# Usage: ci/soak.sh [FIRST STEPS PERCENT]
set -euo pipefail
cd "$(dirname "$0")/.."
source bin/find-jdk.sh
lib=cli/target/lib
./jacobi --version >/dev/null # builds what has changed
classes="$(mktemp -d)"
trap 'rm -rf "$classes"' EXIT
modules=(-p "$lib" --add-modules org.jacobi,org.jacobi.cpu)
javac -Xlint:-incubating "${modules[@]}" -d "$classes" ci/Soak.java
java -Xms64m -Xmx64m -XX:+AlwaysPreTouch -XX:+UseSerialGC --enable-native-access=org.jacobi.cpu \
  "${modules[@]}" -cp "$classes" Soak "${1:-1000}" "${2:-100000}" "${3:-2}"
