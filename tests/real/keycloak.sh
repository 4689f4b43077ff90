#!/usr/bin/env bash
# Runs a real Keycloak for the tests, on loopback and in memory: keycloak.sh PORT FOLDER
#
# Needs mvn, curl and a JDK of 17 or newer. Maven brings the published distribution, which is unpacked and built once.
# Prints READY when realm `acme` stands, stays in the foreground, ends on SIGTERM. FOLDER takes its logs.
#
#   KEYCLOAK_HOME      where the unpacked server lasts from run to run (default: FOLDER/server)
#   KEYCLOAK_VERSION   which release (default: 26.7.1)
#   KEYCLOAK_PATH      the path that it serves under, for instance /auth (default: /)
#
# Nothing here is worth protecting. The administrator is admin with admin-pw-loopback; people are ada and bob, each with
# NAME-pw-loopback; each confidential client's secret is its id with `-secret` behind it. There is one client for each
# way to be wrong, and `devportal`, which is right (its secret: oidc-secret-loopback-only).
set -euo pipefail

port=${1:?which port}
mkdir -p "${2:?which folder}"
folder=$(cd "$2" && pwd)
version=${KEYCLOAK_VERSION:-26.7.1}
server=${KEYCLOAK_HOME:-$folder/server}
path=${KEYCLOAK_PATH:-/}
url=http://127.0.0.1:$port${path%/}
child=

stop() {
  [ -z "$child" ] || { kill "$child" && wait "$child"; } 2>/dev/null || true
}
trap 'stop; exit 0' TERM INT
trap stop EXIT

