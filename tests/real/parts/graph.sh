#!/usr/bin/env bash
# Every request to Microsoft Graph, and every answer of the sandbox, goes through a proxy that holds Microsoft's own API
# description against it. One violation fails the part.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need node nodejs npm
need npm npm

# What the sandbox calls its tenant, its registration and its organisation: the sandbox writes them.
cli -- init --sandbox --no-input --yes --store dotenv --profile azure --stage local --out "$WORK/sandbox" >"$WORK/said" 2>&1 ||
  { cat "$WORK/said" >&2; fail "the sandbox failed"; }
value_of() { sed -n "s/^$1=//p" "$WORK/sandbox/.env"; }

start_service 30 "$CLI" sandbox
read -r _ _ _ microsoft graph_token <<<"$SERVICE_READY"

modules=$(npm_packages "$REAL/graph")
node "$REAL/graph/trim.mjs" "$modules" "$WORK/graph.openapi.json"
proxy_port=$(free_port)
start_service 120 bash "$REAL/description/proxy" "$modules" "$WORK/graph.openapi.json" "$proxy_port" "$microsoft"
record=$SERVICE_LOG

# `through NAME ARGUMENTS…`: a run whose Graph is behind the proxy; NAME is its folder.
through() {
  local out=$WORK/$1
  shift
  cli "GRAPH_TOKEN=$graph_token" "CLIENT_SECRET=$(value_of AZURE_CLIENT_SECRET)" "DEVOPS_TOKEN=$(value_of AZURE_TOKEN)" -- \
    init --no-input --yes --store dotenv --profile azure --stage local --portal-url http://localhost:7007 \
    --url "entra=$microsoft" --api-url "entra=http://127.0.0.1:$proxy_port" --url "azure-devops=$microsoft" \
    --set "AZURE_TENANT_ID=$(value_of AZURE_TENANT_ID)" --set "AZURE_ORGANIZATION=$(value_of AZURE_ORGANIZATION)" \
    --secret-from AZURE_TOKEN=env:DEVOPS_TOKEN --person ada@acme.test --out "$out" "$@" >"$out.said" 2>&1 || {
    cat "$out.said" "$record" >&2
    fail "init failed through the proxy"
  }
}

through made --create entra-app --secret-from AZURE_GRAPH_TOKEN=env:GRAPH_TOKEN --set AZURE_SECRET_DAYS=90
through entered --set "AZURE_CLIENT_ID=$(value_of AZURE_CLIENT_ID)" --secret-from AZURE_CLIENT_SECRET=env:CLIENT_SECRET
grep -q "$(date -u -d '+90 days' +%F)" "$WORK/made.said" || { cat "$WORK/made.said" >&2; fail "the secret's end was not told"; }

# A proxy that saw nothing proves nothing.
grep -o '[a-z]* /[^ ]* .*Request received' "$record" >"$WORK/requests" || fail "the proxy saw no request"
for request in 'get /v1.0/users ' 'get /v1.0/groups ' 'get /v1.0/groups/platform/members/' 'get /v1.0/applications ' \
  'post /v1.0/applications ' 'post /v1.0/servicePrincipals ' 'post /v1.0/applications/object-1/addPassword ' 'get /v1.0/applications(appId='; do
  grep -qF "$request" "$WORK/requests" || { cat "$WORK/requests" >&2; fail "the proxy never saw \`$request\`"; }
done
if grep -E 'Request terminated with error|Violation|✖' "$record"; then
  fail "the description of the API was violated, see above"
fi
echo "$(wc -l <"$WORK/requests") requests, no violation"
