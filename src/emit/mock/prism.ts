import type { ServiceConfig } from "../../campaign/campaign.ts";
import type { LoadedMock } from "../../campaign/loadMocks.ts";
import type { Problem } from "../../problem.ts";
import { slot } from "../../slots.ts";
import { type Document, documentKey } from "./documents.ts";
import type { EnginePod } from "./enginePod.ts";

/** The image of the engine `prism`, pinned; Stoplight publishes it on Docker Hub. Its entry point is the CLI. */
export const PRISM_IMAGE = "docker.io/stoplight/prism:5.15.11";

/** Where Prism's documents are in the pod. */
export const PRISM_DIRECTORY = "/documents";

/** What Prism does not do of what the latency file says: the file may be for other stacks, with the other engine. */
export function prismWarnings({ config, plan }: LoadedMock): Problem[] {
  if (config.engine !== "prism" || plan.faults === undefined) return [];
  return [
    {
      where: `${config.where ?? config.name}.engine`,
      what: "engine prism cannot make the faults that the latency file has, and answers without them",
      fix: "Write engine: understudy to have them.",
    },
  ];
}

/**
 * The engine `prism` with production settings: one process, and no line of log for each request.
 * `documents` as laid out by `layOut`; Prism serves the first.
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
      // Prism listens once it has read the document, which takes minutes for the largest.
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
    // Prism does not listen to SIGTERM: it answers until it is killed, when callers have left it.
    terminationGracePeriodSeconds: 10,
  };
}
