#!/usr/bin/env bash
# Kubernetes' API server, built from its own sources. An administrator does there what the program says, by the manifest and by the commands; what the
# tokens may that come of it, and those that have ended, are another's or may too little, is told, and so is what stands at the address instead.
# It is heavy (the server is built once), so `tests/real/run` takes it by its name or with --all.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
source "$REAL/kubernetes/cluster.sh"
begin_part
need node nodejs npm
need npm npm
need_cluster

# `portal URL [KEYS]`: a portal that shows the cluster there.
portal() {
  SERVER=${1#*://}
  cat >"$WORK/app-config.cluster.yaml" <<Y
kubernetes:
  serviceLocatorMethod: {type: multiTenant}
  clusterLocatorMethods:
    - type: config
      clusters:
        - {name: acme, url: "$1", authProvider: serviceAccount, serviceAccountToken: "\${GIVEN}"${2:+, $2}}
Y
}

# `live TOKEN [ARGUMENTS]`: the check of the portal that was written last.
live() {
  checked "$1" "$WORK/app-config.cluster.yaml" "$SERVER" "${@:2}"
}

# `init TOKEN`: a script that takes the cluster beside a sign-in that nobody answers for.
init() {
  taken_beside "$1" --integration kubernetes --set K8S_CLUSTER_NAME=acme --set "K8S_CLUSTER_URL=$url" --secret-from K8S_CLUSTER_TOKEN=env:GIVEN --ca-cert "$ca"
}

# `account NAME`: another one in the namespace `shop`.
account() {
  administrator -n shop create serviceaccount "$1"
}

everything=('acts as `system:serviceaccount:devportal:devportal`' 'may list the pods of all namespaces' 'may list the deployments of all namespaces' 'may not read secrets')
unknown='the cluster does not know the token'

# --- as a cluster comes: nobody is somebody there (`system:anonymous`), who may read its version
cluster open
manifest | administrator apply -f -
administrator create namespace shop
portal "$url"
token=$(bound devportal devportal)
live "$token" --ca-cert "$ca"
said 0 "${everything[@]}" 'ends in '
# what a controller puts into the Secret of the manifest
kept=$(signed "{\"iss\":\"kubernetes/serviceaccount\",\"sub\":\"system:serviceaccount:devportal:devportal\",\"kubernetes.io/serviceaccount/namespace\":\"devportal\",
  \"kubernetes.io/serviceaccount/secret.name\":\"devportal-token\",\"kubernetes.io/serviceaccount/service-account.name\":\"devportal\",
  \"kubernetes.io/serviceaccount/service-account.uid\":\"$(uid)\"}")
live "$kept" --ca-cert "$ca"
said 1 "$unknown"
packed=$(printf %s "$kept" | base64 -w0)
administrator -n devportal patch secret devportal-token -p "{\"data\": {\"token\": \"$packed\"}}"
live "$kept" --ca-cert "$ca"
said 0 "${everything[@]}"
live "$packed" --ca-cert "$ca"
said 1 'still in base64'

# the cluster has one answer to whatever it does not take; what has ended says so itself
live "$(ended)" --ca-cert "$ca"
said 1 "it ended on $(date -u -d '-1 hour' +%F)"
live "${token%????????}AAAAAAAA" --ca-cert "$ca"
said 1 "$unknown"
live "$(bound devportal devportal '"audiences": ["vault"]')" --ca-cert "$ca"
said 1 "$unknown"
live "\"$token\"" --ca-cert "$ca"
said 1 "$unknown"
# the portal would fall back to the account of the pod that it runs in
live '' --ca-cert "$ca"
said 3 '`GIVEN` is empty'

# a token of a file, which has no form of its own
viewer=viewer-token-loopback-only-0123456789
live "$viewer" --ca-cert "$ca"
said 1 'acts as `viewer`' 'may not list the pods of all namespaces'
administrator create clusterrolebinding viewer --clusterrole=devportal-read --user=viewer
live "$viewer" --ca-cert "$ca"
said 0 'acts as `viewer`' 'may list the pods of all namespaces' 'may not read secrets'

account single
administrator -n shop create rolebinding single --clusterrole=devportal-read --serviceaccount=shop:single
live "$(bound shop single)" --ca-cert "$ca"
said 1 'acts as `system:serviceaccount:shop:single`' 'may not list the pods of all namespaces' 'bind its account by a ClusterRoleBinding'
account pods
administrator create clusterrole pods --verb=list --resource=pods
administrator create clusterrolebinding pods --clusterrole=pods --serviceaccount=shop:pods
live "$(bound shop pods)" --ca-cert "$ca"
said 1 'may list the pods of all namespaces' 'may not list the deployments of all namespaces'
account mighty
administrator create clusterrolebinding mighty --clusterrole=cluster-admin --serviceaccount=shop:mighty
live "$(bound shop mighty)" --ca-cert "$ca"
said 0 'it may read the secrets of all namespaces, which the portal does not need'
gone=$(bound shop single)
administrator -n shop delete serviceaccount single
live "$gone" --ca-cert "$ca"
said 1 "$unknown"

# --- what stands at the address, and who vouches for it; a token goes to nobody whose certificate is not known
live "$token"
said 3 'signed by `Acme cluster CA`, which this machine does not know'
portal "$url" 'skipTLSVerify: true'
live "$token"
said 3 'signed by `Acme cluster CA`, which this machine does not know'
portal "http${url#https}"
live "$token"
said 3 'does it speak TLS?'
# what is short enough is answered before it hangs up
live "$viewer"
said 1 'only `https` is spoken at this address'
portal "http://127.0.0.1:$((${url##*:} + 1))"
live "$token"
said 1 "not Kubernetes's API"
portal "https://localhost:$(free_port)"
live "$token" --ca-cert "$ca"
said 3 'nothing listens'

# `between`: something stands in front of the cluster that takes the credential away.
between() {
  local port
  port=$(free_port)
  NODE_EXTRA_CA_CERTS=$ca start_service 30 node "$REAL/between.mjs" "$port" "$url"
  portal "http://127.0.0.1:$port"
}
between
live "$token"
said 1 'takes the caller for nobody'

# --- the same before anything is written; that it is written and then read by a portal is the part `portal`'s
init "$token"
said 3 "${everything[@]}"
init "$(ended)"
said 1 'it ended on'
init ''
said 2 K8S_CLUSTER_TOKEN

# --- where nobody is refused, and the account is made one by one, by the commands that the wizard tells
stop_services
SERVICES=()
cluster closed --anonymous-auth=false
sed -n '/^    steps:/,/^    sends:/p' "$ROOT/templates/systems/kubernetes.yaml" | sed -n 's/^      - //p' | grep -E '^(R=|kubectl .*create )' | grep -v 'metrics\|create token' >"$WORK/steps"
[ "$(wc -l <"$WORK/steps")" = 7 ] || fail "other commands are told: $(cat "$WORK/steps")"
KUBECONFIG=$CLUSTER/admin bash -euo pipefail "$WORK/steps"
token=$(bound devportal devportal)
portal "$url"
live "$token" --ca-cert "$ca"
said 0 "${everything[@]}"
live "${token%????????}AAAAAAAA" --ca-cert "$ca"
said 1 "$unknown"
between
live "$token"
said 1 "$unknown"
