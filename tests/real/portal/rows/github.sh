# GitHub, played by an independent emulator as an Enterprise server is laid out: sets `url` and `token`.
play_github() {
  local cache port
  cache=$(npm_packages "$REAL/portal") || return
  port=$(free_port)
  start_service 60 node "$REAL/portal/played/github.mjs" "$cache" "$port" "$ADDRESS/api/auth/github/handler/frame" || return
  read -r _ url token <<<"$SERVICE_READY"
}

# `write_github OUT`
write_github() {
  local url token
  play_github || return
  written "$1" "GIVEN_TOKEN=$token" GIVEN_SECRET=0123456789abcdef0123456789abcdef01234567 -- --profile github --integration github-token \
    --url "github=$url" --api-url "github=$url/api/v3" --set GITHUB_ORG=acme --set GITHUB_AUTH_CLIENT_ID=Ov23liLoopbackPortal \
    --secret-from GITHUB_AUTH_CLIENT_SECRET=env:GIVEN_SECRET --secret-from GITHUB_TOKEN=env:GIVEN_TOKEN --admin-group platform
}

# A portal that reads code, and that nobody may enter: `write_nobody OUT`.
write_nobody() {
  local url token
  play_github || return
  written "$1" "GIVEN_TOKEN=$token" -- --profile github-pat --without-sign-in --url "github=$url" --api-url "github=$url/api/v3" --set GITHUB_ORG=acme \
    --secret-from GITHUB_TOKEN=env:GIVEN_TOKEN
}
