#!/usr/bin/env bash
# Registries that are nobody's stand-in, an OCI registry and an npm registry: what they answer to accounts that are right, wrong and
# ended, what an open one's answer is worth, and what is said when the other one stands at the address.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need node nodejs npm
need npm npm
need curl curl
need docker-registry docker-registry
need htpasswd apache2-utils

modules=$(npm_packages "$REAL/registries")
closed=$(free_port)
start_service 30 bash "$REAL/registries/images.sh" "$closed" "$WORK/closed" htpasswd
open=$(free_port)
start_service 30 bash "$REAL/registries/images.sh" "$open" "$WORK/open"
packages=$(free_port)
start_service 120 bash "$REAL/registries/packages.sh" "$packages" "$WORK/packages" "$modules"
token=$(cat "$WORK/packages/token") ended=$(cat "$WORK/packages/ended")
[ -n "$token" ] && [ -n "$ended" ] || fail 'the npm registry gave no token'

# `live CODE WORDS FILE VALUE`: the check of a configuration whose credential is in GIVEN ends so, and says so.
live() {
  local code=$1 words=$2 file=$3 value=$4 status=0
  cli "GIVEN=$value" -- validate "$file" --process-env --live --only-host "$(grep -o '127[.0-9]*:[0-9]*' "$file")" --select credential-invalid,credential-insufficient,credential-unknown >"$WORK/said" 2>&1 || status=$?
  [ "$status" = "$code" ] || { cat "$WORK/said" >&2; fail "ended with $status, not $code: $words"; }
  tr -s ' \n' ' ' <"$WORK/said" | grep -qF -- "$words" || { cat "$WORK/said" >&2; fail "it did not say: $words"; }
  ! grep -qF -- "${value#* }" "$WORK/said" || fail "it showed what it was given: $words"
}

# `images PORT`, `packages PORT`: a portal that reads there.
images() {
  cat >"$WORK/app-config.images.yaml" <<Y
proxy:
  endpoints:
    /oci-registry:
      target: http://127.0.0.1:$1
      headers:
        Authorization: Basic \${GIVEN}
Y
}
packages() {
  cat >"$WORK/app-config.packages.yaml" <<Y
npm:
  registries:
    - name: main
      url: http://127.0.0.1:$1
      extraRequestHeaders:
        Authorization: \${GIVEN}
Y
}
pair() { printf %s "$1" | base64 -w0; }

images "$closed"
live 0 'the registry knows the account' "$WORK/app-config.images.yaml" "$(pair ada:ada-loopback-only)"
live 1 'knows no such account' "$WORK/app-config.images.yaml" "$(pair ada:another-loopback-only)"
images "$open"
live 3 'answers this to anybody, so it proves nothing' "$WORK/app-config.images.yaml" "$(pair ada:another-loopback-only)"
images "$packages"
live 1 "not OCI registry's API" "$WORK/app-config.images.yaml" "$(pair ada:ada-loopback-only)"
images "$(free_port)"
live 3 'could not reach' "$WORK/app-config.images.yaml" "$(pair ada:ada-loopback-only)"

packages "$packages"
live 0 'acts as `ada`' "$WORK/app-config.packages.yaml" "Bearer $token"
live 1 'takes the caller for nobody' "$WORK/app-config.packages.yaml" "Bearer ${token%????}AAAA"
live 1 'takes the caller for nobody' "$WORK/app-config.packages.yaml" "Bearer $ended"
packages "$closed"
live 1 "not npm registry's API" "$WORK/app-config.packages.yaml" "Bearer $token"
