#!/usr/bin/env bash
# Prints the code lines (no blanks, no comments, no imports) of each package beside its budget.
set -euo pipefail
cd "$(dirname "$0")/.."
count() {
  find "$1" -maxdepth 1 -name '*.java' -exec cat {} + 2>/dev/null |
    grep -cvE '^[[:space:]]*($|//|/\*|\*|import |package )' || true
}
printf '%-28s %7s %7s\n' package lines budget
while read -r folder name budget; do
  printf '%-28s %7s %7s\n' "$name" "$(count "$folder")" "$budget"
done < bin/line-budgets.txt
