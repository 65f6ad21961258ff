/** A host that the service under test calls, or may call. */
export interface FoundHost {
  /** In one spelling (`hostName`). */
  host: string;
  /** Place, as in `Leak`. */
  foundIn: string;
  /** Where VirtualServices or the endpoints of a ServiceEntry send its requests, in one spelling. */
  leadsTo?: string[];
  /** It is named as the collector of traces, metrics and logs. */
  isTelemetry?: true;
  /** An Envoy sent requests to exactly this host: a mock that replaces it did not get them. */
  isCalled?: true;
}
