# OpenLDAP by ldaps, with an authority of its own, and code in Azure DevOps: `write_openldap OUT`.
write_openldap() {
  need openssl openssl || return
  PATH=$PATH:/usr/sbin need slapd slapd || return
  need ldapadd ldap-utils || return
  local base=dc=acme,dc=test url authorities tenant client secret principal principal_secret token proxy
  local -a given beside
  beside_azure_devops || return
  PATH=$PATH:/usr/sbin start_service 60 "$REAL/directory/openldap.sh" "$(free_port)" "$WORK/openldap-server" || return
  read -r _ url authorities <<<"$SERVICE_READY"
  cat "$authorities" "$AUTHORITIES" >"$WORK/openldap.pem"
  AUTHORITIES=$WORK/openldap.pem
  written "$1" GIVEN=devportal-reader-pw-loopback "${given[@]}" -- --profile ldap "${beside[@]}" --set "LDAP_URL=$url" --ca-cert "$AUTHORITIES" \
    --set "LDAP_USERS_BASE_DN=ou=People,$base" --set "LDAP_GROUPS_BASE_DN=ou=Groups,$base" \
    --set "LDAP_DN=cn=devportal-reader,ou=Services,$base" --secret-from LDAP_SECRET=env:GIVEN --admin-group platform
}
