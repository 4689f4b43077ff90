#!/usr/bin/env bash
# An OpenID Connect server that is nobody's stand-in: the program proves its clients without anybody signing in, a person then
# signs in with what was written, and each client that is wrong is told in its own words.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need node nodejs npm
need npm npm

port=$(free_port)
cache=$(npm_packages "$REAL/oidc")
start_service 60 node "$REAL/oidc/server.mjs" "$cache" "$port" http://localhost:7007/api/auth/oidc/handler/frame
read -r _ url <<<"$SERVICE_READY"

# `client NAME ISSUER SECRET ARGUMENTS…`: a scripted run with that client; its folder is $WORK/NAME.
client() {
  local name=$1 issuer=$2 secret=$3
  shift 3
  cli "GIVEN=$secret" -- init --no-input --yes --store dotenv --profile oidc --stage local --portal-url http://localhost:7007 \
    --set "OIDC_ISSUER=$issuer" --set "OIDC_CLIENT_ID=$name" --secret-from OIDC_CLIENT_SECRET=env:GIVEN --out "$WORK/$name" "$@" >"$WORK/$name.said" 2>&1
}

# `said NAME WORDS`: however the lines were broken.
said() {
  tr -s ' \n' ' ' <"$WORK/$1.said" | grep -qF -- "$2" || { cat "$WORK/$1.said" >&2; fail "it did not say: $2"; }
}

# The secret in the header, and in the form: what was written says where.
for name in portal posting pkce; do
  client "$name" "$url" "$name-secret-loopback-0123456789" || { cat "$WORK/$name.said" >&2; fail "init with $name failed"; }
  said "$name" 'is registered'
  backstage_accepts none "$WORK/$name" --expect 'signInPage="keycloak"' --expect "auth.providers.oidc.production.clientId=\"$name\"" >"$WORK/$name.facts" ||
    { cat "$WORK/$name.facts" >&2; fail "Backstage does not accept what was written for $name"; }
done
for name in portal posting; do
  [ "$(node "$REAL/oidc/portal.mjs" "$WORK/$name" ada)" = ada ] || fail "ada could not sign in by $name"
done

# The program's own rehearsal of the sign-in, with what was written, by a browser: `rehearsed NAME PERSON ARGUMENTS…`. Its answer is
# $WORK/NAME.json. Nobody reads people here, so that as whom cannot be told.
rehearsed() {
  local name=$1 person=$2 status=0
  shift 2
  cli "BROWSER=$(browser visitor)" "VISITOR_AS=$person" "VISITOR_LOG=$WORK/visitor.log" -- rehearse "$WORK/$name" --env-file "$WORK/$name/.env" \
    --only-host "${url#http://}" --patience 30 --format json "$@" >"$WORK/$name.json" 2>"$WORK/$name.said" || status=$?
  ! grep -qF "$name-secret-loopback" "$WORK/$name.json" "$WORK/$name.said" || fail "the rehearsal showed the secret of $name"
  echo "$status"
}
# `answered NAME EXPRESSION`: of the document `it`.
answered() {
  node -e 'const it = JSON.parse(require("fs").readFileSync(process.argv[1])); process.exit(eval(process.argv[2]) ? 0 : 1)' "$WORK/$1.json" "$2" ||
    { cat "$WORK/$1.json" "$WORK/$1.said" "$WORK/visitor.log" >&2; fail "the rehearsal did not answer: $2"; }
}
for name in portal posting pkce; do
  [ "$(rehearsed "$name" ada)" = 3 ] || { cat "$WORK/$name.json" "$WORK/$name.said" >&2; fail "the rehearsal with $name did not end as it should"; }
  answered "$name" 'it.told.username === "ada" && it.told.email === "ada@acme.test" && it.told.mail === "told"'
done
[ "$(rehearsed portal unverified --backstage 1.49)" = 3 ] && answered portal 'it.told.mail === "told"'
rehearsed portal unverified --backstage 1.57 >/dev/null && answered portal 'it.told.mail === "not-verified"'

# `refused CODE NAME WORDS ISSUER SECRET`
refused() {
  local code=$1 name=$2 words=$3 issuer=$4 secret=$5 status=0
  rm -rf "${WORK:?}/$name"
  client "$name" "$issuer" "$secret" || status=$?
  [ "$status" = "$code" ] || { cat "$WORK/$name.said" >&2; fail "ended with $status, not $code: $words"; }
  said "$name" "$words"
  [ ! -e "$WORK/$name/.env" ] || fail "a refused run left files: $words"
}
refused 1 portal 'the secret' "$url" wrong-secret
refused 1 nobody 'client' "$url" any-secret-at-all
refused 1 elsewhere 'callback' "$url" elsewhere-secret-loopback-0123456789
refused 1 portal 'issuer' "$url/realms/acme" portal-secret-loopback-0123456789
