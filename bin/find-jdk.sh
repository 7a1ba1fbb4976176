# Sourced by ./test and ./jacobi: sets JAVA_HOME to a JDK 25 or newer and puts it first on PATH.

jacobi_java_version() {
  # The file "release" has a line JAVA_VERSION="25.0.1"; to read it saves the start of a JVM.
  local line
  if [ -r "$1/release" ]; then
    while IFS= read -r line; do
      if [[ "$line" =~ ^JAVA_VERSION=\"([0-9]+) ]]; then
        echo "${BASH_REMATCH[1]}"
        return
      fi
    done <"$1/release"
  fi
  # The line 'openjdk version "25.0.1"' gives 25; anything else gives 0.
  "$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p' | grep . || echo 0
}

jacobi_find_jdk() {
  local candidate
  for candidate in \
    "${JAVA_HOME:-}" \
    "$(dirname "$(dirname "$(readlink -f "$(command -v javac 2>/dev/null)" 2>/dev/null)")")" \
    /usr/lib/jvm/*25* /usr/lib/jvm/*26* /usr/lib/jvm/*27* /usr/lib/jvm/* \
    /opt/jdk* /opt/java/* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -x "$candidate/bin/javac" ] && [ "$(jacobi_java_version "$candidate")" -ge 25 ]; then
      echo "$candidate"
      return 0
    fi
  done
  return 1
}

if ! JAVA_HOME="$(jacobi_find_jdk)"; then
  cat >&2 <<'TEXT'
Jacobi needs a JDK 25 or newer and found none in JAVA_HOME, on PATH, or in the usual folders.
Install one, for example Eclipse Temurin 25 from adoptium.net or the package manager of your system,
then set JAVA_HOME to its folder.
TEXT
  exit 2
fi
export JAVA_HOME
export PATH="$JAVA_HOME/bin:$PATH"
