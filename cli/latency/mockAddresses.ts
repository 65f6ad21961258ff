import type { StackMock } from "../../src/local/localMocks.ts";
import { type Problem, received, UserError } from "../../src/problem.ts";
import { type Identity, identityOf, notThisMock } from "../../src/verify/identify.ts";
import { UsageError } from "../command/usageError.ts";

/** A mock of the stack with its address, and what it says of itself there. */
export interface FoundMock {
  mock: StackMock;
  url: string;
  identity: Identity;
}

/**
 * Finds the mocks of services: at the addresses of `--at`, or else where `npm start` serves them.
 *
 * @param at texts such as `http://localhost:4010` and `payments=http://localhost:4010`
 * @param ports how many ports from the first one on `npm start` may use
 * @throws {UsageError} with all addresses that are none
 * @throws {UserError} with all services whose mock does not answer
 */
export async function findMocks(
  mocks: readonly StackMock[],
  at: readonly string[],
  firstPort: number,
  ports: number,
): Promise<FoundMock[]> {
  const named = readAddresses(
    at,
    mocks.map(({ config }) => config.name),
  );
  const local = named.size < mocks.length ? await localMocks(firstPort, ports) : new Map();
  const problems: Problem[] = [];
  const found = await Promise.all(
    mocks.map(async (mock): Promise<FoundMock[]> => {
      const service = mock.config.name;
      const url = named.get(service) ?? local.get(service);
      if (url === undefined) {
        problems.push(notStarted(service, firstPort, ports));
        return [];
      }
      const identity = await identityOf(url);
      const problem = notThisMock(identity, {
        service,
        url,
        keys: mock.mock.table.routes.map(({ key }) => key),
      });
      if (problem !== undefined) problems.push(problem);
      return identity === undefined ? [] : [{ mock, url, identity }];
    }),
  );
  if (problems.length > 0) throw new UserError(problems);
  return found.flat();
}

function readAddresses(at: readonly string[], services: readonly string[]): Map<string, string> {
  const problems: Problem[] = [];
  const addresses = new Map<string, string>();
  for (const text of at) {
    const [, service = services.length === 1 ? services[0] : undefined, address = ""] =
      /^(?:([^=:/]+)=)?(.*)$/.exec(text) ?? [];
    const url = URL.parse(address);
    if (url === null || !["http:", "https:"].includes(url.protocol) || url.search !== "") {
      const what = `expected an address such as http://localhost:4010, received ${received(text)}`;
      problems.push({ where: "--at", what });
    } else if (service === undefined) {
      const what = `${address} is the address of one service, and the stack has ${services.join(", ")}`;
      const fix = `Name the service, as in --at ${services[0]}=${address}, or choose it with --service.`;
      problems.push({ where: "--at", what, fix });
    } else if (!services.includes(service)) {
      const what = `expected one of ${services.join(", ")}, received ${received(service)}`;
      problems.push({ where: "--at", what });
    } else {
      addresses.set(service, url.href.replace(/\/$/, ""));
    }
  }
  if (problems.length > 0) throw new UsageError(problems);
  return addresses;
}

/** Returns the addresses of the mocks that `npm start` serves on this machine, by their services. */
async function localMocks(firstPort: number, ports: number): Promise<Map<string, string>> {
  const urls = Array.from({ length: ports }, (_, i) => `http://127.0.0.1:${firstPort + i}`);
  const identities = await Promise.all(urls.map(identityOf));
  return new Map(
    urls.flatMap((url, i): [string, string][] => {
      const service = identities[i]?.service;
      return service === undefined ? [] : [[service, url]];
    }),
  );
}

function notStarted(service: string, firstPort: number, ports: number): Problem {
  const last = firstPort + ports - 1;
  return {
    where: service,
    what: `its mock does not answer on this machine, at ports ${firstPort} to ${last}`,
    fix: `Start it with npm start, or name its address: --at ${service}=<address>.`,
  };
}
