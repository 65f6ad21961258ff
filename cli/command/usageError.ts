import { UserError } from "../../src/problem.ts";

/** A wrong call: an option or an argument that the command does not take. The exit code is 2. */
export class UsageError extends UserError {}
