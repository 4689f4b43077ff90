#!/usr/bin/env bash
# Measures what it costs to preview real directories of 1,000, 10,000 and 100,000 people: starts an OpenLDAP for each and runs
# `cargo bench --bench directory`. It prints; nothing fails because a machine is slow.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
WORK=$(mktemp -d "${TMPDIR:-/tmp}/devportal-auth-scale.XXXXXX")
trap 'stop_services; rm -rf "$WORK"' EXIT
export PATH=$PATH:/usr/sbin
need slapd slapd
need ldapadd ldap-utils
need openssl openssl
need node nodejs npm

urls=()
for people in 1000 10000 100000; do
  port=$(free_port)
  start_service 300 "$REAL/directory/openldap.sh" "$port" "$WORK/$people" "$people"
  urls+=("ldap://127.0.0.1:$port")
done
cd "$ROOT"
DEVPORTAL_BENCH_LDAP="${urls[*]}" cargo bench --quiet --bench directory
