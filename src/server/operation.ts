import type { IncomingHttpHeaders } from "node:http";

import { once } from "../once.ts";
import type { Route, RouteTable } from "../openapi/table/table.ts";
import { createRequestCheck, isPrefer } from "./checks/requestCheck.ts";
import type { SchemaChecks } from "./checks/schemaChecks.ts";
import { isError, type Violation } from "./checks/violation.ts";
import { type Findings, violationsHeader, within } from "./checks/violationsHeader.ts";
import { type Answer, withHeaders } from "./http/answer.ts";
import { createCache } from "./http/cache.ts";
import { splitPrefer } from "./http/prefer.ts";
import { problemAnswer } from "./http/problems.ts";
import { parseQuery } from "./http/query.ts";
import type { ServerOptions } from "./options.ts";
import { NO_PREFERENCES, type Preferences, readPreferences } from "./replies/prefer.ts";
import { refusalAnswer, refusalStatuses } from "./replies/refusal.ts";
import { replyAnswer, replyContent } from "./replies/reply.ts";
import { createReplyCheck } from "./replies/replyCheck.ts";
import {
  isSelected,
  type Selected,
  selectRefusal,
  selectReply,
  type Unselected,
} from "./replies/selectReply.ts";
import { createServerCheck } from "./replies/serverChoice.ts";
import { type MakeValue, randomValues, staticValues } from "./values/makeValue.ts";

/** A prepared route. It answers synchronously, unless it must read a body. */
export type Operation = (request: OperationRequest) => Answer | Promise<Answer>;

/** The parts of a request that an operation needs. */
export interface OperationRequest {
  headers: IncomingHttpHeaders;
  /** As it is on the wire, without the question mark. */
  query: string;
  /** Path parameters, decoded. */
  params: Record<string, string>;
  body(): Promise<Buffer>;
}

/** Checks by the schemas of a route's table. */
export interface TableChecks {
  requests: SchemaChecks;
  replies: SchemaChecks;
}

/** Prepares a route. Its operation checks a request by the document, and then selects the reply. */
export function createOperation(
  route: Route,
  table: RouteTable,
  checks: TableChecks,
  options: ServerOptions,
): Operation {
  // What is no preference of the mock's is then one of the service's, and no mistake.
  const hasOwnPrefer = route.parameters.some(isPrefer);
  const checkServer = createServerCheck(route, table);
  const checkRequest = createRequestCheck(route, table, checks.requests);
  const checkReply = createReplyCheck(route, table, checks.replies);
  const successes = createCache<Prepared>(CACHED_ANSWERS);
  const refusals = createCache<Prepared>(CACHED_ANSWERS);

  const warn = once(() => console.warn(`${route.key}: ${NO_VALID_VALUE}`));
  const { fillProperties } = options;
  const makeStatic = staticValues(table, warn);
  const makerFor = ({ dynamic = options.dynamic, seed = options.seed }: Preferences) =>
    dynamic ? randomValues(table, { seed, fillProperties }, warn) : makeStatic;

  const prepare = (selection: Selected | Unselected, makeValue: MakeValue): Prepared => {
    if (!isSelected(selection)) return ownProblem(selection);
    const content = contentOf(selection, table, makeValue, options);
    if ("kind" in content) return ownProblem(content);
    const answer = replyAnswer(content, deprecation(route));
    return fromDocument(answer, checkReply(content), options);
  };

  // Nearly all requests have no preferences, and the same Accept header as the request before.
  let usual: { accept: string | undefined; prepared: Prepared } | undefined;

  const success = (accept: string | undefined, preferences: Preferences): Prepared => {
    const isUsual = preferences === NO_PREFERENCES && !options.dynamic;
    if (!isUsual) return preparedSuccess(accept, preferences);
    if (usual === undefined || usual.accept !== accept) {
      usual = { accept, prepared: preparedSuccess(accept, preferences) };
    }
    return usual.prepared;
  };

  const preparedSuccess = (accept: string | undefined, preferences: Preferences): Prepared => {
    const { code, example, dynamic = options.dynamic } = preferences;
    const make = () =>
      prepare(selectReply(route, { accept, code, example, dynamic }), makerFor(preferences));
    if (dynamic) return make();
    return successes(`${accept ?? ""}\n${code ?? ""}\n${example ?? ""}`, make);
  };

  const refusal = (
    violations: readonly Violation[],
    preferences: Preferences,
  ): Prepared | undefined => {
    const { code, example, dynamic = options.dynamic } = preferences;
    const makeValue = makerFor(preferences);
    const statuses = refusalStatuses(violations);
    const asked = code !== undefined && statuses.includes(code) ? example : undefined;
    const selection = selectRefusal(route, statuses, asked);
    if (selection === undefined) return undefined;
    if (dynamic) return prepare(selection, makeValue);
    return refusals(`${statuses.join()}\n${asked ?? ""}`, () => prepare(selection, makeValue));
  };

  return (request) => {
    const { headers, params } = request;
    const query = parseQuery(request.query);
    const { prefer } = headers;
    const preferences = readPreferences(
      hasOwnPrefer && prefer !== undefined ? splitPrefer(String(prefer)).mock : prefer,
      query,
    );
    if ("mistakes" in preferences) {
      return problemAnswer("UNPROCESSABLE_ENTITY", preferences.mistakes);
    }
    const wrongServer = query.size === 0 ? undefined : checkServer(query);
    if (wrongServer !== undefined) return ownProblem(wrongServer).answer;
    const answer = (violations: readonly Violation[]): Answer => {
      if (violations.length === 0) return success(headers.accept, preferences).answer;
      if (!violations.some(isError)) {
        return success(headers.accept, preferences).answerTo(violations);
      }
      return refusal(violations, preferences)?.answerTo(violations) ?? refusalAnswer(violations);
    };
    const violations = checkRequest({
      headers,
      params,
      query,
      queryString: request.query,
      body: request.body,
    });
    if (violations instanceof Promise) return violations.then(answer);
    const made = answer(violations);
    const { dynamic = options.dynamic } = preferences;
    if (!dynamic) made.constant = true;
    return made;
  };
}

