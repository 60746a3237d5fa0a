#!/bin/sh
# Runs a program of Temporal's, which takes the database's password from its environment alone, with the password read from a file: so that
# it stands neither in the compose file nor in what `docker inspect` shows. It does stand in the environment of that process, for root and for
# whoever may run programs in its container.
set -eu

for name in POSTGRES_PWD SQL_PASSWORD; do
  eval "file=\${${name}_FILE:-}"
  [ -n "$file" ] || continue
  [ -s "$file" ] || {
    echo "${name}_FILE names $file, which is empty or not there: run deploy/make-secrets.sh." >&2
    exit 2
  }
  eval "$name=\$(cat \"\$file\"); export $name"
done

exec "$@"
