#!/usr/bin/env bash
# A scripted run that registers a GitHub App, killed at each of its requests: files are old or new, the App's key is never lost,
# and `--resume` makes no second App.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
source "$REAL/killing/every-request.sh"
begin_part
need node nodejs npm
need npm npm
need_person

cli -- init --sandbox --no-input --yes --store dotenv --profile github-pat --stage local --out "$WORK/sandbox" >"$WORK/said" 2>&1 ||
  { cat "$WORK/said" >&2; fail "the sandbox failed"; }
organization=$(sed -n 's/^GITHUB_ORG=//p' "$WORK/sandbox/.env")
start_service 30 "$CLI" sandbox
read -r _ url api_url _ <<<"$SERVICE_READY"
prefix=$(node -p 'new URL(process.argv[1]).pathname.replace(/\/$/, "")' "$api_url")

# The person's browser opens only pages of `url`; the requests of the program go through the address that is given.
registered() {
  local out=$2 at=$3
  shift 3
  cli "${PERSON[@]}" -- \
    init --no-input --yes --store dotenv --profile github --stage local --portal-url http://localhost:7007 \
    --url "github=$url" --api-url "github=$at$prefix" --set "GITHUB_ORG=$organization" --create github-app --out "$out" "$@" >"$out.said" 2>&1
}

one_app() {
  local out=$2 apps
  apps=$(grep -cE '^POST .*/conversions 201$' "$out.requests")
  [ "$apps" = 1 ] || fail "$apps Apps were registered for $1"
  grep -q '^GITHUB_PRIVATE_KEY_BASE64=.' "$out/.env" || fail "the App's key is lost in $1"
}

killed_at_every_request arrives "$api_url" registered one_app
