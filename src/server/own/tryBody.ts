import { stringifyJson } from "../../exactJson.ts";
import type { Media, Route, RouteTable } from "../../openapi/table/table.ts";
import { isJson, type MediaType, parseMediaType } from "../http/mediaType.ts";
import { serialise } from "../http/serialise.ts";
import { negotiate } from "../replies/negotiate.ts";
import type { Chance } from "../values/generation.ts";
import { type Choice, requestValue } from "../values/requestValue.ts";
import { multipartText, type TryBody, urlencodedText } from "./tryForm.ts";

/** The longest body that the page shows, in bytes. */
const LONGEST_BODY = 16 * 1024;

/**
 * Returns a body that a route accepts, or undefined if it has none, or none that can be shown as text.
 *
 * @param chance draws its values
 */
export function tryBody(route: Route, table: RouteTable, chance?: Chance): TryBody | undefined {
  if (route.body === undefined || route.method === "GET" || route.method === "HEAD") {
    return undefined;
  }
  const { content } = route.body;
  const usual = negotiate(undefined, content)?.media;
  const ordered = content.toSorted((a, b) => Number(b === usual) - Number(a === usual));
  for (const media of ordered) {
    for (const isShort of [false, true]) {
      const body = bodyOf(media, table, { isShort, chance });
      if (body !== undefined && Buffer.byteLength(body.text) <= LONGEST_BODY) return body;
    }
  }
  return undefined;
}

function bodyOf(media: Media, table: RouteTable, choice: Choice): TryBody | undefined {
  const written = concrete(media.type);
  const type = parseMediaType(written);
  if (type === undefined) return undefined;
  try {
    const value = requestValue(media, table, choice) ?? (isJson(type) ? {} : "string");
    if (type.type === "multipart") return multipartText(value, media, type, table);
    if (type.subtype === "x-www-form-urlencoded") {
      return { type: written, text: urlencodedText(value, media) };
    }
    return { type: written, text: textOf(value, written, type) };
  } catch {
    return undefined;
  }
}

function textOf(value: unknown, written: string, type: MediaType): string {
  if (isJson(type)) return stringifyJson(value) ?? "";
  return typeof value === "string" ? value : serialise(value, written).toString();
}

/** Returns a type that a range includes. */
function concrete(type: string): string {
  if (!type.includes("*")) return type;
  const [, subtype] = /^(?:\*|application)\/(?:\*\+?)?(.*)$/.exec(type) ?? [];
  if (subtype !== undefined) return `application/${subtype.replace("*", "") || "json"}`;
  return type.startsWith("image/") ? "image/png" : type.replace("*", "plain");
}
