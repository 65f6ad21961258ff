import { UserError } from "../../src/problem.ts";

/**
 * Loads Pulumi's Automation API. Loaded only when a stack is updated, because loading takes longer than most commands.
 *
 * @throws {UserError} if the package is not installed
 */
export async function automation() {
  try {
    return await import("@pulumi/pulumi/automation/index.js");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")) {
      throw error;
    }
    const what = "the package @pulumi/pulumi is not installed";
    throw new UserError([{ where: "pulumi", what, fix: "npm install @pulumi/pulumi" }]);
  }
}

/**
 * Finds Pulumi's command line.
 *
 * @throws {UserError} if it is missing or its version does not fit
 */
export async function pulumiCommand() {
  const { PulumiCommand } = await automation();
  try {
    return await PulumiCommand.get();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UserError([
      /ENOENT/.test(message)
        ? {
            where: "pulumi",
            what: "no such command",
            fix: "Install Pulumi, or use npm run understudy, which finds the one that npm ci installs.",
          }
        : { where: "pulumi", what: reasonIn(message) },
    ]);
  }
}

/** Returns the error to show to the user for a failed operation on a stack. Returns errors that are bugs unchanged. */
export async function told(error: unknown, stack: string): Promise<unknown> {
  const { CommandError, ConcurrentUpdateError } = await automation();
  if (!(error instanceof CommandError)) return error;
  const where = `stack ${stack}`;
  if (error instanceof ConcurrentUpdateError) {
    const fix = `Run this command again when it has ended. If it was interrupted, first run: pulumi cancel --stack ${stack}`;
    return new UserError([{ where, what: "another update of the stack is in progress", fix }]);
  }
  const what = `Pulumi failed: ${reasonIn(error.message)}`;
  return new UserError([{ where, what, fix: "Run this command again once that is fixed." }]);
}

/** Returns the first error in Pulumi's output, without the full stop. */
function reasonIn(text: string): string {
  const [, reason] = /^ *error: (.+)$/m.exec(text) ?? [];
  const [, code] = /exit code:? (\d+)/.exec(text) ?? [];
  return (reason ?? (code && `exit code ${code}`) ?? text).trim().replace(/\.$/, "");
}
