#!/usr/bin/env bash
# Fails when a lock does not hold what its .in file asks for, or names an index host. Needs no network.
set -euo pipefail
cd "$(dirname "$0")"
if grep -nE '(https?|file)://' ./*.lock ./*.in; then echo "a lock names an address" >&2; exit 1; fi
for name in runtime dev spark spark-test; do
  sed 's/#.*//' "$name.in" | grep -oE '^[A-Za-z0-9_.-]+' | tr 'A-Z_.' 'a-z--' | while read -r wanted; do
    [ "$wanted" = "-r" ] && continue
    grep -qiE "^${wanted}==" <(tr '_.' '--' < "$name.lock" | sed -E 's/^([a-z0-9-]+)--.*/&/') || { echo "$name.lock lacks $wanted: run ./dev lock" >&2; exit 1; }
  done
done
echo "locks are complete and name no address"
