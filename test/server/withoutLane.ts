import { createServer } from "node:http";
import { vi } from "vitest";

// Tests of the project `node:http` run with this: no server of theirs has the lane.
vi.mock("../../src/server/lane/laneServer.ts", () => ({ createLaneServer: createServer }));
