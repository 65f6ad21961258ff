import { CORE_SCHEMA, loadAll, YAMLException } from "js-yaml";
import { type Problem, received } from "../../problem.ts";
import { apiVersionOf, LOCUST_KINDS, type LocustKind, type LocustObject } from "./objects.ts";
import type { Properties } from "./properties.ts";

/**
 * Returns the objects of `LOCUST_MANIFEST` with its two variables filled in, in the order in which they are applied. No
 * other `$` means anything. Returns undefined if something is wrong.
 */
export function readManifest(
  { manifest, script, workers }: Properties,
  { namespace, properties }: { namespace: string; properties: string },
  problems: Problem[],
): LocustObject[] | undefined {
  const where = `${properties}: LOCUST_MANIFEST`;
  const before = problems.length;
  const documents = parse(filled(manifest, script, workers), where, problems);
  const objects = documents.flatMap((document) => readObject(document, namespace, where, problems));
  if (problems.length === before && objects.length === 0) {
    problems.push({ where, what: "expected the objects of the Locust cluster, received none" });
  }
  if (problems.length > before) return undefined;
  return objects.toSorted((a, b) => LOCUST_KINDS.indexOf(a.kind) - LOCUST_KINDS.indexOf(b.kind));
}

function filled(manifest: string, script: string, workers: number): string {
  return manifest.replaceAll(/\$\{(LOCUST_SCRIPT|WORKER_NUM)\}/g, (_, name) =>
    name === "WORKER_NUM" ? String(workers) : script,
  );
}

function parse(text: string, where: string, problems: Problem[]): unknown[] {
  const dashes = text.split("\n").findIndex((line) => /^-{4,}\s*$/.test(line));
  if (dashes >= 0) {
    problems.push({
      where: `${where}, line ${dashes + 1}`,
      what: "four dashes are no separator",
      fix: "Write three: ---",
    });
    return [];
  }
  try {
    return loadAll(text, { schema: CORE_SCHEMA }).filter((document) => document !== null);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const line = error.mark === undefined ? "" : `, line ${error.mark.line + 1}`;
    const isTwice = /duplicated mapping key/.test(error.message);
    problems.push({
      where: `${where}${line}`,
      what: error.reason,
      ...(isTwice && { fix: "Write a line --- between two objects." }),
    });
    return [];
  }
}

function readObject(
  document: unknown,
  namespace: string,
  where: string,
  problems: Problem[],
): LocustObject[] {
  const object = Object(document);
  const metadata = Object(object.metadata);
  const { kind, apiVersion } = object;
  const place = `${where}: ${kind ?? "object"} ${metadata.name ?? ""}`.trimEnd();
  if (!isLocustKind(kind) || apiVersion !== apiVersionOf(kind)) {
    problems.push({
      where: place,
      what: `expected a Service, a Pod (v1) or a Deployment (apps/v1), received ${received([apiVersion, kind].filter(Boolean).join(" ") || document)}`,
      fix: "Declare other objects with Pulumi.",
    });
    return [];
  }
  if (typeof metadata.name !== "string") {
    problems.push({ where: place, what: "it has no metadata.name" });
    return [];
  }
  if ((metadata.namespace ?? namespace) !== namespace) {
    problems.push({
      where: place,
      what: `expected the namespace ${namespace}, received ${received(metadata.namespace)}`,
    });
    return [];
  }
  return [{ ...object, metadata: { ...metadata, namespace } }];
}

function isLocustKind(kind: unknown): kind is LocustKind {
  return LOCUST_KINDS.some((one) => one === kind);
}
