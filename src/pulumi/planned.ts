const plans = new WeakMap<object, unknown>();

/**
 * Returns the same arguments, whose component then declares this plan instead of making its own: a stack's program
 * plans all that it declares at once, from one reading of the documents and of the cluster.
 */
export function withPlan<Args extends object>(args: Args, plan: unknown): Args {
  plans.set(args, plan);
  return args;
}

/** Returns the plan that the arguments were given, or undefined if the component has to make it. */
export function planOf<Plan>(args: object): Plan | undefined {
  return plans.get(args) as Plan | undefined;
}
