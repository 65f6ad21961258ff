import * as mock from "./mock.ts";
import * as prometheus from "./prometheus.ts";
import { type Source, sourceOf } from "./sourceModule.ts";

/** All sources, by their name in `--from`: `["datadog", sourceOf(datadog)]`. */
export const SOURCES: ReadonlyMap<string, Source> = new Map<string, Source>([
  ["prometheus", sourceOf(prometheus)],
  ["mock", sourceOf(mock)],
]);
