# What the part `kubernetes` and the portal's row share. Sourced after setup.sh.

# What a cluster needs on this machine. Its server is built by a Go that can fetch the one that its sources ask for.
need_cluster() {
  need openssl openssl || return
  need curl curl || return
  need etcd etcd-server || return
  need kubectl kubernetes-client || return
  need go golang-go || return
  go version | grep -qE ' go1\.(2[1-9]|[3-9][0-9])' || skip "Kubernetes' API server is built by Go 1.21 or newer, this is $(go version)"
}

# `cluster NAME [FLAG…]`: an API server answers at `url` by `ca`, `kubernetes` is its release, and CLUSTER is its folder. Its first build
# takes a while.
cluster() {
  CLUSTER=$WORK/$1
  shift
  KUBERNETES_HOME=$CACHE start_service 1400 "$REAL/kubernetes/server.sh" "$(free_port)" "$CLUSTER" "$@" || return
  read -r _ url ca kubernetes <<<"$SERVICE_READY"
}

# An administrator of the cluster.
administrator() {
  KUBECONFIG=$CLUSTER/admin kubectl "$@"
}

# `bound NAMESPACE ACCOUNT [SPEC]`: a token of that account, as `kubectl create token` takes one.
bound() {
  printf '{"spec": {"expirationSeconds": 3600%s}}' "${3:+, $3}" | administrator create --raw "/api/v1/namespaces/$1/serviceaccounts/$2/token" -f - |
    sed -n 's/.*"token": *"\([^"]*\)".*/\1/p'
}

# `signed CLAIMS`: a token by the cluster's own key.
signed() {
  local packed
  pack() { base64 -w0 | tr '+/' '-_' | tr -d '='; }
  packed=$(printf '{"alg":"RS256"}' | pack).$(printf %s "$1" | pack)
  printf '%s.%s' "$packed" "$(printf %s "$packed" | openssl dgst -sha256 -sign "$CLUSTER/sa.key" | pack)"
}

# A token of the portal's account that has ended, as `bound` gives one that has not.
ended() {
  local from=$(($(date +%s) - 7200))
  signed "{\"iss\":\"$url\",\"aud\":[\"$url\"],\"sub\":\"system:serviceaccount:devportal:devportal\",\"iat\":$from,\"nbf\":$from,\"exp\":$((from + 3600)),
    \"kubernetes.io\":{\"namespace\":\"devportal\",\"serviceaccount\":{\"name\":\"devportal\",\"uid\":\"$(uid)\"}}}"
}

uid() {
  administrator -n devportal get serviceaccount devportal -o 'jsonpath={.metadata.uid}'
}

# What an administrator is told to apply, as the page has it.
manifest() {
  cli -- explain cluster-access --format markdown | sed -n '/^```yaml$/,/^```$/p' | sed '1d;$d'
}
