import { ALLOWS_PREVIEWS, isSystem } from "../../src/controller/view.ts";
import type { Options, Reader } from "../command/option.ts";
import { integer } from "../command/readers.ts";
import { GITHUB } from "./forgeOf.ts";

const namespaces: Reader<string[]> = {
  expected: "namespaces such as shop,accounts, but none of Kubernetes' own",
  read(text) {
    const names = text.split(",");
    const isUsable = (name: string) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name);
    return names.every((name) => isUsable(name) && !isSystem(name)) ? names : undefined;
  },
};

export const FROM = {
  type: "string",
  placeholder: "github|file",
  completes: "file",
  description: `"${GITHUB}", with a token in GITHUB_TOKEN, or a JSON file with the pull requests of each repository`,
} as const;

/** Options of commands that look at what one round looks at. */
export const ROUND_OPTIONS = {
  namespaces: {
    type: "string",
    placeholder: "names",
    reader: namespaces,
    description: `Namespaces whose Deployments are looked at (default: all with the label ${ALLOWS_PREVIEWS}=true)`,
  },
  context: {
    type: "string",
    placeholder: "name",
    description: "Context of the kubeconfig (default: its current one)",
  },
  limit: {
    type: "string",
    placeholder: "number",
    default: "50",
    reader: integer(0),
    description: "The most copies in all; more wait",
  },
  "namespace-limit": {
    type: "string",
    placeholder: "number",
    default: "20",
    reader: integer(0),
    description: "The most copies in a namespace; more wait",
  },
} as const satisfies Options;
