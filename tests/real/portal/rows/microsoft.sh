# Microsoft Entra ID, played by an independent emulator with Microsoft's own hosts: `write_microsoft OUT`.
write_microsoft() {
  need openssl openssl || return
  local cache port tenant client secret folder=$WORK/microsoft-server
  source "$REAL/directory/certificates.sh"
  mkdir -p "$folder"
  certificates "$folder" 'Loopback CA' DNS:login.microsoftonline.com,DNS:graph.microsoft.com
  cache=$(npm_packages "$REAL/portal") || return
  port=$(free_port)
  start_service 60 node "$REAL/portal/played/microsoft.mjs" "$cache" "$port" "$folder" "$ADDRESS/api/auth/microsoft/handler/frame" || return
  read -r _ tenant client secret <<<"$SERVICE_READY"
  AUTHORITIES=$folder/ca.pem
  PLAYED="{\"login.microsoftonline.com\": $port, \"graph.microsoft.com\": $port}"
  SERVED="{\"https://login.microsoftonline.com\": \"http://127.0.0.1:$((port + 1))\"}"
  written "$1" "GIVEN=$secret" "HTTPS_PROXY=http://127.0.0.1:$((port + 2))" -- --profile azure --integration none --ca-cert "$AUTHORITIES" --set "AZURE_TENANT_ID=$tenant" \
    --set "AZURE_CLIENT_ID=$client" --secret-from AZURE_CLIENT_SECRET=env:GIVEN --admin-group backstage-platform
}
