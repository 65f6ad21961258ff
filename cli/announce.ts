import type { Fleet } from "../src/local/fleet.ts";
import type { LocalMock } from "../src/local/localMocks.ts";
import { formatProblem } from "../src/problem.ts";
import { formatTable } from "../src/textTable.ts";
import { describeLatency } from "./describeLatency.ts";

/** Returns a table of what is served where, and who can reach it. */
export function announce(
  mocks: LocalMock[],
  fleet: Fleet,
  stack: string | undefined,
  host: string,
): string {
  const count = `${mocks.length} ${mocks.length === 1 ? "service" : "services"}`;
  const local = ["127.0.0.1", "localhost", "::1"].includes(host);
  const rows = mocks.map(({ mock }) => [
    mock.service,
    fleet.urlOf(mock.service) ?? "",
    String(mock.table.routes.length),
    describeLatency(mock),
  ]);
  return [
    `Serving ${count}${stack === undefined ? "" : ` of stack ${stack}`} at ${host}, for ${
      local ? "this machine only" : "every machine that can reach it"
    }.`,
    "",
    formatTable([["SERVICE", "URL", "ROUTES", "LATENCY"], ...rows], [2]),
    "",
    "Each has a page with its routes and their times at /_understudy/.",
  ].join("\n");
}

/** Returns the same for scripts. */
export function announceJson(mocks: LocalMock[], fleet: Fleet, stack: string | undefined) {
  return {
    ...(stack === undefined ? {} : { stack }),
    services: mocks.map(({ mock, document }) => {
      const url = fleet.urlOf(mock.service) ?? "";
      return {
        name: mock.service,
        url,
        page: `${url}/_understudy/`,
        document,
        routes: mock.table.routes.length,
        latency: describeLatency(mock),
      };
    }),
  };
}

/** How many left-out operations of one document are listed. The rest is only counted. */
const LISTED = 5;

/**
 * Returns a function that prints the problems of documents. Each problem is printed once, however often the documents
 * are loaded.
 */
export function makeWarner(): (mocks: LocalMock[]) => void {
  const said = new Set<string>();
  return (mocks) => {
    for (const { problems } of mocks) {
      const fresh = problems.map(formatProblem).filter((text) => !said.has(text));
      for (const text of fresh) said.add(text);
      for (const text of fresh.slice(0, LISTED)) console.error(`warning: ${text}`);
      const rest = fresh.length - LISTED;
      if (rest > 0) console.error(`warning: ${rest} more of this document; --strict shows all.`);
    }
  };
}
