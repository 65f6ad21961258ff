import { existsSync, readFileSync } from "node:fs";
import type { IDestinationRule } from "@kubernetes-models/istio/networking.istio.io/v1";
import { CORE_SCHEMA, loadAll, YAMLException } from "js-yaml";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Service } from "kubernetes-types/core/v1.d.ts";
import type { PreviewConfig } from "../src/campaign/routingConfig.ts";
import type { KubernetesObject } from "../src/emit/common/kubernetesObject.ts";
import type { Origin } from "../src/emit/preview/origin.ts";
import { type NamespaceObjects, pickOrigin } from "../src/emit/preview/pickOrigin.ts";
import { type Problem, UserError } from "../src/problem.ts";

/**
 * Reads the objects that each preview is copied from, from files that `kubectl get -o yaml` wrote.
 *
 * @throws {UserError} with every file that cannot be read, and every object that no file contains
 */
export function readOriginFiles(
  paths: readonly string[],
  previews: readonly PreviewConfig[],
): Map<PreviewConfig, Origin> {
  const problems: Problem[] = [];
  const objects = paths.flatMap((path) => objectsOf(path, problems));
  const origins = previews.flatMap((preview): [PreviewConfig, Origin][] => {
    const origin = pickOrigin(inNamespace(objects, preview.namespace), preview, problems);
    return origin === undefined ? [] : [[preview, origin]];
  });
  if (problems.length > 0) throw new UserError(problems);
  return new Map(origins);
}

function objectsOf(path: string, problems: Problem[]): Found[] {
  if (!existsSync(path)) {
    problems.push({ where: "--origin", what: `no such file: ${path}` });
    return [];
  }
  try {
    return loadAll(readFileSync(path, "utf8"), { schema: CORE_SCHEMA }).flatMap(itemsOf);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    problems.push({ where: path, what: `not valid YAML: ${error.reason}` });
    return [];
  }
}

/** An object with the kind that it claims to have. */
type Found =
  | (Deployment & { kind: "Deployment" })
  | (Service & { kind: "Service" })
  | (IDestinationRule & { kind: "DestinationRule" });

/** A document is one object or a List of objects. */
function itemsOf(document: unknown): Found[] {
  if (typeof document !== "object" || document === null) return [];
  if ("items" in document && Array.isArray(document.items)) return document.items.flatMap(itemsOf);
  return isFound(document) ? [document] : [];
}

function isFound(object: KubernetesObject): object is Found {
  return ["Deployment", "Service", "DestinationRule"].includes(object.kind ?? "");
}

function inNamespace(objects: Found[], namespace: string): NamespaceObjects {
  const there = objects.filter(({ metadata }) => metadata?.namespace === namespace);
  return {
    deployments: there.filter((object) => object.kind === "Deployment"),
    services: there.filter((object) => object.kind === "Service"),
    destinationRules: there.filter((object) => object.kind === "DestinationRule"),
  };
}
