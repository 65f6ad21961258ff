import { setTimeout } from "node:timers/promises";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { UserError } from "../../src/problem.ts";
import { automation, pulumiCommand, told } from "./automation.ts";
import { confirmed } from "./confirm.ts";

/** How often an update is tried, and how far apart, while another update of its stack is in progress. */
const TRIES = 30;
const APART_MS = 10_000;

/** Where a stack is, and where what Pulumi prints of its updates is passed on to as it comes. */
export interface Place {
  folder: string;
  progress: NodeJS.WriteStream;
}

/** A stack of the project in a folder. Pulumi's output is passed on as it comes. */
export interface PulumiStack {
  /** Sets the stack's file to the configuration of the last update. If there was none, the file stays as it is. */
  refreshConfig(): Promise<void>;
  /**
   * Updates the stack. Resolves to false if the user was asked and refused.
   *
   * @param yes whether to update without asking
   * @throws {UserError} if the update fails
   */
  up(yes: boolean): Promise<boolean>;
  /** Resolves to the `uid` of each Kubernetes object in the stack's state. */
  uids(): Promise<string[]>;
  /** Destroys the stack, and removes it and its file; otherwise like `up`. */
  destroy(yes: boolean): Promise<boolean>;
}

/** A resource as a stack's state has it. */
interface StateResource {
  outputs?: { metadata?: { uid?: string } };
}

/**
 * Selects a stack, and resolves to it, or to undefined if there is none.
 * @throws {UserError} if it cannot be selected for another reason
 */
export async function selectStack(name: string, place: Place): Promise<PulumiStack | undefined> {
  const { LocalWorkspace, StackNotFoundError } = await automation();
  const args = { stackName: name, workDir: place.folder };
  const options = { pulumiCommand: await pulumiCommand() };
  try {
    return of(await LocalWorkspace.selectStack(args, options), place);
  } catch (error) {
    if (error instanceof StackNotFoundError) return undefined;
    throw await told(error, name);
  }
}

/**
 * Selects a stack.
 *
 * @throws {UserError} if the stack does not exist or cannot be selected
 */
export async function requireStack(name: string, place: Place): Promise<PulumiStack> {
  const stack = await selectStack(name, place);
  if (stack !== undefined) return stack;
  const fix = `Create it first: pulumi stack select --create ${name}, then pulumi up`;
  throw new UserError([{ where: `stack ${name}`, what: "there is no such stack", fix }]);
}

/**
 * Selects a stack, and creates it if it does not exist.
 *
 * @throws {UserError} if that fails
 */
export async function createOrSelectStack(name: string, place: Place): Promise<PulumiStack> {
  const { LocalWorkspace } = await automation();
  const options = { pulumiCommand: await pulumiCommand() };
  const args = { stackName: name, workDir: place.folder };
  try {
    return of(await LocalWorkspace.createOrSelectStack(args, options), place);
  } catch (error) {
    throw await told(error, name);
  }
}

function of(stack: Stack, { progress }: Place): PulumiStack {
  const { name } = stack;
  const passOn = {
    onOutput: (text: string) => progress.write(text),
    onError: (text: string) => process.stderr.write(text),
    color: progress.isTTY ? "always" : "never",
  } as const;
  return {
    async refreshConfig() {
      const { CommandError } = await automation();
      await stack.workspace.refreshConfig(name).catch((error: unknown) => {
        if (!(error instanceof CommandError)) throw error;
      });
    },
    async up(yes) {
      if (!yes) {
        await patiently(name, () => stack.preview(passOn));
        if (!(await confirmed(`Update stack ${name}?`))) return false;
      }
      await patiently(name, () => stack.up(passOn));
      return true;
    },
    async uids() {
      const { deployment } = await stack.exportStack().catch(async (error: unknown) => {
        throw await told(error, name);
      });
      const resources: StateResource[] = deployment?.resources ?? [];
      return resources.flatMap(({ outputs }) => outputs?.metadata?.uid ?? []);
    },
    async destroy(yes) {
      if (!yes) {
        await patiently(name, () => stack.previewDestroy(passOn));
        if (!(await confirmed(`Destroy stack ${name}?`))) return false;
      }
      await patiently(name, () => stack.destroy({ ...passOn, remove: true }));
      return true;
    },
  };
}

/**
 * Runs an operation on a stack. While another update of the stack is in progress, it waits for up to five minutes: two
 * pull requests are often pushed at the same time.
 */
async function patiently(stack: string, run: () => Promise<unknown>): Promise<void> {
  const { ConcurrentUpdateError } = await automation();
  // Ctrl-C reaches Pulumi as well, which then ends its update in order. This process must wait for that.
  const wait = () => {};
  process.on("SIGINT", wait);
  try {
    for (let tries = 1; ; tries++) {
      try {
        await run();
        return;
      } catch (error) {
        const isLocked = error instanceof ConcurrentUpdateError;
        if (!isLocked || tries === TRIES) throw await told(error, stack);
      }
      console.error(
        `Another update of the stack is in progress: trying again (${tries}/${TRIES}).`,
      );
      await setTimeout(APART_MS);
    }
  } finally {
    process.off("SIGINT", wait);
  }
}
