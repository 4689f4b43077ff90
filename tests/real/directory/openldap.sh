#!/usr/bin/env bash
# An OpenLDAP on the loopback address: StartTLS on PORT, ldaps on PORT+1, an authority of its own, nobody anonymous.
#
#   openldap.sh PORT FOLDER [PEOPLE]     PEOPLE more than the few that the tests know, for measuring
#
# Says READY and stays until it is told to stop. Passwords are NAME-pw-loopback.
set -euo pipefail
source "$(dirname "$0")/certificates.sh"
source "$(dirname "$0")/entries.sh"
port=$1 folder=$2 more=${3:-0}
base=dc=acme,dc=test
mkdir -p "$folder/db"
certificates "$folder" 'Acme Directory CA' DNS:localhost

cat >"$folder/slapd.conf" <<CONF
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile $folder/slapd.pid
TLSCACertificateFile $folder/ca.pem
TLSCertificateFile $folder/server.pem
TLSCertificateKeyFile $folder/server.key
disallow bind_anon
require authc
database mdb
maxsize 4294967296
suffix "$base"
rootdn "cn=admin,$base"
rootpw admin-pw-loopback
directory $folder/db
index objectClass,uid,mail eq
overlay memberof
limits dn.exact="cn=devportal-reader,ou=Services,$base" size.prtotal=unlimited size=500
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="cn=devportal-reader,ou=Services,$base" read by dn.exact="cn=limited,ou=Services,$base" read by * none
CONF

{
  printf 'dn: %s\nobjectClass: dcObject\nobjectClass: organization\ndc: acme\no: Acme\n\n' "$base"
  unit People "$base"
  unit Groups "$base"
  unit Services "$base"
  # An entry below the people that is nobody.
  unit Interns "ou=People,$base"
  account devportal-reader
  account blind
  # May read, by the limits that everybody has.
  account limited
  person ada ada@acme.test
  person bob bob@acme.test photo
  person carol
} >"$folder/people.ldif"
people "$more" >>"$folder/people.ldif"
slapadd -q -f "$folder/slapd.conf" -l "$folder/people.ldif" >"$folder/slapadd.log" 2>&1 || { tail -n 5 "$folder/slapadd.log" >&2; exit 1; }

slapd -d 0 -f "$folder/slapd.conf" -h "ldap://127.0.0.1:$port ldaps://127.0.0.1:$((port + 1))" >"$folder/slapd.log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; exit 0' TERM INT
for _ in $(seq 200); do
  kill -0 "$server" 2>/dev/null || { tail -n 5 "$folder/slapd.log" >&2; exit 1; }
  # Groups come over the wire: only then does a person's entry name them.
  if { group platform ada bob; group admins ada; } | ldapadd -x -H "ldap://127.0.0.1:$port" -D "cn=admin,$base" -w admin-pw-loopback >"$folder/ldapadd.log" 2>&1; then
    echo "READY ldaps://localhost:$((port + 1)) $folder/ca.pem"
    wait "$server"
    exit
  fi
  sleep 0.1
done
tail -n 5 "$folder/ldapadd.log" >&2
exit 1
