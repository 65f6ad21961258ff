import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import { mockVirtualService } from "../emit/delays/virtualService.ts";
import { received, UserError } from "../problem.ts";
import { serviceHost, serviceOf } from "../routing/serviceHost.ts";
import { type Owner, planMock } from "./planArguments.ts";

/**
 * Plans the VirtualService that delays the routes of a document at the host of any Service.
 *
 * @param args arguments of `IstioLatency` as plain data
 * @throws {UserError} with every mistake in the arguments and in the document, and when there are no delays
 */
export function planLatencyOf(
  owner: Owner,
  { host, port, latency, ...service }: Record<string, unknown>,
): IVirtualService {
  const full = serviceHost(typeof host === "string" ? host : "");
  if (full === undefined) {
    const what = `expected a Service such as "payments.shop", received ${received(host)}`;
    throw new UserError([{ where: `${owner.component}: host`, what }]);
  }
  const { service: name, namespace } = serviceOf(full);
  const settings = {
    ...service,
    name,
    namespace,
    createNamespace: false,
    delivery: "configMap",
    latency: { ...Object(latency), inject: "mesh" },
    ...(port !== undefined && { ports: { service: port } }),
  };
  const { mock } = planMock(owner, settings);
  // The Service exists, so no suffix is added to its name.
  const virtualService = mockVirtualService({ ...mock, config: { ...mock.config, suffix: "" } });
  if (virtualService !== undefined) return virtualService;
  const what =
    "expected delays, but neither latency nor a latency file beside the document has any";
  throw new UserError([{ where: `${owner.component}: latency`, what }]);
}
