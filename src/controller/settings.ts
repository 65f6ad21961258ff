import { CORE_SCHEMA, load, YAMLException } from "js-yaml";
import { defined, type Field, report, wrong } from "../config/values/check.ts";
import { duration, label, serviceName } from "../config/values/formats.ts";
import { text } from "../config/values/kinds.ts";
import { environmentChanges } from "../config/values/podFormats.ts";
import { OPT_IN, REPOSITORY } from "../emit/preview/optIn.ts";
import { readRepository, repositoryFix } from "../forge/repository.ts";
import { parseDuration } from "../latency/duration.ts";
import { didYouMean, type Problem, received } from "../problem.ts";
import { hasCommit, imageMistake, keyMistake } from "./template.ts";

/** What a Deployment's annotations say about copies for pull requests. */
export interface OriginSettings {
  /** `github.com/owner/name`, in lower case. */
  repository: string;
  /** Template of the image; without it, the origin's own image with the commit as its tag. */
  image?: string;
  /** Label that a pull request must have. */
  label?: string;
  /** Branch that a pull request must be for. */
  base?: string;
  /** Folders and files of which a pull request must change one; empty for any. */
  paths: string[];
  /** Whether drafts get copies. */
  drafts: boolean;
  /** Whether pull requests from forks may get copies. */
  forks: boolean;
  /** Template of the route key. */
  key: string;
  /** In milliseconds after the last push. */
  lifetime: number;
  /** The most copies that there may be at once. */
  limit?: number;
  /** The Service whose requests reach the copies, if several select the Deployment's pods. */
  service?: string;
  container?: string;
  env: Record<string, string | null>;
}

export const DEFAULT_KEY = "pr-{number}";
const DEFAULT_LIFETIME = "72h";
/** Texts of times sort by time up to the year 9999, and later times than 275760 cannot be written at all. */
const LONGEST_LIFETIME = "87600h";

type Reader<T> = (field: Field) => T | undefined;

/** What each annotation after `understudy.dev/preview-` means. */
const READERS = {
  image: checked(imageMistake),
  label: line,
  base: line,
  paths: readPaths,
  drafts: yesOrNo,
  forks: yesOrNo,
  key: checked(keyMistake),
  lifetime: readLifetime,
  limit: count,
  service: serviceName.read,
  container: label.read,
  env: readEnv,
} satisfies Record<string, Reader<unknown>>;

/** Returns whether a Deployment's annotations ask for copies, also if they do so in a wrong way. */
export function optsIn(annotations: Readonly<Record<string, string>>): boolean {
  return Object.keys(annotations).some((name) => name === REPOSITORY || name.startsWith(OPT_IN));
}

/**
 * Returns what the annotations of a Deployment say. With a mistake in them, adds problems and returns undefined.
 *
 * @param where the Deployment, as problems name it
 */
export function readSettings(
  annotations: Readonly<Record<string, string>>,
  where: string,
  problems: Problem[],
): OriginSettings | undefined {
  const before = problems.length;
  const field = (path: string): Field => ({
    value: annotations[path],
    file: where,
    path,
    problems,
  });
  const repository = repositoryOf(field(REPOSITORY));
  const names = Object.keys(annotations).filter((name) => name.startsWith(OPT_IN));
  const known = Object.keys(READERS).map((word) => OPT_IN + word);
  for (const name of names.filter((one) => !known.includes(one))) {
    const fix = didYouMean(name, known) ?? `There are ${known.join(", ")}.`;
    report(field(name), "there is no such annotation", fix);
  }
  const read = <K extends keyof typeof READERS>(word: K) =>
    annotations[OPT_IN + word] === undefined
      ? undefined
      : (READERS[word](field(OPT_IN + word)) as ReturnType<(typeof READERS)[K]>);
  const settings = {
    repository: repository ?? "",
    ...defined({
      image: read("image"),
      label: read("label"),
      base: read("base"),
      limit: read("limit"),
      service: read("service"),
      container: read("container"),
    }),
    paths: read("paths") ?? [],
    drafts: read("drafts") ?? false,
    forks: read("forks") ?? false,
    key: read("key") ?? DEFAULT_KEY,
    lifetime: parseDuration(read("lifetime") ?? DEFAULT_LIFETIME) ?? 0,
    env: read("env") ?? {},
  };
  if (settings.forks) checkForks(settings, field(`${OPT_IN}forks`));
  return problems.length > before ? undefined : settings;
}

/** Adds problems if what a writer labels could be another commit than the one that runs. */
function checkForks({ label, image }: Pick<OriginSettings, "label" | "image">, field: Field): void {
  if (label === undefined) {
    const fix = `Name the label that allows a pull request from a fork with ${OPT_IN}label.`;
    report(
      field,
      "copies for forks need a label, which somebody with write access puts on them",
      fix,
    );
  }
  if (image !== undefined && !hasCommit(image)) {
    const fix = `Write {sha} into ${OPT_IN}image.`;
    report(field, "copies for forks need the commit in the image's tag", fix);
  }
}

function repositoryOf(field: Field): string | undefined {
  const expected = "a repository as https://github.com/owner/name or owner/name";
  const value = String(field.value ?? "");
  return readRepository(value) ?? wrong(field, expected, repositoryFix(value));
}

function checked(mistakeOf: typeof imageMistake): Reader<string> {
  return (field) => {
    const value = String(field.value);
    const mistake = mistakeOf(value);
    if (mistake === undefined) return value;
    report(field, mistake.what, mistake.fix);
    return undefined;
  };
}

function line(field: Field): string | undefined {
  return text("a name without spaces around it", (value) => value.trim() === value).read(field);
}

function readPaths(field: Field): string[] | undefined {
  const paths = String(field.value)
    .split(/[\s,]+/)
    .filter((path) => path !== "");
  const isPlain = (path: string) => !/^\/|(^|\/)\.\.?(\/|$)|[*?{}[\]]/.test(path);
  if (paths.length > 0 && paths.every(isPlain)) return paths.map((path) => path.replace(/\/$/, ""));
  return wrong(field, 'folders and files of the repository, such as "services/payments, go.mod"');
}

function yesOrNo(field: Field): boolean | undefined {
  if (field.value === "true" || field.value === "false") return field.value === "true";
  return wrong(field, '"true" or "false"');
}

function readLifetime(field: Field): string | undefined {
  const text = duration.read(field);
  const longest = parseDuration(LONGEST_LIFETIME) ?? 0;
  if (text === undefined || (parseDuration(text) ?? 0) <= longest) return text;
  return wrong(field, `a duration of at most ${LONGEST_LIFETIME}, which is ten years`);
}

function count(field: Field): number | undefined {
  const number = Number(field.value);
  if (/^\d+$/.test(String(field.value)) && number > 0) return number;
  return wrong(field, "a number of at least 1");
}

function readEnv(field: Field): Record<string, string | null> | undefined {
  try {
    // An alias may stand for a thousand million values, or for itself.
    const value = load(String(field.value), { schema: CORE_SCHEMA, maxAliases: 0 });
    return environmentChanges.read({ ...field, value });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const what = `expected variables as YAML, received ${received(field.value)}`;
    report(field, what, "Write one a line, such as LOG_LEVEL: debug.");
    return undefined;
  }
}
