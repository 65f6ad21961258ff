import type { Mock } from "../mock/mock.ts";
import { createTimetable, systemClock } from "./delay.ts";
import { type Listening, type MockServer, serveState } from "./mockServer.ts";
import { createState } from "./serverState.ts";
import type { ServerState } from "./state.ts";

/** A mock, and the port that it alone is served at. */
export interface PortMock {
  port: number;
  mock: Mock;
}

/** A running server with a port for each mock. */
export interface PortServer extends Omit<MockServer, "replace"> {
  /** The mocks' ports, in their order. */
  ports: number[];
}

/**
 * Serves each mock at a port of its own, whatever host a request names: callers reach a mock by its Service, and requests
 * for another service that it answers, or from a gateway, keep the host that they were sent to. The server's own port is
 * opened last, so that it answers only when every mock does. It serves the mocks below their names: `/payments/`.
 *
 * @throws UserError if a port is in use or not allowed
 */
export async function startPorts(
  mocks: readonly PortMock[],
  { port, host, fastLane, ...behaviour }: Listening,
): Promise<PortServer> {
  const sites = mocks.map(({ mock }) => ({ mock, prefix: `/${mock.service}` }));
  const { state } = createState(sites, behaviour);
  const timetable = createTimetable(systemClock);
  const serve = (own: ServerState, at: number) =>
    serveState(own, timetable, { port: at, host, fastLane });
  const served = await Promise.all(
    mocks.map(({ mock, port: own }) => serve(viewOf(state, mock.service), own)),
  );
  const main = await serve(state, port);
  return {
    ...main,
    ports: served.map((server) => server.port),
    async close(farewell) {
      await Promise.all([main, ...served].map((server) => server.close(farewell)));
    },
  };
}

/** Returns the state as one mock's callers see it: without the other mocks. */
function viewOf(state: ServerState, service: string): ServerState {
  const index = state.sites.findIndex(({ serving }) => serving.service === service);
  const sites = state.sites.slice(index, index + 1).map(({ serving }) => ({ serving }));
  return {
    ...state,
    sites,
    async gather() {
      const { metrics, journal } = await state.gather();
      return {
        metrics: metrics.slice(index, index + 1),
        journal: journal?.filter((entry) => entry.service === service),
      };
    },
  };
}
