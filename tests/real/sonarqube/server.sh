#!/usr/bin/env bash
# SonarQube's Community Build on loopback, with the database that it brings: `server.sh PORT FOLDER`. It answers below /sonarqube alone, and
# takes the three ports behind PORT as well: its search's two, and the database's.
#
# Needs curl, mvn, jar and Java 17 or newer. Maven brings the published distribution once (0.9 GB). Its search refuses to run as root; where
# root starts it, it runs as nobody, who may read what root may (setpriv) and writes into FOLDER alone.
# Says READY and stays until it is told to stop. The administrator is admin / admin.
#
#   SONARQUBE_HOME   where the unpacked server lasts from run to run (default: FOLDER/server)
set -euo pipefail
port=$1 version=25.6.0.109173 context=/sonarqube
mkdir -p "$2" && folder=$(cd "$2" && pwd)
server=${SONARQUBE_HOME:-$folder/server}
url=http://127.0.0.1:$port$context

# Unpacks beside the goal and moves at last, so that an interrupted run leaves nothing half there. Maven keeps no second copy.
unpack() {
  local scratch
  scratch=$(mktemp -d "$(dirname "$server")/.sonarqube.XXXXXX")
  mvn -q -B dependency:copy "-Dmaven.repo.local=$scratch/maven" "-Dartifact=org.sonarsource.sonarqube:sonar-application:$version:zip" "-DoutputDirectory=$scratch"
  (cd "$scratch" && jar xf "sonar-application-$version.zip")
  rm -rf "$server"
  mv "$scratch/sonarqube-$version" "$server"
  rm -rf "$scratch"
}

(
  flock 9
  [ -e "$server/lib/sonar-application-$version.jar" ] || unpack
) 9>"$server.lock" >&2

mkdir -p "$folder"/{data,logs,temp}
as=()
if [ "$(id -u)" = 0 ]; then
  as=(setpriv --securebits=+no_setuid_fixup --reuid=65534 --regid=65534 --clear-groups --inh-caps=+dac_read_search --ambient-caps=+dac_read_search)
  chown -R 65534:65534 "$folder"/{data,logs,temp} "$server/extensions"
fi
export HOME=$folder/temp
export SONAR_WEB_HOST=127.0.0.1 SONAR_WEB_PORT=$port SONAR_WEB_CONTEXT=$context
export SONAR_SEARCH_HOST=127.0.0.1 SONAR_SEARCH_PORT=$((port + 1)) SONAR_ES_PORT=$((port + 2)) SONAR_ES_BOOTSTRAP_CHECKS_DISABLE=true
export SONAR_EMBEDDEDDATABASE_PORT=$((port + 3)) SONAR_WEB_JAVAADDITIONALOPTS=-Dh2.bindAddress=127.0.0.1
export SONAR_PATH_DATA=$folder/data SONAR_PATH_LOGS=$folder/logs SONAR_PATH_TEMP=$folder/temp
export SONAR_TELEMETRY_ENABLE=false SONAR_UPDATECENTER_ACTIVATE=false
export SONAR_WEB_JAVAOPTS=-Xmx512m SONAR_CE_JAVAOPTS=-Xmx384m SONAR_SEARCH_JAVAOPTS='-Xms512m -Xmx512m'
cd "$server"
"${as[@]}" java -Xmx64m -jar "lib/sonar-application-$version.jar" >"$folder/log" 2>&1 &
child=$!
stop() {
  { kill "$child" && wait "$child"; } 2>/dev/null || true
}
trap stop EXIT
trap 'exit 0' TERM INT

# On a busy machine it takes minutes.
deadline=$((SECONDS + 500))
until curl --silent "$url/api/system/status" | grep -q '"status":"UP"'; do
  { kill -0 "$child" 2>/dev/null && [ "$SECONDS" -lt "$deadline" ]; } || { tail -n 20 "$folder/log" "$folder"/logs/*.log >&2; exit 1; }
  sleep 0.5
done
echo "READY $url"
wait "$child"
