# Sourced by the scripts of this folder.

# bench_help "$@": if help is asked for, prints the head of the script and ends.
bench_help() {
  local argument
  for argument in "$@"; do
    case "$argument" in
      -h|--help)
        sed -n '2,/^[^#]/s/^# \{0,1\}//p' "bench/${0##*/}"
        exit 0
        ;;
    esac
  done
}

# bench_refuse TEXT: ends because of wrong arguments.
bench_refuse() {
  echo "bench: $1; see ./bench/${0##*/} --help" >&2
  exit 2
}

# build_bench MODULE...: builds what has changed, each module as
# far as possible: a framework that cannot be had is named in the tables, and the others are measured.
build_bench() {
  local modules="core,testing,cpu,bench,bench/harness" name
  for name in "$@"; do
    modules+=",bench/$name"
  done
  local stamp="bench/target/built-$(tr ' ' '-' <<<"$*")"
  if [ -f "$stamp" ] && [ -z "$(find pom.xml core/pom.xml core/src/main cpu/pom.xml cpu/src/main \
    bench -path '*/target' -prune -o -type f -newer "$stamp" -print -quit)" ]; then
    return
  fi
  local download=""
  if [[ " $* " == *" libtorch "* ]]; then
    download="; the first time this downloads the other frameworks, about 1 GB"
  fi
  echo "bench: building$download ..." >&2
  mkdir -p bench/target
  if mvn -B -q --no-transfer-progress -Pbench --fail-at-end -pl "$modules" package \
    -DskipTests -Dspotless.check.skip >bench/target/build.log 2>&1; then
    touch "$stamp"
  else
    grep ERROR bench/target/build.log | head -n 5 >&2
    echo "bench: not all could be built; see bench/target/build.log" >&2
  fi
}

# The class path of a module, its own classes first.
bench_classpath() {
  echo "bench/$1/target/classes:$(cat "bench/$1/target/classpath")"
}
