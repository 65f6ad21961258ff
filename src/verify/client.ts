import { Agent } from "undici";
import { BAND_HEADER } from "../emit/delays/httpRoutes.ts";
import type { Outcome, Question } from "./question.ts";

/** Sends requests over as many connections as are needed, and keeps the connections. */
export interface Client {
  /** Calls `done` once: with the time of the last byte (`performance.now()`), and what the answer says. */
  ask(question: Question, done: (outcome: Outcome, now: number, body: string) => void): void;
  close(): Promise<void>;
}

/** The longest part of a body that is kept: enough to say why a request was refused. */
const KEPT_BYTES = 4096;

/**
 * Returns a client for the mocks. Undici's own interface is used because it makes fewer objects for each request than
 * `fetch`, which matters at thousands of them a second.
 *
 * @param patienceMs after which time nobody waits for an answer
 */
export function createClient(patienceMs: number): Client {
  const agent = new Agent({
    connections: null,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: patienceMs },
  });
  return {
    ask(question, done) {
      const { origin, pathname, search } = new URL(question.url);
      let outcome: Outcome = { status: "error" };
      let body = "";
      let abort: ((reason: Error) => void) | undefined;
      let over = false;
      const end = (ended: Outcome) => {
        if (over) return;
        over = true;
        clearTimeout(patience);
        done(ended, performance.now(), body);
      };
      const patience = setTimeout(() => {
        end({ status: "timeout" });
        abort?.(new Error("nobody waits any longer"));
      }, patienceMs);
      agent.dispatch(
        {
          origin,
          path: pathname + search,
          method: question.method as "GET",
          headers: question.headers,
          body: question.body ?? null,
        },
        {
          onRequestStart(controller) {
            abort = (reason) => controller.abort(reason);
            if (over) controller.abort(new Error("nobody waits any longer"));
          },
          onResponseStart(_controller, status, headers) {
            if (status < 200) return;
            const band = headers[BAND_HEADER];
            outcome = { status, ...(typeof band === "string" && { band }) };
          },
          onResponseData(_controller, chunk) {
            if (body.length < KEPT_BYTES) body += chunk.toString("utf8");
          },
          onResponseEnd: () => end(outcome),
          onResponseError: () => end({ status: "error" }),
        },
      );
    },
    close: () => agent.destroy(),
  };
}
