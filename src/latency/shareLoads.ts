import type { LatencyPlan } from "./plan.ts";
import type { Profile } from "./profile.ts";

/** Returns the part of a plan that one of several equal servers makes: each has its share of capacities and queues. */
export function shareLoads(plan: LatencyPlan, servers: number): LatencyPlan {
  if (servers === 1 || !hasLoads(plan)) return plan;
  const share = (profile: Profile): Profile => {
    const { load } = profile;
    if (load === undefined) return profile;
    const { capacity, queue } = load;
    return {
      ...profile,
      load: { capacity: capacity / servers, queue: Math.ceil(queue / servers) },
    };
  };
  return {
    ...plan,
    ...(plan.default && { default: share(plan.default) }),
    routes: Object.fromEntries(
      Object.entries(plan.routes).map(([key, profile]) => [key, share(profile)]),
    ),
  };
}

export function hasLoads(plan: LatencyPlan): boolean {
  return [plan.default, ...Object.values(plan.routes)].some(
    (profile) => profile?.load !== undefined,
  );
}
