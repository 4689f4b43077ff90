#!/usr/bin/env bash
# A Kubernetes API server on loopback, with an etcd behind it and an authority of its own: `server.sh PORT FOLDER [FLAG…]`. It has no nodes
# and no controllers, so what is made there stays as it was made.
#
# Needs etcd, go, openssl and curl. The server is built once from its published sources (go.mod), which takes 6 to 15 minutes on two cores.
# Says READY and stays until it is told to stop. FOLDER/admin is a kubeconfig that may do everything, FOLDER/sa.key signs the tokens of
# service accounts, and `viewer` is somebody by a token of a file, which has no form of its own: viewer-token-loopback-only-0123456789.
#
#   KUBERNETES_HOME   where the built server lasts from run to run (default: FOLDER)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/../directory/certificates.sh"
port=$1 folder=$2
shift 2
mkdir -p "$folder"
home=${KUBERNETES_HOME:-$folder}
version=$(sed -n 's|^require k8s.io/kubernetes v||p' "$here/go.mod")
program=$home/kube-apiserver-$version

# Builds beside the goal and moves at last, so that an interrupted run leaves nothing half there.
build() {
  local scratch says=k8s.io/component-base/version
  scratch=$(mktemp -d "$home/.kubernetes.XXXXXX")
  cp "$here/go.mod" "$here/main.go" "$scratch"
  (
    cd "$scratch"
    go mod tidy
    CGO_ENABLED=0 nice go build -p 2 -buildvcs=false -trimpath -o server \
      -ldflags "-s -w -X $says.gitVersion=v$version -X $says.gitMajor=${version%%.*} -X $says.gitMinor=$(cut -d. -f2 <<<"$version")" .
    mv server "$program"
  )
  rm -rf "$scratch"
}

(
  flock 9
  [ -x "$program" ] || build
) 9>"$home/kubernetes.lock" >&2

certificates "$folder" 'Acme cluster CA' DNS:localhost
openssl genrsa -out "$folder/sa.key" 2048 2>/dev/null
administrator=$(openssl rand -hex 32)
printf '%s,admin,1,system:masters\nviewer-token-loopback-only-0123456789,viewer,2\n' "$administrator" >"$folder/tokens"
url=https://localhost:$port
cat >"$folder/admin" <<Y
apiVersion: v1
kind: Config
clusters: [{name: acme, cluster: {server: "$url", certificate-authority: "$folder/ca.pem"}}]
users: [{name: admin, user: {token: $administrator}}]
contexts: [{name: acme, context: {cluster: acme, user: admin}}]
current-context: acme
Y
chmod 600 "$folder/admin" "$folder/tokens"

etcd=http://127.0.0.1:$((port + 1)) peer=http://127.0.0.1:$((port + 2))
etcd --data-dir "$folder/etcd" --listen-client-urls "$etcd" --advertise-client-urls "$etcd" --listen-peer-urls "$peer" \
  --initial-advertise-peer-urls "$peer" --initial-cluster "default=$peer" >"$folder/etcd.log" 2>&1 &
store=$!
# The service account's own admission wants accounts that a controller makes.
"$program" --etcd-servers "$etcd" --bind-address 127.0.0.1 --advertise-address 127.0.0.1 --secure-port "$port" --endpoint-reconciler-type none \
  --tls-cert-file "$folder/server.pem" --tls-private-key-file "$folder/server.key" --token-auth-file "$folder/tokens" \
  --service-account-issuer "$url" --service-account-key-file "$folder/sa.key" --service-account-signing-key-file "$folder/sa.key" \
  --authorization-mode RBAC --service-cluster-ip-range 10.0.0.0/24 --disable-admission-plugins ServiceAccount "$@" >"$folder/log" 2>&1 &
server=$!
stop() {
  { kill "$server" && wait "$server"; kill "$store" && wait "$store"; } 2>/dev/null || true
}
trap stop EXIT
trap 'exit 0' TERM INT

asked() { curl --silent --cacert "$folder/ca.pem" --header @<(printf 'Authorization: Bearer %s' "$administrator") "$url/readyz"; }
until [ "$(asked)" = ok ]; do
  kill -0 "$server" 2>/dev/null || { tail -n 20 "$folder/log" >&2; exit 1; }
  sleep 0.2
done
echo "READY $url $folder/ca.pem $version"
wait "$server"
