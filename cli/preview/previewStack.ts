import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CORE_SCHEMA, dump, load } from "js-yaml";
import type { Campaign } from "../../src/campaign/campaign.ts";
import { readStack } from "../../src/config/read.ts";
import { stackFileOf } from "../../src/config/stackFile.ts";
import { loadReading } from "../../src/plan/loadStack.ts";
import { faultless, planStack } from "../../src/plan/planStack.ts";

/** Returns the name of the stack with all replicas of a key: `preview-pr-12`. */
export function previewStackOf(key: string): string {
  return `preview-${key}`;
}

/** A preview as written in a stack; its keys are those of docs/configuration.md. */
export interface WrittenPreview {
  service: string;
  namespace: string;
  key: string;
  [setting: string]: unknown;
}

/**
 * Returns the text of the file of a key's stack with this preview added. It replaces the preview of the same Service,
 * or comes after the others. Everything else in the file stays.
 *
 * @param cluster the stack whose cluster the preview is for
 * @throws {UserError} with everything that is wrong in the resulting stack; nothing is written then
 */
export function withPreview(root: string, cluster: Campaign, preview: WrittenPreview): string {
  const stack = previewStackOf(preview.key);
  const { config = {}, ...others } = readFile(root, stack);
  const previous = config["understudy:previews"];
  const kept = (Array.isArray(previous) ? previous : []).filter(
    (other: WrittenPreview) =>
      other.service !== preview.service || other.namespace !== preview.namespace,
  );
  const previews = [...kept, preview];
  const { kubeContext } = cluster;
  const values = { ...(kubeContext !== undefined && { kubeContext }), previews };
  const reading = readStack(values, { stack, file: stackFileOf(stack) });
  faultless(planStack(loadReading(reading, root)));
  const content = {
    ...others,
    config: {
      ...config,
      "pulumi:disable-default-providers": ["*"],
      ...(kubeContext !== undefined && { "understudy:kubeContext": kubeContext }),
      "understudy:previews": previews,
    },
  };
  // Pulumi's YAML parser reads more texts as numbers and dates than this one: 1_000, 2026-11-27.
  return HEAD + dump(content, { schema: CORE_SCHEMA, forceQuotes: true, lineWidth: -1 });
}

/** Returns whether a stack's file exists here. */
export function hasStackFile(root: string, stack: string): boolean {
  return existsSync(join(root, stackFileOf(stack)));
}

/** Writes a stack's file. */
export function writeStackFile(root: string, stack: string, text: string): void {
  writeFileSync(join(root, stackFileOf(stack)), text);
}

const HEAD = "# Written by `preview create`; gone with `preview delete`.\n";

interface StackFile {
  config?: Record<string, unknown>;
  [key: string]: unknown;
}

function readFile(root: string, stack: string): StackFile {
  if (!hasStackFile(root, stack)) return {};
  const content = load(readFileSync(join(root, stackFileOf(stack)), "utf8"), {
    schema: CORE_SCHEMA,
  });
  return typeof content === "object" && content !== null ? { ...content } : {};
}
