/** Returns the body of an answer of the agent's own (RFC 9457). */
export function problemBody(detail: string): { type: string; body: string } {
  const problem = { type: "about:blank", title: "Bad Gateway", status: 502, detail };
  return { type: "application/problem+json", body: `${JSON.stringify(problem)}\n` };
}

/** Returns an answer of the agent's own as it is on the wire. */
export function rawProblem(detail: string): string {
  const { type, body } = problemBody(detail);
  const headers = [`content-type: ${type}`, `content-length: ${Buffer.byteLength(body)}`];
  return ["HTTP/1.1 502 Bad Gateway", ...headers, "connection: close", "", body].join("\r\n");
}

/** Returns why a request of the key has no answer, for people. */
export function failureText(holder: string, error: NodeJS.ErrnoException): string {
  if (error.code === "ECONNREFUSED") {
    return `The laptop of ${holder} answers, but nothing listens at its local port (ECONNREFUSED).`;
  }
  const code = error.code === undefined ? "" : ` (${error.code})`;
  return `The laptop of ${holder} did not answer this request: ${error.message}${code}.`;
}

/** Returns why the origin has no answer, for people. Node has no text of its own for several addresses that all failed. */
export function originText(error: Error): string {
  return error instanceof AggregateError ? error.errors.map(String).join(", ") : error.message;
}

export const LOOP =
  "This request was returned to the origin and has come back: no VirtualService leads returned requests to the origin itself.";