# Unpacks beside the goal and moves at last, so that an interrupted run leaves nothing half there.
unpack() {
  local name=keycloak-quarkus-dist scratch
  mkdir -p "$(dirname "$server")"
  scratch=$(mktemp -d "$(dirname "$server")/.keycloak.XXXXXX")
  mvn -q -B dependency:copy "-Dartifact=org.keycloak:$name:$version:zip" "-DoutputDirectory=$scratch"
  (cd "$scratch" && jar xf "$name-$version.zip")
  chmod +x "$scratch/keycloak-$version"/bin/*.sh
  rm -rf "$server"
  mv "$scratch/keycloak-$version" "$server"
  rm -rf "$scratch"
}

[ -x "$server/bin/kc.sh" ] || unpack >&2
if [ "$(cat "$server/.built" 2>/dev/null)" != "$path" ]; then
  "$server/bin/kc.sh" build --db=dev-mem --http-relative-path="$path" >&2
  printf %s "$path" >"$server/.built"
fi

KC_BOOTSTRAP_ADMIN_USERNAME=admin KC_BOOTSTRAP_ADMIN_PASSWORD=admin-pw-loopback JAVA_OPTS_APPEND=-Xmx512m \
  "$server/bin/kc.sh" start --optimized --cache=local --hostname-strict=false --http-enabled=true \
  --http-host=127.0.0.1 --http-port="$port" >"$folder/keycloak.log" 2>&1 &
child=$!

# On a busy machine it takes minutes.
deadline=$((SECONDS + 400))
until curl -sf -o /dev/null "$url/realms/master"; do
  if ! kill -0 "$child" 2>/dev/null || [ "$SECONDS" -ge "$deadline" ]; then
    tail -n 30 "$folder/keycloak.log" >&2
    exit 1
  fi
  sleep 0.3
done

token=$(curl -sf "$url/realms/master/protocol/openid-connect/token" -d grant_type=password -d client_id=admin-cli \
  -d username=admin -d password=admin-pw-loopback | sed 's/.*"access_token":"\([^"]*\)".*/\1/')

curl -sf -o /dev/null "$url/admin/realms" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d @- <<'REALM'
{
  "realm": "acme", "enabled": true, "sslRequired": "none",
  "groups": [{"name": "platform", "subGroups": [{"name": "Ops & SRE"}]}, {"name": "admins"}],
  "users": [
    {"username": "ada", "enabled": true, "email": "ada@acme.test", "emailVerified": true,
     "firstName": "Ada", "lastName": "Lovelace", "groups": ["/platform", "/admins"],
     "credentials": [{"type": "password", "value": "ada-pw-loopback"}]},
    {"username": "bob", "enabled": true, "email": "bob@acme.test", "emailVerified": true,
     "firstName": "Bob", "lastName": "Ross", "groups": ["/platform/Ops & SRE"],
     "credentials": [{"type": "password", "value": "bob-pw-loopback"}]},
    {"username": "service-account-devportal", "enabled": true, "serviceAccountClientId": "devportal",
     "clientRoles": {"realm-management": ["view-users", "query-users", "query-groups"]}},
    {"username": "service-account-light", "enabled": true, "serviceAccountClientId": "light",
     "clientRoles": {"realm-management": ["view-users", "query-users", "query-groups"]}},
    {"username": "service-account-light-few", "enabled": true, "serviceAccountClientId": "light-few",
     "clientRoles": {"realm-management": ["query-users", "query-groups"]}},
    {"username": "service-account-too-much", "enabled": true, "serviceAccountClientId": "too-much",
     "clientRoles": {"realm-management": ["realm-admin"]}},
    {"username": "service-account-asleep", "enabled": false, "serviceAccountClientId": "asleep"}
  ],
  "clients": [
    {"clientId": "devportal", "secret": "oidc-secret-loopback-only", "serviceAccountsEnabled": true,
     "redirectUris": ["http://localhost:7007/api/auth/oidc/handler/frame"]},
    {"clientId": "near", "secret": "near-secret", "serviceAccountsEnabled": true,
     "redirectUris": ["http://127.0.0.1:7007/api/auth/oidc/handler/frame"]},
    {"clientId": "no-roles", "secret": "no-roles-secret", "serviceAccountsEnabled": true,
     "redirectUris": ["http://localhost:7007/*"]},
    {"clientId": "too-much", "secret": "too-much-secret", "serviceAccountsEnabled": true,
     "redirectUris": ["http://localhost:7007/*"]},
    {"clientId": "no-sa", "secret": "no-sa-secret", "redirectUris": ["http://localhost:7007/*"]},
    {"clientId": "asleep", "secret": "asleep-secret", "serviceAccountsEnabled": true,
     "redirectUris": ["http://localhost:7007/*"]},
    {"clientId": "no-code", "secret": "no-code-secret", "standardFlowEnabled": false, "serviceAccountsEnabled": true,
     "redirectUris": ["http://localhost:7007/*"]},
    {"clientId": "needs-pkce", "secret": "needs-pkce-secret", "redirectUris": ["http://localhost:7007/*"],
     "attributes": {"pkce.code.challenge.method": "S256"}},
    {"clientId": "plain-pkce", "secret": "plain-pkce-secret", "redirectUris": ["http://localhost:7007/*"],
     "attributes": {"pkce.code.challenge.method": "plain"}},
    {"clientId": "disabled", "secret": "disabled-secret", "enabled": false,
     "redirectUris": ["http://localhost:7007/*"]},
    {"clientId": "bearer", "secret": "bearer-secret", "bearerOnly": true},
    {"clientId": "public-spa", "publicClient": true, "redirectUris": ["http://localhost:7007/*"]},
    {"clientId": "light", "secret": "light-secret", "serviceAccountsEnabled": true,
     "redirectUris": ["http://localhost:7007/*"],
     "attributes": {"client.use.lightweight.access.token.enabled": "true"}},
    {"clientId": "light-few", "secret": "light-few-secret", "serviceAccountsEnabled": true,
     "redirectUris": ["http://localhost:7007/*"],
     "attributes": {"client.use.lightweight.access.token.enabled": "true"}}
  ]
}
REALM

echo "READY keycloak $url realm acme"
wait "$child"
