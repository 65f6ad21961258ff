import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "real");
const PACKAGE = "@datadog/datadog-api-client";

/** Whether `npm ci --prefix test/sources/datadog/real` was run. */
export const isInstalled = existsSync(join(FOLDER, "node_modules", PACKAGE));

/** What the tests use of the official client, which is no dependency of the project. */
export interface OfficialClient {
  client: {
    BaseServerConfiguration: new (url: string, variables: Record<string, string>) => unknown;
    createConfiguration(options: Record<string, unknown>): unknown;
  };
  v1: {
    MetricsApi: new (
      configuration: unknown,
    ) => { listActiveMetrics(parameters: { from: number; tagFilter?: string }): Promise<unknown> };
  };
  v2: {
    MetricsApi: new (
      configuration: unknown,
    ) => {
      queryScalarData(parameters: { body: unknown }): Promise<unknown>;
      queryTimeseriesData(parameters: { body: unknown }): Promise<unknown>;
    };
  };
  serializer: {
    serialize(value: unknown, type: string, format: string): unknown;
    deserialize(value: unknown, type: string, format: string): unknown;
  };
}

export function loadOfficialClient(): OfficialClient {
  const load = createRequire(join(FOLDER, "package.json"));
  const serializer = `${PACKAGE}/dist/packages/datadog-api-client-v2/models/ObjectSerializer.js`;
  return { ...load(PACKAGE), serializer: load(serializer).ObjectSerializer };
}

/** Returns the places in a value of the client where it has found what it does not know. */
export function unknownIn(value: unknown, place = ""): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = `${place}/${key}`;
    if (key === "_unparsed" || key === "additionalProperties") return [here];
    return unknownIn(inner, here);
  });
}
