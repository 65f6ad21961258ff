import { CORE_SCHEMA, dump } from "js-yaml";
import type { RouteChange } from "../../src/cluster/live/dryCompose.ts";
import type { DryChange } from "../../src/controller/cluster/dryRun.ts";
import type { Line, Plan } from "../../src/controller/plan.ts";
import type { ShownChange } from "../../src/forge/github/client.ts";
import { formatTable } from "../../src/textTable.ts";
import { unifiedDiff } from "./unifiedDiff.ts";

/** Returns a line for each copy, and for each pull request without one. */
export function linesText(lines: readonly Line[]): string {
  if (lines.length === 0) return "No Deployment asks for copies, and there are none.";
  const head = ["COPY", "PULL REQUEST", "STATE", "REASON"];
  const rows = lines.map(({ name, pullRequest, state, reason = "" }) => [
    name,
    pullRequest,
    state,
    reason,
  ]);
  return formatTable([head, ...rows], []);
}

/** Returns what pull requests would be told, as differences of texts. */
export function toldText(told: readonly ShownChange[]): string {
  return told
    .map(({ what, before, after }) => `told: ${what}\n${unifiedDiff(before, after)}`)
    .join("\n\n");
}

/** Returns what a round would change, as differences of objects and of routes. */
export function changesText(
  plan: Plan,
  changes: readonly DryChange[],
  routes: readonly RouteChange[],
): string {
  const stale = plan.writes.flatMap((write) => write.stale);
  const removed = plan.removals.flatMap(({ copy }) => copy.parts);
  return [
    ...changes.map(
      ({ object, before, after, refusal }) =>
        `${before === undefined ? "new" : "changed"} ${object}\n${refusal === undefined ? unifiedDiff(yamlOf(before), yamlOf(after)) : `  the cluster would refuse it: ${refusal}`}`,
    ),
    ...plan.marks.map(
      ({ part: { kind, namespace, name }, annotation, value }) =>
        `changed ${kind} ${namespace}/${name}\n${value === null ? `- ${annotation}` : `+ ${annotation}: "${value}"`}`,
    ),
    ...[...stale, ...removed].map(
      ({ kind, namespace, name }) => `deleted ${kind} ${namespace}/${name}`,
    ),
    ...routes.map(
      ({ name, before, after }) =>
        `routes of VirtualService ${name}, once all pods are ready\n${unifiedDiff(yamlOf(before), yamlOf(after))}`,
    ),
  ].join("\n\n");
}

function yamlOf(object: object | undefined): string {
  if (object === undefined) return "";
  return dump(object, { schema: CORE_SCHEMA, lineWidth: -1, sortKeys: true });
}
