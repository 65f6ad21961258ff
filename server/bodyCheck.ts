import type { IncomingHttpHeaders } from "node:http";

import type { Body, Media, RouteTable } from "../routes/table.ts";
import { hasBody } from "./body.ts";
import { createCache } from "./cache.ts";
import { type MediaType, parseMediaType } from "./mediaType.ts";
import { mediaOf, parseBody } from "./requestBody.ts";
import type { SchemaCheck, SchemaChecks } from "./schemaChecks.ts";
import type { Violation } from "./violation.ts";

/** A request as the check of its body sees it. */
export interface BodySource {
  headers: IncomingHttpHeaders;
  body(): Promise<Buffer>;
}

type BodyCheck = (request: BodySource) => readonly Violation[] | Promise<readonly Violation[]>;

/**
 * Checks the body of a request. The codes of what is found say what is answered: 415 for a type that the operation does
 * not take, 400 for what is not of its own type, everything else is 422.
 */
export function createBodyCheck(
  body: Body | undefined,
  table: RouteTable,
  checks: SchemaChecks,
): BodyCheck {
  if (body === undefined) return () => NONE;
  const { required, content } = body;
  const checkOf = new Map<Media, SchemaCheck>();
  const checkMedia = (media: Media): SchemaCheck => {
    const check = checkOf.get(media) ?? checks(media.schema);
    checkOf.set(media, check);
    return check;
  };
  const understood = createCache<Understood>(CACHED_TYPES);
  const understand = (contentType: string): Understood => {
    const type = parseMediaType(contentType);
    return { type, media: type && mediaOf(type, content) };
  };
  return (request) => {
    const [first] = content;
    if (!hasBody(request)) return required ? MISSING : NONE;
    if (first === undefined) return NONE;
    const contentType = request.headers["content-type"] ?? first.type;
    const { type, media } = understood(contentType, () => understand(contentType));
    if (type === undefined || media === undefined) return unsupportedType(content);
    return request.body().then(async (bytes) => {
      const parsed = await parseBody(bytes, contentType, type, media, table.schemas);
      if (parsed.kind === "malformed") return malformedBody(contentType, parsed.reason);
      return parsed.kind === "value" ? checkMedia(media)(parsed.value, "body", []) : NONE;
    });
  };
}

/** A content type, and the media of the document's that it is. */
interface Understood {
  type: MediaType | undefined;
  media: Media | undefined;
}

const CACHED_TYPES = 20;

const NONE: readonly Violation[] = [];

const MISSING: readonly Violation[] = [
  { severity: "Error", code: "required", message: "Body parameter is required" },
];

function unsupportedType(content: Media[]): Violation[] {
  const supported = content.map(({ type }) => type).join(",");
  return [{ severity: "Error", code: 415, message: `Supported content types: ${supported}` }];
}

/** A body that cannot be parsed as what its content type says. */
function malformedBody(contentType: string, reason: string): Violation[] {
  const message = `The body is not valid ${contentType}: ${reason}.`;
  return [{ severity: "Error", code: 400, message }];
}
