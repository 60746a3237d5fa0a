#!/bin/sh
# Makes the tables of Temporal's two databases, or brings them to this version of the server. Harmless when there is nothing to do.
set -eu

# Where the schemas are: the admin-tools image's own place unless told otherwise.
schemas=${TEMPORAL_SCHEMAS:-/etc/temporal/schema/postgresql/v12}
tool=${TEMPORAL_SQL_TOOL:-temporal-sql-tool}

bring_up_to_date() {
  "$tool" --database "$1" setup-schema --version 0.0
  "$tool" --database "$1" update-schema --schema-dir "$schemas/$2/versioned"
}

bring_up_to_date temporal temporal
bring_up_to_date temporal_visibility visibility
