import type { IncomingHttpHeaders } from "node:http";
import { hasBody } from "../../hasBody.ts";
import type { Body, Media, RouteTable } from "../../openapi/table/table.ts";
import { createCache } from "../http/cache.ts";
import { ACCEPTED_CODINGS, MalformedCoding, unreadableCoding } from "../http/contentCoding.ts";
import { isForm, isXml, type MediaType, parseMediaType, subtypeFits } from "../http/mediaType.ts";
import { type SequenceKind, sequenceKind } from "../http/sequence.ts";
import { createFormCheck } from "./formCheck.ts";
import { parseBody } from "./requestBody.ts";
import type { SchemaCheck, SchemaChecks } from "./schemaChecks.ts";
import { checkSequence } from "./sequenceCheck.ts";
import type { Violation } from "./violation.ts";

/** The parts of a request that the check of its body needs. */
export interface BodySource {
  headers: IncomingHttpHeaders;
  body(): Promise<Buffer>;
}

/** The content coding of a body cannot be read. */
export interface UnsupportedCoding extends Violation {
  /** Those that can, as a value of `Accept-Encoding`. */
  accepted: string;
}

type Found = readonly Violation[] | Promise<readonly Violation[]>;

/**
 * Checks the body of a request. The code of a violation determines the answer: 415 if the operation does not accept the
 * content type, 400 if the body is not valid in its own content type, and 422 for everything else.
 */
export function createBodyCheck(
  body: Body | undefined,
  table: RouteTable,
  checks: SchemaChecks,
): (request: BodySource) => Found {
  const { required, content } = body ?? { required: false, content: [] };
  const unsupported = unsupportedType(content);
  const understood = createCache<Understood>(CACHED_TYPES);
  const checkOf = once((media) => createMediaCheck(media, table, checks));
  const forms = { shared: table.schemas, checks, part: "body" } as const;
  const formCheckOf = once((media) => createFormCheck(media, forms));
  return (request) => {
    const { headers } = request;
    if (!hasBody(request)) return required ? MISSING : NONE;
    const contentType = headers["content-type"] ?? "";
    const { type, media } = understood(contentType, () => understand(contentType, content));
    // Prism checks the type only if it knows that there is a body.
    const isKnown = Number(headers["content-length"] ?? 0) > 0;
    const isUntyped = body !== undefined && contentType === "";
    if (isKnown && media === undefined && !isUntyped) return unsupported;
    if (body === undefined) return NONE;
    const unreadable = unreadableCoding(headers);
    if (unreadable !== undefined) return unsupportedCoding(unreadable);
    return request.body().then((bytes) => {
      if (type !== undefined && isForm(type)) {
        if (required && bytes.length === 0) return MISSING;
        const form = media ?? content[0];
        return form?.schema === undefined ? NONE : formCheckOf(form)(bytes, type);
      }
      const parsed = parseBody(bytes, type);
      if ("malformed" in parsed) return malformedBody(contentType, parsed.malformed);
      const { value, isLong } = parsed;
      if (required && (value === null || bytes.length === 0)) return MISSING;
      const described = media ?? content[0];
      if (value === null || described?.schema === undefined) return NONE;
      // A schema describes what an XML document means, not its text.
      if (type !== undefined && isXml(type)) return NONE;
      return checkOf(described)(value, type, isLong);
    }, malformedCoding);
  };
}

/** The content type of a request, and the matching media of the document; without a type, the first media. */
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

/** Returns a function that makes the check of a media type once. */
function once<Check>(create: (media: Media) => Check): (media: Media) => Check {
  const made = new Map<Media, Check>();
  return (media) => {
    const check = made.get(media) ?? create(media);
    made.set(media, check);
    return check;
  };
}

/** @param isLong whether the value has bigints */
type MediaCheck = (
  value: unknown,
  type: MediaType | undefined,
  isLong: boolean,
) => readonly Violation[];

function createMediaCheck(media: Media, table: RouteTable, checks: SchemaChecks): MediaCheck {
  let checkValue: SchemaCheck | undefined;
  return (value, type, isLong) => {
    const kind = type && sequenceKind(type);
    if (kind !== undefined) {
      const found = checkSequence(value, kind, media, table.schemas, checks);
      return found ?? malformedBody(media.type, NO_SEQUENCE[kind]);
    }
    if (isLong) return checks(media.schema, "with bigints")(value, "body", []);
    checkValue ??= checks(media.schema);
    return checkValue(value, "body", []);
  };
}

const NO_SEQUENCE: Record<SequenceKind, string> = {
  lines: "each line must be JSON",
  records: "each record must be JSON",
  events: "there is no event",
};

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

function unsupportedCoding(reason: string): readonly UnsupportedCoding[] {
  const message = `Content-Encoding: ${reason}: ${ACCEPTED_CODINGS}.`;
  return [{ severity: "Error", code: 415, message, accepted: ACCEPTED_CODINGS }];
}

function malformedCoding(error: unknown): readonly Violation[] {
  if (!(error instanceof MalformedCoding)) throw error;
  return [{ severity: "Error", code: 400, message: error.message }];
}

/** A body that cannot be parsed as its content type. */
function malformedBody(contentType: string, reason: string): readonly Violation[] {
  const message = `The body is not valid ${contentType}: ${reason}.`;
  return [{ severity: "Error", code: 400, message }];
}
