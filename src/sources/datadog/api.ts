import { setTimeout } from "node:timers/promises";
import { UserError } from "../../problem.ts";
import { withoutSecrets } from "../withoutSecrets.ts";
import { PATIENCE_S, readRateLimit } from "./limits.ts";
import { errorsIn, failureOf } from "./refusal.ts";

/** A query over a month takes Datadog some ten seconds. */
const TIMEOUT_MS = 60_000;
/** Waits before a request is sent again that failed on Datadog's side. */
const RETRY_WAITS_S = [1, 2, 4];

const NO_ANSWER_FIX =
  "Run this command again. Behind a proxy, set HTTPS_PROXY and NODE_USE_ENV_PROXY=1.";
const NOT_DATADOG_FIX = "Is this the address of Datadog's API?";

export interface DatadogKeys {
  /** `DD-API-KEY` */
  api: string;
  /** `DD-APPLICATION-KEY` */
  app: string;
}

export interface DatadogApi {
  /** The API's host, for messages and for the latency file. */
  host: string;
  /**
   * Asks and returns the parsed answer.
   * @throws {UserError} if Datadog refuses the request, or does not answer
   */
  ask(request: ApiRequest, progress: Progress): Promise<unknown>;
}

export interface ApiRequest {
  /** Below the API's address, with its query: `/api/v2/query/scalar`. */
  path: string;
  /** Sent as JSON, by POST. Without a body it is a GET. */
  body?: unknown;
}

/** Tells the user what takes long. */
export type Progress = ((text: string) => void) | undefined;

type Answer =
  | { ok: true; parsed: unknown }
  | { ok: false; status: number; headers: Headers; text: string };

/**
 * Connects to Datadog's API by `fetch`, so that proxies are used as Node uses them (`NODE_USE_ENV_PROXY=1` and
 * `HTTPS_PROXY`).
 *
 * @param wait waits for some seconds
 */
export function connect(
  address: string,
  keys: DatadogKeys,
  wait: (seconds: number) => Promise<void> = (seconds) => setTimeout(seconds * 1000),
): DatadogApi {
  const { host } = new URL(address);
  let patienceS = PATIENCE_S;

  async function ask(request: ApiRequest, progress: Progress): Promise<unknown> {
    let failures = 0;
    for (;;) {
      const answer = await send(request).catch((error: unknown) => {
        if (error instanceof UserError || failures === RETRY_WAITS_S.length) throw error;
        return undefined;
      });
      if (answer?.ok) return answer.parsed;
      if (answer?.status === 429) {
        await waitForLimit(answer.headers, progress);
        continue;
      }
      const waitS = RETRY_WAITS_S[failures++];
      if (answer !== undefined && (answer.status < 500 || waitS === undefined)) {
        throw await refused(answer.status, answer.text);
      }
      progress?.(`Datadog does not answer: asking again in ${waitS} s`);
      await wait(waitS ?? 0);
    }
  }

  async function send({ path, body }: ApiRequest): Promise<Answer> {
    try {
      const response = await fetch(address + path, {
        method: body === undefined ? "GET" : "POST",
        headers: {
          accept: "application/json",
          "dd-api-key": keys.api,
          "dd-application-key": keys.app,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const { ok, status, headers } = response;
      const text = await response.text();
      return ok ? { ok, parsed: parse(text) } : { ok, status, headers, text };
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new Error(failureOf(error, TIMEOUT_MS));
    }
  }

  function parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw problem("the answer is not JSON", NOT_DATADOG_FIX);
    }
  }

  async function waitForLimit(headers: Headers, progress: Progress): Promise<void> {
    const { waitS, text } = readRateLimit(headers);
    if (waitS > patienceS) {
      throw problem(
        `its limit of requests is reached${text}, and the next one is allowed in ${waitS} s`,
        "Run this command again then, or ask Datadog's support for a higher limit.",
      );
    }
    patienceS -= waitS;
    progress?.(`Datadog's limit of requests is reached${text}: waiting ${waitS} s`);
    await wait(waitS);
  }

  async function refused(status: number, text: string): Promise<UserError> {
    if (status === 401 || status === 403) return await refusedKeys(status);
    const what = `it answered ${status}: ${errorsIn(text)}`;
    if (status === 404) return problem(what, NOT_DATADOG_FIX);
    return problem(what, status >= 500 ? NO_ANSWER_FIX : undefined);
  }

  /** A wrong key and a missing permission are refused alike. The validation of the API key alone tells them apart. */
  async function refusedKeys(status: number): Promise<UserError> {
    const answer = await send({ path: "/api/v1/validate" }).catch(() => undefined);
    return answer?.ok
      ? problem(
          `it answered ${status}: the application key is refused; the API key is right`,
          "DD_APP_KEY must be of the same organisation and have the permissions timeseries_query and metrics_read.",
        )
      : problem(
          `it answered ${status}: the API key is refused`,
          "Check DD_API_KEY, and that it is a key of this site (--site).",
        );
  }

  function problem(what: string, fix?: string): UserError {
    const where = `Datadog (${host})`;
    const hidden = withoutSecrets(what, [keys.api, keys.app]).replace(/\.$/, "");
    return new UserError([{ where, what: hidden, fix }]);
  }

  return {
    host,
    async ask(request, progress) {
      try {
        return await ask(request, progress);
      } catch (error) {
        if (error instanceof UserError || !(error instanceof Error)) throw error;
        throw problem(`no answer: ${error.message}`, NO_ANSWER_FIX);
      }
    },
  };
}
