import type { ServiceConfig } from "../../campaign/campaign.ts";
import type { LoadedMock } from "../../campaign/loadMocks.ts";
import type { Problem } from "../../problem.ts";
import { slot } from "../../slots.ts";
import { type Document, documentKey } from "./documents.ts";
import type { EnginePod } from "./enginePod.ts";

/** The pinned image of the engine `prism`, which Stoplight publishes on Docker Hub. Its entry point is the CLI. */
export const PRISM_IMAGE = "docker.io/stoplight/prism:5.15.11";

/** Directory of Prism's documents in the pod. */
export const PRISM_DIRECTORY = "/documents";

/**
 * Warns that Prism ignores the faults of the latency file. It is not an error: other stacks may use the same file with
 * the other engine.
 */
export function prismWarnings({ config, plan }: LoadedMock): Problem[] {
  if (config.engine !== "prism" || plan.faults === undefined) return [];
  return [
    {
      where: `${config.where ?? config.name}.engine`,
      what: "engine prism cannot make the faults in the latency file and answers without them",
      fix: "Write engine: understudy to have them.",
    },
  ];
}

/**
 * Returns the engine `prism` with production settings: one process, no log line per request. `documents` are laid out
 * by `layOut`; Prism serves the first.
 */
export function prismEngine(config: ServiceConfig, documents: Document[]): EnginePod {
  const probe = { tcpSocket: { port: "http" }, timeoutSeconds: 5 };
  const mounted = config.delivery === "configMap";
  return {
    container: {
      image: mounted ? PRISM_IMAGE : (config.image ?? slot("image")),
      args: [
        "mock",
        ...["-h", "0.0.0.0"],
        ...["-p", String(config.ports.container)],
        "--multiprocess=false",
        ...["-v", "silent"],
        `${PRISM_DIRECTORY}/${documents[0]?.path ?? ""}`,
      ],
      // Prism listens only after it has read the document, which takes minutes for the largest ones.
      startupProbe: { ...probe, periodSeconds: 1, failureThreshold: 600 },
      readinessProbe: { ...probe, periodSeconds: 5, failureThreshold: 3 },
      livenessProbe: { ...probe, periodSeconds: 10, failureThreshold: 6 },
      ...(mounted
        ? { volumeMounts: [{ name: "documents", mountPath: PRISM_DIRECTORY, readOnly: true }] }
        : {}),
    },
    volumes: mounted
      ? [
          {
            name: "documents",
            configMap: {
              name: slot("mockConfigMap"),
              items: documents.map(({ path }, index) => ({ key: documentKey(path, index), path })),
            },
          },
        ]
      : [],
    // Prism ignores SIGTERM. It answers until it is killed; by then no caller sends requests to it.
    terminationGracePeriodSeconds: 10,
  };
}
