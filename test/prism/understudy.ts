import type { Mock } from "../../src/mock/mock.ts";
import { compile } from "../../src/openapi/compile.ts";
import { type MockServer, startMockServer } from "../../src/server/mockServer.ts";
import { DEFAULT_OPTIONS, type ServerOptions } from "../../src/server/options.ts";
import { documentPath } from "./story.ts";

/** Starts our own server with a document, as `prism mock` with the flags. */
export function startUnderstudy(document: string, flags: readonly string[]): Promise<MockServer> {
  const mock: Mock = {
    service: "story",
    table: compile(documentPath(document)).table,
    latency: { routes: {} },
  };
  return startMockServer(mock, { port: 0, host: "127.0.0.1", options: optionsOf(flags) });
}

function optionsOf(flags: readonly string[]): ServerOptions {
  const textOf = (name: string) =>
    flags.find((flag) => flag.startsWith(`${name}=`))?.slice(name.length + 1);
  const seed = textOf("--seed");
  return {
    ...DEFAULT_OPTIONS,
    dynamic: flags.includes("-d"),
    errors: flags.includes("--errors"),
    cors: textOf("--cors") !== "false",
    ignoreExamples: flags.includes("--ignoreExamples"),
    fillProperties: textOf("--json-schema-faker-fillProperties") !== "false",
    ...(seed !== undefined && { seed }),
  };
}
