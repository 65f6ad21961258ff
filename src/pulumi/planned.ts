const plans = new WeakMap<object, unknown>();

/**
 * Attaches a plan to arguments, and returns them. Their component then declares this plan instead of making its own: a
 * stack's program plans everything at once, from one reading of the documents and of the cluster.
 */
export function withPlan<Args extends object>(args: Args, plan: unknown): Args {
  plans.set(args, plan);
  return args;
}

/** Returns the plan that was attached to arguments, or undefined if there is none. */
export function planOf<Plan>(args: object): Plan | undefined {
  return plans.get(args) as Plan | undefined;
}
