import type { Body, Media, Parameter, Route, RouteTable } from "../routes/table.ts";
import { hasBody } from "./body.ts";
import { createCache } from "./cache.ts";
import { type MediaType, parseMediaType } from "./mediaType.ts";
import { createParameterReader, type ParameterSource } from "./parameters.ts";
import {
  invalidRequest,
  malformedBody,
  type Refusal,
  unauthorized,
  unsupportedType,
} from "./refusal.ts";
import { mediaOf, parseBody } from "./requestBody.ts";
import type { SchemaCheck, SchemaChecks } from "./schemaChecks.ts";
import { createSecurityCheck } from "./security.ts";
import { missing, type Violation } from "./violation.ts";

/** A request as its checks see it. */
export interface CheckedRequest extends ParameterSource {
  body(): Promise<Buffer>;
}

/**
 * Checks requests against what an operation asks for: credentials first, then the body's type, then parameters and
 * body, whose violations are reported together.
 */
export function createRequestCheck(
  route: Route,
  table: RouteTable,
  checks: SchemaChecks,
): (request: CheckedRequest) => Refusal | undefined | Promise<Refusal | undefined> {
  const checkSecurity = createSecurityCheck(route, table.securitySchemes);
  const parameterChecks = route.parameters
    .filter((parameter) => !isIgnored(parameter))
    .map((parameter) => createParameterCheck(parameter, table, checks));
  const checkBody = route.body && createBodyCheck(route.body, table, checks);

  return (request) => {
    const challenge = checkSecurity(request);
    if (challenge !== undefined) return unauthorized(challenge);
    const violations: Violation[] = [];
    for (const check of parameterChecks) check(request, violations);
    const body = checkBody?.(request, violations);
    return body ?? refuse(violations);
  };
}

/** OpenAPI says that parameters of these names say nothing: `content` and `security` do. */
function isIgnored({ in: place, name }: Parameter): boolean {
  return (
    place === "header" && ["accept", "content-type", "authorization"].includes(name.toLowerCase())
  );
}

function createParameterCheck(
  parameter: Parameter,
  table: RouteTable,
  checks: SchemaChecks,
): (source: ParameterSource, violations: Violation[]) => void {
  const { in: part, name, required } = parameter;
  const shownName = part === "header" ? name.toLowerCase() : name;
  const read = createParameterReader(parameter, table.schemas);
  const check = checks(parameter.schema);
  const way = [shownName];
  return (source, violations) => {
    const value = read(source);
    if (value === undefined) {
      if (required) violations.push(missing(part, shownName));
      return;
    }
    for (const found of check(value, part, way)) violations.push(found);
  };
}

/** @returns of the check: undefined where the body has nothing to add to `violations` */
function createBodyCheck(
  { required, content }: Body,
  table: RouteTable,
  checks: SchemaChecks,
): (
  request: CheckedRequest,
  violations: Violation[],
) => Refusal | undefined | Promise<Refusal | undefined> {
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
  return (request, violations) => {
    const [first] = content;
    if (!hasBody(request)) {
      return required ? invalidRequest([...violations, missing("body")]) : undefined;
    }
    if (first === undefined) return undefined;
    const contentType = request.headers["content-type"] ?? first.type;
    const { type, media } = understood(contentType, () => understand(contentType));
    if (type === undefined || media === undefined)
      return unsupportedType(
        contentType,
        content.map((offer) => offer.type),
      );
    return request.body().then(async (bytes) => {
      const parsed = await parseBody(bytes, contentType, type, media, table.schemas);
      if (parsed.kind === "malformed") return malformedBody(contentType, parsed.reason);
      const found = parsed.kind === "value" ? checkMedia(media)(parsed.value, "body", []) : [];
      return refuse([...violations, ...found]);
    });
  };
}

/** A content type, and the media of the document's that it is. */
interface Understood {
  type: MediaType | undefined;
  media: Media | undefined;
}

const CACHED_TYPES = 20;

function refuse(violations: Violation[]): Refusal | undefined {
  return violations.length === 0 ? undefined : invalidRequest(violations);
}
