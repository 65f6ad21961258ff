import type { Response } from "postman-collection";
import type { Mapping } from "../document/node.ts";
import { openApiContent, textContent } from "./content.ts";
import type { Resolve } from "./variables.ts";

/** Returns saved responses as the `responses` of OpenAPI. Those with the same status are examples of one response. */
export function openApiResponses(saved: Response[], resolve: Resolve): Mapping {
  const statuses = [...new Set(saved.map(statusOf))];
  return Object.fromEntries(
    statuses.map((status) => {
      const same = saved.filter((response) => statusOf(response) === status);
      return [status, openApiResponse(same, resolve)];
    }),
  );
}

function statusOf({ code }: Response): string {
  return String(code || 200);
}

function openApiResponse(saved: Response[], resolve: Resolve): Mapping {
  const [first] = saved;
  const contents = saved.flatMap((response) => {
    const { name = "", body } = response;
    if (!body) return [];
    const contentType = response.headers.get("Content-Type");
    const language = languageOf(response);
    return [{ name, ...textContent(resolve(body), contentType, language) }];
  });
  const headers = new Map<string, Mapping>();
  for (const { key, value, disabled } of saved.flatMap((response) => response.headers.all())) {
    const isNew = ![...headers.keys()].some((known) => known.toLowerCase() === key.toLowerCase());
    if (isNew && !disabled && !ABOUT_BODY.has(key.toLowerCase())) {
      headers.set(key, { schema: { type: "string" }, example: resolve(String(value)) });
    }
  }
  return {
    description: first?.status ?? "",
    ...(headers.size > 0 && { headers: Object.fromEntries(headers) }),
    ...(contents.length > 0 && { content: openApiContent(contents) }),
  };
}

/** Returns what Postman shows a body as. The library keeps this as a member that it does not describe. */
function languageOf(response: Response): string {
  const { _: kept } = response as { _?: { postman_previewlanguage?: string } };
  return kept?.postman_previewlanguage ?? "";
}

/** Headers that say how the saved body was sent. */
const ABOUT_BODY = new Set(["content-type", "content-length", "content-encoding", "etag"]);
