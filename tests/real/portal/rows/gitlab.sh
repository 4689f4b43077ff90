# A GitLab of one's own, which a strict stand-in plays: sets `host`, `token`, `client`, `secret` and `proxy`, and CODE. Its host has no port:
# with one, every person and group is refused by the catalog, because the host becomes a part of an annotation's name.
play_gitlab() {
  need openssl openssl || return
  local port folder=$WORK/gitlab-server
  host=gitlab.acme.test
  source "$REAL/directory/certificates.sh"
  mkdir -p "$folder"
  certificates "$folder" 'Loopback CA' "DNS:$host"
  port=$(free_port)
  start_service 30 node "$REAL/portal/played/gitlab.mjs" "$port" "$folder" "$host" "$ADDRESS/api/auth/gitlab/handler/frame" || return
  read -r _ token client secret <<<"$SERVICE_READY"
  proxy=http://127.0.0.1:$((port + 2))
  AUTHORITIES=$folder/ca.pem
  PLAYED="{\"$host\": $port}"
  SERVED="{\"https://$host\": \"http://127.0.0.1:$((port + 1))\"}"
  CODE=https://$host/acme/shop/-/blob/main/catalog-info.yaml
}

# `write_gitlab OUT`
write_gitlab() {
  local host token client secret proxy
  play_gitlab || return
  written "$1" "GIVEN_TOKEN=$token" "GIVEN_SECRET=$secret" "HTTPS_PROXY=$proxy" -- --profile gitlab --ca-cert "$AUTHORITIES" \
    --set "GITLAB_URL=https://$host" --set GITLAB_GROUP=acme --set "GITLAB_AUTH_CLIENT_ID=$client" --secret-from GITLAB_AUTH_CLIENT_SECRET=env:GIVEN_SECRET \
    --secret-from GITLAB_TOKEN=env:GIVEN_TOKEN --admin-group platform
}

# Beside another sign-in, for code alone: sets `given` and `beside`, the variables and arguments for `written`.
beside_gitlab() {
  local host token client secret proxy
  play_gitlab || return
  given=("GIVEN_TOKEN=$token" "HTTPS_PROXY=$proxy")
  beside=(--integration gitlab-token --org-data none --ca-cert "$AUTHORITIES" --set "GITLAB_URL=https://$host" --set GITLAB_GROUP=acme
    --secret-from GITLAB_TOKEN=env:GIVEN_TOKEN)
}
