import { pathToFileURL } from "node:url";
import { assetPath } from "../../asset.ts";

/** Returns the variables by which Node programs reach the cluster without any setting of their own. */
export function nodeVariables(
  linkSocket: string,
  nodeOptions: string | undefined,
): Record<string, string> {
  const register = pathToFileURL(assetPath("laptop/preload/register.mjs"));
  const options = [nodeOptions, `--import=${register}`].filter(Boolean).join(" ");
  return { NODE_OPTIONS: options, UNDERSTUDY_LINK: linkSocket };
}
