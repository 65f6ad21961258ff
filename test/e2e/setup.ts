import type { TestProject } from "vitest/node";
import { findEngine } from "./engine.ts";
import { run } from "./run.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Context of the kubeconfig that the tests use; empty without a cluster. */
    context: string;
    /** Address of a registry that the cluster pulls from, where images can be built too; else empty. */
    registry: string;
    /** Folder of the Pulumi CLI (`<folder>/bin/pulumi`), where its Kubernetes provider is there too; else empty. */
    engine: string;
    /** The revision of the Istio that runs in the cluster, `default` for one without a name; else empty. */
    mesh: string;
    /** URL of Istio's ingress gateway, as this machine reaches it; else empty. */
    gateway: string;
    /** Names of the providers that are there for it. */
    plugins: string[];
  }
}

/** Finds out once what is available for tests, and prints in one line what is skipped and why. */
export default async function setup(project: TestProject): Promise<void> {
  const context = await reachableContext();
  const registry = context === "" ? "" : await usableRegistry();
  const { folder = "", plugins = [] } = (await findEngine()) ?? {};
  const engine = plugins.includes("kubernetes") ? folder : "";
  project.provide("context", context);
  project.provide("registry", registry);
  project.provide("engine", context === "" ? "" : engine);
  project.provide("plugins", plugins);
  const { UNDERSTUDY_E2E_MESH: mesh = "", UNDERSTUDY_E2E_GATEWAY: gateway = "" } = process.env;
  project.provide("mesh", context === "" ? "" : mesh);
  project.provide("gateway", context === "" || mesh === "" ? "" : gateway);
  console.log(`test:e2e: ${summary(context, registry, engine, mesh, gateway)}`);
}

function summary(
  context: string,
  registry: string,
  engine: string,
  mesh: string,
  gateway: string,
): string {
  if (context === "") {
    return "no cluster, all tests are skipped: set KUBECONFIG to that of a cluster that answers (its current context is used; kubectl must be there), and UNDERSTUDY_E2E_REGISTRY to a registry that it pulls from.";
  }
  const images =
    registry === ""
      ? "images are skipped (set UNDERSTUDY_E2E_REGISTRY, and have a Docker that runs)"
      : `images go to ${registry}`;
  const pulumi =
    engine === ""
      ? "Pulumi's engine is skipped (no CLI with the provider kubernetes was found)"
      : `Pulumi's engine is in ${engine}`;
  const istio =
    mesh === ""
      ? "the mesh is skipped (set UNDERSTUDY_E2E_MESH to the revision of the Istio that runs there, `default` without one)"
      : `Istio's revision is ${mesh}`;
  const ingress =
    gateway === ""
      ? "the ingress gateway is skipped (set UNDERSTUDY_E2E_GATEWAY to its URL)"
      : `its gateway is ${gateway}`;
  return `context ${context}; ${images}; ${pulumi}; ${istio}; ${ingress}.`;
}

/** Only if KUBECONFIG names a file, so that nobody's default cluster is touched by accident. */
async function reachableContext(): Promise<string> {
  if (process.env.KUBECONFIG === undefined) return "";
  try {
    await run("kubectl", ["get", "--raw", "/readyz", "--request-timeout=10s"]);
    return (await run("kubectl", ["config", "current-context"])).trim();
  } catch {
    return "";
  }
}

async function usableRegistry(): Promise<string> {
  try {
    await run("docker", ["version"]);
    return process.env.UNDERSTUDY_E2E_REGISTRY ?? "";
  } catch {
    return "";
  }
}
