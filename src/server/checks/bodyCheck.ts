import type { IncomingHttpHeaders } from "node:http";

import type { Body, Media, RouteTable } from "../../openapi/table/table.ts";
import { hasBody } from "../http/body.ts";
import { createCache } from "../http/cache.ts";
import { isForm, type MediaType, parseMediaType, subtypeFits } from "../http/mediaType.ts";
import { createFormReader, type FormReader, type ReadForm } from "./form.ts";
import { parseBody } from "./requestBody.ts";
import type { SchemaCheck, SchemaChecks } from "./schemaChecks.ts";
import type { Violation } from "./violation.ts";

/** A request as the check of its body sees it. */
export interface BodySource {
  headers: IncomingHttpHeaders;
  body(): Promise<Buffer>;
}

type Found = readonly Violation[] | Promise<readonly Violation[]>;

/**
 * Checks the body of a request. The codes of what is found say what is answered: 415 for a type that the operation does
 * not take, 400 for what is not of its own type, everything else is 422.
 */
export function createBodyCheck(
  body: Body | undefined,
  table: RouteTable,
  checks: SchemaChecks,
): (request: BodySource) => Found {
  const { required, content } = body ?? { required: false, content: [] };
  const unsupported = unsupportedType(content);
  const understood = createCache<Understood>(CACHED_TYPES);
  const checksOf = new Map<Media, MediaCheck>();
  const checkOf = (media: Media) => {
    const check = checksOf.get(media) ?? createMediaCheck(media, table, checks);
    checksOf.set(media, check);
    return check;
  };
  return (request) => {
    const { headers } = request;
    if (!hasBody(request)) return required ? MISSING : NONE;
    const contentType = headers["content-type"] ?? "";
    const { type, media } = understood(contentType, () => understand(contentType, content));
    // Prism asks for the type only where it knows that there is a body.
    const isKnown = Number(headers["content-length"] ?? 0) > 0;
    const isUntyped = body !== undefined && contentType === "";
    if (isKnown && media === undefined && !isUntyped) return unsupported;
    if (body === undefined) return NONE;
    return request.body().then((bytes) => {
      const parsed = parseBody(bytes, type);
      if ("malformed" in parsed) return malformedBody(contentType, parsed.malformed);
      const { value } = parsed;
      if (required && !value) return MISSING;
      const described = media ?? content[0];
      if (value === null || described?.schema === undefined) return NONE;
      return checkOf(described)(value, type);
    });
  };
}

/** A content type, and the media of the document's that it is, which is the first where there is no type. */
interface Understood {
  type: MediaType | undefined;
  media: Media | undefined;
}

const CACHED_TYPES = 20;

function understand(contentType: string, content: Media[]): Understood {
  if (contentType === "") return { type: undefined, media: content[0] };
  const type = parseMediaType(contentType);
  const media = content.find((candidate) => {
    const described = parseMediaType(candidate.type);
    return type !== undefined && described !== undefined && subtypeFits(type, described);
  });
  return { type, media };
}

type MediaCheck = (value: unknown, type: MediaType | undefined) => Found;

/** Texts in forms stand for numbers and so on; any other body is what it is. */
function createMediaCheck(media: Media, table: RouteTable, checks: SchemaChecks): MediaCheck {
  let checkValue: SchemaCheck | undefined;
  let form: { read: FormReader; check: SchemaCheck } | undefined;
  return (value, type) => {
    if (type === undefined || !isForm(type)) {
      checkValue ??= checks(media.schema);
      return checkValue(value, "body", []);
    }
    form ??= {
      read: createFormReader(media, table.schemas),
      check: checks(media.schema, "coerced"),
    };
    const { read, check } = form;
    const checkRead = (found: ReadForm) =>
      "value" in found ? check(found.value, "body", []) : found.violations;
    const found = read(String(value), type);
    return found instanceof Promise ? found.then(checkRead) : checkRead(found);
  };
}

const NONE: readonly Violation[] = [];

const MISSING: readonly Violation[] = [
  { severity: "Error", code: "required", message: "Body parameter is required" },
];

function unsupportedType(content: Media[]): readonly Violation[] {
  const message =
    content.length === 0
      ? "No supported content types, but request included a non-empty body"
      : `Supported content types: ${content.map(({ type }) => type).join(",")}`;
  return [{ severity: "Error", code: 415, message }];
}

/** A body that cannot be parsed as what its content type says. */
function malformedBody(contentType: string, reason: string): readonly Violation[] {
  const message = `The body is not valid ${contentType}: ${reason}.`;
  return [{ severity: "Error", code: 400, message }];
}
