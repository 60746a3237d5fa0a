#!/bin/sh
# Run once, by the image of PostgreSQL, when its data folder is new: each program gets a user and databases of its own.
set -eu

psql --username postgres --no-password --set ON_ERROR_STOP=1 <<'SQL'
\set recourse `cat /run/secrets/recourse_database_password`
\set temporal `cat /run/secrets/temporal_database_password`
create role recourse login password :'recourse';
create role temporal login password :'temporal';
create database recourse owner recourse;
create database temporal owner temporal;
create database temporal_visibility owner temporal;
revoke connect on database recourse, temporal, temporal_visibility from public;
SQL
