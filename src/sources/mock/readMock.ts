import { UserError } from "../../problem.ts";
import { type Line, parseExposition } from "./exposition.ts";

/** What a running mock says of itself. */
export interface RunningMock {
  url: string;
  /** The service that the mock plays. */
  service: string;
}

/** Time in milliseconds after which a mock counts as not there. */
const PATIENCE = 10_000;

/** Returns the mock at an address, or undefined if none answers there. */
export async function findMock(url: string): Promise<RunningMock | undefined> {
  const answer = await get(`${url}/_understudy/routes.json`).catch(() => undefined);
  if (answer?.status !== 200) return undefined;
  try {
    const report: unknown = JSON.parse(answer.text);
    if (typeof report !== "object" || report === null || !("service" in report)) return undefined;
    return { url, service: String(report.service) };
  } catch {
    return undefined;
  }
}

/**
 * Returns the durations that a mock has measured, with all that it knows.
 * @throws {UserError} if it does not answer
 */
export async function readMetrics({ url }: RunningMock): Promise<Line[]> {
  const target = `${url}/_understudy/metrics?buckets=fine`;
  const answer = await get(target).catch((error: Error) => ({ status: 0, text: error.message }));
  if (answer.status === 200) return parseExposition(answer.text);
  const what = `expected the mock's metrics, received ${answer.status || answer.text}`;
  throw new UserError([{ where: target, what }]);
}

async function get(url: string): Promise<{ status: number; text: string }> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
  return { status: response.status, text: await response.text() };
}
