import type { GithubBudget } from "../../forge/github/client.ts";
import type { Told } from "../loop/watch.ts";
import type { State } from "../plan.ts";

/** Upper bounds of the buckets of a round's duration, in seconds. */
const BUCKETS = [0.5, 1, 2.5, 5, 10, 30, 60, 300];

const STATES: readonly State[] = [
  "made",
  "changed",
  "unchanged",
  "waiting",
  "kept",
  "deleted",
  "being deleted",
  "held",
  "ignored",
  "refused",
];

/** How a round ended: with its work done, without an answer of the cluster or GitHub, or without the Lease. */
export type Result = "done" | "failed" | "lease_lost";

const RESULTS: readonly Result[] = ["done", "failed", "lease_lost"];

/** What the controller measures. */
export class Metrics {
  #last: LastRound | undefined;
  #seconds = 0;
  readonly #rounds = new Map(RESULTS.map((result) => [result, 0]));
  readonly #buckets = [...BUCKETS, Number.POSITIVE_INFINITY].map((le) => ({ le, count: 0 }));
  readonly #budgets = new Map<string, GithubBudget>();

  /** @param now the end of the round, in milliseconds since 1970 */
  round(result: Result, seconds: number, now: number, told?: Told): void {
    this.#rounds.set(result, (this.#rounds.get(result) ?? 0) + 1);
    this.#seconds += seconds;
    for (const bucket of this.#buckets) if (seconds <= bucket.le) bucket.count++;
    if (told === undefined) return;
    // Only numbers: a round's report holds all that the round has read.
    const { lines, problems, warnings } = told;
    const states = Map.groupBy(lines, ({ state }) => state);
    this.#last = {
      copies: new Map(STATES.map((state) => [state, states.get(state)?.length ?? 0])),
      ...{ problems: problems.length, warnings: warnings.length, ended: now },
    };
  }

  budget(budget: GithubBudget): void {
    this.#budgets.set(budget.host, budget);
  }

  /**
   * Returns the metrics in Prometheus' text format 0.0.4. What is known from rounds alone is left out while another process
   * does them, so that sums over all pods are right.
   */
  text(isLeading: boolean): string {
    const lines = [
      ...metric("leading", "gauge", "Whether this process has the Lease and does the rounds.", [
        ["", Number(isLeading)],
      ]),
      ...metric("rounds_total", "counter", "Rounds, by how they ended.", [
        ...[...this.#rounds].map(([result, n]): Sample => [`{result="${result}"}`, n]),
      ]),
      ...this.#durations(),
      ...metric("github_requests_limit", "gauge", "Requests that GitHub allows in an hour.", [
        ...[...this.#budgets.values()].map(({ host, limit }) => sampleOf(host, limit)),
      ]),
      ...metric(
        "github_requests_left",
        "gauge",
        "Requests left in this hour, a fifth of which the controller never uses.",
        [...[...this.#budgets.values()].map(({ host, remaining }) => sampleOf(host, remaining))],
      ),
    ];
    if (isLeading && this.#last !== undefined) lines.push(...stateOf(this.#last));
    return `${lines.join("\n")}\n`;
  }

  #durations(): string[] {
    const all = this.#buckets.at(-1)?.count ?? 0;
    const name = "round_duration_seconds";
    return [
      ...metric(name, "histogram", "How long rounds took.", []),
      ...this.#buckets.map(
        ({ le, count }) =>
          `${PREFIX}${name}_bucket{le="${Number.isFinite(le) ? le : "+Inf"}"} ${count}`,
      ),
      `${PREFIX}${name}_sum ${this.#seconds}`,
      `${PREFIX}${name}_count ${all}`,
    ];
  }
}

/** What is known of the last round that did its work. */
interface LastRound {
  copies: ReadonlyMap<State, number>;
  problems: number;
  warnings: number;
  /** In milliseconds since 1970. */
  ended: number;
}

function stateOf({ copies, problems, warnings, ended }: LastRound): string[] {
  return [
    ...metric(
      "copies",
      "gauge",
      "Copies, and pull requests without one, by their state in the last round.",
      [...copies].map(([state, count]): Sample => [`{state="${state}"}`, count]),
    ),
    ...metric("problems", "gauge", "What the last round found wrong.", [["", problems]]),
    ...metric("warnings", "gauge", "What people should know of the last round.", [["", warnings]]),
    ...metric("held_deletes", "gauge", "Copies that would go with too many others at once.", [
      ["", copies.get("held") ?? 0],
    ]),
    ...metric("last_round_timestamp_seconds", "gauge", "End of the last round that did its work.", [
      ["", ended / 1000],
    ]),
  ];
}

type Sample = readonly [labels: string, value: number];

const PREFIX = "understudy_controller_";

function metric(name: string, type: string, help: string, samples: readonly Sample[]): string[] {
  return [
    `# HELP ${PREFIX}${name} ${help}`,
    `# TYPE ${PREFIX}${name} ${type}`,
    ...samples.map(([labels, value]) => `${PREFIX}${name}${labels} ${value}`),
  ];
}

function sampleOf(host: string, value: number): Sample {
  return [`{host="${host}"}`, value];
}
