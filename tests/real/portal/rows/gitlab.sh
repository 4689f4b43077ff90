# A GitLab of one's own, which a strict stand-in plays: `write_gitlab OUT`. Its host has no port: with one, every person and group is
# refused by the catalog, because the host becomes a part of an annotation's name.
write_gitlab() {
  need openssl openssl || return
  local host=gitlab.acme.test port token client secret folder=$WORK/gitlab-server
  source "$REAL/directory/certificates.sh"
  mkdir -p "$folder"
  certificates "$folder" 'Loopback CA' "DNS:$host"
  port=$(free_port)
  start_service 30 node "$REAL/portal/played/gitlab.mjs" "$port" "$folder" "$host" "$ADDRESS/api/auth/gitlab/handler/frame" || return
  read -r _ token client secret <<<"$SERVICE_READY"
  AUTHORITIES=$folder/ca.pem
  PLAYED="{\"$host\": $port}"
  SERVED="{\"https://$host\": \"http://127.0.0.1:$((port + 1))\"}"
  written "$1" "GIVEN_TOKEN=$token" "GIVEN_SECRET=$secret" "HTTPS_PROXY=http://127.0.0.1:$((port + 2))" -- --profile gitlab --ca-cert "$AUTHORITIES" \
    --set "GITLAB_URL=https://$host" --set GITLAB_GROUP=acme --set "GITLAB_AUTH_CLIENT_ID=$client" --secret-from GITLAB_AUTH_CLIENT_SECRET=env:GIVEN_SECRET \
    --secret-from GITLAB_TOKEN=env:GIVEN_TOKEN --admin-group platform
}
