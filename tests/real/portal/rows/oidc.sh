# An OpenID Connect server, whose people stand in a file of one's own: `write_oidc OUT`. Nobody arrives from it.
write_oidc() {
  local port cache url
  port=$(free_port)
  cache=$(npm_packages "$REAL/oidc") || return
  start_service 60 node "$REAL/oidc/server.mjs" "$cache" "$port" "$ADDRESS/api/auth/oidc/handler/frame" || return
  read -r _ url <<<"$SERVICE_READY"
  written "$1" GIVEN=staying-secret-loopback-0123456789 -- --profile oidc --set "OIDC_ISSUER=$url" --set OIDC_CLIENT_ID=staying \
    --secret-from OIDC_CLIENT_SECRET=env:GIVEN --admin-group platform
}

# The same for a portal on one's own machine, without TLS: `write_oidc_local OUT`.
write_oidc_local() {
  local STAGE=local ADDRESS=http://localhost:7007
  write_oidc "$1"
}
