import type { Source } from "./sourceModule.ts";

/** All sources, by their name in `--from`: `["datadog", sourceOf(datadog)]`. */
export const SOURCES: ReadonlyMap<string, Source> = new Map<string, Source>([]);
