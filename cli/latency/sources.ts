import * as accessLog from "./accessLog.ts";
import * as datadog from "./datadog.ts";
import * as mock from "./mock.ts";
import * as prometheus from "./prometheus.ts";
import { type Source, sourceOf } from "./sourceModule.ts";

/** All sources, by their name in `--from`. */
export const SOURCES: ReadonlyMap<string, Source> = new Map<string, Source>([
  ["datadog", sourceOf(datadog)],
  ["prometheus", sourceOf(prometheus)],
  ["access-log", sourceOf(accessLog)],
  ["mock", sourceOf(mock)],
]);
