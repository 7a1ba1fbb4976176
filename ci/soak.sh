#!/usr/bin/env bash
# Trains 100,000 steps and compares the memory of the process (its resident set) after 1,000 steps
# with that at the end: it must stay within 2 %. Linux only.
# What Java takes and leaves for itself is kept out of the difference, so that what could grow is
# memory of ours outside of the heap: the heap is 64 MiB from the start and every page of it touched;
# the C library gives back what the compilers of Java have freed; and in a code cache of 16 MiB code
# that was compiled again goes soon, instead of with the next full collection, which never comes.
# Without these two the 1,000 steps, 0.4 s after the start, meet the compilers at work, and what
# they take later is 1 to 7 % of the whole.
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
java -Xms64m -Xmx64m -XX:+AlwaysPreTouch -XX:+UseSerialGC -XX:TrimNativeHeapInterval=500 \
  -XX:ReservedCodeCacheSize=16m --enable-native-access=org.jacobi.cpu \
  "${modules[@]}" -cp "$classes" Soak "${1:-1000}" "${2:-100000}" "${3:-2}"
