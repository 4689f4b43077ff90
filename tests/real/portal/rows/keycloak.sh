# Keycloak, which the program makes a client in, and GitHub's code beside it: `write_keycloak OUT`. Somebody is in no group.
write_keycloak() {
  need java default-jdk-headless || return
  need jar default-jdk-headless || return
  need mvn maven || return
  need curl curl || return
  local url
  local -a given beside
  beside_github || return
  url=http://127.0.0.1:$(free_port)
  export KEYCLOAK_HOME=${KEYCLOAK_HOME:-$CACHE/keycloak}
  start_service 600 "$REAL/keycloak.sh" "${url##*:}" "$WORK/keycloak" || return
  local token
  token=$(curl -sf "$url/realms/master/protocol/openid-connect/token" -d grant_type=password -d client_id=admin-cli -d username=admin \
    -d password=admin-pw-loopback | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
  curl -sf -o /dev/null "$url/admin/realms/acme/users" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d '{"username": "carol",
    "enabled": true, "email": "carol@acme.test", "emailVerified": true, "firstName": "Carol", "lastName": "Shaw",
    "credentials": [{"type": "password", "value": "carol-pw-loopback"}]}' || return
  written "$1" ADMIN_USERNAME=admin ADMIN_PASSWORD=admin-pw-loopback "${given[@]}" -- --profile keycloak "${beside[@]}" --set "KEYCLOAK_BASE_URL=$url" --set KEYCLOAK_REALM=acme \
    --set KEYCLOAK_CLIENT_ID=portal --create keycloak-client --secret-from KEYCLOAK_ADMIN_USERNAME=env:ADMIN_USERNAME \
    --secret-from KEYCLOAK_ADMIN_PASSWORD=env:ADMIN_PASSWORD --admin-group platform
}
