import { type Problem, UserError } from "../problem.ts";

/** Returns a problem of a stack's setting as one of a component's argument: `PreviewReplica "copy": deployment`. */
export function inArguments(component: string, stack: string, problem: Problem): Problem {
  const { where, ...rest } = problem;
  const [setting, argument] = [`${component}.`, `${component}: `];
  return {
    where: where.replace(setting, argument).replace(`Pulumi.${stack}.yaml`, component),
    ...rest,
  };
}

/**
 * Returns what is read or made for a component.
 *
 * @param component the component's class and name: `PreviewReplica "payments-pr-12"`
 * @throws {UserError} with the mistakes as arguments of the component
 */
export function ofComponent<T>(component: string, stack: string, make: () => T): T {
  const rethrow = (error: unknown): never => {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.problems.map((problem) => inArguments(component, stack, problem)));
  };
  try {
    const made = make();
    return made instanceof Promise ? (made.catch(rethrow) as T) : made;
  } catch (error) {
    return rethrow(error);
  }
}
