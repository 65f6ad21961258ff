#!/usr/bin/env bash
# A cluster to test with, in Docker: kind, a registry that it pulls from, and Istio's kinds (not istiod).
# Prints what `npm run test:e2e` wants to know:  eval "$(test/e2e/kind.sh)"
set -euo pipefail

cluster=understudy
registry=understudy-registry
port=5001
istio=1.31.0
kubeconfig="${TMPDIR:-/tmp}/understudy-kind.kubeconfig"

{
  docker inspect "$registry" >/dev/null ||
    docker run --detach --publish "127.0.0.1:$port:5000" --name "$registry" registry:2
  kind get clusters | grep -qx "$cluster" || kind create cluster --name "$cluster" --wait 120s
  kind get kubeconfig --name "$cluster" >"$kubeconfig"
  docker network connect kind "$registry" || true # it may be connected already

  # Where the nodes find what this machine calls localhost. Source: kind's guide on local registries.
  for node in $(kind get nodes --name "$cluster"); do
    directory="/etc/containerd/certs.d/localhost:$port"
    docker exec "$node" mkdir -p "$directory"
    docker exec -i "$node" cp /dev/stdin "$directory/hosts.toml" <<<"[host.\"http://$registry:5000\"]"
  done

  kubectl --kubeconfig "$kubeconfig" apply --server-side --filename \
    "https://raw.githubusercontent.com/istio/istio/$istio/manifests/charts/base/files/crd-all.gen.yaml"
} >&2

echo "export KUBECONFIG=$kubeconfig UNDERSTUDY_E2E_REGISTRY=localhost:$port"
