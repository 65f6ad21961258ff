import * as pulumi from "@pulumi/pulumi";
import type { PreviewConfig } from "../campaign/routingConfig.ts";
import type { Origin } from "../emit/preview/origin.ts";
import { previewEntry } from "../emit/preview/previewEntry.ts";
import { type PreviewObjects, previewObjects } from "../emit/preview/previewObjects.ts";
import { planArguments } from "../plan/planArguments.ts";
import { shortName } from "../routing/serviceHost.ts";
import { type Outputs, takeOutputs } from "./outputs.ts";
import { planOf } from "./planned.ts";

/** A preview replica before its origin is known. */
export interface ReplicaPlan {
  config: PreviewConfig;
  /** Where requests with the key go. */
  entry: { host: string; key: string; to: string; subset?: string };
  header?: string;
  outputs: Outputs;
  /** Which objects there are. */
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
 * Plans a `PreviewReplica` from its arguments, or takes the plan that they were given.
 * @throws {UserError} with every mistake in the arguments
 */
export function planPreviewReplica(name: string, args: object): ReplicaPlan {
  const given = planOf<{ config: PreviewConfig; replica: PreviewObjects; header: string }>(args);
  const owner = { component: `PreviewReplica "${name}"`, stack: pulumi.getStack() };
  if (given !== undefined) {
    const { config, replica, header } = given;
    return { ...planOfConfig(config, owner.stack, replica), header, outputs: {}, planned: replica };
  }
  const { origin: _, ...rest }: Arguments = { ...args };
  const { plain, outputs } = takeOutputs(rest);
  const { header, kubeContext, env, removeEnv = [], ...preview }: Arguments = plain;
  const removed = removeEnv.map((variable) => [variable, null]);
  const written = { ...preview, env: { ...env, ...Object.fromEntries(removed) } };
  const { campaign } = planArguments(
    owner,
    { previews: [written], router: { hosts: [], ...(header !== undefined && { header }) } },
    {
      places: [
        ["previews[0]", ""],
        ["router", ""],
      ],
    },
  );
  const [config] = campaign.previews ?? [];
  if (config === undefined) throw new Error("a preview without problems is planned");
  return {
    ...planOfConfig({ ...config, where: owner.component }, owner.stack),
    ...(header !== undefined && { header }),
    outputs,
  };
}

function planOfConfig(config: PreviewConfig, stack: string, replica?: PreviewObjects) {
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
    copyOf: (found: Origin) => previewObjects(found, config, stack),
  };
}
