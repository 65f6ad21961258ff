import { and, UserError } from "../../problem.ts";
import type { Window } from "../dailyWindows.ts";
import type { DatadogApi, Progress } from "./api.ts";
import { hitsOfSpans } from "./metrics.ts";
import { type Scope, scopeFilter } from "./query.ts";
import { sum } from "./sum.ts";

/** Groups without the tag. */
const WITHOUT = "N/A";

/**
 * Returns the only environment in which a span has requests, or undefined if its requests are in none.
 * @throws {UserError} if they are in several, whose latencies are not to be mixed
 */
export async function findEnv(
  api: DatadogApi,
  window: Window,
  scope: Scope,
  span: string,
  progress: Progress,
): Promise<string | undefined> {
  const hits = await hitsOfSpans(api, window, [span], scopeFilter(scope), ["env"], progress);
  const rows = hits.get(span) ?? [];
  const envs = rows.map(({ tags }) => tags.env ?? WITHOUT);
  const [only] = envs;
  if (envs.length < 2) return only === WITHOUT ? undefined : only;
  const total = sum(rows.map(({ values }) => values[0] ?? 0));
  const shares = rows
    .map(({ tags, values }) => ({ env: tags.env ?? WITHOUT, hits: values[0] ?? 0 }))
    .sort((a, b) => b.hits - a.hits)
    .map(({ env, hits }) => `${env} (${Math.round((100 * hits) / total)} % of the requests)`);
  throw new UserError([
    {
      where: "--env",
      what: `service:${scope.service} is in several environments: ${and(shares)}`,
      fix: "Name the one whose latency you want: --env prod",
    },
  ]);
}
