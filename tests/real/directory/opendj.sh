#!/usr/bin/env bash
# An OpenDJ on the loopback address: plain on PORT, ldaps on PORT+1, an authority of its own. Needs java and mvn, which brings the published
# server once.
#
#   opendj.sh PORT FOLDER [PEOPLE]     PEOPLE more than the few that the tests know
#
#   OPENDJ_HOME   where the published server lasts from run to run (default: FOLDER)
#
# Says READY and stays until it is told to stop. Passwords are NAME-pw-loopback.
set -euo pipefail
source "$(dirname "$0")/certificates.sh"
source "$(dirname "$0")/entries.sh"
port=$1 more=${3:-0} version=5.0.3
mkdir -p "$2" && folder=$(cd "$2" && pwd)
base=dc=acme,dc=test manager='cn=Directory Manager' manager_password=manager-pw-loopback
archive=${OPENDJ_HOME:-$folder}/opendj-server-legacy-$version.zip
[ -e "$archive" ] || mvn -q -B dependency:copy "-Dartifact=org.openidentityplatform.opendj:opendj-server-legacy:$version:zip" "-DoutputDirectory=$(dirname "$archive")" >&2
(cd "$folder" && jar xf "$archive")
chmod +x "$folder"/opendj/setup "$folder"/opendj/bin/* "$folder"/opendj/lib/*.sh
certificates "$folder" 'Acme OpenDJ CA' DNS:localhost
openssl pkcs12 -export -name server-cert -inkey "$folder/server.key" -in "$folder/server.pem" -passout pass:changeit -out "$folder/server.p12"

export OPENDJ_JAVA_ARGS=-Xmx256m
"$folder/opendj/setup" --cli --no-prompt --acceptLicense --doNotStart --hostname localhost --ldapPort "$port" --ldapsPort "$((port + 1))" \
  --adminConnectorPort "$((port + 2))" --skipPortCheck --baseDN "$base" --addBaseEntry --rootUserDN "$manager" --rootUserPassword "$manager_password" \
  --usePkcs12keyStore "$folder/server.p12" --keyStorePassword changeit --certNickname server-cert >"$folder/setup.log" 2>&1 ||
  { tail -n 10 "$folder/setup.log" >&2; exit 1; }
sed -i -e "s/^ds-cfg-listen-address: .*/ds-cfg-listen-address: 127.0.0.1/; s/^ds-cfg-force-change-on-reset: false/ds-cfg-force-change-on-reset: true/" "$folder/opendj/config/config.ldif"

"$folder/opendj/bin/start-ds" --nodetach >"$folder/server.log" 2>&1 &
directory=$!
trap 'kill "$directory" 2>/dev/null; wait "$directory" 2>/dev/null; exit 0' TERM INT
{
  printf 'dn: %s\nchangetype: modify\nadd: aci\n' "$base"
  printf 'aci: (targetattr="*")(version 3.0; acl "not this one"; deny (all) userdn="ldap:///cn=blind,ou=Services,%s";)\n\n' "$base"
} >"$folder/rights.ldif"
{
  for name in People Groups Services; do unit "$name"; done
  for name in devportal-reader blind locked fresh; do account "$name"; done
  person ada ada@acme.test
  person bob bob@acme.test
  person carol
  group platform ada bob
  group admins ada
  people "$more"
} >"$folder/people.ldif"
# By an administrator: locked, and to be changed before anything else.
{
  printf 'dn: cn=locked,ou=Services,%s\nchangetype: modify\nadd: ds-pwp-account-disabled\nds-pwp-account-disabled: true\n\n' "$base"
  printf 'dn: cn=fresh,ou=Services,%s\nchangetype: modify\nreplace: userPassword\nuserPassword: fresh-pw-loopback\n\n' "$base"
} >"$folder/accounts.ldif"
deadline=$((SECONDS + 90))
until (exec 3<>"/dev/tcp/127.0.0.1/$((port + 1))") 2>/dev/null; do
  { kill -0 "$directory" 2>/dev/null && [ "$SECONDS" -lt "$deadline" ]; } || { tail -n 5 "$folder/server.log" >&2; exit 1; }
  sleep 0.2
done
for entries in people rights accounts; do
  [ "$entries" != people ] || add=-a
  ldapmodify ${add:-} -x -H "ldap://127.0.0.1:$port" -D "$manager" -w "$manager_password" -f "$folder/$entries.ldif" >"$folder/ldapmodify.log" 2>&1 ||
    { tail -n 5 "$folder/ldapmodify.log" >&2; exit 1; }
  unset add
done
echo "READY ldaps://localhost:$((port + 1)) $folder/ca.pem"
wait "$directory"
