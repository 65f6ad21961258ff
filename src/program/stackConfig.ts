import * as pulumi from "@pulumi/pulumi";

/** Returns the stack's values for this project, by key without the project's name. Encrypted values are decrypted. */
export function stackConfig(): Record<string, string> {
  const prefix = `${pulumi.getProject()}:`;
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}
