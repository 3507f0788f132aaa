#!/usr/bin/env bash
# Runs a command with DATABASE_URL naming a fresh PostgreSQL that is stopped and removed afterwards, whatever happens:
#   tests/with_postgres.sh python -m pytest -q src/chunfeng/base
# CHUNFENG_PG_KEPT names a folder whose data are kept for the next time; it holds them alone.
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: tests/with_postgres.sh COMMAND…" >&2; exit 2; }

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || true)")
[ -x "$bin/initdb" ] || { echo "PostgreSQL is missing: apt-get install postgresql" >&2; exit 69; }

folder=$(mktemp -d /tmp/chunfeng-pg-XXXXXX)
data=${CHUNFENG_PG_KEPT:-$folder/data}
mode=immediate
if [ -n "${CHUNFENG_PG_KEPT:-}" ]; then
  # The next start must not have to recover.
  mode=fast
  mkdir -p "$data"
fi
# The server refuses to run as root, and then needs a folder its own user may enter.
as() { "$@"; }
if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
  [ "$mode" = immediate ] || chown postgres "$data"
  as() { runuser -u postgres -- "$@"; }
fi

stop() {
  trap - EXIT INT TERM
  as "$bin/pg_ctl" -D "$data" -m "$mode" stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT
trap 'stop; exit 130' INT
trap 'stop; exit 143' TERM

cd "$folder"
if [ ! -f "$data/PG_VERSION" ]; then
  as "$bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >"$folder/initdb.log" 2>&1 ||
    { cat "$folder/initdb.log" >&2; exit 70; }
fi
# A socket inside the folder: no port that another run could hold. Durability is of no use to a database of one run, and
# tests empty a hundred small tables over and over, of which nobody needs the pages a second time.
as "$bin/pg_ctl" -D "$data" -w -t 300 -l "$folder/server.log" start >/dev/null \
  -o "-c listen_addresses='' -c unix_socket_directories='$folder' -c fsync=off -c full_page_writes=off -c max_connections=100" ||
  { cat "$folder/server.log" >&2; exit 70; }
cd "$OLDPWD"

export DATABASE_URL="postgres://postgres@${folder//\//%2F}/postgres"
status=0
"$@" || status=$?
exit "$status"
