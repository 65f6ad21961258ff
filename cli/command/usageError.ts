import { UserError } from "../../src/problem.ts";

/** A wrong call: an option or argument that the command does not accept. The exit code is 2. */
export class UsageError extends UserError {}
