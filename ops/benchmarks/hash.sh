#!/usr/bin/env bash
# hash.sh OUTPUT: number of lines, and the first 16 digits of the SHA-256 of the sorted lines
set -euo pipefail
printf '%s %s\n' "$(wc -l <"$1" | tr -d ' ')" "$(LC_ALL=C sort "$1" | sha256sum | cut -c1-16)"
