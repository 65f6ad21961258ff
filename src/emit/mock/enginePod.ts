import type { Container, Volume } from "kubernetes-types/core/v1.d.ts";

/** The parts of a mock's pod that depend on its engine. */
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
