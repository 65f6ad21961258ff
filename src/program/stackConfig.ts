import * as pulumi from "@pulumi/pulumi";

/** The stack's values of this project, by their keys without the project's name; encrypted ones in plain text. */
export function stackConfig(): Record<string, string> {
  const prefix = `${pulumi.getProject()}:`;
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}
