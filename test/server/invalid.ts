/** The type of an answer that reports a problem. */
export const PROBLEM = "application/problem+json";

/** What is answered for a request that is not valid. */
export function invalid(
  ...violations: { location?: string[]; code: string; message: string }[]
): unknown {
  return [
    422,
    PROBLEM,
    {
      type: "https://stoplight.io/prism/errors#UNPROCESSABLE_ENTITY",
      title: "Invalid request",
      status: 422,
      detail:
        "Your request is not valid and no HTTP validation response was found in the spec, so Prism is generating this error for you.",
      validation: violations.map((violation) => ({ severity: "Error", ...violation })),
    },
  ];
}

/** A request with a body. */
export const post = (body: NonNullable<RequestInit["body"]>, type?: string): RequestInit => ({
  method: "POST",
  body,
  ...(type === undefined ? {} : { headers: { "content-type": type } }),
});
