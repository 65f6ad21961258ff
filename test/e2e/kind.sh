#!/usr/bin/env bash
# A cluster to test with, in Docker: kind, a registry that it pulls from, and Istio's control plane.
# Prints what `npm run test:e2e` wants to know:  settings=$(test/e2e/kind.sh) && eval "$settings"
# Needs docker, kubectl, kind 0.32 and istioctl 1.31.
set -euo pipefail

cluster=understudy
# The node that kind 0.32.0 is made for.
node=kindest/node:v1.36.1@sha256:3489c7674813ba5d8b1a9977baea8a6e553784dab7b84759d1014dbd78f7ebd5
registry=understudy-registry
port=5001
kubeconfig="${TMPDIR:-/tmp}/understudy-kind.kubeconfig"
certificates=/etc/containerd/certs.d

{
  docker start "$registry" ||
    docker run --detach --publish "127.0.0.1:$port:5000" --name "$registry" registry:3.0.0
  kind get clusters | grep -qx "$cluster" ||
    kind create cluster --name "$cluster" --image "$node" --wait 120s --config - <<YAML
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
containerdConfigPatches:
  - |
    [plugins."io.containerd.grpc.v1.cri".registry]
      config_path = "$certificates"
YAML
  kind get kubeconfig --name "$cluster" >"$kubeconfig"
  docker network connect kind "$registry" || true # it may be connected already

  # Where the nodes find what this machine calls localhost. Source: kind's guide on local registries.
  for name in $(kind get nodes --name "$cluster"); do
    docker exec "$name" mkdir -p "$certificates/localhost:$port"
    docker exec -i "$name" cp /dev/stdin "$certificates/localhost:$port/hosts.toml" \
      <<<"[host.\"http://$registry:5000\"]"
  done

  # Its kinds, and the webhook that refuses what it would not translate; no gateway.
  istioctl install --kubeconfig "$kubeconfig" --set profile=minimal --skip-confirmation
} >&2

echo "export KUBECONFIG='$kubeconfig' UNDERSTUDY_E2E_REGISTRY=localhost:$port"
