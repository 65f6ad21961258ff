import { basename, dirname, relative, sep } from "node:path";
import type { ServiceConfig } from "../config/campaign.ts";
import type { Engine } from "./engine.ts";
import { slot } from "./slots.ts";

/** The image of the engine `prism`, pinned; Stoplight publishes it on Docker Hub. Its entry point is the CLI. */
export const PRISM_IMAGE = "docker.io/stoplight/prism:5.15.11";

/** Where Prism's documents are in the pod. */
export const PRISM_DIRECTORY = "/documents";

/** A file that Prism reads. */
export interface Document {
  /** Absolute where it is read from; under `PRISM_DIRECTORY` once it is laid out. */
  path: string;
  content: string;
}

/**
 * The engine `prism` with production settings: one process, and no line of log for each request.
 * `documents` as laid out by `layOut`; Prism serves the first.
 */
export function prismEngine(config: ServiceConfig, documents: Document[]): Engine {
  const probe = { tcpSocket: { port: "http" }, timeoutSeconds: 5 };
  const mounted = config.delivery === "configMap";
  return {
    container: {
      image: mounted ? PRISM_IMAGE : slot("image"),
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

/** Documents with paths relative to the directory that holds them all, so that their references still lead on. */
export function layOut(documents: Document[]): Document[] {
  const root = commonDirectory(documents.map(({ path }) => path));
  return documents.map(({ path, content }) => ({
    path: relative(root, path).replaceAll(sep, "/"),
    content,
  }));
}

/** A document's key in the ConfigMap, which knows no slashes. */
export function documentKey(path: string, index: number): string {
  return `${index}-${basename(path).replaceAll(/[^\w.-]/g, "_")}`;
}

function commonDirectory(paths: string[]): string {
  let directory = dirname(paths[0] ?? "");
  const inside = (path: string) =>
    path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
  while (!paths.every(inside) && dirname(directory) !== directory) directory = dirname(directory);
  return directory;
}
