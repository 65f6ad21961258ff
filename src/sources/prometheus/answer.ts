import { UserError } from "../../problem.ts";
import { withoutSecrets } from "../withoutSecrets.ts";
import type { Connection, HttpAnswer } from "./connection.ts";

/** A query that wants more than the server gives at once: with a shorter window it may answer. */
export class TooMuch extends Error {
  override name = "TooMuch";
}

export interface ApiAnswer {
  data: unknown;
  /** What the server warned of: parts that did not answer. */
  warnings: string[];
}

/** How Prometheus, Thanos, Mimir and Cortex say that a query wants too much. */
const LIMITS =
  /too many samples|too many (?:series|chunks)|timed? ?out|deadline exceeded|exceed\w* (?:the )?(?:\w+ )*limit|err-mimir-max|the query hit the max|maximum (?:number|allowed)|query time range exceeds|out of memory|response size/i;

/**
 * Returns what an answer of the API holds.
 * @throws {UserError} if it is a refusal
 * @throws {TooMuch} if it refuses the size of the query
 */
export function readAnswer(connection: Connection, answer: HttpAnswer): ApiAnswer {
  const body = parseBody(answer.text);
  if (answer.status === 200 && body?.status === "success") {
    return { data: body.data, warnings: textsOf(body.warnings) };
  }
  const error = withoutSecrets(String(body?.error ?? answer.text), connection.secrets).trim();
  if (answer.status === 413 || answer.status === 504 || LIMITS.test(error)) {
    throw new TooMuch(brief(error) || `status ${answer.status}`);
  }
  throw refusal(connection, answer, error, body !== undefined);
}

/** Returns the mistake of the user that an error of the network is. */
export function unreachable(connection: Connection, error: unknown): UserError {
  const { message, code } = error as NodeJS.ErrnoException;
  const isCertificate = /CERT|SIGNED|ISSUER|ALTNAME/.test(code ?? "");
  return new UserError([
    {
      where: connection.url,
      what: `Prometheus cannot be reached: ${withoutSecrets(message || String(code), connection.secrets)}`,
      fix: isCertificate
        ? "Give the authority that signed its certificate with --ca."
        : "Give its address with --url, as it is before /api/v1. For one in the cluster: kubectl port-forward.",
    },
  ]);
}

function refusal(
  connection: Connection,
  { status, location }: HttpAnswer,
  error: string,
  isApi: boolean,
): UserError {
  const where = connection.url;
  const said = error === "" || !isApi ? "" : `: ${brief(error)}`;
  if (status === 401 || status === 403) {
    const what = `Prometheus refuses the request with status ${status}${said || (error && `: ${brief(error)}`)}`;
    return new UserError([{ where, what, fix: credentialsFix(connection, error) }]);
  }
  if (status === 429) {
    const what = `Prometheus has too many requests${said}`;
    return new UserError([{ where, what, fix: "Try again later." }]);
  }
  if (isApi) {
    const fix =
      status === 400
        ? "Look at --selector, --metric and the names of labels: they are put into the query as they are."
        : undefined;
    return new UserError([{ where, what: `Prometheus answers with status ${status}${said}`, fix }]);
  }
  const to =
    location === undefined ? "" : ` and leads to ${withoutSecrets(location, connection.secrets)}`;
  const what = `expected Prometheus' API below ${where}/api/v1, received status ${status}${to} without its JSON`;
  const fix =
    "Give the address as it is before /api/v1: http://localhost:9090, https://mimir.example.com/prometheus.";
  return new UserError([{ where: "--url", what, fix }]);
}

function credentialsFix({ authorization, tenant }: Connection, error: string): string {
  if (/no org id/i.test(error) && tenant === undefined) {
    return "Name the tenant with --tenant (X-Scope-OrgID).";
  }
  return authorization === undefined
    ? "Put a token into PROMETHEUS_TOKEN, or name its file with --token-file; or a user and a password into PROMETHEUS_USERNAME and PROMETHEUS_PASSWORD."
    : "It was sent the token or the password that it was given: these are wrong, or lack the right to query.";
}

interface Body {
  status?: unknown;
  data?: unknown;
  error?: unknown;
  warnings?: unknown;
}

function parseBody(text: string): Body | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && "status" in body ? body : undefined;
  } catch {
    return undefined;
  }
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Returns the first line of a text, at most 300 characters. */
function brief(text: string): string {
  const [line = ""] = text
    .replace(/<[^>]*>/g, " ")
    .trim()
    .split("\n");
  return line.length <= 300 ? line : `${line.slice(0, 297)}...`;
}
