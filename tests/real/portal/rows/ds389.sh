# 389 Directory Server by ldaps, with an authority of its own, and code on GitHub: `write_ds389 OUT`.
write_ds389() {
  need openssl openssl || return
  PATH=$PATH:/usr/sbin need ns-slapd 389-ds-base || return
  need ldapadd ldap-utils || return
  local base=dc=acme,dc=test url
  local -a given beside
  beside_github || return
  PATH=$PATH:/usr/sbin start_service 120 "$REAL/directory/ds389.sh" "$(free_port)" "$WORK/ds389-server" || return
  read -r _ url AUTHORITIES <<<"$SERVICE_READY"
  written "$1" GIVEN=devportal-reader-pw-loopback "${given[@]}" -- --profile ldap "${beside[@]}" --set "LDAP_URL=$url" --ca-cert "$AUTHORITIES" \
    --set "LDAP_USERS_BASE_DN=ou=People,$base" --set "LDAP_GROUPS_BASE_DN=ou=Groups,$base" \
    --set "LDAP_DN=cn=devportal-reader,ou=Services,$base" --secret-from LDAP_SECRET=env:GIVEN --admin-group platform
}
