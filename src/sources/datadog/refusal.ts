/** Returns the errors of an answer: `{"errors": ["…"]}`, or its first line. */
export function errorsIn(text: string): string {
  try {
    const { errors } = JSON.parse(text) as { errors?: unknown };
    if (Array.isArray(errors)) return errors.map(errorText).join("; ");
  } catch {
    // A gateway in between answers with a page.
  }
  return text.trim().split("\n", 1)[0]?.slice(0, 200) ?? "";
}

/** Errors are texts, or objects of JSON:API. */
function errorText(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  const { title, detail } = error as { title?: unknown; detail?: unknown };
  return [title, detail].filter((part) => typeof part === "string").join(": ");
}

/** Returns why `fetch` failed: the system's code, such as ENOTFOUND. */
export function failureOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `nothing within ${timeoutMs / 1000} s`;
  const { cause } = error;
  if (cause instanceof Error) return "code" in cause ? String(cause.code) : cause.message;
  return error.message;
}
