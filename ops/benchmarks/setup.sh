#!/usr/bin/env bash
# setup.sh [PEER...]: what the peers need, under ${BENCH_HOME:-~/.cache/seinpost-bench}. Without names: all of them.
# setup.sh gen: the generator alone. Fails with a message when a tool is missing; ops/bench then leaves that peer out.
# From Debian: gcc, g++, python3-venv, and a JDK of version 17 for flink. From PyPI: the versions below.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=${BENCH_HOME:-$HOME/.cache/seinpost-bench}
mkdir -p "$home"
[ $# -gt 0 ] || set -- cpp python duckdb polars flink

needs() { command -v "$1" >/dev/null || { echo "$1 is not installed" >&2; exit 69; }; }
newer() { [ ! -e "$2" ] || [ "$1" -nt "$2" ]; }
venv() {
    [ -x "$home/venv/bin/pip" ] || python3 -m venv "$home/venv"
    "$home/venv/bin/pip" install -q --disable-pip-version-check "$@"
}

if newer "$here/gen.c" "$home/gen"; then
    cc=${CC:-gcc}
    command -v "$cc" >/dev/null || cc=clang                 # comes with Swift
    needs "$cc"
    "$cc" -O2 -ffp-contract=off "$here/gen.c" -o "$home/gen"
fi
for peer; do
    case $peer in
        gen) ;;
        cpp)
            if newer "$here/peers/limit.cpp" "$home/limit"; then
                needs "${CXX:-g++}"
                "${CXX:-g++}" -O3 -march=native -std=c++17 "$here/peers/limit.cpp" -o "$home/limit"
            fi ;;
        python) venv orjson==3.13.0 ;;
        duckdb) venv duckdb==2.0.0 ;;
        polars) venv polars==2.1.0 numpy==2.4.6 ;;
        flink)                                              # the jars alone; PyFlink's own Python is not used
            needs java
            needs javac
            venv setuptools wheel
            venv --no-deps apache-flink-libraries==2.3.0
            jars=$(echo "$home"/venv/lib/python3*/site-packages/pyflink/lib)
            rm -rf "$home/flink"
            mkdir -p "$home/flink"
            javac -nowarn -d "$home/flink" -cp "$jars/*" "$here/peers/flink/Bench.java" ;;
        *) echo "setup.sh: unknown peer $peer" >&2; exit 64 ;;
    esac
done
