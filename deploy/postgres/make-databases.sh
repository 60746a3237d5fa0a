#!/bin/sh
# Run once, by the image of PostgreSQL, when its data folder is new: each program gets a user and databases of its own.
set -eu
export SECRETS_DIR="${SECRETS_DIR:-/run/secrets}"

# A user made without a password could never log in, and this does not run again.
for name in recourse_database_password temporal_database_password; do
  [ -s "$SECRETS_DIR/$name" ] || {
    echo "$SECRETS_DIR/$name is empty or not there: run deploy/make-secrets.sh, and begin again with an empty data folder." >&2
    exit 2
  }
done

psql --username postgres --no-password --no-psqlrc --set ON_ERROR_STOP=1 <<'SQL'
\set recourse `cat "$SECRETS_DIR/recourse_database_password"`
\set temporal `cat "$SECRETS_DIR/temporal_database_password"`
create role recourse login password :'recourse';
create role temporal login password :'temporal';
create database recourse owner recourse;
create database temporal owner temporal;
create database temporal_visibility owner temporal;
revoke connect on database recourse, temporal, temporal_visibility from public;
SQL
