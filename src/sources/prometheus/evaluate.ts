import { UserError } from "../../problem.ts";
import { dailyWindows, type Window } from "../dailyWindows.ts";
import type { SourceQuestion } from "../source.ts";
import { TooMuch } from "./answer.ts";
import type { PrometheusApi, Sample } from "./api.ts";

/** Windows are not made shorter than this in milliseconds: a query that is too much for an hour stays too much. */
const SHORTEST = 3_600_000;

/**
 * Evaluates a query over the window of a question, and returns the samples of each part of it, which the caller adds up.
 * There is a part for each day if only some hours count. A part for which the server refuses the query is halved.
 *
 * @param queryOf makes the query for a part of this length in milliseconds
 * @throws {UserError} if the query is too much for an hour
 */
export async function evaluate(
  api: PrometheusApi,
  question: SourceQuestion,
  queryOf: (ms: number) => string,
): Promise<Sample[][]> {
  const parts = dailyWindows(question, question.hours);
  const samples: Sample[][] = [];
  for (const [index, part] of parts.entries()) {
    if (parts.length > 1) question.progress?.(`Prometheus: part ${index + 1} of ${parts.length}`);
    samples.push(...(await evaluatePart(api, part, queryOf)));
  }
  return samples;
}

async function evaluatePart(
  api: PrometheusApi,
  { from, to }: Window,
  queryOf: (ms: number) => string,
): Promise<Sample[][]> {
  const length = to.getTime() - from.getTime();
  try {
    return [await api.query(queryOf(length), to)];
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    if (length < 2 * SHORTEST) throw tooMuch(error.message);
    const middle = new Date(Math.round((from.getTime() + to.getTime()) / 2));
    const early = await evaluatePart(api, { from, to: middle }, queryOf);
    return [...early, ...(await evaluatePart(api, { from: middle, to }, queryOf))];
  }
}

function tooMuch(message: string): UserError {
  const what = `Prometheus refuses a query over a single hour: ${message}`;
  const fix =
    "Select fewer series with --selector, or let a recording rule sum up the instances, and name its metric with --metric.";
  return new UserError([{ where: "--selector", what, fix }]);
}
