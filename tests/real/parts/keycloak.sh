#!/usr/bin/env bash
# A real Keycloak: the provider's own tests, then the whole program makes a client, and what it wrote signs a person in and
# reads the organisation. Killed at any moment and taken up again, it leaves one client.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need node nodejs npm
need java default-jdk-headless
need jar default-jdk-headless
need mvn maven
need curl curl

port=$(free_port)
url=http://127.0.0.1:$port
export KEYCLOAK_HOME=${KEYCLOAK_HOME:-$CACHE/keycloak}
start_service 600 "$REAL/keycloak.sh" "$port" "$WORK/keycloak"
# The people of the script's realm, and its administrator.
realm=acme
export ADMIN_USERNAME=admin ADMIN_PASSWORD=admin-pw-loopback PERSON_PASSWORD=ada-pw-loopback

(cd "$ROOT" && DEVPORTAL_TEST_KEYCLOAK=$url timeout 900 cargo test --quiet --test real_keycloak)

# `made NAME FOLDER ARGUMENTS…`: a scripted run that makes a client of that name.
made() {
  local name=$1 out=$2
  shift 2
  cli "ADMIN_USERNAME=$ADMIN_USERNAME" "ADMIN_PASSWORD=$ADMIN_PASSWORD" -- \
    init --no-input --yes --store dotenv --profile keycloak --stage local --portal-url http://localhost:7007 \
    --url "keycloak=$url" --set "KEYCLOAK_BASE_URL=$url" --set "KEYCLOAK_REALM=$realm" --set "KEYCLOAK_CLIENT_ID=$name" \
    --create keycloak-client --secret-from KEYCLOAK_ADMIN_USERNAME=env:ADMIN_USERNAME \
    --secret-from KEYCLOAK_ADMIN_PASSWORD=env:ADMIN_PASSWORD --out "$out" "$@" >"$out.said" 2>&1
}

# What the program wrote works, and holds nothing of the administrator.
works() {
  local out=$1
  backstage_accepts keycloak "$out" --expect 'signInPage="keycloak"' --expect "catalog.providers.keycloakOrg.default.baseUrl=\"$url\"" >"$out.facts" ||
    { cat "$out.facts" >&2; fail "Backstage does not accept what was written"; }
  [ "$(node "$REAL/keycloak/portal.mjs" sign-in "$out" ada)" = ada ] || fail "ada could not sign in"
  local people
  people=$(node "$REAL/keycloak/portal.mjs" people "$out")
  [ "$people" = "ada admins bob platform" ] || fail "the organisation reads as: $people"
  ! grep -rqF "$ADMIN_PASSWORD" "$out" "$out.said" "$WORK/home" || fail "the administrator's password was kept or said"
}

made portal "$WORK/portal" || { cat "$WORK/portal.said" >&2; fail "init failed"; }
works "$WORK/portal"

# Killed ever later in its run, until a run comes through: the same arguments with `--resume` complete it each time.
for tenths in 1 2 3 4 6 8 11 15 20; do
  name=$(printf 'portal-killed-%02d' "$tenths")
  out=$WORK/$name
  made "$name" "$out" &
  run=$!
  sleep "$((tenths / 10)).$((tenths % 10))"
  kill_program "$out" || { wait "$run"; break; }
  wait "$run" || true
  made "$name" "$out" --resume || { cat "$out.said" >&2; fail "--resume failed after a kill at 0.$tenths s"; }
  clients=$(node "$REAL/keycloak/portal.mjs" clients "$url" "$realm" "$name")
  [ "$clients" = 1 ] || fail "$clients clients after a kill at $tenths tenths of a second"
  works "$out"
done
