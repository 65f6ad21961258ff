import { isoSeconds } from "../../isoSeconds.ts";
import { nearest, or, UserError } from "../../problem.ts";
import { type Bucket, countOf, measureBuckets, splitCumulative } from "../prometheus/buckets.ts";
import { isStatus, placeOfStatus } from "../prometheus/statuses.ts";
import type { LatencySource, ListedName, Listing, Measurement, SourceQuestion } from "../source.ts";
import type { Line } from "./exposition.ts";
import { findMock, type RunningMock, readMetrics } from "./readMock.ts";

/** The requests of one route that were answered with one status. */
interface Answers {
  route: string;
  /** Empty if the mock is older and does not say it. */
  status: string;
  buckets: Bucket[];
}

interface Reading {
  service: string;
  answers: Answers[];
  since: Date | undefined;
}

/**
 * Creates the source of latencies that running mocks had: what they really did since they were started.
 *
 * @param addresses where mocks may be, without a slash at the end
 */
export function createMockSource(addresses: readonly string[]): LatencySource {
  let last: Reading | undefined;
  return {
    kind: "mock",
    wholeByDefault: true,
    namesOf: (route) => [route.key],
    async list(question) {
      checkWindow(question);
      last = await read(question, addresses);
      return listingOf(question, last);
    },
    async measure(question, sets) {
      const reading = last?.service === question.service ? last : await read(question, addresses);
      return sets.map((names) => measurementOf(question, reading, names));
    },
  };
}

async function read({ service }: SourceQuestion, addresses: readonly string[]): Promise<Reading> {
  const found: RunningMock[] = [];
  for (const url of addresses) {
    const mock = await findMock(url);
    if (mock !== undefined) found.push(mock);
    if (mock?.service === service) break;
  }
  const mock = found.find((one) => one.service === service);
  if (mock === undefined) throw notThere(service, addresses, found);
  const all = await readMetrics(mock);
  const start = all.find(({ name }) => name === "understudy_start_time_seconds")?.value;
  const lines = all.filter(({ labels }) => (labels.service ?? service) === service);
  return {
    service,
    answers: answersOf(lines),
    since: start === undefined ? undefined : new Date(start * 1000),
  };
}

function answersOf(lines: readonly Line[]): Answers[] {
  const buckets = lines.filter(({ name }) => name === "understudy_request_duration_seconds_bucket");
  const groups = Map.groupBy(buckets, ({ labels: { route, status } }) => `${status} ${route}`);
  return [...groups.values()].map((same) => ({
    route: same[0]?.labels.route ?? "",
    status: same[0]?.labels.status ?? "",
    buckets: splitCumulative(
      same.map(({ labels: { le }, value }) => ({
        to: le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le) * 1000,
        count: value,
      })),
    ),
  }));
}

function listingOf(question: SourceQuestion, { answers, since }: Reading): Listing {
  const names = new Map<string, ListedName>();
  for (const { route, status, buckets } of answers) {
    const listed = names.get(route) ?? { name: route, requests: 0, apart: {} };
    names.set(route, listed);
    const place = isStatus(status) ? placeOfStatus(status, question.statuses) : undefined;
    if (place?.counts === false) listed.apart[place.apart] = countOf(buckets);
    else listed.requests += countOf(buckets);
  }
  return {
    names: [...names.values()],
    query: "understudy_request_duration_seconds",
    notes: [
      since === undefined
        ? "Requests count since the mock's start."
        : `Requests count since the mock's start, ${isoSeconds(since)}.`,
    ],
    ...(since !== undefined && { covers: { from: since, to: new Date() } }),
  };
}

function measurementOf(
  { quantiles, statuses }: SourceQuestion,
  { answers }: Reading,
  names: readonly string[],
): Measurement {
  const buckets = answers
    .filter(({ route }) => names.includes(route))
    .filter(({ status }) => !isStatus(status) || placeOfStatus(status, statuses).counts)
    .flatMap((one) => one.buckets);
  return measureBuckets(buckets, quantiles);
}

/** @throws {UserError} if only a part of the time since the mock's start is asked for */
function checkWindow({ from, hours }: SourceQuestion): void {
  if (hours === undefined && from.getTime() <= 0) return;
  const what = "a mock only has sums since its start, not the requests of a window";
  const fix = "Leave out --window and --hours; start the mock anew to begin at zero.";
  throw new UserError([{ where: "--from mock", what, fix }]);
}

function notThere(
  service: string,
  addresses: readonly string[],
  found: readonly RunningMock[],
): UserError {
  const near = nearest(
    service,
    found.map((mock) => mock.service),
  );
  const [first] = found;
  const what =
    first === undefined
      ? `no mock answers at ${or(addresses)}`
      : `the mocks there play ${or(found.map((mock) => mock.service))}, not ${service}`;
  const fix =
    first === undefined
      ? 'Start the mocks ("npm start"), or name the address of one with --at.'
      : near === undefined
        ? `Name the address of the mock of ${service} with --at, or ask for another service with --service.`
        : `Did you mean --service ${near}?`;
  return new UserError([{ where: "--at", what, fix }]);
}
