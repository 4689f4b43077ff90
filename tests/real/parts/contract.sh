#!/usr/bin/env bash
# Every request to GitHub's API, and every answer of the sandbox, goes through a proxy that holds GitHub's own API description
# against it. One violation fails the part.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need node nodejs npm
need npm npm
need_person

# What the sandbox calls its organisation and its token: the sandbox writes them.
cli -- init --sandbox --no-input --yes --store dotenv --profile github-pat --stage local --out "$WORK/sandbox" >"$WORK/said" 2>&1 ||
  { cat "$WORK/said" >&2; fail "the sandbox failed"; }
value_of() { sed -n "s/^$1=//p" "$WORK/sandbox/.env"; }

start_service 30 "$CLI" sandbox
read -r _ url api_url _ <<<"$SERVICE_READY"

proxy_port=$(free_port)
start_service 120 bash "$REAL/description/proxy" "$(npm_packages "$REAL/github")" "$REAL/github/github.openapi.json" "$proxy_port" "$api_url"
record=$SERVICE_LOG
at=(--url "github=$url" --api-url "github=http://127.0.0.1:$proxy_port")

# `through NAME ARGUMENTS…`: a run against the proxy; NAME is its folder.
through() {
  local out=$WORK/$1
  shift
  cli "GIVEN_TOKEN=$(value_of GITHUB_TOKEN)" "${PERSON[@]}" -- \
    init --no-input --yes --store dotenv --stage local --portal-url http://localhost:7007 "${at[@]}" \
    --set "GITHUB_ORG=$(value_of GITHUB_ORG)" --out "$out" "$@" >"$out.said" 2>&1 || {
    cat "$out.said" "$record" >&2
    [ ! -e "$PERSON_LOG" ] || cat "$PERSON_LOG" >&2
    fail "init failed through the proxy"
  }
}

through token --profile github-pat --secret-from GITHUB_TOKEN=env:GIVEN_TOKEN
through app --profile github --create github-app

# A proxy that saw nothing proves nothing.
grep -o '[a-z]* /[^ ]* .*Request received' "$record" >"$WORK/requests" || fail "the proxy saw no request"
for request in 'get /user ' 'get /orgs/' 'post /app-manifests/' 'get /app '; do
  grep -q "^$request" "$WORK/requests" || fail "the proxy never saw \`$request\`"
done
if grep -E 'Request terminated with error|Violation|✖' "$record"; then
  fail "the description of the API was violated, see above"
fi
echo "$(wc -l <"$WORK/requests") requests, no violation"
