import type { RequestAuth } from "postman-collection";
import type { Mapping } from "../document/node.ts";
import type { Resolve } from "./variables.ts";

/** Returns the security scheme that a request's authorization needs, or undefined if it needs none. */
export function schemeOf(auth: RequestAuth | undefined, resolve: Resolve): Mapping | undefined {
  if (auth === undefined) return undefined;
  const parameters = auth.parameters();
  const parameter = (name: string) => {
    const value: unknown = parameters.get(name);
    return typeof value === "string" ? resolve(value) : undefined;
  };
  // The library does not describe `jwt`.
  switch (auth.type as string) {
    case "noauth":
      return undefined;
    case "apikey": {
      const name = parameter("key");
      const place = parameter("in") === "query" ? "query" : "header";
      return name === undefined ? undefined : { type: "apiKey", in: place, name };
    }
    case "oauth2":
      return parameter("addTokenTo") === "queryParams"
        ? { type: "apiKey", in: "query", name: "access_token" }
        : { type: "http", scheme: "bearer" };
    case "basic":
    case "digest":
    case "bearer":
      return { type: "http", scheme: auth.type };
    case "jwt":
      return { type: "http", scheme: "bearer" };
    default:
      // Signatures of a request (AWS, Hawk, OAuth 1, NTLM), which a mock cannot check, are in this header.
      return { type: "apiKey", in: "header", name: "Authorization" };
  }
}
