# Active Directory, played by Samba, and code on GitHub: `write_samba OUT`.
write_samba() {
  need openssl openssl || return
  need samba samba samba-ad-dc samba-ad-provision samba-dsdb-modules samba-vfs-modules winbind || return
  need socat socat || return
  [ "$(id -u)" = 0 ] || skip "Samba's ports are below 1024, and this is not root" || return
  local base=DC=ad,DC=acme,DC=test url
  local -a given beside
  beside_github || return
  start_service 120 "$REAL/directory/samba.sh" "$(free_port)" "$WORK/samba-server" || return
  read -r _ url AUTHORITIES <<<"$SERVICE_READY"
  written "$1" GIVEN=devportal-reader-Pw-loopback-1 "${given[@]}" -- --profile ldap-ad "${beside[@]}" --set "LDAP_URL=$url" --ca-cert "$AUTHORITIES" \
    --set "LDAP_USERS_BASE_DN=OU=People,$base" --set "LDAP_GROUPS_BASE_DN=OU=Teams,$base" \
    --set LDAP_DN=devportal-reader@ad.acme.test --secret-from LDAP_SECRET=env:GIVEN --admin-group platform
}
