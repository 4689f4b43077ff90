#!/usr/bin/env bash
# Backstage's own loader and schema accept what the program writes, with nothing new against the image's own files, and the
# effective configuration is what each profile promises.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need node nodejs npm
need npm npm

# `written SIGN-IN INTEGRATION STAGE URL`: a scripted sandbox run; prints its folder.
written() {
  local out=$WORK/$1-$2-$3 integration=()
  [ "$2" = usual ] || integration=(--integration "$2")
  cli -- init --sandbox --no-input --yes --store dotenv --profile "$1" "${integration[@]}" --stage "$3" --portal-url "$4" --out "$out" >"$out.said" 2>&1 || {
    cat "$out.said" >&2
    fail "init for $1 with $2, $3 failed"
  }
  printf '%s\n' "$out"
}

# `accepted PROFILE FOLDER EXPECTATIONS…`
accepted() {
  backstage_accepts "$@" >"$2.facts" || { cat "$2.facts" >&2; fail "Backstage does not accept $2"; }
}

closed=(--expect 'auth.environment="production"' --expect auth.providers.guest=absent)
portal=https://portal.acme.test
at_portal=(--expect "app.baseUrl=\"$portal\"" --expect "backend.baseUrl=\"$portal\"" --expect "backend.cors.origin=\"$portal\"")

out=$(written github-pat usual local http://localhost:7007)
accepted github-pat "$out" --expect 'integrations.github.0.host="github.com"'

# Every sign-in with every integration, alone and for a portal in production. The page of any OpenID Connect server is Keycloak's.
declare -A page=([azure]=microsoft [github]=github [gitlab]=gitlab [keycloak]=keycloak [ldap]=ldap [ldap-ad]=ldap [oidc]=keycloak)
declare -A host=([github-token]=github.com [gitlab-token]=gitlab.com [azure-devops-token]=dev.azure.com [azure-devops-principal]=dev.azure.com)
declare -A read_from=([github-token]=github [gitlab-token]=gitlab [azure-devops-token]=azure [azure-devops-principal]=azure)
pairs=0
for sign_in in "${!page[@]}"; do
  profile=$sign_in
  [ "$sign_in" != oidc ] || profile=none
  for integration in usual none "${!read_from[@]}"; do
    out=$(written "$sign_in" "$integration" production "$portal")
    expected=("${closed[@]}" "${at_portal[@]}" --expect "signInPage=\"${page[$sign_in]}\"")
    [ -z "${read_from[$integration]:-}" ] || expected+=(--expect "integrations.${read_from[$integration]}.0.host=\"${host[$integration]}\"")
    accepted "$profile" "$out" "${expected[@]}"
    pairs=$((pairs + 1))
  done
  out=$(written "$sign_in" usual local http://localhost:7007)
  accepted "$profile" "$out" "${closed[@]}" --expect "signInPage=\"${page[$sign_in]}\""
done
echo "$pairs pairs accepted"

# Hosts of one's own and a sovereign cloud are only other addresses. Nobody is asked anything for these.
elsewhere() {
  local out=$WORK/elsewhere-$1
  cli TOKEN=made-up-token SECRET=made-up-secret -- init --offline --no-input --yes --store dotenv --stage production --portal-url "$portal" \
    --profile "$@" --out "$out" >"$out.said" 2>&1 || { cat "$out.said" >&2; fail "init for $1 elsewhere failed"; }
  printf '%s\n' "$out"
}
out=$(elsewhere gitlab --set GITLAB_URL=https://git.acme.test/code --set GITLAB_GROUP=acme --set GITLAB_AUTH_CLIENT_ID=id \
  --secret-from GITLAB_AUTH_CLIENT_SECRET=env:SECRET --secret-from GITLAB_TOKEN=env:TOKEN)
accepted gitlab "$out" "${closed[@]}" --expect 'auth.providers.gitlab.production.audience="https://git.acme.test/code"' \
  --expect 'integrations.gitlab.0.apiBaseUrl="https://git.acme.test/code/api/v4"' --expect 'integrations.gitlab.0.host="git.acme.test"'
out=$(elsewhere azure --url entra=https://login.microsoftonline.us --api-url entra=https://graph.microsoft.us \
  --url azure-devops=https://code.acme.test/tfs --set AZURE_ORGANIZATION=acme \
  --set AZURE_TENANT_ID=9f0c2b7e-54a1-4c0e-9d6b-2f4f6f1f7a31 --set AZURE_CLIENT_ID=1b4d6f2a-8c3e-4f57-b1a0-6d2c9e7f3a58 \
  --secret-from AZURE_CLIENT_SECRET=env:SECRET --secret-from AZURE_TOKEN=env:TOKEN)
accepted azure "$out" "${closed[@]}" --expect 'catalog.providers.microsoftGraphOrg.default.target="https://graph.microsoft.us/v1.0"' \
  --expect 'catalog.providers.microsoftGraphOrg.default.authority="https://login.microsoftonline.us"' \
  --expect 'catalog.providers.azureDevOps.microsoft.host="code.acme.test"' --expect 'integrations.azure.0.host="code.acme.test"'

# What is written for every target, sign-in and system holds no secret that the schemas let a visitor's browser see.
cache=$(npm_packages "$REAL/backstage")
backstage_schemas "$cache" systems
seen=$WORK/seen
mkdir -p "$seen"
# `sandboxed TARGET SIGN-IN INTEGRATION`
sandboxed() {
  local out=$seen/$1-$2-$3
  cli -- init --sandbox --no-input --yes --store dotenv --target "$1" --profile "$2" --integration "$3" --stage production --portal-url "$portal" \
    --out "$out" >"$seen.said" 2>&1 || { cat "$seen.said" >&2; fail "init for $1 by $2 with $3 failed"; }
}
for target in v1 v2 backstage; do
  for sign_in in "${!page[@]}"; do
    [[ $target != backstage || $sign_in != ldap* ]] || continue
    for integration in "${!read_from[@]}"; do
      # The preset for Azure DevOps reads a token alone.
      [[ $target == v2 && $integration == azure-devops-principal ]] || sandboxed "$target" "$sign_in" "$integration"
    done
  done
  for system in "$ROOT"/templates/systems/*.yaml; do sandboxed "$target" keycloak "$(basename "$system" .yaml)"; done
done
(cd "$cache" && timeout 300 node "$REAL/backstage/visible.mjs" --cache "$cache" --expect auth.environment --expect app.baseUrl --expect backend.baseUrl \
  --expect integrations "$seen"/*/)
mkdir "$WORK/bad"
echo 'app: { title: "${PORTAL_TOKEN}" }' >"$WORK/bad/app-config.yaml"
! (cd "$cache" && node "$REAL/backstage/visible.mjs" --cache "$cache" "$WORK/bad") 2>/dev/null || fail 'a token that every browser gets is not seen'
