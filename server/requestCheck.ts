import type { Body, Media, Parameter, Route, RouteTable } from "../routes/table.ts";
import { hasBody } from "./body.ts";
import { parseMediaType } from "./mediaType.ts";
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
    const violations = parameterChecks.flatMap((check) => check(request));
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
): (source: ParameterSource) => Violation[] {
  const { in: part, name, required } = parameter;
  const shownName = part === "header" ? name.toLowerCase() : name;
  const read = createParameterReader(parameter, table.schemas);
  const check = checks(parameter.schema);
  return (source) => {
    const value = read(source);
    if (value !== undefined) return check(value, part, [shownName]);
    return required ? [missing(part, shownName)] : [];
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
  return (request, violations) => {
    const [first] = content;
    if (!hasBody(request)) {
      return required ? invalidRequest([...violations, missing("body")]) : undefined;
    }
    if (first === undefined) return undefined;
    const contentType = request.headers["content-type"] ?? first.type;
    const type = parseMediaType(contentType);
    const media = type && mediaOf(type, content);
    if (media === undefined)
      return unsupportedType(
        contentType,
        content.map((offer) => offer.type),
      );
    return request.body().then(async (bytes) => {
      const parsed = await parseBody(bytes, contentType, media, table.schemas);
      if (parsed.kind === "malformed") return malformedBody(contentType, parsed.reason);
      const found = parsed.kind === "value" ? checkMedia(media)(parsed.value, "body", []) : [];
      return refuse([...violations, ...found]);
    });
  };
}

function refuse(violations: Violation[]): Refusal | undefined {
  return violations.length === 0 ? undefined : invalidRequest(violations);
}
