#!/usr/bin/env bash
# A 389 Directory Server on the loopback address: plain on PORT, ldaps on PORT+1, an authority of its own. Everything is in FOLDER; no
# service is set up.
#
#   ds389.sh PORT FOLDER [PEOPLE]     PEOPLE more than the few that the tests know
#
# Says READY and stays until it is told to stop. Passwords are NAME-pw-loopback.
set -euo pipefail
source "$(dirname "$0")/certificates.sh"
source "$(dirname "$0")/entries.sh"
port=$1 folder=$2 more=${3:-0}
base=dc=acme,dc=test manager='cn=Directory Manager' manager_password=manager-pw-loopback
share=/usr/share/dirsrv/data
mkdir -p "$folder"/{config/schema,run,lock,tmp,ldif,bak,log,db,plugins}
certificates "$folder" 'Acme 389 CA' DNS:localhost
cp /etc/dirsrv/schema/99user.ldif "$folder/config/schema/"
cp /etc/dirsrv/config/* "$folder/config/"

# Its own certificate store, which it opens without asking for a password.
certutil -N -d "sql:$folder/config" --empty-password
certutil -A -d "sql:$folder/config" -n 'Acme 389 CA' -t CT,, -a -i "$folder/ca.pem"
openssl pkcs12 -export -name Server-Cert -inkey "$folder/server.key" -in "$folder/server.pem" -passout pass: -out "$folder/server.p12"
pk12util -i "$folder/server.p12" -d "sql:$folder/config" -K '' -W '' >/dev/null

hashed=$(pwdhash -s SSHA512 "$manager_password")

# What the installer makes of its templates, with the loopback address in it.
filled() {
  sed -e "s|%schema_dir%|$folder/config/schema|; s|%lock_dir%|$folder/lock|; s|%tmp_dir%|$folder/tmp|; s|%cert_dir%|$folder/config|; s|%config_dir%|$folder/config|" \
    -e "s|%ldif_dir%|$folder/ldif|; s|%bak_dir%|$folder/bak|; s|%run_dir%|$folder/run|; s|%inst_dir%|$folder|; s|%log_dir%|$folder/log|" \
    -e "s|%fqdn%|localhost|; s|%ds_port%|$port|; s|%ds_user%|$(id -un)|; s|%rootdn%|$manager|; s|%ds_passwd%|$hashed|" \
    -e "s|%ldapi_enabled%|off|; s|%ldapi%|$folder/run/socket|; s|%ldapi_autobind%|off|; s|%db_lib%|bdb|; s|%db_home_dir%|$folder/db|" \
    -e "s|%ds_bename%|people|g; s|%db_dir%|$folder/db|; s|%ds_suffix%|$base|g" "$share/$1"
}
{
  filled template-dse.ldif | sed "0,/^dn: cn=config\$/s//dn: cn=config\nnsslapd-listenhost: 127.0.0.1\nnsslapd-securelistenhost: 127.0.0.1\nnsslapd-security: on\nnsslapd-securePort: $((port + 1))\npasswordLockout: on\npasswordMaxFailure: 3/"
  echo
  filled template-suffix-db.ldif | grep -v "^#"
} | cat -s | sed '/^dn: cn=MemberOf Plugin,/,/^$/ s/^nsslapd-pluginenabled:.*/nsslapd-pluginenabled: on/' >"$folder/config/dse.ldif"

{
  printf 'dn: %s\nobjectClass: domain\ndc: acme\n' "$base"
  printf 'aci: (targetattr!="userPassword")(version 3.0; acl "the portal reads"; allow (read, search, compare) userdn="ldap:///cn=devportal-reader,ou=Services,%s";)\n\n' "$base"
  for name in People Groups Services; do unit "$name"; done
  for name in devportal-reader blind locked tried fresh; do account "$name"; done
  person ada ada@acme.test
  person bob bob@acme.test
  person carol
  group platform ada bob
  group admins ada
  people "$more"
  # By an administrator: locked, and to be changed before anything else.
  printf 'dn: cn=config\nchangetype: modify\nreplace: passwordMustChange\npasswordMustChange: on\n\n'
  printf 'dn: cn=locked,ou=Services,%s\nchangetype: modify\nadd: nsAccountLock\nnsAccountLock: true\n\n' "$base"
  printf 'dn: cn=fresh,ou=Services,%s\nchangetype: modify\nreplace: userPassword\nuserPassword: fresh-pw-loopback\n\n' "$base"
} >"$folder/people.ldif"

ns-slapd -D "$folder/config" -i "$folder/run/pid" -d 0 >"$folder/server.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; exit 0' TERM INT
until (exec 3<>"/dev/tcp/127.0.0.1/$((port + 1))") 2>/dev/null; do
  kill -0 "$server" 2>/dev/null || { tail -n 5 "$folder/server.log" "$folder/log/errors" >&2; exit 1; }
  sleep 0.1
done
ldapadd -x -H "ldap://127.0.0.1:$port" -D "$manager" -w "$manager_password" -f "$folder/people.ldif" >"$folder/ldapadd.log" 2>&1 ||
  { tail -n 5 "$folder/ldapadd.log" >&2; exit 1; }
echo "READY ldaps://localhost:$((port + 1)) $folder/ca.pem"
wait "$server"
