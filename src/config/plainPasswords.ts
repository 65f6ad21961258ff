import type { Problem } from "../problem.ts";
import { PROJECT, stackFileOf } from "./stackFile.ts";
import { isMapping, pathOf } from "./values/check.ts";

/**
 * Returns a warning for each password of a registry, and each secret of a load test, that is not encrypted.
 *
 * @param values the values in the stack's file; Pulumi would pass encrypted values on in plain text
 */
export function plainPasswords(values: Record<string, unknown>, stack: string): Problem[] {
  const { defaults, services, loadtests } = values;
  const places = [
    ...plainPassword("defaults", defaults),
    ...listed("services", services).flatMap((one) => plainPassword(...one)),
    ...listed("loadtests", loadtests).flatMap(([path, settings]) => [
      ...plainPassword(pathOf(path, "images"), inside(settings, "images")),
      ...plainSecrets(pathOf(path, "secrets"), inside(settings, "secrets")),
    ]),
  ];
  return places.map((place) => ({
    where: `${stackFileOf(stack)}: ${place}`,
    what: `everyone who can read the file can read this ${place.endsWith(".password") ? "password" : "secret"}`,
    fix: `Encrypt it: pulumi config set --stack ${stack} --secret --path '${PROJECT}:${place}'`,
  }));
}

function listed(path: string, list: unknown): [path: string, settings: unknown][] {
  if (!Array.isArray(list)) return [];
  return list.map((one, index) => [pathOf(path, index), one]);
}

function inside(settings: unknown, key: string): unknown {
  return isMapping(settings) ? settings[key] : undefined;
}

/** An encrypted password is a mapping. */
function plainPassword(path: string, settings: unknown): string[] {
  const isPlain = typeof inside(inside(settings, "registry"), "password") === "string";
  return isPlain ? [`${path}.registry.password`] : [];
}

function plainSecrets(path: string, secrets: unknown): string[] {
  return Object.entries(isMapping(secrets) ? secrets : {})
    .filter(([, value]) => typeof value === "string")
    .map(([name]) => pathOf(path, name));
}
