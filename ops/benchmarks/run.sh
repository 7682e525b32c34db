#!/usr/bin/env bash
# run.sh PEER INPUT OUTPUT    peers: cpp python duckdb duckdb-1 polars flink flink-1 (the -1 forms use one thread, one task slot)
set -euo pipefail
[ $# -eq 3 ] || { sed -n 2p "${BASH_SOURCE[0]}" >&2; exit 64; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=${BENCH_HOME:-$HOME/.cache/seinpost-bench}
cores=$(nproc)
python=$home/venv/bin/python

flink() {
    local parts=$2.parts jars opens=() name
    rm -rf "$parts"
    mkdir -p "$parts"
    for name in java.util java.lang java.time java.nio; do opens+=("--add-opens=java.base/$name=ALL-UNNAMED"); done
    jars=$(echo "$home"/venv/lib/python3*/site-packages/pyflink/lib)
    java "${opens[@]}" -XX:+UseParallelGC "-Xmx${HEAP:-6g}" \
        -Dlog4j.configurationFile="$here/peers/flink/log4j2.properties" \
        -cp "$home/flink:$jars/*" Bench "$1" "$parts" "$3"
    cat "$parts"/part-* >"$2"
    rm -rf "$parts"
}

case $1 in
    cpp) exec "$home/limit" "$2" "$3" ;;
    python) exec "$python" "$here/peers/job.py" "$2" "$3" ;;
    duckdb) exec "$python" "$here/peers/job_duckdb.py" "$2" "$3" "$cores" ;;
    duckdb-1) exec "$python" "$here/peers/job_duckdb.py" "$2" "$3" 1 ;;
    polars) exec "$python" "$here/peers/job_polars.py" "$2" "$3" ;;
    flink) flink "$2" "$3" "$cores" ;;
    flink-1) flink "$2" "$3" 1 ;;
    *) echo "run.sh: unknown peer $1" >&2; exit 64 ;;
esac
