import type { Container, ContainerPort, Volume } from "kubernetes-types/core/v1.d.ts";

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
  /** Ports in addition to the one of the health check. */
  ports?: ContainerPort[];
  volumes: Volume[];
  terminationGracePeriodSeconds: number;
}
