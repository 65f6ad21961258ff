import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { MockService, PreviewReplica, ServiceRouter } from "../../components/index.ts";

// A program of one's own beside a stack: a mock in a namespace that it makes itself and, if it is told to, one in the
// stack's namespace, and a preview and the routes of a Service that the stack has too.

const settings = new pulumi.Config("own");
const namespace = settings.require("namespace");
const provider = new kubernetes.Provider("cluster", {
  context: settings.require("context"),
  kubeconfig: "",
});
const quick = { spec: "pets.yaml", delivery: "configMap", istio: { enabled: false } } as const;

new MockService("dogs", { ...quick, namespace: `${namespace}-own` }, { provider });
if (settings.requireBoolean("overlaps")) {
  new MockService("cats", { ...quick, namespace }, { provider });
  new PreviewReplica("copy", { service: "shop", namespace, key: "pr-1" }, { provider });
  new ServiceRouter("routes", { host: `shop.${namespace}` }, { provider });
}
