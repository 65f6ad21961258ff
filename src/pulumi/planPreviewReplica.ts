import * as pulumi from "@pulumi/pulumi";
import type { PreviewConfig } from "../campaign/routingConfig.ts";
import type { Origin } from "../emit/preview/origin.ts";
import { previewEntry } from "../emit/preview/previewEntry.ts";

import { type PreviewObjects, previewObjects } from "../emit/preview/previewObjects.ts";
import { type Owner, type Place, planArguments } from "../plan/planArguments.ts";
import { shortName } from "../routing/serviceHost.ts";
import { inArguments, ofComponent } from "./ofComponent.ts";
import { type Outputs, takeOutputs } from "./outputs.ts";
import { planOf } from "./planned.ts";
import { refusedOutputs, withProblems } from "./withProblems.ts";

/** The arguments of `PreviewReplica` that may be Outputs, beside the parts of `origin`. */
export const PREVIEW_OUTPUTS = [
  "image",
  "env.",
  "configMaps.",
  "secrets.",
  "setup.image",
  "setup.env.",
];

/** A preview replica before its origin is known. */
export interface ReplicaPlan {
  config: PreviewConfig;
  /** Where requests with the key go. */
  entry: { host: string; key: string; to: string; subset?: string };
  header?: string;
  outputs: Outputs;
  /** Which objects are declared. */
  has: { setupJob: boolean; service: boolean; destinationRule: boolean };
  /** @throws {UserError} with everything that cannot be copied */
  copyOf(origin: Origin): PreviewObjects;
  /** The copy, if its origin was read before. */
  planned?: PreviewObjects;
}

interface Arguments {
  header?: string;
  origin?: unknown;
  kubeContext?: unknown;
  env?: Record<string, unknown>;
  removeEnv?: string[];
  [argument: string]: unknown;
}

/**
 * Plans a `PreviewReplica` from its arguments, or returns the plan that was attached to them.
 *
 * @throws {UserError} with every mistake in the arguments
 */
export function planPreviewReplica(name: string, args: object): ReplicaPlan {
  const given = planOf<{ config: PreviewConfig; replica: PreviewObjects; header: string }>(args);
  const owner = { component: `PreviewReplica "${name}"`, stack: pulumi.getStack() };
  if (given !== undefined) {
    const { config, replica, header } = given;
    return { ...planOfConfig(config, owner, replica), header, outputs: {}, planned: replica };
  }
  const { origin: _, ...rest }: Arguments = { ...args };
  const taken = takeOutputs(rest);
  const { plain, outputs } = taken;
  const { header, kubeContext, env, removeEnv = [], ...preview }: Arguments = plain;
  const removed = removeEnv.map((variable) => [variable, null]);
  const written = { ...preview, env: { ...env, ...Object.fromEntries(removed) } };
  const values = {
    previews: [written],
    router: { hosts: [], ...(header !== undefined && { header }) },
  };
  const places: Place[] = [
    ["previews[0]", ""],
    ["router", ""],
  ];
  const refused = refusedOutputs(owner.component, taken, PREVIEW_OUTPUTS);
  const { campaign } = withProblems(refused, () => planArguments(owner, values, { places }));
  const [config] = campaign.previews ?? [];
  if (config === undefined) throw new Error("a preview without problems is planned");
  return {
    ...planOfConfig({ ...config, where: owner.component }, owner),
    ...(header !== undefined && { header }),
    outputs,
  };
}

function planOfConfig(
  config: PreviewConfig,
  { component, stack }: Owner,
  replica?: PreviewObjects,
) {
  const { origin, key, destination } = previewEntry(config);
  return {
    config,
    entry: {
      host: shortName(origin),
      key,
      to: shortName(destination.host),
      ...(destination.subset !== undefined && { subset: destination.subset }),
    },
    has: {
      setupJob: config.setup !== undefined,
      service: config.routeTo === "service",
      destinationRule: config.routeTo === "subset" || replica?.destinationRule !== undefined,
    },
    copyOf(found: Origin) {
      const copy = ofComponent(component, stack, () => previewObjects(found, config, stack));
      const told = copy.warnings.map((problem) => inArguments(component, stack, problem));
      return { ...copy, warnings: told };
    },
  };
}
