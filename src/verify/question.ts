import type { Profile } from "../latency/profile.ts";
import type { RouteKey } from "../openapi/table/table.ts";

/** What is asked of one route: plain JSON, so that it can be carried into a cluster. */
export interface Question {
  service: string;
  key: RouteKey;
  /** What its answers should take. */
  profile: Profile;
  /** Who makes the delay where the requests go. */
  makes: "mesh" | "mock";
  /** Whole URL, with path and query. */
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string;
  /** Whether the document has only replies with a status of 400 or more. */
  refuses?: true;
  /** Statuses that the stack asks for as faults: they do not count as latency. */
  faults: number[];
  /** Whether the stack asks for connections that end before the answer does. */
  breaks?: true;
}

/** How a request ended. */
export interface Outcome {
  /** `error`: the connection ended before the answer did. `timeout`: nobody waited any longer. */
  status: number | "error" | "timeout";
  /** Content of the header `x-understudy-band`. */
  band?: string;
}

/** Whether an answer says how long the route takes: `fault` does not, and `failure` is one that never came. */
export function kindOf(question: Question, { status }: Outcome): "answer" | "fault" | "failure" {
  if (status === "timeout") return "failure";
  if (status === "error") return question.breaks ? "fault" : "failure";
  if (question.faults.includes(status)) return "fault";
  return status < 400 || question.refuses ? "answer" : "failure";
}
