#!/bin/sh
# Makes the secrets docker-compose.yml reads, each a file under ./secrets, from random bytes, and a first settings/recourse.env. What is there
# already stays: run it again after an upgrade. Files that are yours to fill are made empty, which counts as not set.
set -eu
cd "$(dirname "$0")/.."

# Programs in containers read what is mounted from here as users of their own. Git gives files the rights the umask left at the clone: under 077
# nobody but you could read them. No secret is among them.
chmod -R a+rX deploy

# Programs in containers run as users of their own and must read the files; on this machine the folder keeps everybody else out.
mkdir -p secrets
chmod 700 secrets

random() {
  od -An -v -tx1 -N "${1:-32}" /dev/urandom | tr -d ' \n'
}

# Keeps what it is given under a name that is not taken yet. Hexadecimal alone goes in: it needs no quoting in any file or address.
make() {
  [ -e "secrets/$1" ] && return
  (umask 077 && printf '%s' "$2" >"secrets/.$1")
  chmod 444 "secrets/.$1"
  mv "secrets/.$1" "secrets/$1"
  echo "made secrets/$1"
}

kept() {
  cat "secrets/$1"
}

make postgres_password "$(random)"
make recourse_database_password "$(random)"
make temporal_database_password "$(random)"
make database_url "postgres://recourse:$(kept recourse_database_password)@postgres:5432/recourse"
# Its id is the day it was made, which tells keys apart once there are several.
make encryption_keys "k$(date -u +%Y%m%d):$(head -c 32 /dev/urandom | base64)"
make metrics_token "$(random)"
make api_tokens "operator:admin:$(random),prometheus:viewer:$(kept metrics_token)"
make grafana_password "$(random)"

for name in oidc_client_secret slack_bot_token slack_signing_secret smtp_url whop_api_key whop_webhook_secret \
  wepay_app_token wepay_risk_token wepay_webhook_keys ccg_webhook_keys; do
  [ -e "secrets/$name" ] || {
    make "$name" ''
    chmod 644 "secrets/$name"
  }
done

# Likewise for the policy and whatever else is mounted from there: whoever is in the containers has to get in.
mkdir -p settings
chmod 755 settings
[ -e settings/recourse.env ] || {
  cat >settings/recourse.env <<'SETTINGS'
# Settings of Recourse that are no secrets, one a line: NAME=value. README.md lists them.
# The address people and providers reach it by:
#RECOURSE_PUBLIC_URL=https://desk.example.com
#RECOURSE_TRUSTED_PROXIES=1
#WHOP_COMPANY_ID=biz_...
SETTINGS
  echo 'made settings/recourse.env'
}
