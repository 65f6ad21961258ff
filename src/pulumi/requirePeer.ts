import { createRequire } from "node:module";
import { UserError } from "../problem.ts";

/** Pulumi packages that only some components need. */
interface Peers {
  "@pulumi/aws": typeof import("@pulumi/aws");
  "@pulumi/docker-build": typeof import("@pulumi/docker-build");
}

const USES: Record<keyof Peers, string> = {
  "@pulumi/aws": "it creates repositories at Amazon ECR",
  "@pulumi/docker-build": "it builds images",
};

/**
 * Returns an optional peer dependency. It is loaded at the first call, so that a program without ECR runs without
 * `@pulumi/aws`. For its types, write `import type * as aws from "@pulumi/aws"`.
 *
 * @param from URL of the module that it is resolved from
 * @throws {UserError} when it is not installed
 */
export function requirePeer<Name extends keyof Peers>(
  name: Name,
  from: string = import.meta.url,
): Peers[Name] {
  const require = createRequire(from);
  try {
    return require(name);
  } catch (error) {
    if (!isAbsent(error, name)) throw error;
    throw new UserError([
      { where: name, what: `not installed; ${USES[name]}`, fix: `npm install ${name}` },
    ]);
  }
}

/** Returns whether the package itself is missing, and not a module that it requires. */
function isAbsent(error: unknown, name: string): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    error.code === "MODULE_NOT_FOUND" &&
    error.message.startsWith(`Cannot find module '${name}'`)
  );
}
