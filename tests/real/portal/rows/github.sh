# GitHub, played by an independent emulator as an Enterprise server is laid out: sets `url`, `token`, `app`, `client` and `key`, and CODE.
play_github() {
  local cache port
  cache=$(npm_packages "$REAL/portal") || return
  port=$(free_port)
  key=$WORK/github-app.pem
  start_service 60 node "$REAL/portal/played/github.mjs" "$cache" "$port" "$ADDRESS/api/auth/github/handler/frame" "$key" || return
  read -r _ url token app client <<<"$SERVICE_READY"
  CODE=$url/acme/shop/blob/main/catalog-info.yaml
}
GITHUB_CLIENT_SECRET_PLAYED=0123456789abcdef0123456789abcdef01234567

# By a token, and an OAuth App for people: `write_github OUT`.
write_github() {
  local url token app client key
  play_github || return
  written "$1" "GIVEN_TOKEN=$token" "GIVEN_SECRET=$GITHUB_CLIENT_SECRET_PLAYED" -- --profile github --integration github-token \
    --url "github=$url" --api-url "github=$url/api/v3" --set GITHUB_ORG=acme --set GITHUB_AUTH_CLIENT_ID=Ov23liLoopbackPortal \
    --secret-from GITHUB_AUTH_CLIENT_SECRET=env:GIVEN_SECRET --secret-from GITHUB_TOKEN=env:GIVEN_TOKEN --admin-group platform
}

# By a GitHub App alone, which people sign in by as well: `write_github_app OUT`.
write_github_app() {
  local url token app client key
  play_github || return
  written "$1" "GIVEN_SECRET=$GITHUB_CLIENT_SECRET_PLAYED" -- --profile github --auth github-app --integration github-app \
    --url "github=$url" --api-url "github=$url/api/v3" --set GITHUB_ORG=acme --set "GITHUB_APP_ID=$app" --set "GITHUB_CLIENT_ID=$client" \
    --secret-from GITHUB_CLIENT_SECRET=env:GIVEN_SECRET --secret-from "GITHUB_PRIVATE_KEY=file:$key" --admin-group platform
}

# Beside another sign-in: sets `given` and `beside`, the variables and arguments for `written`.
beside_github() {
  local url token app client key
  play_github || return
  given=("GIVEN_TOKEN=$token")
  beside=(--integration github-token --url "github=$url" --api-url "github=$url/api/v3" --set GITHUB_ORG=acme --secret-from GITHUB_TOKEN=env:GIVEN_TOKEN)
}

# A portal that reads code, and that nobody may enter: `write_nobody OUT`.
write_nobody() {
  local url token app client key
  play_github || return
  written "$1" "GIVEN_TOKEN=$token" -- --profile github-pat --without-sign-in --url "github=$url" --api-url "github=$url/api/v3" --set GITHUB_ORG=acme \
    --secret-from GITHUB_TOKEN=env:GIVEN_TOKEN
}
