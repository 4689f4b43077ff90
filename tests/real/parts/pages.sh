#!/usr/bin/env bash
# Every page that the program serves is judged by axe-core in a real Chromium: light and dark, a desk's width and a phone's.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need curl curl
need_person
modules=$(npm_packages "$REAL/pages")

look() {
  CHROMIUM=$browser_at PERSON_MODULES=$modules timeout 120 node "$REAL/pages/look.mjs" "$@" | tee -a "$WORK/looked" ||
    fail "a page is not for everybody"
}
for variable in "${PERSON[@]}"; do
  [ "${variable%%=*}" != CHROMIUM ] || browser_at=${variable#*=}
done

start_service 30 "$CLI" sandbox
read -r _ web api microsoft _ <<<"$SERVICE_READY"

# A run that waits for somebody at the browser, and the address that it gives them.
errand() {
  cli -- init --no-input --yes --store dotenv --no-browser --patience 60 --profile github --stage local \
    --portal-url http://localhost:7007 --url "github=$web" --api-url "github=$api" --create github-app --set GITHUB_ORG=acme \
    --out "$WORK/$1" >"$WORK/$1.said" 2>&1 &
  SERVICES+=("$!")
  local deadline=$((SECONDS + 30))
  until address=$(sed -n 's/^  open //p' "$WORK/$1.said" 2>/dev/null) && [ -n "$address" ]; do
    [ "$SECONDS" -lt "$deadline" ] || { cat "$WORK/$1.said" >&2; fail "nobody was asked to open a page"; }
    sleep 0.2
  done
  path=/${address##*/}
}

# The page that leads to GitHub, the manifest, the end; then whoever comes twice, elsewhere or with another run's answer.
errand made
look --press "$address"
errand refused
look "$address" /nowhere "$path" "$path" "$path/done?state=another"

app=/apps/acme-devportal
callback=https://portal.acme.test/api/auth/github/handler/frame
look "$web" / /nowhere '/settings/tokens/new?scopes=repo,read:org' /settings/personal-access-tokens/new \
  "/settings/applications/new?oauth_application[name]=Portal&oauth_application[callback_url]=$callback" "$app" \
  "/login/oauth/authorize?client_id=$(curl -s "$web/settings/applications/new" | sed -n 's/.*id="client-id">\([^<]*\).*/\1/p')"
look "$microsoft" /acme/_apis/connectionData
look --press "$web$app/installations/new"
look "$web" "$app/installations/new"

grep -v ' Page not found$' "$WORK/looked" | grep -c '^looked at' >"$WORK/count"
[ "$(cat "$WORK/count")" -ge 15 ] || fail "only $(cat "$WORK/count") pages were shown"
