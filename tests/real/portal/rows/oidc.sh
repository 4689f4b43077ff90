# An OpenID Connect server, whose people stand in a file of one's own: nobody arrives from it. `write_oidc OUT [BESIDE]`, BESIDE is where
# code is read.
write_oidc() {
  local port cache url host tenant client secret principal principal_secret token proxy
  local -a given beside
  "${2:-beside_gitlab}" || return
  port=$(free_port)
  cache=$(npm_packages "$REAL/oidc") || return
  start_service 60 node "$REAL/oidc/server.mjs" "$cache" "$port" "$ADDRESS/api/auth/oidc/handler/frame" || return
  read -r _ url <<<"$SERVICE_READY"
  written "$1" GIVEN=staying-secret-loopback-0123456789 "${given[@]}" -- --profile oidc "${beside[@]}" --set "OIDC_ISSUER=$url" --set OIDC_CLIENT_ID=staying \
    --secret-from OIDC_CLIENT_SECRET=env:GIVEN --admin-group platform
}

# The same for a portal on one's own machine, without TLS, and with Azure DevOps: `write_oidc_local OUT`.
write_oidc_local() {
  local STAGE=local ADDRESS=http://localhost:7007
  write_oidc "$1" beside_principal
}
