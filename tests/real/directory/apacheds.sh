#!/usr/bin/env bash
# An ApacheDS on the loopback address: plain on PORT, ldaps on PORT+1, an authority of its own, base dc=example,dc=com, which it comes with.
# Needs java and mvn, which brings the published server once.
#
#   apacheds.sh PORT FOLDER [PEOPLE]     PEOPLE more than the few that the tests know
#
#   APACHEDS_HOME   where the server lasts from run to run (default: FOLDER)
#
# Says READY and stays until it is told to stop. Passwords are NAME-pw-loopback.
set -euo pipefail
source "$(dirname "$0")/certificates.sh"
source "$(dirname "$0")/entries.sh"
port=$1 more=${3:-0} version=2.0.0.AM27
mkdir -p "$2" && folder=$(cd "$2" && pwd)
base=dc=example,dc=com manager=uid=admin,ou=system manager_password=secret
server=${APACHEDS_HOME:-$folder}/apacheds-service-$version.jar
[ -e "$server" ] || mvn -q -B dependency:copy "-Dartifact=org.apache.directory.server:apacheds-service:$version:jar" "-DoutputDirectory=$(dirname "$server")" >&2
mkdir -p "$folder"/{conf,partitions,log,run,cache}
certificates "$folder" 'Acme Apache CA' DNS:localhost
openssl pkcs12 -export -name server -inkey "$folder/server.key" -in "$folder/server.pem" -passout pass:changeit -out "$folder/server.p12"

# Its own usual configuration, on this port and address, without pages of its own, for those alone who say who they are.
(cd "$folder/conf" && jar xf "$server" config.ldif)
sed -i -e "s/^ads-systemport: 10389/ads-systemport: $port/; s/^ads-systemport: 10636/ads-systemport: $((port + 1))/" \
  -e 's/^ads-transportaddress: 0.0.0.0/ads-transportaddress: 127.0.0.1/; s/^ads-dsallowanonymousaccess: .*/ads-dsallowanonymousaccess: FALSE/' \
  -e '/^dn: ads-serverId=httpServer,/,/^$/ s/^ads-enabled: TRUE/ads-enabled: FALSE/; s/^ads-pwdMaxFailure: 5/ads-pwdMaxFailure: 3/' \
  -e "s|^ads-maxSizeLimit: 1000|&\nads-keystoreFile: $folder/server.p12\nads-certificatePassword: changeit|" "$folder/conf/config.ldif"

java -Xmx256m -jar "$server" "$folder" >"$folder/server.log" 2>&1 &
directory=$!
trap 'kill "$directory" 2>/dev/null; wait "$directory" 2>/dev/null; exit 0' TERM INT
{
  for name in People Groups Services; do unit "$name"; done
  for name in devportal-reader tried; do account "$name"; done
  person ada ada@acme.test
  person bob bob@acme.test
  person carol
  group platform ada bob
  group admins ada
  people "$more"
} >"$folder/people.ldif"
deadline=$((SECONDS + 90))
until (exec 3<>"/dev/tcp/127.0.0.1/$((port + 1))") 2>/dev/null; do
  { kill -0 "$directory" 2>/dev/null && [ "$SECONDS" -lt "$deadline" ]; } || { tail -n 5 "$folder/server.log" >&2; exit 1; }
  sleep 0.2
done
ldapadd -x -H "ldap://127.0.0.1:$port" -D "$manager" -w "$manager_password" -f "$folder/people.ldif" >"$folder/ldapadd.log" 2>&1 ||
  { tail -n 5 "$folder/ldapadd.log" >&2; exit 1; }
echo "READY ldaps://localhost:$((port + 1)) $folder/ca.pem"
wait "$directory"
