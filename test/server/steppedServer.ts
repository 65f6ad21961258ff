import { once } from "node:events";
import type { Server } from "node:http";
import { onTestFinished } from "vitest";
import { handleRequest } from "../../src/server/handleRequest.ts";
import { LIMITS } from "../../src/server/http/limits.ts";
import { createLaneServer } from "../../src/server/lane/laneServer.ts";
import type { Serving } from "../../src/server/serving.ts";
import { stateOf } from "./fixture.ts";
import { manualClock } from "./manualClock.ts";

interface SteppedServer extends Pick<ReturnType<typeof manualClock>, "clock" | "timers"> {
  /** Emits `handled` after each request that it has begun to answer. */
  server: Server;
  port: number | undefined;
}

/** Serves a mock at a free port until the test ends. Its clock stands still until the test moves it. */
export async function startStepped(serving: Serving): Promise<SteppedServer> {
  const { clock, timetable, timers } = manualClock();
  const state = stateOf(serving);
  const server = createLaneServer(LIMITS, (incoming, response) => {
    handleRequest(state, timetable, incoming, response);
    server.emit("handled");
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { clock, timers, server, port };
}
