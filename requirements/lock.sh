#!/usr/bin/env bash
# Writes the locks: every version and hash, no index address, so that any mirror serves them.
set -euo pipefail
cd "$(dirname "$0")"
for name in runtime dev spark spark-test; do
  "../$1" pip compile -q "$name.in" -o "$name.lock" --generate-hashes --no-emit-index-url --no-emit-find-links \
    --no-header --universal --python-version 3.11
done
