#!/bin/sh
# Runs a PostgreSQL server in a folder of its own until standard input closes, which it does when the caller
# ends, however it ends. Arguments: the folder of PostgreSQL's programs, and a free port on 127.0.0.1.
set -eu
programs=$1 port=$2
trap '' INT
folder=$(mktemp -d "${TMPDIR:-/tmp}/souk-postgres.XXXXXX")
finish() {
    "$programs/pg_ctl" --pgdata "$folder/data" --mode immediate --silent stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap finish EXIT
"$programs/initdb" --pgdata "$folder/data" --username souk --auth trust --encoding UTF8 --no-locale --no-sync \
    >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
# Nothing in here outlives the tests, so nothing waits for the disk. No Unix socket: its path has a length limit.
options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300"
options="$options -c fsync=off -c full_page_writes=off"
"$programs/pg_ctl" --pgdata "$folder/data" --log "$folder/log" --options "$options" --wait start \
    >/dev/null 2>&1 </dev/null || { cat "$folder/log" >&2; exit 1; }
"$programs/createdb" --host 127.0.0.1 --port "$port" --username souk souk </dev/null
echo ready
cat >/dev/null
