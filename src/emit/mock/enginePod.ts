import type { Container, Volume } from "kubernetes-types/core/v1.d.ts";

/** What a mock's pod has of its engine; the rest is the same for all. */
export interface EnginePod {
  container: Pick<
    Container,
    | "image"
    | "command"
    | "args"
    | "env"
    | "startupProbe"
    | "readinessProbe"
    | "livenessProbe"
    | "volumeMounts"
  >;
  volumes: Volume[];
  terminationGracePeriodSeconds: number;
}