const CACHED_ANSWERS = 100;

const NO_VALID_VALUE =
  "no valid value was found for a schema of its responses, so an invalid one is sent; its header sl-violations tells " +
  "why. Write an example, or mend the schema.";

/** An answer that is made once and sent for many requests. */
interface Prepared {
  /** The answer to a request without violations. */
  answer: Answer;
  /** Returns the answer to a request with violations. */
  answerTo(violations: readonly Violation[]): Answer;
}

function ownProblem({ kind, title, detail }: Unselected): Prepared {
  const answer = problemAnswer(kind, detail, title === undefined ? {} : { title });
  return { answer, answerTo: () => answer };
}

/** Prepares a reply of the document, with a header that lists the violations of the request and of the reply itself. */
function fromDocument(
  whole: Answer,
  response: readonly Violation[],
  { errors }: ServerOptions,
): Prepared {
  const wrong = errors ? response.filter(isError) : [];
  const base = wrong.length === 0 ? whole : violationsAnswer(wrong);
  const say = (findings: Findings) => {
    const header = violationsHeader(findings);
    return header.length === 0 ? base : withHeaders(base, header);
  };
  return {
    answer: say({ request: [], response }),
    answerTo: (request) => say({ request, response }),
  };
}

function violationsAnswer(violations: readonly Violation[]): Answer {
  return problemAnswer(
    "VIOLATIONS",
    "Your request/response is not valid and the --errors flag is set, so Prism is generating this error for you.",
    { validation: violations.map((violation) => within("response", violation)) },
  );
}

function contentOf(
  selected: Selected,
  table: RouteTable,
  makeValue: MakeValue,
  { ignoreExamples }: ServerOptions,
) {
  try {
    return replyContent(selected, table, makeValue, ignoreExamples);
  } catch {
    const unselected: Unselected = {
      kind: "SCHEMA_TOO_COMPLEX",
      detail: "Unable to generate body for response. The schema is too complex to generate.",
    };
    return unselected;
  }
}

function deprecation(route: Route): string[] {
  return route.deprecated ? ["deprecation", "true"] : [];
}
