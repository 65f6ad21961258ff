import type { Problem } from "../problem.ts";
import { PROJECT, stackFileOf } from "./stackFile.ts";
import { isMapping, pathOf } from "./values/check.ts";

/**
 * Returns a warning for each password of a registry that is not encrypted.
 *
 * @param values the values in the stack's file; Pulumi would pass encrypted values on in plain text
 */
export function plainPasswords(values: Record<string, unknown>, stack: string): Problem[] {
  const { defaults, services } = values;
  const mappings: [path: string, settings: unknown][] = [
    ["defaults", defaults],
    ...(Array.isArray(services) ? services : []).map((service, index): [string, unknown] => [
      pathOf("services", index),
      service,
    ]),
  ];
  return mappings
    .filter(([, settings]) => hasPlainPassword(settings))
    .map(([path]) => {
      const place = `${path}.registry.password`;
      return {
        where: `${stackFileOf(stack)}: ${place}`,
        what: "everyone who can read the file can read this password",
        fix: `Encrypt it: pulumi config set --stack ${stack} --secret --path '${PROJECT}:${place}'`,
      };
    });
}

/** An encrypted password is a mapping. */
function hasPlainPassword(settings: unknown): boolean {
  const registry = isMapping(settings) ? settings.registry : undefined;
  return isMapping(registry) && typeof registry.password === "string";
}
