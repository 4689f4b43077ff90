#!/usr/bin/env bash
# Backstage's own loader and schema accept what the program writes, with nothing new against the image's own files, and the
# effective configuration is what each profile promises.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need node nodejs npm
need npm npm

# `written PROFILE STAGE URL`: a scripted sandbox run; prints its folder.
written() {
  local out=$WORK/$1-$2
  cli -- init --sandbox --no-input --yes --store dotenv --profile "$1" --stage "$2" --portal-url "$3" --out "$out" >"$out.said" 2>&1 || {
    cat "$out.said" >&2
    fail "init for $1, $2 failed"
  }
  printf '%s\n' "$out"
}

closed=(--expect 'auth.environment="production"' --expect auth.providers.guest=absent)
portal=https://portal.acme.test
at_portal=(--expect "app.baseUrl=\"$portal\"" --expect "backend.baseUrl=\"$portal\"" --expect "backend.cors.origin=\"$portal\"")

out=$(written github-pat local http://localhost:7007)
backstage_accepts github-pat "$out" --expect 'integrations.github.0.host="github.com"'

out=$(written github local http://localhost:7007)
backstage_accepts github "$out" --expect 'signInPage="github"'

out=$(written github production "$portal")
backstage_accepts github "$out" "${closed[@]}" "${at_portal[@]}" --expect 'signInPage="github"'
