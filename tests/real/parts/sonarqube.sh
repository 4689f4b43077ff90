#!/usr/bin/env bash
# SonarQube's Community Build: what it answers to tokens that are right, of the wrong type, revoked, ended and never made, beside what it
# answers to the portal's plugin; what an open server's answer is worth; and what is said when something else stands at the address.
# It is heavy (0.9 GB are fetched once), so `tests/real/run` takes it by its name or with --all.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need node nodejs npm
need curl curl
need java default-jdk-headless
need jar default-jdk-headless
need mvn maven
java -version 2>&1 | grep -qE 'version "(1[7-9]|[2-9][0-9])' || skip "SonarQube runs on Java 17 or newer, this is $(java -version 2>&1 | head -n 1)"
[ "$(id -u)" != 0 ] || setpriv --securebits=+no_setuid_fixup --reuid=65534 --inh-caps=+dac_read_search --ambient-caps=+dac_read_search true ||
  skip 'SonarQube does not run as root, and root may not start it here as somebody who reads what it is made of'

port=$(free_port)
SONARQUBE_HOME=$CACHE/sonarqube start_service 1200 "$REAL/sonarqube/server.sh" "$port" "$WORK/sonarqube"
url=${SERVICE_READY##* }

# `posted ACCOUNT:PASSWORD PATH NAME=VALUE…`: somebody has the server do that.
posted() {
  local who=$1 path=$2 field fields=()
  shift 2
  for field in "$@"; do fields+=(--data-urlencode "$field"); done
  curl --silent --show-error --fail-with-body --user "$who" "${fields[@]}" "$url/api/$path"
}
administrator() {
  posted admin:admin "$@"
}

# `account NAME`: somebody who may sign in, and sees what everybody sees.
account() {
  administrator users/create "login=$1" "name=$1" "password=Loopback-only-$1-1" >/dev/null
}

# `token ACCOUNT NAME [NAME=VALUE…]`: a token of that account, of the type that people make unless another is said.
token() {
  local account=$1 name=$2
  shift 2
  posted "$account:Loopback-only-$account-1" user_tokens/generate "name=$name" "$@" | sed 's/.*"token":"\([^"]*\)".*/\1/'
}

# Makes a token end an hour ago: the server gives none that ends today.
end_token() {
  java -cp "$(echo "$CACHE"/sonarqube/lib/jdbc/h2/h2-*.jar)" org.h2.tools.Shell -url "jdbc:h2:tcp://127.0.0.1:$((port + 3))/sonar" -user '' -password '' \
    -sql "update user_tokens set expiration_date = $((($(date +%s) - 3600) * 1000)) where name = '$1'" | grep -qF 'Update count: 1'
}

# `portal URL [KEYS]`: a portal that shows quality from there.
portal() {
  SERVER=$(cut -d / -f 3 <<<"$1")
  printf 'sonarqube: {baseUrl: "%s", apiKey: "${GIVEN}"%s}\n' "$1" "${2:+, $2}" >"$WORK/app-config.quality.yaml"
}

# `plugin TOKEN STATUS [bearer]`: how the server answers the plugin's first question about a project, which it sends in one of two ways.
plugin() {
  local status how="user = \"$1:\""
  [ "${3:-}" != bearer ] || how="header = \"Authorization: Bearer $1\""
  status=$(curl --silent --output /dev/null --write-out '%{http_code}' --config <(printf %s "$how") "$url/api/components/show?component=acme")
  [ "$status" = "$2" ] || fail "the plugin is answered $status, not $2"
}

# `live TOKEN`: the check of the portal that was written last.
live() {
  checked "$1" "$WORK/app-config.quality.yaml" "$SERVER"
}

# `init TOKEN`: a script that takes SonarQube beside a sign-in that nobody answers for.
init() {
  taken_beside "$1" --integration sonarqube --set "SONARQUBE_BASE_URL=$url" --secret-from SONARQUBE_API_KEY=env:GIVEN
}

unknown='SonarQube does not know the token: it was revoked, has ended or was never one'
reads_nothing='and reads nothing'

administrator projects/create project=acme name=Acme visibility=private >/dev/null
# what people may by signing in alone is taken away
administrator permissions/remove_group groupName=sonar-users permission=user projectKey=acme
# `may ACCOUNT PERMISSION`
may() {
  administrator permissions/add_user "login=$1" "permission=$2" projectKey=acme
}
account reader
may reader user
may reader scan
account gone
may gone user
account bystander

# --- as SonarQube comes: whoever asks has to sign in
portal "$url"
far=$(date -u -d '+200 days' +%F)
good=$(token reader good "expirationDate=$far")
plugin "$good" 200
live "$good"
said 0 'acts as `reader`' "ends on $far"
endless=$(token reader endless)
plugin "$endless" 200
live "$endless"
said 0 'acts as `reader`'
! grep -qF 'ends on' "$WORK/said" || fail 'a token without an end ends'
soon=$(token reader soon "expirationDate=$(date -u -d '+7 days' +%F)")
plugin "$soon" 200
live "$soon"
said 0 "ends on $(date -u -d '+7 days' +%F)" 'make a new one before that day'

# for analyses: of somebody who may browse, and still refused what the plugin asks
analysis=$(token reader analysis type=PROJECT_ANALYSIS_TOKEN projectKey=acme)
plugin "$analysis" 403
live "$analysis"
said 1 "sends one project's analyses $reads_nothing"
everywhere=$(token reader everywhere type=GLOBAL_ANALYSIS_TOKEN)
plugin "$everywhere" 403
live "$everywhere"
said 1 "sends analyses $reads_nothing"

# the server has one answer to whatever it does not take
revoked=$(token reader revoked)
plugin "$revoked" 200
administrator user_tokens/revoke login=reader name=revoked
plugin "$revoked" 401
live "$revoked"
said 1 "$unknown"
ended=$(token reader ended "expirationDate=$far")
plugin "$ended" 200
end_token ended
plugin "$ended" 401
live "$ended"
said 1 "$unknown"
left=$(token gone left)
plugin "$left" 200
administrator users/deactivate login=gone >/dev/null
plugin "$left" 401
live "$left"
said 1 "$unknown"
made_up=squ_$(printf 0123456789%.0s {1..4})
plugin "$made_up" 401
live "$made_up"
said 1 "$unknown"
live "Bearer $good"
said 1 "$unknown"
live "$good:"
said 1 "$unknown"
live "$(printf '%s:' "$good" | base64 -w0)"
said 1 "$unknown"
# the plugin then sends it in another way, which the server takes as well
plugin "$good" 200 bearer
plugin "$revoked" 401 bearer
portal "$url" 'authType: Bearer'
live "$good"
said 0 'acts as `reader`'
portal "$url"
live ''
said 3 '`GIVEN` is empty'

# an account may sign in and browse nothing
blind=$(token bystander blind)
plugin "$blind" 403
live "$blind"
said 0 'acts as `bystander`' 'it may browse no project'

# --- what stands at the address
# a slash behind it is one too many for the plugin, which writes its own
two=$(curl --silent --write-out ' %{http_code}' --config <(printf 'user = "%s:"' "$good") "$url//api/components/show?component=acme")
case $two in *'"component"'*) fail 'the server takes two slashes for one' ;; esac
echo "two slashes are answered with ${two##* }"
status=0
portal "$url/"
cli "GIVEN=$good" -- validate "$WORK/app-config.quality.yaml" >"$WORK/said" 2>&1 || status=$?
said 1 'has a slash behind it'
portal "$url/sessions/new"
live "$good"
said 1 "a page for people answers at this address, not SonarQube's API"
portal "${url%/*}"
live "$good"
said 1 "not SonarQube's API"
portal "$url/api"
live "$good"
said 1 "not SonarQube's API"
portal "http://127.0.0.1:$((port + 1))"
live "$good"
said 3 'is something else at this address?'
portal "https${url#http}"
live "$good"
said 3 'what answers on this port does not speak TLS'
portal "http://127.0.0.1:$(free_port)/sonarqube"
live "$good"
said 3 'nothing listens'

# `between`: something stands in front of the server that takes the credential away.
between() {
  local port
  port=$(free_port)
  start_service 30 node "$REAL/between.mjs" "$port" "$url"
  portal "http://127.0.0.1:$port/sonarqube"
}
between
live "$good"
said 1 "$unknown"

# --- an open one: nobody may ask who he is, too
administrator settings/set key=sonar.forceAuthentication value=false
live "$good"
said 1 'takes the caller for nobody'
portal "$url"
live "$good"
said 0 'acts as `reader`'
live "$made_up"
said 1 "$unknown"
live "$revoked"
said 1 "$unknown"
live "$analysis"
said 1 "$reads_nothing"

# --- the same before anything is written
init "$good"
said 3 'acts as `reader`'
init "$revoked"
said 1 "$unknown"
init "$analysis"
said 1 "$reads_nothing"
init ''
said 2 SONARQUBE_API_KEY
