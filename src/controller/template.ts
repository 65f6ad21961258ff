import type { PullRequest } from "../forge/pullRequest.ts";
import { and, didYouMean, received } from "../problem.ts";
import { isImageName } from "../registry/reference.ts";
import { MAX_ROUTE_KEY } from "../routing/routeKey.ts";

/** What templates are filled with. Branches are written by anybody who may push. */
type Filled = Pick<PullRequest, "number" | "sha" | "branch">;

const PLACEHOLDERS: Record<string, (pull: Filled) => string> = {
  number: ({ number }) => String(number),
  sha: ({ sha }) => sha,
  sha7: ({ sha }) => sha.slice(0, 7),
  branch: ({ branch }) => tagPart(branch),
};

/** Placeholders of which a tag needs one, so that no two pull requests share it. */
const DISTINCT = ["number", "sha", "sha7"];

const LONGEST_TAG = 128;
const TAG = /^\w[\w.-]*$/;
const SAMPLE = { number: 12, sha: "0".repeat(40), branch: "main" };

/** What is wrong with a template: a sentence without its full stop, and what to do about it. */
interface Mistake {
  what: string;
  fix?: string | undefined;
}

/**
 * Returns what is wrong with the template of an image, or undefined. Placeholders may stand in the tag alone: in the
 * registry's name, a branch would decide who is sent the pull secrets.
 */
export function imageMistake(template: string): Mistake | undefined {
  const fix = `Write, for example, "registry.example.com/payments:pr-{number}-{sha7}".`;
  const mistake = placeholderMistake(template, Object.keys(PLACEHOLDERS));
  if (mistake !== undefined) return mistake;
  const { name, tag } = splitTag(template);
  if (/[{}]/.test(name)) return { what: "placeholders may stand in the tag alone", fix };
  if (!isImageName(name) || !TAG.test(fill(tag, SAMPLE))) {
    return { what: `expected an image with a tag, received ${received(template)}`, fix };
  }
  if (DISTINCT.some((word) => tag.includes(`{${word}}`))) return undefined;
  return {
    what: `expected {number}, {sha} or {sha7} in the tag, received ${received(template)}: the copies of several pull requests would share an image`,
    fix,
  };
}

/** Returns what is wrong with the template of a route key, or undefined. */
export function keyMistake(template: string): Mistake | undefined {
  const mistake = placeholderMistake(template, ["number"]);
  if (mistake !== undefined) return mistake;
  const sample = template.replaceAll("{number}", "12");
  if (fillKey(template, 1).length > MAX_ROUTE_KEY) {
    return {
      what: `makes keys of more than ${MAX_ROUTE_KEY} characters, the most that a key may have`,
    };
  }
  if (template.includes("{number}") && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(sample)) {
    return undefined;
  }
  return {
    what: `expected lower-case letters, digits, "-" and {number}, received ${received(template)}`,
    fix: 'Write, for example, "pay-{number}".',
  };
}

/** Returns a route key. */
export function fillKey(template: string, number: number): string {
  return template.replaceAll("{number}", String(number));
}

/** Returns the number of the pull request that gets a key by a template, or undefined if none gets it. */
export function numberOfKey(template: string, key: string): number | undefined {
  const [before = "", ...after] = template.split("{number}");
  const digits = key.slice(before.length).match(/^[1-9]\d*/)?.[0];
  const number = after.length === 0 || digits === undefined ? undefined : Number(digits);
  return number !== undefined && fillKey(template, number) === key ? number : undefined;
}

/** Returns an image, or undefined if what a pull request says makes no tag. */
export function fillImage(template: string, pull: Filled): string | undefined {
  const { name, tag } = splitTag(template);
  const filled = fill(tag, pull);
  return TAG.test(filled) && filled.length <= LONGEST_TAG ? `${name}:${filled}` : undefined;
}

/** Returns whether every commit has a tag of its own. */
export function hasCommit(template: string): boolean {
  return /\{sha7?\}/.test(template);
}

function fill(text: string, pull: Filled): string {
  return text.replaceAll(
    /\{(\w+)\}/g,
    (whole, word: string) => PLACEHOLDERS[word]?.(pull) ?? whole,
  );
}

/** Returns a branch as a part of a tag: `feature/ü;rm` → `feature-rm`. */
function tagPart(branch: string): string {
  return branch.replaceAll(/[^\w.-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "");
}

function splitTag(template: string): { name: string; tag: string } {
  const at = template.lastIndexOf(":");
  if (at < template.lastIndexOf("/") || at === -1) return { name: template, tag: "" };
  return { name: template.slice(0, at), tag: template.slice(at + 1) };
}

function placeholderMistake(template: string, known: string[]): Mistake | undefined {
  const words = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, word = ""]) => word);
  const wrong = words.find((word) => !known.includes(word));
  if (wrong === undefined) return undefined;
  const all = and(known.map((word) => `{${word}}`));
  return {
    what: `there is no placeholder {${wrong}}`,
    fix: didYouMean(wrong, known) ?? `There ${known.length === 1 ? "is" : "are"} ${all}.`,
  };
}
