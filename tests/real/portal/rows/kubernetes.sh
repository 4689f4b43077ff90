# A cluster beside GitHub, which an administrator prepared as the program says, and in which something of the shop runs:
# `write_kubernetes OUT`.
write_kubernetes() {
  local url token app client key cluster ca kubernetes CLUSTER
  need_cluster || return
  play_github || return
  local github=$url
  cluster cluster || return
  AUTHORITIES=$ca
  MORE=$(each_line packages_of_cluster) || return
  manifest | administrator apply -f - || return
  administrator apply -f - <<'Y' || return
apiVersion: v1
kind: Pod
metadata: { name: shop-1, namespace: default, labels: { backstage.io/kubernetes-id: shop } }
spec: { containers: [{ name: shop, image: acme/shop }] }
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: default, labels: { backstage.io/kubernetes-id: shop } }
spec: { ports: [{ port: 80 }], selector: { app: shop } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: default, labels: { backstage.io/kubernetes-id: shop } }
spec:
  selector: { matchLabels: { app: shop } }
  template: { metadata: { labels: { app: shop } }, spec: { containers: [{ name: shop, image: acme/shop }] } }
Y
  administrator create serviceaccount nobody || return
  # what the traps put in the token's place
  export ENDED ANOTHER
  ENDED=$(ended) && ANOTHER=$(bound default nobody) || return
  written "$1" "GIVEN_TOKEN=$token" "GIVEN_SECRET=$GITHUB_CLIENT_SECRET_PLAYED" "GIVEN_CLUSTER=$(bound devportal devportal)" -- --profile github \
    --integration github-token --integration kubernetes --url "github=$github" --api-url "github=$github/api/v3" --set GITHUB_ORG=acme \
    --set GITHUB_AUTH_CLIENT_ID=Ov23liLoopbackPortal --secret-from GITHUB_AUTH_CLIENT_SECRET=env:GIVEN_SECRET --secret-from GITHUB_TOKEN=env:GIVEN_TOKEN \
    --set K8S_CLUSTER_NAME=acme --set "K8S_CLUSTER_URL=$url" --secret-from K8S_CLUSTER_TOKEN=env:GIVEN_CLUSTER --ca-cert "$ca" --admin-group platform
}

packages_of_cluster() {
  case $1 in
    1.49) npm_packages "$REAL/kubernetes" ;;
    1.57) npm_packages "$REAL/kubernetes/newest" ;;
    *) fail "no pins for Backstage $1" ;;
  esac
}
