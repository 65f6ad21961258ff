import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { load } from "js-yaml";

import type { StoryProblem, Violation } from "./problem.ts";

/** One request to a mock of one document, and what Prism answers to it. */
export interface Story {
  /** Unique among all stories. */
  title: string;
  /** File in `documents/`. */
  document: string;
  /** Flags of `prism mock`. */
  flags?: string[];
  request: StoryRequest;
  expect: Expectation;
}

export interface StoryRequest {
  method: string;
  /** Sent as it is, with the query. */
  path: string;
  /** Sent as they are. A list is sent as several headers of one name. */
  headers?: Record<string, string | string[]>;
  /** Text is sent as it is, anything else as JSON with its content type unless `headers` has one. */
  body?: unknown;
}

/** What an answer must have. One of `json`, `problem`, `text` and `schema` says what the body is. */
export interface Expectation {
  status: number;
  /** A header that has this value; `null`: a header that is absent. */
  headers?: Record<string, string | string[] | null>;
  /** The body, parsed. The order of keys does not count. */
  json?: unknown;
  /** The body is one of Prism's own problems, with this status. */
  problem?: StoryProblem;
  /** The body, as it is; `""` for none. */
  text?: string;
  /** JSON Schema of the body, for what differs from one answer to the next. */
  schema?: object;
  /** The `sl-violations` header, parsed; an empty list when it is absent. */
  violations?: Violation[];
}

const FOLDER = join(import.meta.dirname, "stories");

/** The files of stories, one a topic, without folder. */
export const STORY_FILES = globSync("*.yaml", { cwd: FOLDER }).sort();

export function storyPath(file: string): string {
  return join(FOLDER, file);
}

export function documentPath(file: string): string {
  return join(import.meta.dirname, "documents", file);
}

export function readStories(file: string): Story[] {
  return load(readFileSync(storyPath(file), "utf8")) as Story[];
}

/** Stories that one server can answer: those of one document with the same flags. */
export interface Group {
  name: string;
  document: string;
  flags: string[];
  stories: Story[];
}

/** The stories of some files, grouped so that a server is started as seldom as possible. */
export function groupStories(files: readonly string[]): Group[] {
  const groups = new Map<string, Group>();
  for (const story of files.flatMap(readStories)) {
    const { document, flags = [] } = story;
    const name = [basename(document), ...flags].join(" ");
    const group = groups.get(name) ?? { name, document, flags, stories: [] };
    groups.set(name, group);
    group.stories.push(story);
  }
  return [...groups.values()];
}
