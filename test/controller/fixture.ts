import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Service } from "kubernetes-types/core/v1.d.ts";
import { REPOSITORY } from "../../src/emit/preview/optIn.ts";
import type { PullRequest } from "../../src/forge/pullRequest.ts";

export const NOW = Date.parse("2026-11-27T14:00:00Z");
export const HOUR = 3_600_000;

/** A Deployment that asks for copies. */
export function deploymentOf(
  name: string,
  annotations: Record<string, string> = {},
  namespace = "shop",
): Deployment {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name,
      namespace,
      uid: `uid-of-${name}`,
      annotations: { [REPOSITORY]: `acme/${name}`, ...annotations },
    },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: "app", image: `registry.example.com/${name}:1` }] },
      },
    },
  };
}

/** The Service of such a Deployment. */
export function serviceOf(name: string, app = name, namespace = "shop"): Service {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace, uid: `uid-of-service-${name}` },
    spec: { selector: { app }, ports: [{ name: "http", port: 80 }] },
  };
}

/** The hash of a commit, for example `aaaa…`. */
export function shaOf(letter: string): string {
  return letter.repeat(40);
}

/** An open pull request that was pushed an hour ago. */
export function pullOf(number: number, changes: Partial<PullRequest> = {}): PullRequest {
  return {
    repository: "github.com/acme/payments",
    number,
    isOpen: true,
    isDraft: false,
    isFork: false,
    branch: `feature-${number}`,
    baseBranch: "main",
    sha: shaOf("a"),
    labels: [],
    body: "",
    url: `https://github.com/acme/payments/pull/${number}`,
    pushed: "2026-11-27T13:00:00Z",
    ...changes,
  };
}
