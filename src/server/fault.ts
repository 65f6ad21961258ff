import { type Answer, createAnswer } from "./http/answer.ts";
import type { Operation, OperationRequest } from "./operation.ts";

/** Returns the answer with the status of a fault: the document's reply if it has one, or else a problem. */
export async function statusAnswer(
  operation: Operation,
  request: OperationRequest,
  status: number,
): Promise<Answer> {
  const headers = { ...request.headers, prefer: `code=${status}` };
  const answer = await operation({ ...request, headers });
  if (answer.status === status) return answer;
  const problem = { type: "about:blank", status, detail: "This fault is part of the mock's plan." };
  return createAnswer(status, [], {
    type: "application/problem+json",
    bytes: Buffer.from(JSON.stringify(problem)),
  });
}
