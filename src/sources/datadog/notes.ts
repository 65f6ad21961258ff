import { METHODS } from "../../openapi/table/table.ts";
import type { Requests } from "./listNames.ts";
import { STATUS_TAG } from "./query.ts";
import { sum } from "./sum.ts";

/** From this share of all requests on, what is missing in an answer is told. Counts are rounded in Datadog. */
const TOLD_SHARE = 0.005;

/** Returns what the user should know about the names and counts that Datadog gave. */
export function notesOf(
  requests: Requests,
  span: string,
  unexplained: readonly string[],
): string[] {
  return [
    ...missingNote(requests),
    ...statusNote(requests, span),
    ...actionNote(unexplained),
    ...methodNote(requests, unexplained),
  ];
}

function missingNote({ total, named }: Requests): string[] {
  const missing = total - named;
  if (missing <= total * TOLD_SHARE) return [];
  return [
    `Datadog's answer has ${named} of ${total} requests by name: it is limited in the number of groups. An operation that seems never to be called may be among the others. A shorter --window has fewer names.`,
  ];
}

function statusNote({ hasStatuses, errors }: Requests, span: string): string[] {
  if (hasStatuses) return [];
  const failed = errors === 0 ? "" : `, also the ${errors} that are errors`;
  return [
    `trace.${span}.hits has no tag ${STATUS_TAG}, so answers of all statuses count${failed}.`,
  ];
}

/** `UsersController#show` is `userscontroller_show`, `UserController.getUser` is `usercontroller.getuser`. */
function actionNote(unexplained: readonly string[]): string[] {
  const actions = unexplained.filter((name) => !name.includes("/") && !isMethod(name));
  const [first] = actions;
  if (first === undefined) return [];
  const names =
    actions.length === 1 ? "A name has no path" : `${actions.length} names have no path`;
  return [
    `${names}, as those of controllers and their actions (UsersController#show): ${actions.slice(0, 3).join(", ")}. Which operation it is must be said in latency.names of the stack: ${first}: GET /...`,
  ];
}

function methodNote({ names }: Requests, unexplained: readonly string[]): string[] {
  const methods = unexplained.filter(isMethod);
  if (methods.length === 0) return [];
  const own = names.filter(({ name }) => methods.includes(name));
  const requests = sum(own.map(({ requests }) => requests));
  return [
    `${requests} requests are named by their method alone (${methods.join(", ")}): the tracer does not know the routes of the web framework, so they can belong to any operation.`,
  ];
}

function isMethod(name: string): boolean {
  return METHODS.some((method) => method.toLowerCase() === name);
}
