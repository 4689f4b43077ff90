# Microsoft, with its own hosts: Entra ID, played by an independent emulator, and Azure DevOps, by a strict stand-in. Sets `tenant`, `client`,
# `secret`, `principal`, `principal_secret`, `token` and `proxy`.
play_microsoft() {
  need openssl openssl || return
  local cache port folder=$WORK/microsoft-server
  source "$REAL/directory/certificates.sh"
  mkdir -p "$folder"
  certificates "$folder" 'Loopback CA' DNS:login.microsoftonline.com,DNS:graph.microsoft.com,DNS:dev.azure.com,DNS:almsearch.dev.azure.com
  cache=$(npm_packages "$REAL/portal") || return
  port=$(free_port)
  start_service 60 node "$REAL/portal/played/microsoft.mjs" "$cache" "$port" "$folder" "$ADDRESS/api/auth/microsoft/handler/frame" || return
  read -r _ tenant client secret principal principal_secret token <<<"$SERVICE_READY"
  proxy=http://127.0.0.1:$((port + 2))
  AUTHORITIES=$folder/ca.pem
  PLAYED="{\"login.microsoftonline.com\": $port, \"graph.microsoft.com\": $port, \"dev.azure.com\": $port}"
  SERVED="{\"https://login.microsoftonline.com\": \"http://127.0.0.1:$((port + 1))\"}"
}

# `write_microsoft OUT [BESIDE]`: BESIDE is where code is read, nowhere by itself.
write_microsoft() {
  local tenant client secret principal principal_secret token proxy
  local -a given=() beside=(--integration none)
  "${2:-play_microsoft}" || return
  written "$1" "GIVEN=$secret" "${given[@]}" "HTTPS_PROXY=$proxy" -- --profile azure "${beside[@]}" --ca-cert "$AUTHORITIES" --set "AZURE_TENANT_ID=$tenant" \
    --set "AZURE_CLIENT_ID=$client" --secret-from AZURE_CLIENT_SECRET=env:GIVEN --admin-group backstage-platform
}

# The same with code in Azure DevOps: `write_microsoft_code OUT`.
write_microsoft_code() {
  write_microsoft "$1" beside_azure_devops
}

# Azure DevOps by a token: sets `given` and `beside`, the variables and arguments for `written`, besides what `play_microsoft` sets, and CODE.
beside_azure_devops() {
  play_microsoft || return
  CODE=https://dev.azure.com/acme/platform/_git/shop?path=/catalog-info.yaml
  given=("GIVEN_TOKEN=$token" "HTTPS_PROXY=$proxy")
  beside=(--integration azure-devops-token --set AZURE_ORGANIZATION=acme --set AZURE_PROJECT=platform --secret-from AZURE_TOKEN=env:GIVEN_TOKEN)
}

# The same by a service principal.
beside_principal() {
  play_microsoft || return
  CODE=https://dev.azure.com/acme/platform/_git/shop?path=/catalog-info.yaml
  given=("GIVEN_PRINCIPAL=$principal_secret" "HTTPS_PROXY=$proxy")
  beside=(--integration azure-devops-principal --ca-cert "$AUTHORITIES" --set AZURE_ORGANIZATION=acme --set AZURE_PROJECT=platform
    --set "AZURE_DEVOPS_TENANT_ID=$tenant" --set "AZURE_DEVOPS_CLIENT_ID=$principal" --secret-from AZURE_DEVOPS_CLIENT_SECRET=env:GIVEN_PRINCIPAL)
}
