import type { Mock } from "../../latency/plan.ts";
import { compile } from "../../routes/compile.ts";
import { type MockServer, startMockServer } from "../../server/mockServer.ts";
import { documentPath } from "./story.ts";

/** Starts our own server with a document. It has no flags yet: stories with any are answered without. */
export function startUnderstudy(document: string): Promise<MockServer> {
  const mock: Mock = {
    service: "story",
    table: compile(documentPath(document)).table,
    latency: { routes: {} },
  };
  return startMockServer(mock, { port: 0, host: "127.0.0.1" });
}
