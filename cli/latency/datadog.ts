import { connect } from "../../src/sources/datadog/api.ts";
import { apiAddress } from "../../src/sources/datadog/sites.ts";
import { datadogSource } from "../../src/sources/datadog/source.ts";
import type { LatencySource } from "../../src/sources/source.ts";
import type { Options, Values } from "../command/option.ts";
import { datadogKeys } from "./datadogKeys.ts";
import type { SourceStack } from "./sourceModule.ts";

/** Where Datadog's own tools look for the site. */
const SITE_VARIABLE = "DD_SITE";
const DEFAULT_SITE = "datadoghq.com";

export const options = {
  site: {
    type: "string",
    placeholder: "site",
    description: `Datadog's site: datadoghq.eu, us5.datadoghq.com, ... By default the one in ${SITE_VARIABLE}, or ${DEFAULT_SITE}`,
  },
  env: {
    type: "string",
    placeholder: "name",
    description: "The environment in Datadog (tag env), if the service is in several",
  },
  "datadog-service": {
    type: "string",
    placeholder: "name",
    description: "The service's name in Datadog (tag service), if it is not that in the stack",
  },
  span: {
    type: "string",
    placeholder: "name",
    description:
      "The operation name of the spans that serve requests, such as express.request. By default the one whose resources are the document's operations",
  },
} as const satisfies Options;

/** Opens Datadog with the keys of the environment or of the stack. */
export async function open(
  values: Values<typeof options>,
  stack: SourceStack,
): Promise<LatencySource> {
  const variable = process.env[SITE_VARIABLE];
  const site = values.site ?? (variable || DEFAULT_SITE);
  const address = apiAddress(site, values.site === undefined ? SITE_VARIABLE : "--site");
  const api = connect(address, await datadogKeys(stack));
  const { env, span } = values;
  return datadogSource(api, { env, span, service: values["datadog-service"] });
}
