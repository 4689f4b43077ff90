# GitHub, played by an independent emulator as an Enterprise server is laid out: `write_github OUT`.
write_github() {
  local cache url token port
  cache=$(npm_packages "$REAL/portal") || return
  port=$(free_port)
  start_service 60 node "$REAL/portal/played/github.mjs" "$cache" "$port" "$ADDRESS/api/auth/github/handler/frame" || return
  read -r _ url token <<<"$SERVICE_READY"
  written "$1" "GIVEN_TOKEN=$token" GIVEN_SECRET=0123456789abcdef0123456789abcdef01234567 -- --profile github --integration github-token \
    --url "github=$url" --api-url "github=$url/api/v3" --set GITHUB_ORG=acme --set GITHUB_AUTH_CLIENT_ID=Ov23liLoopbackPortal \
    --secret-from GITHUB_AUTH_CLIENT_SECRET=env:GIVEN_SECRET --secret-from GITHUB_TOKEN=env:GIVEN_TOKEN --admin-group platform
}
