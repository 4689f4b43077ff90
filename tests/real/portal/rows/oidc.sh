# An OpenID Connect server beside the people of a directory's file: `write_oidc OUT`. Nobody arrives from it.
write_oidc() {
  local port cache url
  port=$(free_port)
  cache=$(npm_packages "$REAL/oidc") || return
  start_service 60 node "$REAL/oidc/server.mjs" "$cache" "$port" https://portal.acme.test/api/auth/oidc/handler/frame || return
  read -r _ url <<<"$SERVICE_READY"
  written "$1" GIVEN=staying-secret-loopback-0123456789 -- --profile oidc --set "OIDC_ISSUER=$url" --set OIDC_CLIENT_ID=staying \
    --secret-from OIDC_CLIENT_SECRET=env:GIVEN --admin-group platform
}
