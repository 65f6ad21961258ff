import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";

/** One entry of a VirtualService's `http`. */
export type HttpRoute = NonNullable<NonNullable<IVirtualService["spec"]>["http"]>[number];

/** One alternative of a route's match. All its conditions must hold. */
export type HttpMatch = NonNullable<HttpRoute["match"]>[number];
