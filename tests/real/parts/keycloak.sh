#!/usr/bin/env bash
# A real Keycloak: the provider's own tests, then the whole program makes a client, and what it wrote signs a person in and
# reads the organisation. Killed at each of its requests and taken up again, it leaves one client.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
source "$REAL/killing/every-request.sh"
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

(cd "$ROOT" && DEVPORTAL_TEST_KEYCLOAK=$url timeout 900 cargo test --quiet --test real_keycloak -- --ignored)

# `made NAME FOLDER URL ARGUMENTS…`: a scripted run that makes a client of that name, for a portal on this machine.
made() {
  local name=$1 out=$2 at=$3
  shift 3
  cli "ADMIN_USERNAME=$ADMIN_USERNAME" "ADMIN_PASSWORD=$ADMIN_PASSWORD" -- \
    init --no-input --yes --store dotenv --profile keycloak --stage "${STAGE:-local}" --portal-url "${PORTAL_URL:-http://localhost:7007}" \
    --set "KEYCLOAK_BASE_URL=$at" --set "KEYCLOAK_REALM=$realm" --set "KEYCLOAK_CLIENT_ID=$name" \
    --create keycloak-client --secret-from KEYCLOAK_ADMIN_USERNAME=env:ADMIN_USERNAME \
    --secret-from KEYCLOAK_ADMIN_PASSWORD=env:ADMIN_PASSWORD --out "$out" "$@" >"$out.said" 2>&1
}

# What the program wrote works, and holds nothing of the administrator.
works() {
  local out=$1
  backstage_accepts keycloak "$out" --expect 'signInPage="keycloak"' --expect 'catalog.providers.keycloakOrg.default.realm="acme"' >"$out.facts" ||
    { cat "$out.facts" >&2; fail "Backstage does not accept what was written"; }
  [ "$(node "$REAL/keycloak/portal.mjs" sign-in "$out" ada)" = ada ] || fail "ada could not sign in"
  local people
  people=$(node "$REAL/keycloak/portal.mjs" people "$out")
  [ "$people" = "ada admins bob platform" ] || fail "the organisation reads as: $people"
  ! grep -rqF "$ADMIN_PASSWORD" "$out" "$out.said" "$WORK/home" || fail "the administrator's password was kept or said"
}

# The realm has one client whose name holds this one.
one_client() {
  local clients
  clients=$(node "$REAL/keycloak/portal.mjs" clients "$url" "$realm" "$1")
  [ "$clients" = 1 ] || fail "$clients clients are named $1"
  works "$2"
}

made backstage "$WORK/backstage" "$url" || { cat "$WORK/backstage.said" >&2; fail "init failed"; }
one_client backstage "$WORK/backstage"

# What was written is rehearsed: ada signs in at the realm in a real browser, and everybody is asked for. `rehearsed FOLDER ARGUMENTS…` is its
# exit code.
need_person
rehearsed() {
  local folder=$1 status=0
  shift
  cli "${PERSON[@]}" PERSON_AS=ada "PERSON_PASSWORD=$PERSON_PASSWORD" -- rehearse "$folder" --only-host "127.0.0.1:$port" --format json --patience "${PATIENCE:-30}" "$@" >"$WORK/rehearsed.json" 2>"$WORK/rehearsed.said" || status=$?
  echo "$status"
}
answered() {
  node -e 'const it = JSON.parse(require("fs").readFileSync(process.argv[1])); process.exit(eval(process.argv[2]) ? 0 : 1)' "$WORK/rehearsed.json" "$1" ||
    { cat "$WORK/rehearsed.json" "$WORK/rehearsed.said" "$PERSON_LOG" >&2; fail "the rehearsal did not answer: $1"; }
}
[ "$(rehearsed "$WORK/backstage")" = 0 ] || { cat "$WORK/rehearsed.json" "$WORK/rehearsed.said" "$PERSON_LOG" >&2; fail "ada could not sign in by rehearsal"; }
answered 'it.user === "user:default/ada" && it.groups.includes("group:default/platform") && it.told.mail === "told"'
[ "$(rehearsed "$WORK/backstage" --everybody --backstage 1.57)" = 0 ] || fail "not everybody would get in"
answered 'it["everybody-gets-in"] === true && it.count.people === 2'
# A client with another callback: Keycloak shows its own page, and sends nobody back.
cp -r "$WORK/backstage" "$WORK/elsewhere"
sed -i 's#http://localhost:7007#http://localhost:7008#' "$WORK/elsewhere/app-config.local.yaml"
[ "$(PATIENCE=3 rehearsed "$WORK/elsewhere")" = 3 ] || fail "a callback that is not registered did not end by patience"
answered 'it.fix.includes("register http://localhost:7008/api/auth/oidc/handler/frame there")'

# The same for a portal in production.
out=$WORK/production
STAGE=production PORTAL_URL=https://portal.acme.test made production "$out" "$url" || { cat "$out.said" >&2; fail "init failed"; }
backstage_accepts keycloak "$out" --expect 'auth.environment="production"' --expect auth.providers.guest=absent \
  --expect 'auth.providers.oidc.production.prompt="auto"' --expect 'backend.baseUrl="https://portal.acme.test"'
[ "$(PORTAL_URL=https://portal.acme.test node "$REAL/keycloak/portal.mjs" sign-in "$out" ada)" = ada ] || fail "ada could not sign in"

# Sign-in here, code at GitHub, which the sandbox plays: one configuration, and ada still gets in.
cli -- init --sandbox --no-input --yes --store dotenv --profile github-pat --stage local --out "$WORK/sandbox" >"$WORK/sandbox.said" 2>&1 ||
  { cat "$WORK/sandbox.said" >&2; fail "the sandbox failed"; }
start_service 30 "$CLI" sandbox
read -r _ github github_api _ <<<"$SERVICE_READY"
out=$WORK/mixed
made mixed "$out" "$url" --integration github-token --url "github=$github" --api-url "github=$github_api" --set GITHUB_ORG=acme \
  --secret-from "GITHUB_TOKEN=cmd:sed -n s/^GITHUB_TOKEN=//p $WORK/sandbox/.env" --admin-group platform --person ada || { cat "$out.said" >&2; fail "init failed"; }
backstage_accepts keycloak "$out" --expect 'signInPage="keycloak"' --expect 'catalog.providers.github.production.organization="acme"' \
  --expect "integrations.github.0.apiBaseUrl=\"$github_api\"" --expect 'permission.rbac.admin.superUsers.0.name="group:default/platform"'
grep -q 'as `user:default/ada`' "$out.said" || { cat "$out.said" >&2; fail "ada's sign-in was not told"; }
[ "$(node "$REAL/keycloak/portal.mjs" sign-in "$out" ada)" = ada ] || fail "ada could not sign in"

# The hard moment: the server has done it, and nobody heard.
killed_at_every_request answers "$url" made one_client
